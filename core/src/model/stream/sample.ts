import "../../messages/table.js";
import "../../messages/training.js";
import { GradusError, type Warning } from "../../errors.js";
import { maskBits } from "../../random.js";
import { columnNamed, makeTable, placeOf, rowOf } from "../../table/columns.js";
import { partNamed } from "../../table/split-column.js";
import { checkFractions, type SplitOptions } from "../../table/split.js";
import type { TableSource } from "../../table/source.js";
import type { Cell, RawTable, Table } from "../../table/table.js";
import type { MemoryPlan } from "./options.js";

/** Number of a part: 0 training, 1 validation, 2 test. */
export type Part = 0 | 1 | 2;

/** Tells the part of a row of a source, by its own cells and its number in the file alone. */
export type PartOf = (table: RawTable, row: number, number: number) => Part;

/** Rows drawn from a source. */
export interface SourceSample {
  raw: RawTable;
  /** Part of each row. */
  parts: Uint8Array;
  /** Rows of the whole source. */
  rows: number;
  /** Rows of each part of the whole source. */
  counts: [number, number, number];
  warnings: Warning[];
}

const SEED = 42;
/** Purposes of the hash, so that the draws do not follow the division. */
const [DIVIDE, DRAW] = [1, 2];
/** Labels with no more different words than this may be classes; a row of each is kept. */
const CLASSES = 1000;

/** Columns of a source without rows, for names to be looked up in. */
export function emptyTable({ source, columns }: TableSource): Table {
  return makeTable(
    columns.map((name) => ({ name, missing: 0, type: "text", texts: [] })),
    { source, rows: 0, warnings: [] },
  );
}

/**
 * How the rows of a source are divided: a hash of seed and number of the row (or of seed and group) is compared with the shares.
 * Each row's part is known without any other row.
 *
 * @throws GradusError E213 for a division by time, E103 or E104 for an unknown column; the division itself E145 for a word
 *   that is none of train, validation, test
 */
export function divider(source: TableSource, split: SplitOptions = {}, seed = SEED): PartOf {
  const { kind = "random", fractions = [0.7, 0.15, 0.15], column = "" } = split;
  checkFractions(fractions);
  const named = emptyTable(source);
  const at = kind === "group" || kind === "column" ? named.index.get(columnNamed(named, column).name)! : -1;
  const key = maskBits((split.seed ?? seed) >>> 0, DIVIDE, Math.floor((split.seed ?? seed) / 2 ** 32), 0);
  const share = (bits: number): Part => {
    const u = bits / 2 ** 32;
    return u < fractions[0] ? 0 : u < fractions[0] + fractions[1] ? 1 : 2;
  };
  switch (kind) {
    case "none":
      return () => 0;
    case "random":
      return (_table, _row, number) => share(rowBits(key, number));
    case "group":
      return (table, row, number) => {
        const word = wordAt(table, at, row);
        return share(word === "" ? rowBits(key, number) : textBits(key, word));
      };
    case "column":
      return (table, row) => {
        const word = wordAt(table, at, row);
        const part = partNamed(word);
        if (part !== undefined) return part as Part;
        const place = placeOf({ ...named, ...linesOf(table) }, row, source.columns[at]);
        throw new GradusError(
          "E145",
          { column: source.columns[at], value: word, ...rowOf(table, row) },
          place,
        );
      };
    case "time":
      throw new GradusError("E213", {}, { file: source.source });
    default:
      kind satisfies never;
      throw new RangeError(
        `Cannot split the rows: expected random, group, column or none, got "${String(kind)}"`,
      );
  }
}

/**
 * Draws rows in one pass: of each part those whose hash of seed and number is smallest, which is a uniform draw without
 * replacement that does not depend on how the source is cut into parts; and of a label that may be a class, one row of each.
 *
 * @param label  name of the label, if there is one only
 * @param onRead told the bytes read
 */
export async function sampleSource(
  source: TableSource,
  partOf: PartOf,
  plan: MemoryPlan,
  {
    seed = SEED,
    label,
    task,
    onRead,
  }: { seed?: number; label?: string; task?: string; onRead?: (bytes: number) => void },
): Promise<SourceSample> {
  const key = maskBits(seed >>> 0, DRAW, Math.floor(seed / 2 ** 32), 0);
  const draws = SHARES.map((share) => new Draw(share * plan.sampleRows, share * plan.cells));
  const classes = new Map<string, Drawn>();
  const labelAt = label === undefined ? -1 : source.columns.indexOf(label);
  const counts: SourceSample["counts"] = [0, 0, 0];
  const warnings: Warning[] = [];
  let format: RawTable["format"];
  let rows = 0;
  for await (const { table, read } of source.parts()) {
    format ??= table.format;
    warnings.push(...table.warnings);
    for (let r = 0; r < table.rows; r++, rows++) {
      const part = partOf(table, r, rows);
      counts[part]++;
      const priority = rowBits(key, rows);
      const take = (): Drawn => ({
        part,
        priority,
        number: rows,
        line: table.lines?.[r],
        cells: cellsOf(table, r),
      });
      draws[part].offer(priority, take);
      if (labelAt < 0 || classes.size > CLASSES) continue;
      const word = wordAt(table, labelAt, r);
      const known = classes.get(word);
      // A training row rather than another, and then the one with the smallest hash.
      const isBetter =
        known === undefined || part < known.part || (part === known.part && priority < known.priority);
      if (word !== "" && isBetter) classes.set(flat(word), take());
    }
    onRead?.(read);
  }
  const drawn = draws.flatMap((draw) => draw.drawn());
  const numbers = new Set(drawn.map(({ number }) => number));
  const others = mayBeClasses([...classes.keys()], task)
    ? [...classes.values()].filter(({ number }) => !numbers.has(number))
    : [];
  const chosen = [...drawn, ...others].toSorted((a, b) => a.number - b.number);
  return { ...tableOf(source, chosen, format), rows, counts, warnings };
}

/** Whether the different words of a label may name classes: numbers only if they are two, or classes are asked for. */
function mayBeClasses(words: readonly string[], task: string | undefined): boolean {
  if (words.length > CLASSES || task === "regression") return false;
  return (
    words.length <= 2 || task === "classification" || words.some((word) => !Number.isFinite(Number(word)))
  );
}

/** Shares of the sample for training, validation and test. */
const SHARES = [0.6, 0.25, 0.15];

/** A row that was drawn. */
interface Drawn {
  part: Part;
  priority: number;
  number: number;
  line: number | undefined;
  cells: Cell[];
}

/** Keeps the rows of the smallest priorities: at most so many, and at most so many bytes of cells. */
class Draw {
  #rows: Drawn[] = [];
  #bytes = 0;
  #most: number;
  #bound = Infinity;
  readonly #mostBytes: number;

  constructor(rows: number, bytes: number) {
    this.#most = Math.max(1, Math.round(rows));
    this.#mostBytes = bytes;
  }

  offer(priority: number, take: () => Drawn): void {
    if (priority >= this.#bound) return;
    const row = take();
    this.#rows.push(row);
    this.#bytes += bytesOf(row);
    if (this.#bytes > this.#mostBytes)
      this.#most = Math.min(this.#most, Math.max(1, Math.floor(this.#rows.length / 2)));
    if (this.#rows.length > 2 * this.#most || this.#bytes > this.#mostBytes) this.#prune();
  }

  drawn(): Drawn[] {
    this.#prune();
    return this.#rows;
  }

  #prune(): void {
    this.#rows.sort((a, b) => a.priority - b.priority || a.number - b.number);
    if (this.#rows.length <= this.#most) return;
    this.#rows.length = this.#most;
    this.#bound = this.#rows.at(-1)!.priority;
    this.#bytes = this.#rows.reduce((sum, row) => sum + bytesOf(row), 0);
  }
}

/** Heap of a row, about: an object, and for each cell a place in the list and a text. */
function bytesOf({ cells }: Drawn): number {
  let bytes = 150;
  for (const cell of cells) bytes += typeof cell === "string" ? 32 + cell.length : 24;
  return bytes;
}

function cellsOf({ columns }: RawTable, row: number): Cell[] {
  return columns.map(({ cells }) => {
    const cell = cells[row];
    return typeof cell === "string" ? flat(cell) : cell;
  });
}

/** A text of its own: a longer piece of a text may hold on to the whole of it. */
function flat(text: string): string {
  return text.length < 13 ? text : text.split("").join("");
}

/** The drawn rows as a table. */
function tableOf(
  { source, columns }: TableSource,
  drawn: readonly Drawn[],
  format: RawTable["format"],
): Pick<SourceSample, "raw" | "parts"> {
  const hasLines = drawn.every(({ line }) => line !== undefined);
  const raw: RawTable = {
    source,
    columns: columns.map((name, i) => ({ name, cells: drawn.map(({ cells }) => cells[i]) })),
    rows: drawn.length,
    ...(hasLines ? { lines: Int32Array.from(drawn, ({ line }) => line!) } : {}),
    numbers: Float64Array.from(drawn, ({ number }) => number),
    ...(format === undefined ? {} : { format }),
    warnings: [],
  };
  return { raw, parts: Uint8Array.from(drawn, ({ part }) => part) };
}

function wordAt(table: RawTable, column: number, row: number): string {
  const cell = table.columns[column].cells[row];
  return cell === null ? "" : cell instanceof Date ? cell.toISOString() : String(cell).trim();
}

function linesOf({ lines }: RawTable): { lines?: Int32Array } {
  return lines === undefined ? {} : { lines };
}

/** 32 random bits that depend on the key and the number of a row alone. */
function rowBits(key: number, number: number): number {
  return maskBits(key, 0, number >>> 0, Math.floor(number / 2 ** 32));
}

/** 32 random bits for a text: FNV-1a over its UTF-16 units, then mixed. */
function textBits(key: number, text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return maskBits(key, 1, hash, 0);
}
