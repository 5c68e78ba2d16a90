import { multiplyAdd64 } from "../multiply-add";

/**
 * `C = A B + C`: Z += W H forwards (tutorial §1), and ∂L/∂H = Wᵀ δ backwards with the two steps of A exchanged.
 *
 * @param A       n × k
 * @param aRow    bytes from one row of A to the next
 * @param aStep   bytes from one column of A to the next
 * @param B       k × samples, rows `bRow` bytes apart
 * @param C       n × samples, rows `cRow` bytes apart
 * @param samples a multiple of 8
 */
export function multiply64(
  A: usize,
  aRow: usize,
  aStep: usize,
  B: usize,
  bRow: usize,
  C: usize,
  cRow: usize,
  n: usize,
  k: usize,
  samples: usize,
): void {
  for (let i: usize = 0; i < n; i += 2) {
    const a0 = A + i * aRow;
    const c0 = C + i * cRow;
    const isPair = i + 1 < n;
    // A last odd row is taken twice: the same sums are written twice to the same place.
    const a1 = isPair ? a0 + aRow : a0;
    const c1 = isPair ? c0 + cRow : c0;
    for (let at: usize = 0; at < samples << 3; at += 64) {
      strip(a0, a1, aStep, B + at, bRow, c0 + at, c1 + at, k);
    }
  }
}

/** Two rows of eight samples. */
function strip(
  a0: usize,
  a1: usize,
  aStep: usize,
  b: usize,
  bRow: usize,
  c0: usize,
  c1: usize,
  k: usize,
): void {
  let s00 = v128.load(c0);
  let s01 = v128.load(c0, 16);
  let s02 = v128.load(c0, 32);
  let s03 = v128.load(c0, 48);
  let s10 = v128.load(c1);
  let s11 = v128.load(c1, 16);
  let s12 = v128.load(c1, 32);
  let s13 = v128.load(c1, 48);
  for (let j: usize = 0; j < k; j++) {
    const p = v128.load64_splat(a0);
    const q = v128.load64_splat(a1);
    let h = v128.load(b);
    s00 = multiplyAdd64(p, h, s00);
    s10 = multiplyAdd64(q, h, s10);
    h = v128.load(b, 16);
    s01 = multiplyAdd64(p, h, s01);
    s11 = multiplyAdd64(q, h, s11);
    h = v128.load(b, 32);
    s02 = multiplyAdd64(p, h, s02);
    s12 = multiplyAdd64(q, h, s12);
    h = v128.load(b, 48);
    s03 = multiplyAdd64(p, h, s03);
    s13 = multiplyAdd64(q, h, s13);
    a0 += aStep;
    a1 += aStep;
    b += bRow;
  }
  v128.store(c0, s00);
  v128.store(c0, s01, 16);
  v128.store(c0, s02, 32);
  v128.store(c0, s03, 48);
  v128.store(c1, s10);
  v128.store(c1, s11, 16);
  v128.store(c1, s12, 32);
  v128.store(c1, s13, 48);
}

/** Every sample of row i gets b_i; the start of `Z = W H + b`. */
export function fillRows64(b: usize, C: usize, cRow: usize, n: usize, samples: usize): void {
  for (let i: usize = 0; i < n; i++) {
    const value = v128.load64_splat(b + (i << 3));
    for (let at: usize = 0; at < samples << 3; at += 16) v128.store(C + i * cRow + at, value);
  }
}

/** n rows of zeros. */
export function clearRows64(C: usize, cRow: usize, n: usize, samples: usize): void {
  for (let i: usize = 0; i < n; i++) memory.fill(C + i * cRow, 0, samples << 3);
}
