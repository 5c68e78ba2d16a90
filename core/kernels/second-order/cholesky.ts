import { multiplyAdd64 } from "../multiply-add";
import { subtractProducts, subtractTile } from "./normal-equations";
import { dots } from "./tile";

const BLOCK: usize = 64; // columns that are factored before what lies right of them is brought up to date

/**
 * Copies a lower triangle and adds to its diagonal; what the rows past `count` have on the diagonal becomes 1.
 *
 * @param from    padded × padded, rows `row` bytes apart
 * @param to      as `from`
 * @param damping padded numbers, added to the diagonal
 */
export function copyDamped(
  from: usize,
  to: usize,
  row: usize,
  count: usize,
  padded: usize,
  damping: usize,
): void {
  for (let i: usize = 0; i < padded; i++) {
    const at = to + i * row;
    memory.copy(at, from + i * row, (i + 1) << 3);
    const d = at + (i << 3);
    store<f64>(d, i < count ? load<f64>(d) + load<f64>(damping + (i << 3)) : 1);
  }
}

/**
 * Cholesky factor `A = L Lᵀ` in place of the lower triangle, by blocks of columns (Golub & Van Loan, Matrix Computations,
 * section 4.2.6).
 *
 * @param A rows `row` bytes apart; elements just above the diagonal may be written, too
 * @param n a multiple of 4
 * @returns −1, or the row whose pivot was not above 0: A is not positive definite
 */
export function factor(A: usize, row: usize, n: usize): i32 {
  for (let from: usize = 0; from < n; from += BLOCK) {
    const to = min(from + BLOCK, n);
    for (let c = from; c < to; c += 4) {
      if (c > from) subtractPanel(A, row, n, from, c);
      const failed = factorFour(A + c * row + (c << 3), row);
      if (failed >= 0) return <i32>c + failed;
      if (c + 4 < n) solveFour(A + c * row + (c << 3), row, n - c - 4);
    }
    if (to < n)
      subtractProducts(A + to * row + (from << 3), row, n - to, (to - from) << 3, A + to * row + (to << 3));
  }
  return -1;
}

/** Brings the columns c … c + 3 up to date with the columns from … c − 1. */
function subtractPanel(A: usize, row: usize, n: usize, from: usize, c: usize): void {
  const b = A + c * row + (from << 3);
  for (let i = c; i < n; i += 2) {
    const a = A + i * row + (from << 3);
    dots(a, a + row, b, b + row, b + 2 * row, b + 3 * row, (c - from) << 3);
    subtractTile(A + i * row + (c << 3), row);
  }
}

/** Factor of a 4 × 4 block in place. Returns −1, or the row that failed. */
function factorFour(A: usize, row: usize): i32 {
  for (let i: usize = 0; i < 4; i++) {
    const a = A + i * row;
    for (let j: usize = 0; j <= i; j++) {
      const b = A + j * row;
      let rest = load<f64>(a + (j << 3));
      for (let k: usize = 0; k < j; k++) rest -= load<f64>(a + (k << 3)) * load<f64>(b + (k << 3));
      if (j < i) store<f64>(a + (j << 3), rest / load<f64>(b + (j << 3)));
      else if (rest > 0 && rest < Infinity) store<f64>(a + (j << 3), sqrt<f64>(rest));
      else return <i32>i;
    }
  }
  return -1;
}

/** Four columns of L for the rows below the block at L: `x Lᵀ = a`, two rows at a time. */
function solveFour(L: usize, row: usize, rows: usize): void {
  const l1 = L + row;
  const l2 = l1 + row;
  const l3 = l2 + row;
  for (let a = l3 + row, end = a + rows * row; a < end; a += 2 * row) {
    const p0 = v128.load(a);
    const p1 = v128.load(a, 16);
    const q0 = v128.load(a + row);
    const q1 = v128.load(a + row, 16);
    const x0 = f64x2.div(v128.shuffle<i64>(p0, q0, 0, 2), v128.load64_splat(L));
    let x1 = f64x2.sub(v128.shuffle<i64>(p0, q0, 1, 3), f64x2.mul(x0, v128.load64_splat(l1)));
    x1 = f64x2.div(x1, v128.load64_splat(l1, 8));
    let x2 = f64x2.sub(v128.shuffle<i64>(p1, q1, 0, 2), f64x2.mul(x0, v128.load64_splat(l2)));
    x2 = f64x2.sub(x2, f64x2.mul(x1, v128.load64_splat(l2, 8)));
    x2 = f64x2.div(x2, v128.load64_splat(l2, 16));
    let x3 = f64x2.sub(v128.shuffle<i64>(p1, q1, 1, 3), f64x2.mul(x0, v128.load64_splat(l3)));
    x3 = f64x2.sub(x3, f64x2.mul(x1, v128.load64_splat(l3, 8)));
    x3 = f64x2.sub(x3, f64x2.mul(x2, v128.load64_splat(l3, 16)));
    x3 = f64x2.div(x3, v128.load64_splat(l3, 24));
    v128.store(a, v128.shuffle<i64>(x0, x1, 0, 2));
    v128.store(a, v128.shuffle<i64>(x2, x3, 0, 2), 16);
    v128.store(a + row, v128.shuffle<i64>(x0, x1, 1, 3));
    v128.store(a + row, v128.shuffle<i64>(x2, x3, 1, 3), 16);
  }
}

/** `L Lᵀ x = b` in place of b: forwards by rows, backwards by taking each x_i off the rows above. */
export function solveFactored(L: usize, row: usize, n: usize, x: usize): void {
  for (let i: usize = 0; i < n; i++) {
    const l = L + i * row;
    store<f64>(x + (i << 3), (load<f64>(x + (i << 3)) - dot(l, x, i)) / load<f64>(l + (i << 3)));
  }
  for (let i = n; i-- > 0;) {
    const l = L + i * row;
    const value = load<f64>(x + (i << 3)) / load<f64>(l + (i << 3));
    store<f64>(x + (i << 3), value);
    subtractScaled(x, l, value, i);
  }
}

function dot(a: usize, b: usize, n: usize): f64 {
  let s0 = f64x2.splat(0);
  let s1 = s0;
  const end = (n & ~3) << 3;
  for (let at: usize = 0; at < end; at += 32) {
    s0 = multiplyAdd64(v128.load(a + at), v128.load(b + at), s0);
    s1 = multiplyAdd64(v128.load(a + at, 16), v128.load(b + at, 16), s1);
  }
  const s = f64x2.add(s0, s1);
  let sum = f64x2.extract_lane(s, 0) + f64x2.extract_lane(s, 1);
  for (let at = end; at < n << 3; at += 8) sum += load<f64>(a + at) * load<f64>(b + at);
  return sum;
}

/** `x −= value · l` for n numbers. */
function subtractScaled(x: usize, l: usize, value: f64, n: usize): void {
  const v = f64x2.splat(value);
  const end = (n & ~1) << 3;
  for (let at: usize = 0; at < end; at += 16) {
    v128.store(x + at, f64x2.sub(v128.load(x + at), f64x2.mul(v, v128.load(l + at))));
  }
  if (n & 1) store<f64>(x + end, load<f64>(x + end) - value * load<f64>(l + end));
}
