import { displayWidth, padEnd, padStart } from "./width.js";

/** A column of a text table. */
export interface TableColumn {
  heading: string;
  /** Numbers stand right, texts left. @default "right" */
  align?: "left" | "right";
  /** Least width in cells. @default 0 */
  width?: number;
}

/**
 * A table as lines of text, its columns as wide as their widest cell, two blanks apart and two from the margin.
 *
 * @param rows cells, as many as there are columns; may hold colours
 * @param head how the heading line is painted. @default as it is
 * @returns the heading line, then one line for each row; no blanks at their ends
 */
export function tableLines(
  columns: readonly TableColumn[],
  rows: readonly (readonly string[])[],
  head: (line: string) => string = (line) => line,
): string[] {
  const widths = columns.map((column, c) =>
    Math.max(
      column.width ?? 0,
      displayWidth(column.heading),
      ...rows.map((row) => displayWidth(row[c] ?? "")),
    ),
  );
  function line(cells: readonly string[]): string {
    const padded = columns.map(({ align = "right" }, c) => {
      return align === "left" ? padEnd(cells[c] ?? "", widths[c]) : padStart(cells[c] ?? "", widths[c]);
    });
    return `  ${padded.join("  ")}`.trimEnd();
  }
  return [head(line(columns.map((column) => column.heading))), ...rows.map(line)];
}

/**
 * Pairs of a label and a text, the texts below one another.
 *
 * @param paint how the labels are painted. @default as they are
 */
export function pairLines(
  pairs: readonly (readonly [string, string])[],
  paint: (label: string) => string = (label) => label,
): string[] {
  const width = Math.max(9, ...pairs.map(([label]) => displayWidth(label)));
  return pairs.map(([label, text]) => `  ${paint(padEnd(label, width))}  ${text}`.trimEnd());
}
