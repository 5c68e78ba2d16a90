/** The report of a model as one HTML file. */
export { createReport, type Report } from "./report.js";
export type { SectionName } from "./document.js";
export type { ReportOptions } from "./facts.js";
export { OF_FAMILIES } from "./recipe.js";
export { optionsEn } from "./text/options-en.js";
export { optionsZh } from "./text/options-zh.js";
