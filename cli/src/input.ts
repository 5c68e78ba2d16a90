import { readFileSync } from "node:fs";
import {
  GradusError,
  loadModel,
  toTable,
  type ColumnType,
  type Model,
  type RawTable,
  type Table,
  type TypeOptions,
} from "gradus";
import { readFile, type StreamOptions } from "@gradus/readers/node";
import { systemReason } from "./output/stream.js";

/** Flags that say how a table is read. */
export interface TableFlags {
  encoding?: string;
  delimiter?: string;
  /** False with `--no-header`. */
  header: boolean;
  sheet?: string;
  decimal?: "auto" | "." | ",";
  missing?: string[];
  type?: Map<string, ColumnType>;
  badRows?: "refuse" | "skip";
  renameDuplicates?: boolean;
}

/** A table as it stands in a file. @param file path, or "-" for standard input */
export function readRaw(file: string, flags: TableFlags): Promise<RawTable> {
  return readFile(file, readOptions(flags));
}

/** What the flags say to the readers of files. */
export function readOptions(flags: TableFlags): StreamOptions {
  const { encoding, delimiter, header, sheet, badRows, renameDuplicates } = flags;
  return {
    header,
    ...(encoding === undefined ? {} : { encoding }),
    ...(delimiter === undefined ? {} : { delimiter }),
    ...(sheet === undefined ? {} : { sheet }),
    ...(badRows === undefined ? {} : { badRows }),
    ...(renameDuplicates === undefined ? {} : { renameDuplicates }),
  };
}

/** A table with types; what the flags say goes before what `options` says. */
export function typed(raw: RawTable, flags: TableFlags, options: TypeOptions = {}): Table {
  return toTable(raw, typeOptions(flags, options));
}

/** What the flags say about types goes before what `options` says. */
export function typeOptions(flags: TableFlags, options: TypeOptions = {}): TypeOptions {
  const { decimal, missing, type, badRows } = flags;
  return {
    ...(badRows === undefined ? {} : { badCells: badRows }),
    ...options,
    types: new Map([...(options.types ?? []), ...(type ?? [])]),
    ...(decimal === undefined ? {} : { decimal }),
    ...(missing === undefined ? {} : { missing }),
  };
}

/** The flags that say how the table is read, as words of a command line. */
export function readingWords(flags: TableFlags): string[] {
  const { header, encoding, delimiter, sheet, decimal, missing, type, badRows, renameDuplicates } = flags;
  const valued: [string, string | undefined][] = [
    ["--encoding", encoding],
    ["--delimiter", delimiter === "\t" ? "tab" : delimiter],
    ["--sheet", sheet],
    ["--decimal", decimal],
    ["--missing", missing?.join(",")],
    ...[...(type ?? [])].map(([column, name]): [string, string] => ["--type", `${column}=${name}`]),
    ["--bad-rows", badRows],
  ];
  return [
    ...(header ? [] : ["--no-header"]),
    ...valued.flatMap(([flag, value]) => (value === undefined ? [] : [flag, value])),
    ...(renameDuplicates === true ? ["--rename-duplicates"] : []),
  ];
}

/** A model from its file. @throws GradusError (kind "model") if it cannot be read or is none */
export function readModel(file: string): Model {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(file);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT")
      throw new GradusError("E357", { file }, { file }, { cause });
    throw new GradusError("E350", { file, reason: systemReason(cause) }, { file }, { cause });
  }
  return loadModel(bytes, file);
}

/**
 * Names of columns as they are given to a flag: each text is one name if the table has such a column, else names between
 * commas.
 */
export function columnNames(given: readonly string[], table: Pick<RawTable, "columns">): string[] {
  const known = new Set(table.columns.map((column) => column.name));
  return given.flatMap((text) => (known.has(text) ? [text] : text.split(",").map((name) => name.trim())));
}
