import { multiplyAdd64 } from "../multiply-add";

/** Where `dots` leaves its sums: two rows of four doubles. */
export const TILE: usize = memory.data(64, 16);

/**
 * The eight dot products of two rows with four others: the one inner loop of JᵀJ, of the Cholesky factor and of ∂L/∂W.
 * Even and odd places are summed apart and then added, so that the order depends on the length alone.
 *
 * @param a0    addresses of the two rows
 * @param b0    addresses of the four rows
 * @param bytes length of each, a multiple of 32
 */
export function dots(a0: usize, a1: usize, b0: usize, b1: usize, b2: usize, b3: usize, bytes: usize): void {
  let s00 = f64x2.splat(0);
  let s01 = s00;
  let s02 = s00;
  let s03 = s00;
  let s10 = s00;
  let s11 = s00;
  let s12 = s00;
  let s13 = s00;
  for (let at: usize = 0; at < bytes; at += 16) {
    const p = v128.load(a0 + at);
    const q = v128.load(a1 + at);
    let b = v128.load(b0 + at);
    s00 = multiplyAdd64(p, b, s00);
    s10 = multiplyAdd64(q, b, s10);
    b = v128.load(b1 + at);
    s01 = multiplyAdd64(p, b, s01);
    s11 = multiplyAdd64(q, b, s11);
    b = v128.load(b2 + at);
    s02 = multiplyAdd64(p, b, s02);
    s12 = multiplyAdd64(q, b, s12);
    b = v128.load(b3 + at);
    s03 = multiplyAdd64(p, b, s03);
    s13 = multiplyAdd64(q, b, s13);
  }
  v128.store(TILE, sums(s00, s01));
  v128.store(TILE, sums(s02, s03), 16);
  v128.store(TILE, sums(s10, s11), 32);
  v128.store(TILE, sums(s12, s13), 48);
}

/** Bytes from one row of J to the next. A constant, so that a load needs no address of its own: 256 doubles, and a line more. */
export const ROW: usize = 2112;

/** `dots` for two and four consecutive rows of J. */
export function dotsOfRows(a: usize, b: usize, bytes: usize): void {
  let s00 = f64x2.splat(0);
  let s01 = s00;
  let s02 = s00;
  let s03 = s00;
  let s10 = s00;
  let s11 = s00;
  let s12 = s00;
  let s13 = s00;
  for (const end = a + bytes; a < end; a += 16, b += 16) {
    const p = v128.load(a);
    const q = v128.load(a, ROW);
    let c = v128.load(b);
    s00 = multiplyAdd64(p, c, s00);
    s10 = multiplyAdd64(q, c, s10);
    c = v128.load(b, ROW);
    s01 = multiplyAdd64(p, c, s01);
    s11 = multiplyAdd64(q, c, s11);
    c = v128.load(b, 2 * ROW);
    s02 = multiplyAdd64(p, c, s02);
    s12 = multiplyAdd64(q, c, s12);
    c = v128.load(b, 3 * ROW);
    s03 = multiplyAdd64(p, c, s03);
    s13 = multiplyAdd64(q, c, s13);
  }
  v128.store(TILE, sums(s00, s01));
  v128.store(TILE, sums(s02, s03), 16);
  v128.store(TILE, sums(s10, s11), 32);
  v128.store(TILE, sums(s12, s13), 48);
}

/** The sum of x and the sum of y. */
@inline
function sums(x: v128, y: v128): v128 {
  return f64x2.add(v128.shuffle<i64>(x, y, 0, 2), v128.shuffle<i64>(x, y, 1, 3));
}
