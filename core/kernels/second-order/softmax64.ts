import { exp64 } from "../elementary64";

/** `h_i = e^(z_i − max z) / Σ_k e^(z_k − max z)` of each sample, as `softmax` of bp/forward.ts. */
export function softmax64(Z: usize, H: usize, row: usize, n: usize, samples: usize): void {
  for (let at: usize = 0; at < samples << 3; at += 16) {
    const max = largest(Z + at, row, n);
    let sum = f64x2.splat(0);
    for (let i: usize = 0; i < n; i++) {
      const e = exp64(f64x2.sub(v128.load(Z + i * row + at), max));
      v128.store(H + i * row + at, e);
      sum = f64x2.add(sum, e);
    }
    for (let k = H + at, end = k + n * row; k < end; k += row) v128.store(k, f64x2.div(v128.load(k), sum));
  }
}

/** `δ_i = h_i (g_i − Σ_k g_k h_k)` in place of g = ∂L/∂h: the full Jacobian of softmax, as `throughActivation` of bp/backward.ts. */
export function throughSoftmax64(
  H: usize,
  row: usize,
  delta: usize,
  dRow: usize,
  n: usize,
  samples: usize,
): void {
  for (let at: usize = 0; at < samples << 3; at += 16) {
    let sum = f64x2.splat(0);
    for (let i: usize = 0; i < n; i++) {
      sum = f64x2.add(sum, f64x2.mul(v128.load(delta + i * dRow + at), v128.load(H + i * row + at)));
    }
    for (let i: usize = 0; i < n; i++) {
      const d = delta + i * dRow + at;
      v128.store(d, f64x2.mul(v128.load(H + i * row + at), f64x2.sub(v128.load(d), sum)));
    }
  }
}

/** Largest of the n values of two samples. */
@inline
export function largest(z: usize, row: usize, n: usize): v128 {
  let max = v128.load(z);
  for (let i: usize = 1; i < n; i++) max = f64x2.max(max, v128.load(z + i * row));
  return max;
}
