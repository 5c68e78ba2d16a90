import { views, type Network } from "../../bp/network.js";
import type { Matrix } from "../../matrix.js";
import type { LayerPlan, Layout } from "./layout.js";
import { PANEL } from "./record.js";

/** Where each weight and bias of the flat vector lies in the arena. */
interface Place {
  plan: LayerPlan;
  W: Matrix;
  b: Float64Array | undefined;
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
  for (const { plan, W, b } of places(network, layout, flat)) {
    const base = (plan.W + copy * layout.arena) / 4;
    for (let i = 0; i < W.rows; i++) {
      const at = base + Math.floor(i / PANEL) * (plan.wStride / 4) + (i % PANEL);
      for (let j = 0; j < W.cols; j++) memory[at + j * PANEL] = W.data[i * W.cols + j];
      if (b) memory[at + plan.m4 * PANEL] = b[i];
    }
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
  for (const { plan, W, b } of places(network, layout, flat)) {
    const base = (plan.W + copy * layout.arena) / 4;
    for (let i = 0; i < W.rows; i++) {
      const at = base + Math.floor(i / PANEL) * (plan.wStride / 4) + (i % PANEL);
      for (let j = 0; j < W.cols; j++) W.data[i * W.cols + j] = memory[at + j * PANEL];
      if (b) b[i] = memory[at + plan.m4 * PANEL];
    }
  }
}

function places({ sizes, skip }: Network, layout: Layout, flat: Float64Array): Place[] {
  const { W, b, skip: own } = views(sizes, skip !== undefined, flat);
  const layers = layout.layers.slice(1).map((plan, i) => ({ plan, W: W[i + 1], b: b[i + 1] }));
  return own && layout.skip ? [...layers, { plan: layout.skip, W: own, b: undefined }] : layers;
}
