import { matrix, type Matrix } from "../../matrix.js";
import type { Samples } from "../engine.js";
import { Breath } from "./breath.js";
import type { Layout } from "./layout.js";
import type { Machine } from "./machine.js";

/**
 * Forward pass of any number of rows, a chunk at a time; leaves the thread to other tasks now and then.
 *
 * @param samples rows; without Y no loss is reckoned
 * @returns `H[last]`, outputs × rows, and the weighted sum of the loss's terms
 */
export async function predictChunks(
  machine: Machine,
  layout: Layout,
  samples: Pick<Samples, "X" | "weights"> & { Y?: Matrix },
): Promise<{ H: Matrix; sum: number }> {
  const { X, Y } = samples;
  const H = matrix(layout.layers.at(-1)!.n, X.cols);
  const breath = new Breath();
  let sum = 0;
  for (let from = 0; from < X.cols; from += layout.chunk) {
    const rows = putChunk(machine, layout, samples, from);
    await machine.evaluate(rows, Y !== undefined);
    if (Y) sum += machine.chunkLoss(rows);
    takeOutput(machine, layout, H, from, rows);
    if (breath.isDue && from + rows < X.cols) await breath.take();
  }
  return { H, sum };
}

function putChunk(
  machine: Machine,
  layout: Layout,
  { X, Y, weights }: Pick<Samples, "X" | "weights"> & { Y?: Matrix },
  from: number,
): number {
  const memory = machine.floats();
  const rows = Math.min(layout.chunk, X.cols - from);
  putColumns(memory, layout.XC / 4, layout.chunk, X, from, rows);
  if (!Y) return rows;
  putColumns(memory, layout.YC / 4, layout.chunk, Y, from, rows);
  if (weights) memory.set(weights.subarray(from, from + rows), layout.omegaC / 4);
  else memory.fill(1, layout.omegaC / 4, layout.omegaC / 4 + rows);
  return rows;
}

/** Copies `rows` columns of M, from column `from` on, each row of M to a place of its own. */
export function putColumns(
  memory: Float32Array,
  at: number,
  stride: number,
  M: Matrix,
  from: number,
  rows: number,
): void {
  for (let i = 0; i < M.rows; i++) {
    const start = i * M.cols + from;
    if (rows < 16) for (let s = 0; s < rows; s++) memory[at + i * stride + s] = M.data[start + s];
    else memory.set(M.data.subarray(start, start + rows), at + i * stride);
  }
}

function takeOutput(machine: Machine, layout: Layout, H: Matrix, from: number, rows: number): void {
  const memory = machine.floats();
  for (let i = 0; i < H.rows; i++) {
    const start = layout.OUT / 4 + i * layout.chunk;
    H.data.set(memory.subarray(start, start + rows), i * H.cols + from);
  }
}
