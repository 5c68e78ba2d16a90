import { describe, expect, it } from "vitest";
import { readSafetensors, writeSafetensors, type Tensor } from "./safetensors.js";

/** A file of any header text and data, the way the format lays them out. */
function build(header: string, data: Uint8Array = new Uint8Array(0), length?: number): Uint8Array {
  const text = new TextEncoder().encode(header);
  const bytes = new Uint8Array(8 + text.length + data.length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(length ?? text.length), true);
  bytes.set(text, 8);
  bytes.set(data, 8 + text.length);
  return bytes;
}

const two = new Uint8Array(16); // two float64 zeros
const entry = (fields: object) =>
  JSON.stringify({ a: { dtype: "F64", shape: [2], data_offsets: [0, 16], ...fields } });

describe("writeSafetensors() and readSafetensors()", () => {
  it("write the bytes of the format", () => {
    const bytes = writeSafetensors({
      tensors: new Map([["a", { shape: [1], data: Float64Array.of(-2) }]]),
      metadata: new Map([["k", "v"]]),
    });
    // The text has 74 characters, so 6 blanks follow; −2 is c0 00 … 00, little-endian.
    const text = '{"__metadata__":{"k":"v"},"a":{"data_offsets":[0,8],"dtype":"F64","shape":[1]}}';
    const padded = text.padEnd(Math.ceil(text.length / 8) * 8);
    expect(bytes).toEqual(build(padded, Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0xc0)));
  });

  it("give back every bit, of odd names too, whatever the order of writing", () => {
    const values = Float64Array.of(-0, 5e-324, -Number.MAX_VALUE, 0.1, NaN, Infinity);
    const tensors: [string, Tensor][] = [
      ["z", { shape: [], data: Float64Array.of(7) }],
      ["__proto__", { shape: [2, 3], data: values }],
      ['强度\n"', { shape: [0, 4], data: new Float64Array(0) }],
    ];
    const metadata = new Map([
      ["constructor", "toString"],
      ["__proto__", "\ud800 \u0000"],
    ]);
    const bytes = writeSafetensors({ tensors: new Map(tensors), metadata });
    const again = readSafetensors(bytes);
    expect(again.metadata).toEqual(metadata);
    expect(again.tensors).toEqual(new Map(tensors));
    expect(Object.is(again.tensors.get("__proto__")!.data[0], -0)).toBe(true);
    expect(writeSafetensors(again)).toEqual(bytes);
    expect(writeSafetensors({ tensors: new Map(tensors.toReversed()), metadata })).toEqual(bytes);
  });

  it("read bytes that lie anywhere in a buffer", () => {
    const bytes = writeSafetensors({
      tensors: new Map([["a", { shape: [2], data: Float64Array.of(1, 2) }]]),
      metadata: new Map(),
    });
    const shifted = new Uint8Array(bytes.length + 3);
    shifted.set(bytes, 3);
    expect(readSafetensors(shifted.subarray(3)).tensors.get("a")!.data).toEqual(Float64Array.of(1, 2));
  });

  it("refuse to write a shape that does not fit", () => {
    const tensors = new Map([["a", { shape: [3], data: new Float64Array(2) }]]);
    expect(() => writeSafetensors({ tensors, metadata: new Map() })).toThrow(
      'tensor "a": expected 3 values, got 2',
    );
  });

  it.each<[string, Uint8Array, string]>([
    ["nothing", new Uint8Array(0), "file: expected ≥ 10 bytes, got 0"],
    [
      "a length beyond the bytes",
      build("{}", two, 999),
      "header length: expected at most 18, the bytes present, got 999",
    ],
    ["a length beyond the limit", build("{}", two, 2 ** 52), "header length: expected 2 … 16777216"],
    ["a length of 0", build("{}", two, 0), "header length: expected 2 … 16777216, got 0"],
    ["no JSON", build("{]"), "header: expected JSON"],
    ["no UTF-8", build("{}").fill(0xff, 8), "header: expected UTF-8"],
    ["an array", build("[]"), "header: expected object, got array(0)"],
    ["a number", build("12"), "header: expected object, got 12"],
    ["null for a tensor", build('{"a":null}'), 'tensor "a": expected object, got null'],
    ["another type", build(entry({ dtype: "F32" }), two), 'tensor "a".dtype: expected "F64", got "F32"'],
    ["no shape", build(entry({ shape: undefined }), two), 'tensor "a".shape: expected array'],
    [
      "an unknown field",
      build(entry({ file: "/etc/passwd" }), two),
      'expected dtype, shape, data_offsets, got "file"',
    ],
    ["a negative size", build(entry({ shape: [-2] }), two), "expected integers ≥ 0, got -2"],
    ["two negative sizes", build(entry({ shape: [-1, -2] }), two), "expected integers ≥ 0, got -1"],
    ["half a size", build(entry({ shape: [0.5, 4] }), two), "expected integers ≥ 0, got 0.5"],
    ["a text for a size", build(entry({ shape: ["2"] }), two), 'expected integers ≥ 0, got "2"'],
    ["a size beyond 2^53", build(entry({ shape: [2 ** 60] }), two), "expected integers ≥ 0"],
    [
      "an infinite size",
      build('{"a":{"dtype":"F64","shape":[1e999],"data_offsets":[0,16]}}', two),
      "got Infinity",
    ],
    [
      "a product beyond 2^31",
      build(entry({ shape: [65536, 65536] }), two),
      "≤ 2147483648 values, got 4294967296",
    ],
    ["a product that would wrap", build(entry({ shape: [2 ** 32, 2 ** 32, 2] }), two), "≤ 2147483648 values"],
    ["nine dimensions", build(entry({ shape: [2, 1, 1, 1, 1, 1, 1, 1, 1] }), two), "at most 8 integers"],
    [
      "a shape larger than its bytes",
      build(entry({ shape: [3] }), two),
      "expected 24 bytes for its shape, got 16",
    ],
    [
      "a shape smaller than its bytes",
      build(entry({ shape: [1] }), two),
      "expected 8 bytes for its shape, got 16",
    ],
    ["offsets beyond the file", build(entry({ data_offsets: [0, 24] }), two), "expected two offsets, ≤ 16"],
    ["offsets turned round", build(entry({ data_offsets: [16, 0] }), two), "for its shape, got -16"],
    ["three offsets", build(entry({ data_offsets: [0, 16, 16] }), two), "expected two offsets"],
    ["one offset", build(entry({ data_offsets: [0] }), two), "expected two offsets"],
    ["negative offsets", build(entry({ data_offsets: [-16, 0] }), two), "expected integers ≥ 0, got -16"],
    [
      "a hole before",
      build(entry({ shape: [1], data_offsets: [8, 16] }), two),
      "expected its first byte at 0, got 8",
    ],
    [
      "bytes after",
      build(entry({ shape: [1], data_offsets: [0, 8] }), two),
      "expected 8 bytes after the header, got 16",
    ],
    ["no tensor for the bytes", build("{}", two), "expected 0 bytes after the header, got 16"],
    [
      "an overlap",
      build(
        '{"a":{"dtype":"F64","shape":[2],"data_offsets":[0,16]},"b":{"dtype":"F64","shape":[1],"data_offsets":[8,16]}}',
        two,
      ),
      'tensor "b": expected its first byte at 16, got 8',
    ],
    ["a name twice", build('{"a":{},"a":{}}'), 'expected no key twice, got "a"'],
    ["a name twice, once in escapes", build('{"a":{},"\\u0061":{}}'), 'expected no key twice, got "a"'],
    ["a field twice", build('{"a":{"dtype":"F64","dtype":"F64"}}'), 'expected no key twice, got "dtype"'],
    ["a number as text", build('{"__metadata__":{"a":1}}'), "__metadata__.a: expected string, got 1"],
    ["metadata that is none", build('{"__metadata__":[]}'), "__metadata__: expected object, got array(0)"],
    ["100,000 levels of arrays", build(`{"a":${"[".repeat(1e5)}${"]".repeat(1e5)}}`), "at most 32 levels"],
    ["100,000 levels of objects", build(`${'{"a":'.repeat(1e5)}1${"}".repeat(1e5)}`), "at most 32 levels"],
    ["an open string", build('{"a'), "header: expected JSON"],
    ["an escape at the end", build('{"a\\'), "header: expected JSON"],
  ])("refuse %s", (_, bytes, message) => {
    expect(() => readSafetensors(bytes)).toThrow(message);
    expect(() => readSafetensors(bytes)).toThrow(SyntaxError);
  });

  it("let the caller refuse by the texts before any tensor is looked at", () => {
    const bytes = build(
      '{"__metadata__":{"format":"pt"},"a":{"dtype":"BF16","shape":[1],"data_offsets":[0,2]}}',
      new Uint8Array(2),
    );
    expect(() =>
      readSafetensors(bytes, (metadata) => {
        throw new Error(`format ${metadata.get("format")}`);
      }),
    ).toThrow("format pt");
  });
});
