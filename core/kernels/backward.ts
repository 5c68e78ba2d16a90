import {
  D,
  DT,
  DT_STRIDE,
  D_STRIDE,
  GROUP,
  H,
  H_STRIDE,
  HT,
  HT_STRIDE,
  LAST,
  LAYERS,
  LAYER_SIZE,
  LOSS_OF_Z,
  M4,
  N,
  PANELS,
  W,
  W_STRIDE,
  Z,
  ACTIVATION,
  Q,
  UNITS,
} from "../src/engine/wasm/record";
import { SOFTMAX, throughSoftmax } from "./activation";
import { lossOfGroup } from "./loss";
import { errorTile, errorTileInto, errorTileIntoBoth, gradientTile } from "./tile";
import { transpose4, transposeDelta } from "./transpose";

/**
 * Loss of a group and the error terms of the output, `δ = ∂L/∂h ⊙ f'(z)` (tutorial §2(2)); D holds f'(z) before and δ after.
 *
 * @param labels  of the group, as `gatherLabels` leaves them
 * @param scratch as much room again as D of a group
 * @returns the group's part of the loss
 */
export function deltaOfOutput(g: i32, labels: usize, scratch: usize, scale: f32): f64 {
  const layer = load<usize>(LAYERS) + load<i32>(LAST) * LAYER_SIZE;
  const n = load<i32>(layer, N);
  const stride = load<usize>(layer, H_STRIDE);
  const d = load<usize>(layer, D) + g * load<usize>(layer, D_STRIDE);
  if (load<i32>(LOSS_OF_Z) != 0) return lossOfGroup(load<usize>(layer, Z) + g * stride, labels, d, n, scale);
  const h = load<usize>(layer, H) + g * stride;
  if (load<i32>(layer, ACTIVATION) == SOFTMAX) {
    const loss = lossOfGroup(h, labels, d, n, scale);
    throughSoftmax(h, d, n);
    return loss;
  }
  const loss = lossOfGroup(h, labels, scratch, n, scale);
  for (let i: usize = 0; i < (<usize>n) << 5; i += 16) {
    v128.store(d + i, f32x4.mul(v128.load(scratch + i), v128.load(d + i)));
  }
  return loss;
}

/**
 * Error terms of some groups from the last layer to the first, `δ^(l−1) = (W^l)ᵀ δ^l ⊙ f'(Z^(l−1))` (tutorial §2(5)); D holds
 * f'(Z) before and δ after. Of a parametric activation Q holds f(z) − z before and `∂L/∂h (f(z) − z)` after; of layer 0, where a
 * front gives it, D holds `(W¹)ᵀ δ¹`.
 *
 * @param strip room for 4 columns of W
 */
export function backward(first: i32, end: i32, strip: usize): void {
  let layer = load<usize>(LAYERS) + load<i32>(LAST) * LAYER_SIZE;
  const lowest = load<i32>(UNITS) != 0 ? 0 : 1;
  for (let l = load<i32>(LAST); l > lowest; l--, layer -= LAYER_SIZE) {
    const before = layer - LAYER_SIZE;
    const stride = load<usize>(layer, D_STRIDE);
    const strideBefore = load<usize>(before, D_STRIDE);
    const n = load<i32>(layer, N);
    const m4 = load<i32>(layer, M4);
    for (let j = 0; j < m4; j += 4) {
      gatherStrip(layer, j, strip);
      let d = load<usize>(layer, D) + first * stride;
      let dBefore = load<usize>(before, D) + first * strideBefore + ((<usize>j) << 5);
      if (l == 1) {
        for (let g = first; g < end; g++, d += stride, dBefore += strideBefore) {
          errorTile(dBefore, strip, d, n);
        }
        continue;
      }
      if (load<usize>(before, Q) != 0) {
        let q = load<usize>(before, Q) + first * strideBefore + ((<usize>j) << 5);
        for (let g = first; g < end; g++, d += stride, dBefore += strideBefore, q += strideBefore) {
          errorTileIntoBoth(dBefore, q, strip, d, n);
        }
        continue;
      }
      for (let g = first; g < end; g++, d += stride, dBefore += strideBefore) {
        errorTileInto(dBefore, strip, d, n);
      }
    }
    if (l == 1 || load<i32>(before, ACTIVATION) != SOFTMAX) continue;
    for (let g = first; g < end; g++) {
      const h = load<usize>(before, H) + g * load<usize>(before, H_STRIDE);
      throughSoftmax(h, load<usize>(before, D) + g * strideBefore, load<i32>(before, N));
    }
  }
}

/** Columns j to j + 3 of W^l as `[output][4]`. */
function gatherStrip(layer: usize, j: i32, strip: usize): void {
  const stride = load<usize>(layer, W_STRIDE);
  let w = load<usize>(layer, W) + ((<usize>j) << 4);
  for (let p = load<i32>(layer, PANELS); p > 0; p--, w += stride, strip += 64) transpose4(w, 16, strip, 16);
}

/** δ of some groups of every layer, transposed for the gradient. */
export function transposeDeltas(first: i32, end: i32): void {
  let layer = load<usize>(LAYERS);
  for (let l = load<i32>(LAST); l > 0; l--) {
    layer += LAYER_SIZE;
    const n = load<i32>(layer, N);
    const stride = load<usize>(layer, D_STRIDE);
    for (let g = first; g < end; g++) {
      const to = load<usize>(layer, DT) + ((g * GROUP) << 5);
      transposeDelta(load<usize>(layer, D) + g * stride, n, to, load<usize>(layer, DT_STRIDE));
    }
  }
}

/**
 * Gradients of a pair of panels, 8 neurons: `∂L/∂W^l = δ^l (H^(l−1))ᵀ`, `∂L/∂b^l = Σ δ^l` over the batch (tutorial §2(3) and (4)).
 *
 * @param layer   record of the layer, or of the skip
 * @param before  record of the layer that it reads
 * @param panel   number of the first panel
 * @param rows    rows of the batch
 * @param low     where the first panel's gradient goes
 * @param high    where the second one's goes, even if there is no second panel
 */
export function gradient(
  layer: usize,
  before: usize,
  panel: i32,
  rows: i32,
  low: usize,
  high: usize,
): void {
  const delta = load<usize>(layer, DT) + (panel >> 1) * load<usize>(layer, DT_STRIDE);
  const m4 = load<i32>(layer, M4);
  const stride = load<usize>(before, HT_STRIDE);
  let h = load<usize>(before, HT);
  for (let j = 0; j < m4; j += 4, h += stride, low += 64, high += 64) {
    gradientTile(low, high, h, delta, rows);
  }
  // Two samples at a time, each with sums of its own: one chain of additions would have to wait for itself. Behind an odd last
  // row stands δ = 0.
  let sum0 = f32x4.splat(0);
  let sum1 = sum0;
  let sum2 = sum0;
  let sum3 = sum0;
  for (let at = delta, end = delta + (<usize>rows << 5); at < end; at += 64) {
    sum0 = f32x4.add(sum0, v128.load(at));
    sum1 = f32x4.add(sum1, v128.load(at, 16));
    sum2 = f32x4.add(sum2, v128.load(at, 32));
    sum3 = f32x4.add(sum3, v128.load(at, 48));
  }
  sum0 = f32x4.add(sum0, sum2);
  sum1 = f32x4.add(sum1, sum3);
  v128.store(low, sum0);
  v128.store(high, sum1);
}
