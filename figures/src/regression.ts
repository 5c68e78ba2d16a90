import * as Plot from "@observablehq/plot";
import { draw, drawingOf, type FigureOptions } from "./draw.js";
import { extentOf, formatNumber, spreadOver, widened } from "./numbers.js";
import type { Texts } from "./text/text.js";

/** Rows of one part with what was predicted for them. */
export interface Predicted {
  label: string;
  unit?: string;
  part: keyof Texts["parts"];
  actual: ArrayLike<number>;
  predicted: ArrayLike<number>;
}

/** Slope, offset and correlation of the straight line through points. */
export interface LineFit {
  slope: number;
  offset: number;
  r: number;
}

const POINTS = 1000; // drawn at most: more hide one another, and make large files

/** Predicted against actual values, equal axes, with the line ŷ = y (dashed), the line of the fit, and R. */
export function parity(data: Predicted, options: FigureOptions = {}): string {
  const drawing = drawingOf(options);
  const { text, colours, width } = drawing;
  const { label, unit, actual, predicted } = data;
  const line = fitLine(actual, predicted);
  const domain = widened(extentOf(actual, predicted), 0.03);
  const words = text.parity.fit(
    formatNumber(line.slope),
    line.offset < 0 ? "−" : "+",
    formatNumber(Math.abs(line.offset)),
  );
  const [low, high] = domain;
  const at = (x: number): number => line.offset + line.slope * x;
  const name = text.withUnit(label, unit);
  const r = formatNumber(line.r);
  return draw(
    text.parity.title(label, text.parts[data.part]),
    text.parity.desc(actual.length, r, words),
    {
      ...squareOf(width),
      x: { domain, label: text.parity.x(name), labelAnchor: "center", labelArrow: "none", ticks: 5 },
      y: { domain, label: text.parity.y(name), labelAnchor: "center", labelArrow: "none", ticks: 5 },
      marks: [
        Plot.frame({ stroke: colours.line }),
        Plot.dot(pointsOf(actual, predicted), {
          x: "x",
          y: "y",
          r: 2.5,
          stroke: colours.positive,
          strokeWidth: 1,
          strokeOpacity: 0.6,
        }),
        Plot.link([0], {
          x1: low,
          y1: low,
          x2: high,
          y2: high,
          stroke: colours.soft,
          strokeDasharray: "5 4",
        }),
        Plot.link(Number.isFinite(line.slope) ? [0] : [], {
          x1: low,
          y1: at(low),
          x2: high,
          y2: at(high),
          stroke: colours.negative,
          strokeWidth: 1.5,
        }),
        Plot.text([text.parity.heading(r, words)], {
          frameAnchor: "top-left",
          dx: 6,
          dy: 6,
          fill: colours.ink,
        }),
      ],
    },
    drawing,
  );
}

/** Predicted less actual against the prediction. */
export function residuals(data: Predicted, options: FigureOptions = {}): string {
  const drawing = drawingOf(options);
  const { text, colours, width } = drawing;
  const errors = errorsOf(data);
  const [low, high] = extentOf(errors);
  return draw(
    text.residuals.title(data.label, text.parts[data.part]),
    text.residuals.desc(errors.length, formatNumber(low), formatNumber(high)),
    {
      ...flatOf(width),
      x: {
        domain: widened(extentOf(data.predicted), 0.03),
        label: text.parity.y(text.withUnit(data.label, data.unit)),
        labelAnchor: "center",
        labelArrow: "none",
      },
      y: {
        domain: widened([low, high], 0.05),
        label: text.residuals.y,
        labelAnchor: "center",
        labelArrow: "none",
      },
      marks: [
        Plot.frame({ stroke: colours.line }),
        Plot.ruleY([0], { stroke: colours.soft, strokeDasharray: "5 4" }),
        Plot.dot(pointsOf(data.predicted, errors), {
          x: "x",
          y: "y",
          r: 2.5,
          stroke: colours.positive,
          strokeOpacity: 0.6,
          strokeWidth: 1,
        }),
      ],
    },
    drawing,
  );
}

const BINS = 20;

/** How often residuals of each size occur, in 20 bins of equal width. */
export function residualHistogram(data: Predicted, options: FigureOptions = {}): string {
  const drawing = drawingOf(options);
  const { text, colours, width } = drawing;
  const errors = errorsOf(data);
  const [low, high] = extentOf(errors);
  const step = (high - low || 1) / BINS;
  const counts = Array.from({ length: BINS }, (_, b) => ({
    x1: low + b * step,
    x2: low + (b + 1) * step,
    n: 0,
  }));
  for (const e of errors) counts[Math.min(BINS - 1, Math.floor((e - low) / step))].n++;
  const mean = errors.reduce((sum, e) => sum + e, 0) / errors.length;
  const sd = Math.sqrt(errors.reduce((sum, e) => sum + (e - mean) ** 2, 0) / errors.length);
  return draw(
    text.residuals.histogram(data.label, text.parts[data.part]),
    text.residuals.histogramDesc(formatNumber(mean), formatNumber(sd)),
    {
      ...flatOf(width),
      x: {
        domain: widened([low, high], 0.02),
        label: text.withUnit(text.residuals.y, data.unit),
        labelAnchor: "center",
        labelArrow: "none",
      },
      y: { label: text.residuals.count, labelAnchor: "center", labelArrow: "none", ticks: 5 },
      marks: [
        Plot.rectY(counts, {
          x1: "x1",
          x2: "x2",
          y: "n",
          fill: colours.positive,
          fillOpacity: 0.75,
          insetRight: 1,
        }),
        Plot.ruleY([0], { stroke: colours.soft }),
        Plot.ruleX([0], { stroke: colours.ink, strokeDasharray: "5 4" }),
      ],
    },
    drawing,
  );
}

/** The line `ŷ = slope y + offset` with the least squares, and Pearson's R. */
export function fitLine(x: ArrayLike<number>, y: ArrayLike<number>): LineFit {
  const n = x.length;
  let [mx, my] = [0, 0];
  for (let i = 0; i < n; i++) {
    mx += x[i] / n;
    my += y[i] / n;
  }
  let [xx, xy, yy] = [0, 0, 0];
  for (let i = 0; i < n; i++) {
    xx += (x[i] - mx) ** 2;
    xy += (x[i] - mx) * (y[i] - my);
    yy += (y[i] - my) ** 2;
  }
  const slope = xy / xx;
  return { slope, offset: my - slope * mx, r: xy / Math.sqrt(xx * yy) };
}

function errorsOf({ actual, predicted }: Predicted): Float64Array {
  return Float64Array.from(actual, (y, i) => predicted[i] - y);
}

function pointsOf(x: ArrayLike<number>, y: ArrayLike<number>): { x: number; y: number }[] {
  return spreadOver(x.length, POINTS).map((i) => ({ x: x[i], y: y[i] }));
}

/** Margins that leave a square to draw in. */
function squareOf(width: number) {
  const [left, right, top, bottom] = [56, 12, 10, 42];
  const side = width - left - right;
  return {
    width,
    height: side + top + bottom,
    marginLeft: left,
    marginRight: right,
    marginTop: top,
    marginBottom: bottom,
  };
}

function flatOf(width: number) {
  return {
    width,
    height: Math.round(width * 0.62),
    marginLeft: 56,
    marginRight: 12,
    marginTop: 10,
    marginBottom: 42,
  };
}
