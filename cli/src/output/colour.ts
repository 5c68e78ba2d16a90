import { styleText } from "node:util";

/** The six ways in which text is painted; 16-colour ANSI only, and never the only sign of anything. */
export interface Paint {
  /** Headings and the best row. */
  bold(text: string): string;
  /** Labels. */
  dim(text: string): string;
  /** Paths and commands. */
  cyan(text: string): string;
  /** The line of success. */
  green(text: string): string;
  /** The word "warning". */
  yellow(text: string): string;
  /** The word "error". */
  red(text: string): string;
}

/** When to paint: `--color`. */
export type ColourChoice = "auto" | "always" | "never";

/** What decides about colours of one stream. */
export interface ColourFacts {
  isTTY: boolean;
  env: Readonly<Record<string, string | undefined>>;
}

/** Set where a program and not a person reads the terminal; escape codes are noise there. */
const READ_BY_PROGRAM = ["AI_AGENT", "AGENT"];

/**
 * Whether a stream is painted: `--color` first, then FORCE_COLOR, NO_COLOR and TERM=dumb, then whether it is a terminal.
 *
 * @see https://no-color.org, https://force-color.org
 */
export function usesColour(choice: ColourChoice, { isTTY, env }: ColourFacts): boolean {
  if (choice !== "auto") return choice === "always";
  const forced = env["FORCE_COLOR"];
  if (forced !== undefined && forced !== "") return forced !== "0" && forced !== "false";
  if (env["NO_COLOR"] || env["TERM"] === "dumb") return false;
  if (READ_BY_PROGRAM.some((name) => env[name])) return false;
  return isTTY;
}

/** Painting for a stream, or leaving texts as they are. */
export function createPaint(enabled: boolean): Paint {
  const paint = (style: "bold" | "dim" | "cyan" | "green" | "yellow" | "red") => {
    return (text: string): string => (enabled ? styleText(style, text, { validateStream: false }) : text);
  };
  return {
    bold: paint("bold"),
    dim: paint("dim"),
    cyan: paint("cyan"),
    green: paint("green"),
    yellow: paint("yellow"),
    red: paint("red"),
  };
}

/** Whether the locale can show blocks and superscripts: UTF-8, and on Windows a terminal that is known to. */
export function usesUnicode(
  env: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform = process.platform,
): boolean {
  if (platform === "win32") return Boolean(env["WT_SESSION"] ?? env["TERM_PROGRAM"]);
  const locale = env["LC_ALL"] || env["LC_CTYPE"] || env["LANG"] || "";
  return /utf-?8/i.test(locale);
}
