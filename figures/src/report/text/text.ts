import type { Language } from "gradus";
import { en } from "./en.js";
import { zh } from "./zh.js";

/** Every text of the report that the figures have not. */
export type ReportTexts = typeof en;

/** The texts of each language. A text that one of them lacks does not compile. */
export const reportTexts: Readonly<Record<Language, ReportTexts>> = { en, zh };
