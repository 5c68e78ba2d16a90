import type { Language } from "gradus";
import { en } from "./en.js";
import { zh } from "./zh.js";

/** Every text of figures and report. */
export type Texts = typeof en;

/** The texts of each language. A text that one of them lacks does not compile. */
export const texts: Readonly<Record<Language, Texts>> = { en, zh };
