import { log64 } from "../elementary64";
import { multiplyAdd64 } from "../multiply-add";

const PANEL: usize = 8; // columns of the inverse that are computed together
const PANELS: usize = 4; // of them for each way through L

/**
 * Diagonal of (L Lᵀ)⁻¹: the squares of each column of L⁻¹, summed. Some panels of eight columns at a time, so that no inverse is
 * stored, and that a row of L serves all of them while it is near.
 *
 * @param n    a multiple of 4
 * @param out  n + 32 numbers
 * @param work 32 n numbers
 */
export function inverseDiagonal(L: usize, row: usize, n: usize, out: usize, work: usize): void {
  memory.fill(out, 0, (n + PANEL * PANELS) << 3);
  for (let first: usize = 0; first < n; first += PANEL * PANELS) {
    for (let i = first; i < n; i += 2) {
      for (let c = first; c < min(i + 1, first + PANEL * PANELS); c += PANEL) {
        solveRows(L + i * row + (c << 3), row, i - c, work + (c - first) * (n << 3), out + (c << 3));
      }
    }
  }
}

/**
 * Rows i and i + 1 of the eight columns of L⁻¹ that begin with a unit vector at row 0, and their squares added to out.
 *
 * @param l row i of L, from the column on that meets row 0 of X
 * @param X rows of eight; those before row i are known
 */
function solveRows(l: usize, row: usize, i: usize, X: usize, out: usize): void {
  const at = X + (i << 6);
  unitRows(at, i);
  subtractRows(l, row, X, i, at);
  divideRow(at, load<f64>(l + (i << 3)));
  subtractRow(at + 64, at, load<f64>(l + row + (i << 3)));
  divideRow(at + 64, load<f64>(l + row + ((i + 1) << 3)));
  addSquares(out, at);
  addSquares(out, at + 64);
}

/** Rows i and i + 1 of the first eight columns of the identity. */
function unitRows(at: usize, i: usize): void {
  memory.fill(at, 0, 128);
  if (i >= 8) return;
  store<f64>(at + (i << 3), 1);
  store<f64>(at + 64 + ((i + 1) << 3), 1);
}

/** Takes `Σ_k l_k x_k` over the count rows of X off two rows of eight; l is a row of L for the first, the next for the second. */
function subtractRows(l: usize, row: usize, X: usize, count: usize, at: usize): void {
  let s00 = f64x2.splat(0);
  let s01 = s00;
  let s02 = s00;
  let s03 = s00;
  let s10 = s00;
  let s11 = s00;
  let s12 = s00;
  let s13 = s00;
  for (let k: usize = 0; k < count; k++) {
    const p = v128.load64_splat(l + (k << 3));
    const q = v128.load64_splat(l + row + (k << 3));
    let x = v128.load(X);
    s00 = multiplyAdd64(p, x, s00);
    s10 = multiplyAdd64(q, x, s10);
    x = v128.load(X, 16);
    s01 = multiplyAdd64(p, x, s01);
    s11 = multiplyAdd64(q, x, s11);
    x = v128.load(X, 32);
    s02 = multiplyAdd64(p, x, s02);
    s12 = multiplyAdd64(q, x, s12);
    x = v128.load(X, 48);
    s03 = multiplyAdd64(p, x, s03);
    s13 = multiplyAdd64(q, x, s13);
    X += 64;
  }
  v128.store(at, f64x2.sub(v128.load(at), s00));
  v128.store(at, f64x2.sub(v128.load(at, 16), s01), 16);
  v128.store(at, f64x2.sub(v128.load(at, 32), s02), 32);
  v128.store(at, f64x2.sub(v128.load(at, 48), s03), 48);
  v128.store(at, f64x2.sub(v128.load(at, 64), s10), 64);
  v128.store(at, f64x2.sub(v128.load(at, 80), s11), 80);
  v128.store(at, f64x2.sub(v128.load(at, 96), s12), 96);
  v128.store(at, f64x2.sub(v128.load(at, 112), s13), 112);
}

function divideRow(at: usize, by: f64): void {
  const d = f64x2.splat(by);
  for (let k: usize = 0; k < 64; k += 16) v128.store(at + k, f64x2.div(v128.load(at + k), d));
}

function subtractRow(at: usize, x: usize, times: f64): void {
  const t = f64x2.splat(times);
  for (let k: usize = 0; k < 64; k += 16) {
    v128.store(at + k, f64x2.sub(v128.load(at + k), f64x2.mul(t, v128.load(x + k))));
  }
}

function addSquares(out: usize, x: usize): void {
  for (let k: usize = 0; k < 64; k += 16) {
    const v = v128.load(x + k);
    v128.store(out + k, multiplyAdd64(v, v, v128.load(out + k)));
  }
}

/** ln det(L Lᵀ). */
export function logDeterminant(L: usize, row: usize, n: usize): f64 {
  let sum = f64x2.splat(0);
  for (let i: usize = 0; i < n; i += 2) {
    const at = L + i * row + (i << 3);
    const pair = f64x2.replace_lane(v128.load64_splat(at), 1, load<f64>(at + row + 8));
    sum = f64x2.add(sum, log64(pair));
  }
  return 2 * (f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1));
}
