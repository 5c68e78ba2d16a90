import "./messages.js";
import { GradusError, shortened, warning, type Cell, type RawTable, type Warning } from "gradus";
import { isNumberText } from "./number-text.js";
import { MAX_COLUMNS, MAX_NAME, type ReadOptions, sourceName } from "./options.js";

type Columns = RawTable["columns"];

/**
 * Columns with their names: trimmed, unique, none empty. A nameless column that is empty, or that only counts the rows
 * (the index that pandas writes), is left out; another nameless one is called "column 3" by its position. Each of
 * these is told in a warning.
 *
 * @param header  names as they stand in the file
 * @param cells   cells of each column, as many columns as names
 * @param options `renameDuplicates`, `source`
 * @param line    line of the header, for messages
 * @returns `positions`: number of each column in the file, from 0
 * @throws GradusError E100 (no column is left), E174 (same name twice), E175 (names that look the same), E176 (too long a name)
 */
export function nameColumns(
  header: readonly string[],
  cells: Cell[][],
  options: ReadOptions,
  line?: number,
): { columns: Columns; positions: number[]; warnings: Warning[] } {
  const file = sourceName(options);
  const warnings: Warning[] = [];
  const kept: { name: string; position: number; cells: Cell[] }[] = [];
  header.forEach((raw, i) => {
    const position = i + 1;
    let name = raw.trim();
    if (name.length > MAX_NAME) {
      const values = { position, found: name.length, limit: MAX_NAME };
      throw new GradusError("E176", values, {
        file,
        ...(line === undefined ? {} : { line }),
        column: position,
      });
    }
    if (name === "") {
      const useless = uselessNameless(cells[i], position);
      if (useless !== undefined) {
        warnings.push(warning(useless, { file, position }));
        return;
      }
      name = `column ${position}`;
      warnings.push(warning("W163", { file, position, column: name }));
    }
    kept.push({ name, position, cells: cells[i] });
  });
  if (kept.length === 0) throw new GradusError("E100", { file, needed: 2 }, { file });
  const columns = withUniqueNames(kept, options, line, warnings);
  return { columns, positions: kept.map(({ position }) => position - 1), warnings };
}

/** Names for a table without a header: x1, x2, … */
export function defaultNames(count: number): string[] {
  return Array.from({ length: count }, (_, i) => `x${i + 1}`);
}

/** Whether the first row is a header, and a warning if it may not be. */
export function hasHeader(
  first: readonly string[],
  options: ReadOptions,
): { isHeader: boolean; warnings: Warning[] } {
  const header = options.header ?? true;
  if (header === false) return { isHeader: false, warnings: [] };
  const isData = first.every(isNumberText);
  if (header === "auto") return { isHeader: !isData, warnings: [] };
  // Most names of a real header are words; years or wavelengths as names are told, and read all the same.
  const looksLikeData = isData || (first.length > 2 && 2 * first.filter(isNumberText).length > first.length);
  return { isHeader: true, warnings: looksLikeData ? [warning("W162", { file: sourceName(options) })] : [] };
}

/**
 * Refuses more columns than a table may have.
 *
 * @throws GradusError E177
 */
export function checkColumnCount(found: number, options: ReadOptions): void {
  if (found > MAX_COLUMNS) {
    const file = sourceName(options);
    throw new GradusError("E177", { file, found, limit: MAX_COLUMNS }, { file });
  }
}

/** Code of the warning for a nameless column that carries nothing, or undefined. */
function uselessNameless(cells: Cell[], position: number): "W164" | "W165" | undefined {
  if (cells.every((cell) => cell === null || cell === "")) return "W164";
  // Row numbers: only as the first column, from 0 or 1, at least three of them, so that no real column is taken for one.
  const first = Number(cells[0]);
  if (position !== 1 || cells.length < 3 || (first !== 0 && first !== 1)) return undefined;
  return cells.every((cell, i) => String(cell) === String(first + i)) ? "W165" : undefined;
}

/** Names that are the same to a reader are the same: compared in Unicode normal form C. */
function withUniqueNames(
  columns: readonly { name: string; position: number; cells: Cell[] }[],
  options: ReadOptions,
  line: number | undefined,
  warnings: Warning[],
): Columns {
  const file = sourceName(options);
  const seen = new Map<string, { name: string; position: number }>();
  const taken = new Set(columns.map((column) => column.name.normalize("NFC")));
  return columns.map(({ name, position, cells }) => {
    const key = name.normalize("NFC");
    const first = seen.get(key);
    if (first === undefined) {
      seen.set(key, { name, position });
      return { name, cells };
    }
    if (options.renameDuplicates !== true) {
      const values = { first: first.position, second: position, name: shortened(name) };
      const place = { file, ...(line === undefined ? {} : { line }), column: position };
      throw new GradusError(first.name === name ? "E174" : "E175", values, place);
    }
    let count = 2;
    while (taken.has(`${key}_${count}`)) count++;
    const column = `${name}_${count}`;
    taken.add(`${key}_${count}`);
    warnings.push(warning("W166", { position, first: first.position, name: shortened(name), column }));
    return { name: column, cells };
  });
}
