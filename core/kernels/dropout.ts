import { D, D_STRIDE, GROUP, H, H_STRIDE, N, Q, STEP_DROPOUT, STEP_KEEP, STEP_KEY } from "../src/engine/wasm/record";

/**
 * Inverted dropout of a group: a neuron whose 32 bits are below the threshold is left out, the others are multiplied by
 * 1 / (1 − p), f' likewise, and f(z) − z of a parametric activation. The bits are those of `maskBits` in core/src/random.ts.
 *
 * @param l    number of the layer
 * @param step record of the step
 */
export function maskNeurons(layer: usize, l: i32, g: i32, step: usize): void {
  const n = load<i32>(layer, N);
  const threshold = i32x4.splat(load<i32>(step, STEP_DROPOUT));
  const keep = f32x4.splat(load<f32>(step, STEP_KEEP));
  const start = load<i32>(step, STEP_KEY) ^ (l * <i32>0x9e3779b9);
  let h = load<usize>(layer, H) + g * load<usize>(layer, H_STRIDE);
  let d = load<usize>(layer, D) + g * load<usize>(layer, D_STRIDE);
  const ofQ = load<usize>(layer, Q);
  let q = ofQ + g * load<usize>(layer, D_STRIDE);
  for (let half = 0; half < 2; half++, h += 16, d += 16, q += 16) {
    const sample = i32x4.add(i32x4.splat(g * GROUP + half * 4), i32x4(0, 1, 2, 3));
    const samples = i32x4.add(i32x4.splat(start), i32x4.mul(sample, i32x4.splat(<i32>0xc2b2ae3d)));
    for (let i = 0; i < n; i++) {
      const bits = finish(i32x4.add(samples, i32x4.splat(i * <i32>0x85ebca77)));
      const factor = v128.and(keep, i32x4.ge_u(bits, threshold));
      const at = <usize>i << 5;
      v128.store(h + at, f32x4.mul(v128.load(h + at), factor));
      v128.store(d + at, f32x4.mul(v128.load(d + at), factor));
      if (ofQ != 0) v128.store(q + at, f32x4.mul(v128.load(q + at), factor));
    }
  }
}

// @ts-ignore: decorator
@inline
function finish(s: v128): v128 {
  let t = v128.xor(s, i32x4.shr_u(s, 16));
  t = i32x4.mul(t, i32x4.splat(0x21f0aaad));
  t = v128.xor(t, i32x4.shr_u(t, 15));
  t = i32x4.mul(t, i32x4.splat(0x735a2d97));
  return v128.xor(t, i32x4.shr_u(t, 15));
}
