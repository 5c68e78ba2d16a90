import {
  ACTIVATION, ALPHA, D, D_STRIDE, GROUP, H, HAS_BIAS, HT, HT_STRIDE, H_STRIDE, INPUT, LAST, LAYERS, LAYER_SIZE, LOSS_OF_Z, M, M4,
  N, PANELS, PARAMETER, Q, SKIP, STEP_DROPOUT, W, W_STRIDE, Z,
} from "../src/engine/wasm/record";
import { activate, softmax, SOFTMAX } from "./activation";
import { maskNeurons } from "./dropout";
import { mixGroup } from "./parametric";
import { weightedTile } from "./tile";
import { transposeGroup } from "./transpose";

const BLOCK: i32 = 128 << 10; // bytes of weights that pass over all groups before the next ones come: they stay in the cache

/**
 * Forward propagation of some groups: `Z^l = W^l H^(l−1) + b^l`, `H^l = f(Z^l)`, layer after layer (tutorial §1).
 *
 * @param first    first group
 * @param end      one past the last group
 * @param rows     rows from group 0 on; a last group of 4 or fewer needs half the work
 * @param step     record of the step, for which f'(Z) and the transposed H are kept; 0 when only predicting
 */
export function forward(first: i32, end: i32, rows: i32, step: usize): void {
  const training = step != 0;
  const last = load<i32>(LAST);
  let before = load<usize>(LAYERS);
  for (let l = 1; l <= last; l++) {
    const layer = before + LAYER_SIZE;
    weightedSums(layer, before, first, end, load<i32>(layer, HAS_BIAS) != 0);
    if (l == last && load<usize>(SKIP) != 0) {
      const skip = load<usize>(SKIP);
      weightedSums(skip, load<usize>(INPUT), first, end, false);
    }
    // A loss of z needs neither h nor f'(z) of the output.
    if (training && l == last && load<i32>(LOSS_OF_Z) != 0) return;
    for (let g = first; g < end; g++) activateGroup(layer, g, rows - g * GROUP, training);
    if (training && l < last) {
      if (load<u32>(step, STEP_DROPOUT) != 0) {
        for (let g = first; g < end; g++) maskNeurons(layer, l, g, step);
      }
      const stride = load<usize>(layer, HT_STRIDE);
      for (let g = first; g < end; g++) {
        const h = load<usize>(layer, H) + g * load<usize>(layer, H_STRIDE);
        transposeGroup(h, load<i32>(layer, N), load<usize>(layer, HT) + ((g * GROUP) << 4), stride);
      }
    }
    before = layer;
  }
}

/** `Z = W H + b` of some groups, or `Z += W H` without a bias. A tile is 4 neurons by 8 samples. */
function weightedSums(layer: usize, before: usize, first: i32, end: i32, hasBias: bool): void {
  const panels = load<i32>(layer, PANELS);
  const panelStride = load<usize>(layer, W_STRIDE);
  const m = load<i32>(layer, M);
  const bias = (<usize>load<i32>(layer, M4)) << 4;
  const stride = load<usize>(layer, H_STRIDE);
  const strideBefore = load<usize>(before, H_STRIDE);
  const w = load<usize>(layer, W);
  const z = load<usize>(layer, Z);
  const h = load<usize>(before, H);
  const block = max(1, BLOCK / <i32>panelStride);
  for (let from = 0; from < panels; from += block) {
    const to = min(panels, from + block);
    for (let g = first; g < end; g++) {
      const hGroup = h + g * strideBefore;
      let panel = w + from * panelStride;
      let at = z + g * stride + (from << 7);
      for (let p = from; p < to; p++, panel += panelStride, at += 128) {
        weightedTile(at, panel, hGroup, m, hasBias ? panel + bias : 0);
      }
    }
  }
}

function activateGroup(layer: usize, g: i32, rows: i32, training: bool): void {
  const n = load<i32>(layer, N);
  const stride = load<usize>(layer, H_STRIDE);
  const z = load<usize>(layer, Z) + g * stride;
  const h = load<usize>(layer, H) + g * stride;
  const id = load<i32>(layer, ACTIVATION);
  const d = training ? load<usize>(layer, D) + g * load<usize>(layer, D_STRIDE) : 0;
  if (load<i32>(layer, ALPHA) != 0) return activateParametric(layer, g, rows, z, h, d);
  if (id != SOFTMAX) {
    const parameter = load<f32>(layer, PARAMETER);
    if (rows > 4) return activate(id, parameter, z, h, d, n << 1, 16);
    // Lanes without a row stay out of it: 0 in h and f', so that nothing of them can reach a gradient.
    activate(id, parameter, z, h, d, n, 32);
    clearLanes(h + 16, n);
    if (d != 0) clearLanes(d + 16, n);
    return;
  }
  softmax(z, h, n);
  // It has no elementwise f': backward multiplies by 1 first, and then goes through the Jacobian.
  if (d != 0) for (let i: usize = 0; i < <usize>n << 5; i += 16) v128.store(d + i, f32x4.splat(1));
}

/** `activateGroup` with α. */
function activateParametric(layer: usize, g: i32, rows: i32, z: usize, h: usize, d: usize): void {
  const n = load<i32>(layer, N);
  const id = load<i32>(layer, ACTIVATION);
  const parameter = load<f32>(layer, PARAMETER);
  const q = d == 0 ? 0 : load<usize>(layer, Q) + g * load<usize>(layer, D_STRIDE);
  if (rows > 4) {
    activate(id, parameter, z, h, d, n << 1, 16);
    mixGroup(layer, z, h, d, q, n, 32);
    return;
  }
  activate(id, parameter, z, h, d, n, 32);
  mixGroup(layer, z, h, d, q, n, 16);
  clearLanes(h + 16, n);
  if (d == 0) return;
  clearLanes(d + 16, n);
  clearLanes(q + 16, n);
}

/** The second half of n rows of lanes becomes 0. */
// @ts-ignore: decorator
@inline
function clearLanes(at: usize, n: i32): void {
  for (let end = at + (<usize>n << 5); at < end; at += 32) v128.store(at, f32x4.splat(0));
}
