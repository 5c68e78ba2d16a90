/** Static figures of a model as SVG text, and the report as one HTML file. */
export { colours, pageColours, type Colours, type Theme } from "./colours.js";
export { type FigureOptions } from "./draw.js";
export { parity, residualHistogram, residuals, type Predicted } from "./regression.js";
