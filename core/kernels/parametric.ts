import { ALPHA, D, D_STRIDE, Q, W, W_STRIDE } from "../src/engine/wasm/record";
import { multiplyAdd } from "./multiply-add";
import { sumOfLanes } from "./front";

/**
 * From f(z) and f'(z) to those of a parametric activation, for a group or its first half: `h = z + α (f(z) − z)`,
 * `1 + α (f'(z) − 1)`; `f(z) − z` goes to Q.
 *
 * @param h    f(z) before, h after
 * @param d    f'(z) before; 0 for nowhere
 * @param q    0 for nowhere
 * @param n    neurons
 * @param size bytes of a neuron's lanes: 32, or 16 for the first half
 */
export function mixGroup(layer: usize, z: usize, h: usize, d: usize, q: usize, n: i32, size: usize): void {
  const one = f32x4.splat(1);
  for (let i = 0; i < n; i++) {
    const alpha = v128.load32_splat(alphaOf(layer, i));
    for (let at: usize = <usize>i << 5, end = at + size; at < end; at += 16) {
      const x = v128.load(z + at);
      const change = f32x4.sub(v128.load(h + at), x);
      v128.store(h + at, multiplyAdd(alpha, change, x));
      if (d == 0) continue;
      v128.store(q + at, change);
      v128.store(d + at, multiplyAdd(alpha, f32x4.sub(v128.load(d + at), one), one));
    }
  }
}

/** `h = z + α (f(z) − z)` of one row, four neurons at a time. */
export function mixRow(layer: usize, z: usize, h: usize, n4: i32): void {
  for (let i = 0; i < n4; i += 4, z += 16, h += 16) {
    const x = v128.load(z);
    v128.store(h, multiplyAdd(v128.load(alphaOf(layer, i)), f32x4.sub(v128.load(h), x), x));
  }
}

/**
 * ∂L/∂α of the 4 neurons of a panel: what backward has left in Q, summed over the batch.
 *
 * @param to 4 floats
 */
export function gradientOfAlpha(layer: usize, panel: i32, groups: i32, to: usize): void {
  const stride = load<usize>(layer, D_STRIDE);
  let row = load<usize>(layer, Q) + (<usize>panel << 7);
  for (let end = row + 128; row < end; row += 32, to += 4) {
    let low = f32x4.splat(0);
    let high = low;
    for (let g = 0, at = row; g < groups; g++, at += stride) {
      low = f32x4.add(low, v128.load(at));
      high = f32x4.add(high, v128.load(at, 16));
    }
    store<f32>(to, sumOfLanes(f32x4.add(low, high)));
  }
}

/** Address of α of neuron i: behind the bias of its panel. */
// @ts-ignore: decorator
@inline
function alphaOf(layer: usize, i: i32): usize {
  const panel = load<usize>(layer, W) + <usize>(i >> 2) * load<usize>(layer, W_STRIDE);
  return panel + load<usize>(layer, ALPHA) + (<usize>(i & 3) << 2);
}
