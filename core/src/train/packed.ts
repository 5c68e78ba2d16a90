import type { Samples } from "../engine/engine.js";
import { matrix, type Matrix } from "../matrix.js";
import type { Encoder } from "../table/encode.js";
import { inputsOf } from "../table/inputs.js";

/** Neighbouring rows of X or Y: as many numbers as they are, or, of a one-hot group, the place of the 1. */
interface Span {
  rows: number;
  isOneHot: boolean;
}

/**
 * How encoded rows are stored: a sample is `width` numbers. A one-hot group of any size takes one number, so that categories do
 * not swell the store.
 */
export interface Packing {
  X: readonly Span[];
  Y: readonly Span[];
  isWeighted: boolean;
  /** Numbers of a sample. */
  width: number;
}

/** The packing of what an encoder gives. */
export function packingOf(encoder: Encoder, outputs: number, isWeighted: boolean): Packing {
  const X = encoder.features.map((feature) => ({
    rows: inputsOf(feature).length,
    isOneHot: feature.type === "category",
  }));
  const Y = [{ rows: outputs, isOneHot: encoder.task === "classes" }];
  const numbers = [...X, ...Y].reduce((sum, span) => sum + (span.isOneHot ? 1 : span.rows), 0);
  return { X, Y, isWeighted, width: numbers + (isWeighted ? 1 : 0) };
}

/** Encoded rows as numbers, sample after sample, rounded to float32. */
export function pack({ X, Y, weights }: Samples, packing: Packing): Float32Array {
  const { width } = packing;
  const packed = new Float32Array(X.cols * width);
  const at = packSpans(X, packing.X, packed, width, 0);
  const end = packSpans(Y, packing.Y, packed, width, at);
  if (packing.isWeighted) for (let s = 0; s < X.cols; s++) packed[s * width + end] = weights?.[s] ?? 1;
  return packed;
}

/** What was packed, in matrices of its own. */
export function unpack(packed: Float32Array, packing: Packing): Samples {
  const { width } = packing;
  const cols = packed.length / width;
  const X = matrix(rowsOf(packing.X), cols);
  const Y = matrix(rowsOf(packing.Y), cols);
  const at = unpackSpans(X, packing.X, packed, width, 0);
  const end = unpackSpans(Y, packing.Y, packed, width, at);
  if (!packing.isWeighted) return { X, Y };
  return { X, Y, weights: Float64Array.from({ length: cols }, (_, s) => packed[s * width + end]) };
}

function rowsOf(spans: readonly Span[]): number {
  return spans.reduce((sum, { rows }) => sum + rows, 0);
}

/** Writes a matrix into the samples from the number `at` on; returns where the next begins. */
function packSpans(
  M: Matrix,
  spans: readonly Span[],
  packed: Float32Array,
  width: number,
  at: number,
): number {
  let row = 0;
  for (const { rows, isOneHot } of spans) {
    if (isOneHot) for (let s = 0; s < M.cols; s++) packed[s * width + at] = -1;
    for (let i = 0; i < rows; i++, row++) {
      for (let s = 0, k = row * M.cols; s < M.cols; s++, k++) {
        if (!isOneHot) packed[s * width + at + i] = M.data[k]!;
        else if (M.data[k] === 1) packed[s * width + at] = i;
      }
    }
    at += isOneHot ? 1 : rows;
  }
  return at;
}

function unpackSpans(
  M: Matrix,
  spans: readonly Span[],
  packed: Float32Array,
  width: number,
  at: number,
): number {
  let row = 0;
  for (const { rows, isOneHot } of spans) {
    if (isOneHot) {
      for (let s = 0; s < M.cols; s++) {
        const place = packed[s * width + at];
        if (place >= 0) M.data[(row + place) * M.cols + s] = 1;
      }
    } else {
      for (let i = 0; i < rows; i++) {
        for (let s = 0, k = (row + i) * M.cols; s < M.cols; s++, k++) M.data[k] = packed[s * width + at + i]!;
      }
    }
    row += rows;
    at += isOneHot ? 1 : rows;
  }
  return at;
}
