import type { Front } from "../../bp/front.js";
import { viewsOf, type Network } from "../../bp/network.js";
import type { Matrix } from "../../matrix.js";
import type { LayerPlan, Layout, UnitPlan } from "./layout.js";
import { PANEL } from "./record.js";

/** Where each weight and bias of the flat vector lies in the arena. */
interface Place {
  plan: LayerPlan;
  W: Matrix;
  b: Float64Array | undefined;
  alpha: Float64Array | undefined;
}

/** A part of the flat vector that lies in one piece in the arena, and where. */
interface Piece {
  values: Float64Array;
  place: number;
}

/**
 * Writes a flat vector, in the order of `network.parameters`, into the panels of an arena.
 *
 * @param memory the linear memory as floats
 * @param copy   number of the arena: 0 for the weights, k for state k of the optimizer
 */
export function pack(
  network: Network,
  layout: Layout,
  flat: Float64Array,
  memory: Float32Array,
  copy: number,
): void {
  const { layers, front } = places(network, layout, flat);
  for (const { plan, W, b, alpha } of layers) {
    const base = (plan.W + copy * layout.arena) / 4;
    for (let i = 0; i < W.rows; i++) {
      const at = base + Math.floor(i / PANEL) * (plan.wStride / 4) + (i % PANEL);
      for (let j = 0; j < W.cols; j++) memory[at + j * PANEL] = W.data[i * W.cols + j];
      if (b) memory[at + plan.m4 * PANEL] = b[i];
      if (alpha) memory[at + plan.alpha / 4] = alpha[i];
    }
  }
  if (front === undefined) return;
  for (const { values, place } of frontPieces(front, layout.units)) {
    memory.set(values, (place + copy * layout.arena) / 4);
  }
  if (front.scale !== undefined || copy > 0) return;
  // Where d is not trained it is 1.
  for (const { values, place } of scalePieces(new Float64Array(front.rows).fill(1), front, layout.units)) {
    memory.set(values, place / 4);
  }
}

/** Reads a flat vector from the panels of an arena. */
export function unpack(
  network: Network,
  layout: Layout,
  flat: Float64Array,
  memory: Float32Array,
  copy: number,
): void {
  const { layers, front } = places(network, layout, flat);
  for (const { plan, W, b, alpha } of layers) {
    const base = (plan.W + copy * layout.arena) / 4;
    for (let i = 0; i < W.rows; i++) {
      const at = base + Math.floor(i / PANEL) * (plan.wStride / 4) + (i % PANEL);
      for (let j = 0; j < W.cols; j++) W.data[i * W.cols + j] = memory[at + j * PANEL];
      if (b) b[i] = memory[at + plan.m4 * PANEL];
      if (alpha) alpha[i] = memory[at + plan.alpha / 4];
    }
  }
  if (front === undefined) return;
  for (const { values, place } of frontPieces(front, layout.units)) {
    const at = (place + copy * layout.arena) / 4;
    values.set(memory.subarray(at, at + values.length));
  }
}

function places(network: Network, layout: Layout, flat: Float64Array): { layers: Place[]; front?: Front } {
  const { W, b, skip, alpha, front } = viewsOf(network, flat);
  const layers: Place[] = layout.layers.slice(1).map((plan, i) => {
    return { plan, W: W[i + 1], b: b[i + 1], alpha: alpha?.[i + 1] };
  });
  if (skip && layout.skip) layers.push({ plan: layout.skip, W: skip, b: undefined, alpha: undefined });
  return { layers, ...(front ? { front } : {}) };
}

/** ω, φ, V, β and d of every input. */
function frontPieces(front: Front, units: readonly UnitPlan[]): Piece[] {
  const { frequencies, width } = front.shape;
  const row = bytesOf(frequencies);
  const ofRow = ({ data, cols }: Matrix, i: number): Float64Array => data.subarray(i * cols, (i + 1) * cols);
  const pieces = units.flatMap(({ embedded, block }): Piece[] => {
    if (embedded < 0) return [];
    const weights = Array.from({ length: width - 1 }, (_, r) => ({
      values: ofRow(front.weight, embedded * (width - 1) + r),
      place: block + (2 + r) * row,
    }));
    return [
      { values: ofRow(front.frequency, embedded), place: block },
      { values: ofRow(front.phase, embedded), place: block + row },
      ...weights,
      { values: ofRow(front.bias, embedded), place: block + (width + 1) * row },
    ];
  });
  return front.scale ? [...pieces, ...scalePieces(front.scale, front, units)] : pieces;
}

/** d of every input. */
function scalePieces(
  scale: Float64Array,
  { shape: { frequencies, width } }: Front,
  units: readonly UnitPlan[],
): Piece[] {
  return units.map(({ row, embedded, block }) => ({
    values: scale.subarray(row, row + (embedded < 0 ? 1 : width)),
    place: embedded < 0 ? block : block + (width + 1) * bytesOf(frequencies) + bytesOf(width - 1),
  }));
}

/** Bytes of n floats, padded to whole vectors. */
function bytesOf(n: number): number {
  return Math.ceil(n / 4) * 16;
}
