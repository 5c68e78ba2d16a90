import { messageOf } from "./messages/catalogue.js";
import type { MessageCode } from "./messages/messages.js";

/** Languages in which every message exists. */
export type Language = "en" | "zh";

/** What went wrong, as a class of causes; each has one exit code of the command line. */
export type ErrorKind =
  | "check" // ran, but a check that was asked for was not met
  | "usage" // a wrong option or value
  | "data" // the table was refused
  | "model" // the model file was refused
  | "training" // training failed: diverged, or no finite loss
  | "output" // an output could not be written
  | "resources" // more memory or time than allowed
  | "internal"; // a fault of Gradus itself

/** Numbers and texts that a message puts into its placeholders `{name}`. */
export type MessageValues = Readonly<Record<string, string | number>>;

/** Where in a file the cause stands; lines and columns count from 1, lines as an editor counts them. */
export interface Place {
  file?: string;
  line?: number;
  column?: number;
  /** A few lines of the file around the place, ready to be shown. */
  excerpt?: string;
}

/**
 * An error that a caller may want to show to a person: a code to look up, a sentence, a hint, a place.
 * The message is English; `describe(error, "zh")` gives the Chinese one.
 */
export class GradusError extends Error {
  override readonly name: string = "GradusError";
  readonly code: MessageCode;
  readonly kind: ErrorKind;
  readonly values: MessageValues;
  readonly place: Place;
  readonly hint: string;

  constructor(code: MessageCode, values: MessageValues = {}, place: Place = {}, options?: ErrorOptions) {
    const text = wording(code, values, "en");
    super(text.message, options);
    this.code = code;
    this.kind = (messageOf(code)?.kind ?? "internal") as ErrorKind;
    this.values = values;
    this.place = place;
    this.hint = text.hint;
  }
}

/** Something a person should know although the work goes on: what, which column, what to do. */
export interface Warning {
  code: MessageCode;
  values: MessageValues;
  /** English wording; `describe(warning, "zh")` gives the Chinese one. */
  message: string;
  column?: string;
  place?: Place;
}

/**
 * Makes a warning.
 *
 * @param code   code of the message, `W…`
 * @param values what fills its placeholders; a value named `column` also becomes the warning's column
 * @param place  where in a file, if known
 */
export function warning(code: MessageCode, values: MessageValues = {}, place?: Place): Warning {
  return {
    code,
    values,
    message: wording(code, values, "en").message,
    ...(typeof values["column"] === "string" ? { column: values["column"] } : {}),
    ...(place === undefined ? {} : { place }),
  };
}

/**
 * Message and hint of an error or a warning in one language.
 *
 * @example
 * describe(new GradusError("E100", { file: "a.csv" }), "zh").message // "a.csv 是空文件"
 */
export function describe(
  what: { code: MessageCode; values: MessageValues },
  language: Language,
): { message: string; hint: string } {
  return wording(what.code, what.values, language);
}

/** A code that this program does not know, such as one of a newer Gradus, is shown with its values. */
function wording(
  code: MessageCode,
  values: MessageValues,
  language: Language,
): { message: string; hint: string } {
  const found = messageOf(code)?.[language];
  if (found === undefined) return { message: printable(`${code} ${JSON.stringify(values)}`), hint: "" };
  return { message: fill(found.message, values), hint: fill(found.hint ?? "", values) };
}

/** Puts values into `{name}` placeholders; control characters are shown escaped, long texts shortened. */
function fill(template: string, values: MessageValues): string {
  return template.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = values[name];
    return typeof value === "number" ? String(value) : printable(value ?? "");
  });
}

/** Control characters and marks that turn the direction of writing; tab and line feed may stay. */
// oxlint-disable-next-line no-control-regex
const UNPRINTABLE = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** A text as it may be shown on a terminal: control characters escaped. */
export function printable(text: string): string {
  return text.replaceAll(UNPRINTABLE, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** At most `limit` characters of a cell, for a message. */
export function shortened(text: string, limit = 40): string {
  return text.length <= limit ? text : `${text.slice(0, limit - 1)}…`;
}
