import { printable, type Place } from "gradus";

/** Line and character (both from 1) of an index of a text; a line ends with LF, CR LF or CR. */
export function positionOf(text: string, index: number): { line: number; character: number } {
  const target = Math.min(index, text.length);
  let line = 1;
  let start = 0;
  for (let end = lineEnd(text, 0); end < target; end = lineEnd(text, start)) {
    const next = afterLineEnd(text, end);
    if (next > target) break; // between CR and LF: still the line before
    start = next;
    line++;
  }
  return { line, character: target - start + 1 };
}

/** Place of the characters from `index` on in the text of a file, with an excerpt that marks them. */
export function placeIn(text: string, file: string, index: number, length = 1): Place & { line: number } {
  return placeWithin({ text, first: 1, before: "" }, file, index, length);
}

/** A run of whole lines out of a longer text. */
export interface Piece {
  text: string;
  /** Number of its first line in the file, from 1. */
  first: number;
  /** The line before with its end, for excerpts; "" if there is none. */
  before: string;
}

/** As `placeIn`, for an index of a piece of the file's text. */
export function placeWithin(
  { text, first, before }: Piece,
  file: string,
  index: number,
  length = 1,
): Place & { line: number } {
  const { line, character } = positionOf(text, index);
  const start = before === "" ? first : first - 1;
  const inExcerpt = first + line - start;
  const shown = excerpt(before + text, inExcerpt, { character, length }, start);
  return { file, line: first + line - 1, excerpt: shown };
}

/**
 * A line of a text and the one before it with their numbers, as messages show them; a caret row under `marked`.
 *
 * @param text   the whole text
 * @param line   number of the line, from 1
 * @param marked where in the line the cause stands: first character (from 1) and how many
 * @param first  number that the first line is shown with
 * @example
 * excerpt("a,b\n1,x2\n", 2, { character: 3, length: 2 }) // "  1 │ a,b\n  2 │ 1,x2\n        ^^"
 */
export function excerpt(
  text: string,
  line: number,
  marked?: { character: number; length: number },
  first = 1,
): string {
  const [previous, wanted] = linesAt(text, line);
  if (wanted === undefined) return "";
  // A long line is cut to a window around the mark.
  const from = marked === undefined ? 0 : Math.max(0, marked.character - 1 - WINDOW / 2);
  const digits = String(line + first - 1).length;
  const head = (n: number): string => `  ${String(n + first - 1).padStart(digits)} │ `;
  const rows = previous === undefined ? [] : [head(line - 1) + cut(previous, from)];
  rows.push(head(line) + cut(wanted, from));
  if (marked !== undefined) {
    const before = cut(wanted.slice(0, marked.character - 1), from);
    const length = Math.max(1, Math.min(marked.length, WINDOW - (marked.character - 1 - from)));
    const under = cut(wanted.slice(marked.character - 1, marked.character - 1 + length), 0);
    rows.push(" ".repeat(head(line).length + width(before)) + "^".repeat(Math.max(1, width(under))));
  }
  return rows.join("\n");
}

/** Characters of a line that are shown. */
const WINDOW = 100;

function cut(line: string, from: number): string {
  const shown = printable(line.slice(from, from + WINDOW).replaceAll("\t", " "));
  return (from > 0 ? "…" : "") + shown + (line.length > from + WINDOW ? "…" : "");
}

/** Columns of a terminal that a text takes: two for Chinese, Japanese, Korean and full-width characters. */
function width(text: string): number {
  let columns = 0;
  for (const character of text) {
    const code = character.codePointAt(0)!;
    const isWide = (code >= 0x1100 && code <= 0x115f) || (code >= 0x2e80 && code <= 0xa4cf);
    const isFull = (code >= 0xac00 && code <= 0xd7a3) || (code >= 0xf900 && code <= 0xfaff);
    const isForm = (code >= 0xff00 && code <= 0xff60) || code >= 0x1f300;
    columns += isWide || isFull || isForm ? 2 : 1;
  }
  return columns;
}

/** The line before and the line with a number. */
function linesAt(text: string, line: number): [string | undefined, string | undefined] {
  let start = 0;
  let previous: string | undefined;
  for (let n = 1; start <= text.length; n++) {
    const end = lineEnd(text, start);
    if (n === line) return [previous, text.slice(start, end)];
    if (n === line - 1) previous = text.slice(start, end);
    start = end === text.length ? end + 1 : afterLineEnd(text, end);
  }
  return [undefined, undefined];
}

/** Index of the next CR or LF from `start`, or the length of the text. */
function lineEnd(text: string, start: number): number {
  for (let i = start; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 10 || code === 13) return i;
  }
  return text.length;
}

function afterLineEnd(text: string, end: number): number {
  return end + (text.charCodeAt(end) === 13 && text.charCodeAt(end + 1) === 10 ? 2 : 1);
}
