/**
 * Words by which tables say that a cell is missing, wherever they stand; compared as whole cells, without regard to case.
 * The empty cell is one of them.
 */
export const missingWords: readonly string[] = [
  "",
  "na",
  "n/a",
  "n.a.",
  "nan",
  "null",
  "nil",
  "<na>",
  "?",
  ".",
  "#n/a",
  "#na",
  "#null!",
  "#value!",
  "#ref!",
  "#div/0!",
  "缺失",
  "缺",
  "空",
  "空值",
];

/** Words that are missing among numbers and dates, but may be a level among words: "none" beside "mild", 无 beside 有. */
export const emptyWords: readonly string[] = ["none", "无", "-", "--", "–", "—"];

/** Dashes are missing among words too, unless the column also says "+", as labels of two classes do. */
const dashes: readonly string[] = ["-", "--", "–", "—"];

/** Which words of a column are missing cells. */
export interface MissingWords {
  /** Everywhere. */
  always: ReadonlySet<string>;
  /** In columns of numbers and dates. */
  amongNumbers: ReadonlySet<string>;
  /** In columns of words that do not say "+". */
  dashes: ReadonlySet<string>;
}

/** The usual words, or the given ones and the empty cell. */
export function missingSet(words?: readonly string[]): MissingWords {
  if (words === undefined) {
    return { always: new Set(missingWords), amongNumbers: new Set(emptyWords), dashes: new Set(dashes) };
  }
  const always = new Set(["", ...words.map((word) => word.trim().toLowerCase())]);
  return { always, amongNumbers: new Set(), dashes: new Set() };
}

/** The two words of each pair, the false one first. */
const pairs: readonly (readonly [string, string])[] = [
  ["false", "true"],
  ["no", "yes"],
  ["n", "y"],
  ["f", "t"],
  ["off", "on"],
  ["否", "是"],
  ["假", "真"],
  ["错", "对"],
];

const booleans = new Map(
  pairs.flatMap((pair, p) => pair.map((word, value) => [word, { pair: p, value }] as const)),
);

/** Which pair a word belongs to and whether it is its true one (1) or its false one (0); undefined for any other word. */
export function booleanWord(word: string): { pair: number; value: number } | undefined {
  return word.length > 5 ? undefined : booleans.get(word.toLowerCase());
}

/** The two words of a pair, the false one first. */
export function booleanPair(pair: number): readonly [string, string] {
  return pairs[pair];
}

/** Whether a pair is two Latin letters, which mean true and false only beside each other. */
export function isLetterPair(pair: number): boolean {
  return pairs[pair][0] === "n" || pairs[pair][0] === "f";
}

const months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/** Number of a month from 1 by its English name or the first three letters of it; 0 for any other word. */
export function monthNumber(word: string): number {
  if (word.length < 3 || word.length > 9) return 0;
  const short = months.indexOf(word.slice(0, 3).toLowerCase()) + 1;
  return short > 0 && (word.length === 3 || fullMonths[short - 1] === word.toLowerCase()) ? short : 0;
}

const fullMonths = [
  "january",
  "february",
  "march",
  "april",
  "may",
  "june",
  "july",
  "august",
  "september",
  "october",
  "november",
  "december",
];

/** Whether a word looks like what a spreadsheet makes of "10-14" or "9/5": a day or year with a month, such as "Oct-14" or 9月5日. */
export function isSpreadsheetDate(word: string): boolean {
  if (word.length > 9) return false;
  const [a, b, ...rest] = word.split("-");
  if (a !== undefined && b !== undefined && rest.length === 0) {
    return (isSmallNumber(a) && monthNumber(b) > 0) || (monthNumber(a) > 0 && isSmallNumber(b));
  }
  const at = word.indexOf("月");
  return (
    at > 0 && word.endsWith("日") && isSmallNumber(word.slice(0, at)) && isSmallNumber(word.slice(at + 1, -1))
  );
}

function isSmallNumber(text: string): boolean {
  return /^\d{1,2}$/.test(text);
}

/** Words in order: by value if all are numbers, else letter by letter. The order of the machine's language plays no part. */
export function sortedWords(words: Iterable<string>): string[] {
  const list = [...words];
  const isNumeric = list.every((word) => word.trim() !== "" && Number.isFinite(Number(word)));
  return list.toSorted(isNumeric ? (a, b) => Number(a) - Number(b) || byLetters(a, b) : byLetters);
}

function byLetters(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
