import { GradusError, LIMIT_NEURONS, nearestName, type ColumnType } from "gradus";
import type { Texts } from "./language/language.js";

/**
 * Turns the text after a flag into its value, or throws a usage error that names the flag.
 *
 * @param previous the value so far, where a flag is given more than once
 */
export type ValueParser<T> = (given: string, flag: string, text: Texts, previous?: T) => T;

/** A whole number within bounds. */
export function integer(least: number, most = Number.MAX_SAFE_INTEGER): ValueParser<number> {
  return (given, flag, text) => {
    const value = /^[+-]?\d{1,16}$/.test(given.trim()) ? Number(given) : Number.NaN;
    if (Number.isSafeInteger(value) && value >= least && value <= most) return value;
    throw misfit(flag, given, text.wantedInteger(least, most));
  };
}

/** A number within bounds; `open` excludes the lower, `below` the upper one. */
export function number(
  least: number,
  most = Infinity,
  { open = false, below = false } = {},
): ValueParser<number> {
  return (given, flag, text) => {
    const value = toNumber(given);
    const isIn = (open ? value > least : value >= least) && (below ? value < most : value <= most);
    if (isIn && Number.isFinite(value)) return value;
    throw misfit(flag, given, text.wantedNumber(least, most, open, below));
  };
}

/** One of some words. */
export function choice<const T extends string>(words: readonly T[]): ValueParser<T> {
  return (given, flag, text) => {
    const found = words.find((word) => word === given);
    if (found !== undefined) return found;
    throw misfit(flag, given, text.wantedChoice(words), suggestion(given, words, text));
  };
}

/** One of some words, or another name of one, which stands for it. */
export function named<const T extends string>(
  words: readonly T[],
  aliases: Readonly<Record<string, T>>,
): ValueParser<T> {
  const parse = choice<string>([...words, ...Object.keys(aliases)]);
  return (given, flag, text) => {
    const found = parse(given, flag, text);
    return aliases[found] ?? (found as T);
  };
}

/** The text itself; an empty one is refused. */
export const word: ValueParser<string> = (given, flag, text) => {
  if (given !== "") return given;
  throw misfit(flag, given, text.wantedText);
};

/** Texts of a flag that may be given more than once. */
export const texts: ValueParser<string[]> = (given, flag, text, previous = []) => {
  return [...previous, word(given, flag, text)];
};

/** Words between commas; an empty one is the empty cell. */
export const words: ValueParser<string[]> = (given, _flag, _text, previous = []) => [
  ...previous,
  ...given.split(","),
];

/** The sign between the cells of a line; `tab` for a tabulator. */
export const delimiter: ValueParser<string> = (given, flag, text) => {
  const sign = given === "tab" || given === "\\t" ? "\t" : given;
  if (sign.length === 1 && sign !== '"' && sign !== "\n" && sign !== "\r") return sign;
  throw misfit(flag, given, text.wantedDelimiter);
};

/** Column and type, `id=category`; a column name may hold "=" itself. */
export function columnTypes(known: readonly ColumnType[]): ValueParser<Map<string, ColumnType>> {
  return (given, flag, text, previous = new Map<string, ColumnType>()) => {
    const at = given.lastIndexOf("=");
    if (at < 1) throw misfit(flag, given, text.wantedColumnType);
    const type = choice(known)(given.slice(at + 1), flag, text);
    return new Map([...previous, [given.slice(0, at), type]]);
  };
}

/** Rows for each update; `all` for all at once. */
export const batchSize: ValueParser<number> = (given, flag, text) => {
  return given === "all" ? Infinity : integer(1)(given, flag, text);
};

/** A number of any sign. */
export const anyNumber: ValueParser<number> = (given, flag, text) => number(-Infinity)(given, flag, text);

/** Numbers of rows, from 1, between commas. */
export const rowNumbers: ValueParser<number[]> = (given, flag, text) => {
  return given.split(",").map((part) => integer(1)(part, flag, text));
};

/** Whole numbers between commas, such as `0,1`. */
export const integers: ValueParser<number[]> = (given, flag, text) => {
  return given.split(",").map((part) => integer(0)(part, flag, text));
};

/** A number of bytes, such as `500MB`, `1.5GB` or `1GiB`. */
export const bytes: ValueParser<number> = (given, flag, text) => {
  const [, amount, unit = ""] = /^(\d+(?:\.\d+)?) ?([kMGT]i?B|B)?$/i.exec(given.trim()) ?? [];
  const power = " kmgt".indexOf(unit[0]?.toLowerCase() ?? " ");
  const size = Number(amount) * (unit[1] === "i" ? 1024 : 1000) ** Math.max(0, power);
  if (Number.isFinite(size) && size >= 1) return Math.floor(size);
  throw misfit(flag, given, text.wantedBytes);
};

/** A time in seconds, such as `90`, `60s`, `5min` or `1.5h`. */
export const duration: ValueParser<number> = (given, flag, text) => {
  const [, amount, unit = "s"] = /^(\d+(?:\.\d+)?) ?(s|m|min|h)?$/i.exec(given.trim()) ?? [];
  const seconds = Number(amount) * { s: 1, m: 60, h: 3600 }[unit[0].toLowerCase() as "s" | "m" | "h"];
  if (seconds > 0 && Number.isFinite(seconds)) return seconds;
  throw misfit(flag, given, text.wantedDuration);
};

/** Sizes of layers, input first, such as `3,3,2`. */
export const shape: ValueParser<number[]> = (given, flag, text) => {
  const sizes = given.split(",").map((part) => integer(1, 1000)(part, flag, text));
  if (sizes.length >= 2) return sizes;
  throw misfit(flag, given, text.wantedShape);
};

/** Sizes of layers, input first, as large as a network may be. */
export const sizes: ValueParser<number[]> = (given, flag, text) => {
  const found = given.split(",").map((part) => integer(1, LIMIT_NEURONS)(part, flag, text));
  if (found.length >= 2) return found;
  throw misfit(flag, given, text.wantedShape);
};

/** Hidden layers, such as `16:tanh,8`; `none` for none. The activation of a layer may be left out. */
export function hiddenLayers(
  activation: ValueParser<string>,
): ValueParser<{ neurons: number; activation?: string }[]> {
  return (given, flag, text) => {
    if (given === "none") return [];
    return given.split(",").map((part) => {
      const [size = "", name, ...more] = part.split(":");
      if (more.length > 0) throw misfit(flag, given, text.wantedHidden);
      if (/^[a-z]/i.test(size)) throw misfit(flag, given, text.wantedHidden, layersMeant(given, text));
      const neurons = integer(1, LIMIT_NEURONS)(size, flag, text);
      return name === undefined ? { neurons } : { neurons, activation: activation(name, flag, text) };
    });
  };
}

/** Hidden layouts, such as `none 3 5 12-8`, between blanks or commas: the sizes of each one's layers. */
export const layouts: ValueParser<number[][]> = (given, flag, text) => {
  const words = given.split(/[\s,]+/).filter((word) => word !== "");
  if (words.length === 0) throw misfit(flag, given, text.wantedLayouts);
  return words.map((word) => {
    if (word === "none") return [];
    if (!/^\d+(-\d+)*$/.test(word)) throw misfit(flag, given, text.wantedLayouts);
    return word.split("-").map((size) => integer(1, LIMIT_NEURONS)(size, flag, text));
  });
};

/** Shares of training, validation and test rows, such as `70/15/15` or `0.7/0.15/0.15`; `none` puts all rows into training. */
export const splitShares: ValueParser<[number, number, number]> = (given, flag, text) => {
  if (given === "none") return [1, 0, 0];
  const [train = Number.NaN, validation = Number.NaN, test = 0, ...more] = given.split("/").map(toNumber);
  const sum = train + validation + test;
  const isWhole = Math.abs(sum - 1) < 1e-9 || Math.abs(sum - 100) < 1e-9;
  if (more.length > 0 || !(train > 0 && validation >= 0 && test >= 0 && isWhole))
    throw misfit(flag, given, text.wantedSplit);
  return [train / sum, validation / sum, test / sum];
};

/** Metric and bound, such as `r2=0.9`; may be given more than once. */
export const metricBounds: ValueParser<{ metric: string; bound: number }[]> = (
  given,
  flag,
  text,
  previous = [],
) => {
  const at = given.indexOf("=");
  const bound = toNumber(given.slice(at + 1));
  if (at > 0 && Number.isFinite(bound)) return [...previous, { metric: given.slice(0, at), bound }];
  throw misfit(flag, given, text.wantedBound);
};

/** Factor and value, such as `age=28`; may be given more than once. A name may hold "=" itself. */
export const assignments: ValueParser<Map<string, string>> = (given, flag, text, previous = new Map()) => {
  const at = given.lastIndexOf("=");
  if (at < 1) throw misfit(flag, given, text.wantedAssignment);
  return new Map([...previous, [given.slice(0, at), given.slice(at + 1)]]);
};

/** Number of a step, from 1; undefined for all. */
export const stepNumber: ValueParser<number | undefined> = (given, flag, text) => {
  return given === "all" ? undefined : integer(1, 1000)(given, flag, text);
};

/** Numbers between commas, samples between semicolons: one list for each sample. */
export const samples: ValueParser<number[][]> = (given, flag, text) => {
  const lists = given.split(";").map((sample) => sample.split(",").map(toNumber));
  if (lists.flat().every(Number.isFinite)) return lists;
  throw misfit(flag, given, text.wantedSamples);
};

/** "did you mean 10:tansig?" where the activation stands after a comma. */
function layersMeant(given: string, text: Texts): string {
  const meant = given.replaceAll(/(\d),([a-z]\w*)/gi, "$1:$2");
  return /^\d+(:\w+)?(,\d+(:\w+)?)*$/.test(meant) ? text.didYouMean(meant) : "";
}

/** "did you mean …?" for the word nearest to what was given, or nothing. */
export function suggestion(given: string, words: readonly string[], text: Texts): string {
  // "mse" for "mse_mean"
  const near = nearestName(given, words) ?? words.find((word) => word.startsWith(`${given}_`));
  return near === undefined ? "" : text.didYouMean(near);
}

function toNumber(given: string): number {
  const trimmed = given.trim();
  return /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i.test(trimmed) ? Number(trimmed) : Number.NaN;
}

function misfit(option: string, given: string, wanted: string, hint = ""): GradusError {
  return new GradusError("E001", { option, wanted, given, suggestion: hint });
}
