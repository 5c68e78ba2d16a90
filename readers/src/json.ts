import "./messages.js";
import { GradusError, shortened, type Cell, type RawTable } from "gradus";
import { checkColumnCount, defaultNames, hasHeader, nameColumns } from "./header.js";
import { type JsonList, type JsonObject, type JsonValue, parseJson } from "./json-parse.js";
import { type ReadOptions, sourceName } from "./options.js";

/** Names and cells before names are checked; `lines` where rows begin in the text, if rows are what it holds. */
interface Grid {
  names: string[];
  cells: Cell[][];
  rows: number;
  lines?: number[];
}

/**
 * A table from a JSON text in any of the usual forms:
 * - rows: `[{"x":1,"y":2}, …]`, or one such object a line; the columns are all keys in the order of first sight
 * - rows without names: `[["x","y"],[1,2], …]`, the first one being the header
 * - columns: `{"x":[1, …],"y":[2, …]}`, also with keys of rows, `{"x":{"0":1, …}, …}`
 * - any of these in `{"data":…}` or `{"columns":…}`, and `{"columns":["x","y"],"data":[[1,2], …]}`
 *
 * Numbers, texts, true and false keep their type; null and absent keys are missing.
 *
 * @param text    the whole text
 * @param options `header` (rows without names), `renameDuplicates`, `source`
 * @throws GradusError E100, E169, E174–E177, E180–E185
 */
export function readJson(text: string, options: ReadOptions): RawTable {
  const file = sourceName(options);
  const values = parseJson(text, file);
  if (values.length === 0) throw new GradusError("E100", { file, needed: 2 }, { file });
  const { grid, warnings } = gridOf(values, options);
  if (grid.rows === 0) throw new GradusError("E169", { file }, { file });
  checkColumnCount(grid.names.length, options);
  const named = nameColumns(grid.names, grid.cells, options);
  return {
    source: file,
    columns: named.columns,
    rows: grid.rows,
    ...(grid.lines === undefined ? {} : { lines: Int32Array.from(grid.lines) }),
    format: { kind: values.length > 1 ? "ndjson" : "json" },
    warnings: [...warnings, ...named.warnings],
  };
}

type GridWithWarnings = { grid: Grid; warnings: RawTable["warnings"] };

function gridOf(values: readonly JsonValue[], options: ReadOptions): GridWithWarnings {
  const file = sourceName(options);
  const only = values[0]!;
  if (values.length > 1 || options.kind === "ndjson") return gridOfRows(values, options);
  if (isList(only)) return gridOfRows(only.items, options);
  if (!isObject(only)) throw notATable(file);
  const columns = only.entries.get("columns");
  const data = only.entries.get("data");
  const others = [...only.entries.keys()].filter((key) => !WRAPPERS.has(key));
  if (others.length === 0) {
    if (isList(columns) && isList(data)) return split(columns, data, file);
    if (isList(data)) return gridOfRows(data.items, options);
    const inner = columns ?? data;
    if (isObject(inner)) return { grid: gridOfColumns(inner, file), warnings: [] };
  }
  return { grid: gridOfColumns(only, file), warnings: [] };
}

/** Keys around a table, as pandas writes them. */
const WRAPPERS = new Set(["columns", "data", "index", "schema"]);

/** `[{…}, …]` or `[[…], …]`. */
function gridOfRows(rows: readonly JsonValue[], options: ReadOptions): GridWithWarnings {
  const file = sourceName(options);
  if (rows.every(isObject)) return { grid: gridOfObjects(rows, file), warnings: [] };
  if (!rows.every(isList)) throw notATable(file);
  const first = rows[0];
  const texts = first.items.map((item, j) => String(cell(item, `column ${j + 1}`, 1, file) ?? ""));
  // A row of JSON numbers is no header; only `header: true` said aloud makes it one.
  const isData = options.header === undefined && first.items.every((item) => typeof item === "number");
  const { isHeader, warnings } = isData ? { isHeader: false, warnings: [] } : hasHeader(texts, options);
  const names = isHeader ? texts : defaultNames(first.items.length);
  return { grid: gridOfLists(names, isHeader ? rows.slice(1) : rows, file), warnings };
}

function gridOfObjects(rows: readonly JsonObject[], file: string): Grid {
  const index = new Map<string, number>();
  const cells: Cell[][] = [];
  rows.forEach((row, i) => {
    for (const [key, value] of row.entries) {
      let j = index.get(key);
      if (j === undefined) {
        j = index.size;
        index.set(key, j);
        cells.push(Array.from<Cell>({ length: rows.length }).fill(null));
      }
      cells[j][i] = cell(value, key, i + 1, file, row.line);
    }
  });
  return { names: [...index.keys()], cells, rows: rows.length, lines: rows.map((row) => row.line) };
}

function gridOfLists(names: string[], rows: readonly JsonList[], file: string): Grid {
  const bad = rows.filter((row) => row.items.length !== names.length);
  if (bad.length > 0) {
    const { line, items } = bad[0];
    const values = { line, found: items.length, expected: names.length, headerLine: 1, count: bad.length };
    throw new GradusError("E171", values, { file, line });
  }
  const cells = names.map((name, j) => rows.map((row, i) => cell(row.items[j], name, i + 1, file, row.line)));
  return { names, cells, rows: rows.length, lines: rows.map((row) => row.line) };
}

/** `{"columns":["x","y"],"data":[[1,2], …]}`. */
function split(columns: JsonList, data: JsonList, file: string): GridWithWarnings {
  const names = columns.items.map((name) => String(cell(name, "columns", 1, file, columns.line) ?? ""));
  if (!data.items.every(isList)) throw notATable(file);
  return { grid: gridOfLists(names, data.items, file), warnings: [] };
}

/** `{"x":[1, …], …}` or `{"x":{"0":1, …}, …}`. */
function gridOfColumns(columns: JsonObject, file: string): Grid {
  const names = [...columns.entries.keys()];
  const lists = [...columns.entries.values()].map((column) => {
    if (isList(column)) return column.items;
    if (isObject(column)) return Array.from(column.entries.values());
    throw notATable(file);
  });
  const rows = lists[0]?.length ?? 0;
  lists.forEach((list, j) => {
    if (list.length !== rows) {
      const values = {
        column: shortened(names[j]),
        found: list.length,
        first: shortened(names[0]),
        expected: rows,
      };
      throw new GradusError("E185", values, { file });
    }
  });
  checkRowKeys(columns, file);
  const cells = lists.map((list, j) => list.map((value, i) => cell(value, names[j], i + 1, file)));
  return { names, cells, rows };
}

/** Columns that name their rows must name the same ones in the same order. */
function checkRowKeys(columns: JsonObject, file: string): void {
  const [first, ...others] = [...columns.entries.values()].filter(isObject);
  if (first === undefined) return;
  const keys = [...first.entries.keys()];
  const isSame = others.every((other) => [...other.entries.keys()].every((key, i) => key === keys[i]));
  if (!isSame || others.length + 1 !== columns.entries.size) throw notATable(file);
}

function cell(value: JsonValue, column: string, row: number, file: string, line?: number): Cell {
  if (!isObject(value) && !isList(value)) return value;
  const place = { file, line: line ?? value.line };
  throw new GradusError("E183", { column: shortened(column), row }, place);
}

function isList(value: JsonValue | undefined): value is JsonList {
  return typeof value === "object" && value !== null && value.type === "list";
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && value.type === "object";
}

function notATable(file: string): GradusError {
  return new GradusError("E184", { file }, { file });
}
