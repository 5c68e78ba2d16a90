import { toUtf8, fromUtf8 } from "../../utf8.js";
import { entriesOf } from "./check.js";
import { fromJson, toJson } from "./json.js";
import { Mismatch } from "./mismatch.js";

/**
 * The safetensors container, for float64 tensors: eight bytes with the length of the header (little-endian), the header as
 * JSON padded with blanks to a multiple of eight, the tensors' values. Python's `safetensors` reads it too.
 */
export interface Tensors {
  tensors: Map<string, Tensor>;
  /** Texts by name: the header's `__metadata__`. */
  metadata: Map<string, string>;
}

/** Numbers with a shape, the last dimension running fastest. */
export interface Tensor {
  shape: readonly number[];
  data: Float64Array;
}

const LENGTH_BYTES = 8;
const LIMIT_HEADER = 16 * 2 ** 20;
/** Bytes that a model file may have: 256 MiB. */
export const LIMIT_FILE = 256 * 2 ** 20;
const LIMIT_ELEMENTS = 2 ** 31;
const METADATA = "__metadata__";

/**
 * A file of tensors and texts. Equal contents give equal bytes: tensors and texts are put in the order of their names.
 *
 * @throws RangeError if a shape does not fit its values, or the file would exceed 256 MiB or its header 16 MiB
 */
export function writeSafetensors({ tensors, metadata }: Tensors): Uint8Array<ArrayBuffer> {
  const names = [...tensors.keys()].sort();
  let end = 0;
  const entries = names.map((name) => {
    const { shape, data } = tensors.get(name)!;
    const count = shape.reduce((product, n) => product * n, 1);
    if (count !== data.length) {
      throw new RangeError(`Cannot write tensor "${name}": expected ${count} values, got ${data.length}`);
    }
    const from = end;
    end += 8 * count;
    return `${JSON.stringify(name)}:${toJson({ data_offsets: [from, end], dtype: "F64", shape })}`;
  });
  const texts = [...metadata.keys()]
    .sort()
    .map((key) => `${JSON.stringify(key)}:${JSON.stringify(metadata.get(key))}`);
  const json = toUtf8(`{${[`${JSON.stringify(METADATA)}:{${texts.join(",")}}`, ...entries].join(",")}}`);
  const header = Math.ceil(json.length / 8) * 8;
  checkSize("header", header, LIMIT_HEADER);
  checkSize("file", LENGTH_BYTES + header + end, LIMIT_FILE);
  const bytes = new Uint8Array(LENGTH_BYTES + header + end);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, header, true);
  bytes.fill(0x20, LENGTH_BYTES, LENGTH_BYTES + header);
  bytes.set(json, LENGTH_BYTES);
  let at = LENGTH_BYTES + header;
  for (const name of names) {
    for (const value of tensors.get(name)!.data) {
      view.setFloat64(at, value, true);
      at += 8;
    }
  }
  return bytes;
}

/**
 * Tensors and texts of a file. The whole header is checked against the bytes present before any tensor is made: lengths,
 * types, shapes; no hole, no overlap, nothing after the last tensor, no name twice.
 *
 * @param accept looks at the texts before the tensors are looked at; it may throw
 * @throws Mismatch if the bytes are no such file
 */
export function readSafetensors(
  bytes: Uint8Array,
  accept?: (metadata: ReadonlyMap<string, string>) => void,
): Tensors {
  if (bytes.length > LIMIT_FILE) throw new Mismatch("file", `at most ${LIMIT_FILE} bytes`, bytes.length);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const start = LENGTH_BYTES + headerLength(view);
  const header = readHeader(bytes.subarray(LENGTH_BYTES, start));
  const present = bytes.length - start;
  const metadata = readTexts(header.find(([name]) => name === METADATA)?.[1] ?? {});
  accept?.(metadata);
  const places = header
    .filter(([name]) => name !== METADATA)
    .map(([name, value]) => placed(name, value, present));
  checkLayout(places, present);
  const tensors = new Map<string, Tensor>();
  for (const { name, shape, from, to } of places) {
    const data = new Float64Array((to - from) / 8);
    for (let i = 0; i < data.length; i++) data[i] = view.getFloat64(start + from + 8 * i, true);
    tensors.set(name, { shape, data });
  }
  return { tensors, metadata };
}

function headerLength(view: DataView): number {
  if (view.byteLength < LENGTH_BYTES + 2)
    throw new Mismatch("file", `≥ ${LENGTH_BYTES + 2} bytes`, view.byteLength);
  const length = view.getUint32(4, true) * 2 ** 32 + view.getUint32(0, true);
  if (length < 2 || length > LIMIT_HEADER) throw new Mismatch("header length", `2 … ${LIMIT_HEADER}`, length);
  if (length > view.byteLength - LENGTH_BYTES) {
    throw new Mismatch(
      "header length",
      `at most ${view.byteLength - LENGTH_BYTES}, the bytes present`,
      length,
    );
  }
  return length;
}

function readHeader(bytes: Uint8Array): [string, unknown][] {
  let text: string;
  try {
    text = fromUtf8(bytes);
  } catch {
    throw new Mismatch("header", "UTF-8", "other bytes");
  }
  return entriesOf(fromJson(text, "header"), "header");
}

function readTexts(value: unknown): Map<string, string> {
  const texts = new Map<string, string>();
  for (const [key, text] of entriesOf(value, METADATA)) {
    if (typeof text !== "string") throw new Mismatch(`${METADATA}.${key}`, "string", text);
    texts.set(key, text);
  }
  return texts;
}

/** Where a tensor lies, from the first byte after the header. */
interface Placed {
  name: string;
  shape: number[];
  from: number;
  to: number;
}

function placed(name: string, value: unknown, present: number): Placed {
  const where = `tensor ${JSON.stringify(name.slice(0, 40))}`;
  const fields = new Map(entriesOf(value, where));
  const unknown = [...fields.keys()].find(
    (key) => key !== "dtype" && key !== "shape" && key !== "data_offsets",
  );
  if (unknown !== undefined) throw new Mismatch(where, "dtype, shape, data_offsets", unknown);
  if (fields.get("dtype") !== "F64") throw new Mismatch(`${where}.dtype`, '"F64"', fields.get("dtype"));
  const shape = counts(fields.get("shape"), `${where}.shape`);
  const offsets = counts(fields.get("data_offsets"), `${where}.data_offsets`);
  const elements = shape.reduce((product, n) => product * n, 1);
  if (!(elements <= LIMIT_ELEMENTS))
    throw new Mismatch(`${where}.shape`, `≤ ${LIMIT_ELEMENTS} values`, elements);
  const [from, to] = offsets;
  if (from === undefined || to === undefined || offsets.length > 2 || to > present) {
    throw new Mismatch(
      `${where}.data_offsets`,
      `two offsets, ≤ ${present}`,
      String(fields.get("data_offsets")),
    );
  }
  if (to - from !== 8 * elements) throw new Mismatch(where, `${8 * elements} bytes for its shape`, to - from);
  return { name, shape, from, to };
}

/** The tensors fill the bytes after the header from the first to the last. */
function checkLayout(places: Placed[], present: number): void {
  let end = 0;
  for (const { name, from, to } of places.toSorted((a, b) => a.from - b.from || a.to - b.to)) {
    if (from !== end)
      throw new Mismatch(`tensor ${JSON.stringify(name.slice(0, 40))}`, `its first byte at ${end}`, from);
    end = to;
  }
  if (end !== present) throw new Mismatch("file", `${end} bytes after the header`, present);
}

function counts(value: unknown, where: string): number[] {
  if (!Array.isArray(value) || value.length > 8)
    throw new Mismatch(where, "array of at most 8 integers", value);
  for (const n of value as unknown[]) {
    if (!Number.isSafeInteger(n) || (n as number) < 0 || Object.is(n, -0))
      throw new Mismatch(where, "integers ≥ 0", n);
  }
  return value as number[];
}

function checkSize(what: string, given: number, limit: number): void {
  if (given > limit)
    throw new RangeError(`Cannot write the ${what}: expected at most ${limit} bytes, got ${given}`);
}
