import { expect, test } from "vitest";
import type { Samples } from "../engine/engine.js";
import { encodeX } from "../table/encode.js";
import { fitEncoder } from "../table/fit-encoder.js";
import { encodeY } from "../table/labels.js";
import { tableFromColumns } from "../table/types.js";
import { pack, packingOf, unpack } from "./packed.js";

const ROWS = 30;
const table = tableFromColumns([
  ["x", Array.from({ length: ROWS }, (_, r) => (r % 7 === 3 ? null : r * r))],
  ["site", Array.from({ length: ROWS }, (_, r) => (r % 9 === 8 ? null : ["a", "b", "c", "d"][r % 4]))],
  ["ok", Array.from({ length: ROWS }, (_, r) => (r % 3 === 0 ? "yes" : "no"))],
  ["day", Array.from({ length: ROWS }, (_, r) => `2024-0${1 + (r % 9)}-1${r % 10}`)],
  ["kind", Array.from({ length: ROWS }, (_, r) => ["u", "v", "w"][r % 3])],
  ["y", Array.from({ length: ROWS }, (_, r) => Math.sin(r))],
]);
const rows = Array.from({ length: ROWS }, (_, r) => r);

test.each([
  // x and its indicator, site, ok, year and three circles of a day; then the label, and a weight.
  ["y", true],
  ["kind", false],
])(
  "unpack() gives what was packed, rounded to float32; a category takes one number (label %s)",
  (label, isWeighted) => {
    const { encoder } = fitEncoder(table, { labels: [label], features: ["x", "site", "ok", "day"], rows });
    const samples: Samples = { X: encodeX(encoder, table), Y: encodeY(encoder, table) };
    if (isWeighted) samples.weights = Float64Array.from(rows, (r) => r / 4);
    const packing = packingOf(encoder, samples.Y.rows, isWeighted);
    // Four inputs of the site are one number; three outputs of the kind are one; the weight is one.
    const oneHot = 4 - 1 + (label === "kind" ? 3 - 1 : 0);
    expect(packing.width).toBe(samples.X.rows + samples.Y.rows - oneHot + (isWeighted ? 1 : 0));
    const packed = pack(samples, packing);
    const back = unpack(packed, packing);
    expect(back.X).toEqual({ ...samples.X, data: samples.X.data.map(Math.fround) });
    expect(back.Y).toEqual({ ...samples.Y, data: samples.Y.data.map(Math.fround) });
    expect(back.weights).toEqual(samples.weights);
    // Any run of samples stands alone.
    const some = unpack(packed.subarray(3 * packing.width, 5 * packing.width), packing);
    expect([some.X.cols, some.X.data[1]]).toEqual([2, Math.fround(samples.X.data[4])]);
  },
);
