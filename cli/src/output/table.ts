import type { Output } from "./stream.js";
import { displayWidth, padEnd, padStart } from "./width.js";

/** What a table needs to know of the output it is for. */
export type Look = Pick<Output, "paint" | "columns" | "isTTY">;

/** A column of a text table. */
export interface TableColumn {
  heading: string;
  /** Numbers stand right, texts left. @default "right" */
  align?: "left" | "right";
  /** Least width in cells. @default 0 */
  width?: number;
  /** Left out on a terminal that is too narrow, the highest number first. @default never */
  expendable?: number;
}

/**
 * A table as lines of text, its columns as wide as their widest cell, two blanks apart and two from the margin.
 *
 * @param rows cells, as many as there are columns; may hold colours
 * @returns the heading line, dim, then one line for each row; no blanks at their ends
 */
export function tableLines(
  columns: readonly TableColumn[],
  rows: readonly (readonly string[])[],
  look: Look,
): string[] {
  const widths = columns.map((column, c) =>
    Math.max(
      column.width ?? 0,
      displayWidth(column.heading),
      ...rows.map((row) => displayWidth(row[c] ?? "")),
    ),
  );
  const shown = fitting(columns, widths, widthOf(look));
  function line(cells: readonly string[]): string {
    const padded = shown.map((c) => {
      const pad = columns[c].align === "left" ? padEnd : padStart;
      return pad(cells[c] ?? "", widths[c]);
    });
    return `  ${padded.join("  ")}`.trimEnd();
  }
  return [look.paint.dim(line(columns.map((column) => column.heading))), ...rows.map(line)];
}

/** Numbers of the columns that fit beside one another; without an expendable one left, they stay as they are. */
function fitting(columns: readonly TableColumn[], widths: readonly number[], width: number): number[] {
  const shown = columns.map((_, c) => c);
  const needed = (): number => shown.reduce((sum, c) => sum + 2 + widths[c], 0);
  while (needed() > width) {
    const last = shown.reduce((a, b) => (expendability(columns[b]) > expendability(columns[a]) ? b : a));
    if (expendability(columns[last]) === 0) break;
    shown.splice(shown.indexOf(last), 1);
  }
  return shown;
}

function expendability({ expendable = 0 }: TableColumn): number {
  return expendable;
}

/**
 * Pairs of a label and a text, the texts below one another; on a terminal long texts go on below their beginning.
 *
 * @param pairs a list of texts gives one line each, which stays whole, so that a command can be copied
 */
export function pairLines(
  pairs: readonly (readonly [string, string | readonly string[]])[],
  look: Look,
): string[] {
  const width = Math.max(9, ...pairs.map(([label]) => displayWidth(label)));
  const margin = " ".repeat(width + 4);
  return pairs.flatMap(([label, text]) => {
    const lines = typeof text === "string" ? wrapped(text, widthOf(look) - margin.length) : text;
    const head = `  ${look.paint.dim(padEnd(label, width))}  `;
    return lines.map((line, i) => `${i === 0 ? head : margin}${line}`.trimEnd());
  });
}

/** Cells of a line; without end where no terminal breaks it. */
export function widthOf({ isTTY, columns }: Pick<Output, "columns" | "isTTY">): number {
  return isTTY ? columns : Infinity;
}

/** A text broken at blanks into lines of at most `width` cells; a longer word stays whole. */
function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(/(?<= )(?! )/)) {
    if (line !== "" && displayWidth((line + word).trimEnd()) > width) {
      lines.push(line.trimEnd());
      line = "";
    }
    line += word;
  }
  return [...lines, line];
}
