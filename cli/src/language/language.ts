import type { Language } from "gradus";
import { en } from "./en.js";
import { zh } from "./zh.js";

/** Every text of the command line, apart from errors and warnings, which `gradus` words itself. */
export type Texts = typeof en;

/** A flag that has a description. */
export type FlagName = keyof Texts["flags"];

/** A group of flags that has a heading. */
export type GroupName = keyof Texts["groups"];

/** The texts of each language. A text that one of them lacks does not compile. */
export const texts: Readonly<Record<Language, Texts>> = { en, zh };

/**
 * The language of a run: what was asked for, then GRADUS_LANG, LC_ALL, LC_MESSAGES, LANG; English if none says Chinese.
 *
 * @param asked value of `--lang`
 */
export function chooseLanguage(
  asked: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
): Language {
  const locale = asked || env["GRADUS_LANG"] || env["LC_ALL"] || env["LC_MESSAGES"] || env["LANG"] || "";
  return locale.toLowerCase().startsWith("zh") ? "zh" : "en";
}
