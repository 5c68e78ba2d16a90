import {
  ACTIVATION, ALPHA, H, HAS_BIAS, LAST, LAYERS, LAYER_SIZE, M, M4, N, N4, OUT, PANELS, PARAMETER, SCRATCH, SCRATCH_FRONT, SKIP,
  UNITS, W, W_STRIDE, XC, Z,
} from "../src/engine/wasm/record";
import { activate, softmax, SOFTMAX } from "./activation";
import { embedRow } from "./front";
import { multiplyAdd } from "./multiply-add";
import { mixRow } from "./parametric";

/**
 * Forward propagation of one row, whose inputs lie in XC one after the other; H^last goes to OUT in the same way. Here the
 * outputs are the lanes; every sum runs in the order of `forward`, so that the bits are the same.
 */
export function single(): void {
  const last = load<i32>(LAST);
  let layer = load<usize>(LAYERS);
  let h = load<usize>(XC);
  if (load<i32>(UNITS) != 0) {
    embedRow(load<usize>(SCRATCH) + load<usize>(SCRATCH_FRONT));
    h = load<usize>(layer, H);
  }
  for (let l = 1; l <= last; l++) {
    layer += LAYER_SIZE;
    const z = load<usize>(layer, Z);
    weightedSums(layer, h, z, load<i32>(layer, HAS_BIAS) != 0);
    if (l == last && load<usize>(SKIP) != 0) weightedSums(load<usize>(SKIP), load<usize>(XC), z, false);
    h = load<usize>(layer, H);
    activateRow(layer, z, h);
  }
  memory.copy(load<usize>(OUT), h, <usize>load<i32>(layer, N) << 2);
}

/** `z = W h + b`, or `z += W h` without a bias: four panels at a time, as an addition takes four cycles. */
function weightedSums(layer: usize, h: usize, z: usize, hasBias: bool): void {
  const stride = load<usize>(layer, W_STRIDE);
  const bias = <usize>load<i32>(layer, M4) << 4;
  const end = h + (<usize>load<i32>(layer, M) << 2);
  const panels = load<i32>(layer, PANELS);
  let w = load<usize>(layer, W);
  let p = 0;
  for (; p + 3 < panels; p += 4, w += 4 * stride, z += 64) {
    const w1 = w + stride;
    const w2 = w1 + stride;
    const w3 = w2 + stride;
    let c0 = v128.load(hasBias ? w + bias : z);
    let c1 = v128.load(hasBias ? w1 + bias : z + 16);
    let c2 = v128.load(hasBias ? w2 + bias : z + 32);
    let c3 = v128.load(hasBias ? w3 + bias : z + 48);
    for (let at = h, k: usize = 0; at < end; at += 4, k += 16) {
      const s = v128.load32_splat(at);
      c0 = multiplyAdd(v128.load(w + k), s, c0);
      c1 = multiplyAdd(v128.load(w1 + k), s, c1);
      c2 = multiplyAdd(v128.load(w2 + k), s, c2);
      c3 = multiplyAdd(v128.load(w3 + k), s, c3);
    }
    v128.store(z, c0);
    v128.store(z, c1, 16);
    v128.store(z, c2, 32);
    v128.store(z, c3, 48);
  }
  for (; p < panels; p++, w += stride, z += 16) {
    let c = v128.load(hasBias ? w + bias : z);
    for (let at = h, k: usize = 0; at < end; at += 4, k += 16) {
      c = multiplyAdd(v128.load(w + k), v128.load32_splat(at), c);
    }
    v128.store(z, c);
  }
}

/** `h = f(z)` of one row; softmax wants a group, whose lanes are then all the same row. */
function activateRow(layer: usize, z: usize, h: usize): void {
  const id = load<i32>(layer, ACTIVATION);
  if (id != SOFTMAX) {
    activate(id, load<f32>(layer, PARAMETER), z, h, 0, load<i32>(layer, N4) >> 2, 16);
    if (load<i32>(layer, ALPHA) != 0) mixRow(layer, z, h, load<i32>(layer, N4));
    return;
  }
  const n = load<i32>(layer, N);
  for (let i = n - 1; i >= 0; i--) {
    const lane = v128.load32_splat(z + (<usize>i << 2));
    v128.store(z + (<usize>i << 5), lane);
    v128.store(z + (<usize>i << 5), lane, 16);
  }
  softmax(z, h, n);
  for (let i = 0; i < n; i++) store<f32>(h + (<usize>i << 2), load<f32>(h + (<usize>i << 5)));
}
