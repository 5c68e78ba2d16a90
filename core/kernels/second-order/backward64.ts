import { dots, TILE } from "./tile";

/** `A ⊙ B` into C, n rows of each: ∂L/∂h ⊙ f'(z) (tutorial §2(5)). */
export function hadamard64(
  A: usize,
  aRow: usize,
  B: usize,
  bRow: usize,
  C: usize,
  cRow: usize,
  n: usize,
  samples: usize,
): void {
  for (let i: usize = 0; i < n; i++) {
    const a = A + i * aRow;
    const b = B + i * bRow;
    const c = C + i * cRow;
    for (let at: usize = 0; at < samples << 3; at += 16) {
      v128.store(c + at, f64x2.mul(v128.load(a + at), v128.load(b + at)));
    }
  }
}

/**
 * `∂L/∂W += δ Hᵀ` (tutorial §2(4)).
 *
 * @param delta n × samples, rows `dRow` bytes apart
 * @param H     m × samples, rows `hRow` bytes apart
 * @param dW    n × m, row after row
 */
export function addOuter64(
  delta: usize,
  dRow: usize,
  H: usize,
  hRow: usize,
  dW: usize,
  n: usize,
  m: usize,
  samples: usize,
): void {
  const bytes = samples << 3;
  for (let i: usize = 0; i < n; i += 2) {
    const isPair = i + 1 < n;
    const d0 = delta + i * dRow;
    const d1 = isPair ? d0 + dRow : d0;
    for (let j: usize = 0; j < m; j += 4) {
      const left = min<usize>(m - j, 4);
      const h = H + j * hRow;
      // Rows past the last stand in as copies of it; what they give is left behind.
      dots(
        d0,
        d1,
        h,
        h + min<usize>(1, left - 1) * hRow,
        h + min<usize>(2, left - 1) * hRow,
        h + (left - 1) * hRow,
        bytes,
      );
      const w = dW + ((i * m + j) << 3);
      addSums(w, TILE, left);
      if (isPair) addSums(w + (m << 3), TILE + 32, left);
    }
  }
}

@inline
function addSums(to: usize, from: usize, count: usize): void {
  for (let k: usize = 0; k < count << 3; k += 8) store<f64>(to + k, load<f64>(to + k) + load<f64>(from + k));
}

/** `∂L/∂b += Σ_s δ` of each row (tutorial §2(3)). */
export function addRowSums64(delta: usize, dRow: usize, db: usize, n: usize, samples: usize): void {
  for (let i: usize = 0; i < n; i++) {
    let even = f64x2.splat(0);
    let odd = even;
    for (let at: usize = delta + i * dRow, end = at + (samples << 3); at < end; at += 32) {
      even = f64x2.add(even, v128.load(at));
      odd = f64x2.add(odd, v128.load(at, 16));
    }
    const sum = f64x2.add(even, odd);
    const total = f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
    store<f64>(db + (i << 3), load<f64>(db + (i << 3)) + total);
  }
}
