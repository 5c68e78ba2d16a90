import { multiplyAdd } from "./multiply-add";

// What a tile starts from and where it goes; each is folded away where the tile is inlined.
const WEIGHTED = 0;
const ERRORS = 1;
const ERRORS_INTO = 2;
const ERRORS_INTO_BOTH = 3;
const GRADIENT = 4;

/**
 * The one inner loop of forward, backward and gradient: `C = start + Σ_k A[k] ⊗ B[k]`, a tile of 4 × 8, where A is `[k][4]` and B
 * is `[k][8]`. 8 accumulators are as many as the vector registers bear. It becomes a part of the loops that call it: with few
 * products a call would cost as much as the tile, and inside other loops the compiler of Node.js 20 and 22 takes four products in
 * each turn. The loop itself stays as plain as it is: two products written out cost 30 % in Node.js 24.
 *
 * @param way   one of the constants above
 * @param c     where C goes, `[4][8]`; of a gradient its columns 0 to 3, `[4][4]`
 * @param other where C goes a second time, or columns 4 to 7 of a gradient
 * @param a     address of A
 * @param b     address of B
 * @param k     number of products to be summed
 * @param start 4 floats that the rows start from (the bias); 0 starts from C as it stands
 */
// @ts-ignore: decorator
@inline
function multiplyTile(way: i32, c: usize, other: usize, a: usize, b: usize, k: i32, start: usize): void {
  let c0: v128, c1: v128, c2: v128, c3: v128, c4: v128, c5: v128, c6: v128, c7: v128;
  if (way != WEIGHTED) {
    c0 = c1 = c2 = c3 = c4 = c5 = c6 = c7 = f32x4.splat(0);
  } else if (start == 0) {
    c0 = v128.load(c);
    c1 = v128.load(c, 16);
    c2 = v128.load(c, 32);
    c3 = v128.load(c, 48);
    c4 = v128.load(c, 64);
    c5 = v128.load(c, 80);
    c6 = v128.load(c, 96);
    c7 = v128.load(c, 112);
  } else {
    c0 = c1 = v128.load32_splat(start);
    c2 = c3 = v128.load32_splat(start, 4);
    c4 = c5 = v128.load32_splat(start, 8);
    c6 = c7 = v128.load32_splat(start, 12);
  }
  for (let end = a + ((<usize>k) << 4); a < end; a += 16, b += 32) {
    const b0 = v128.load(b);
    const b1 = v128.load(b, 16);
    let s = v128.load32_splat(a);
    c0 = multiplyAdd(s, b0, c0);
    c1 = multiplyAdd(s, b1, c1);
    s = v128.load32_splat(a, 4);
    c2 = multiplyAdd(s, b0, c2);
    c3 = multiplyAdd(s, b1, c3);
    s = v128.load32_splat(a, 8);
    c4 = multiplyAdd(s, b0, c4);
    c5 = multiplyAdd(s, b1, c5);
    s = v128.load32_splat(a, 12);
    c6 = multiplyAdd(s, b0, c6);
    c7 = multiplyAdd(s, b1, c7);
  }
  if (way == GRADIENT) {
    v128.store(c, c0);
    v128.store(c, c2, 16);
    v128.store(c, c4, 32);
    v128.store(c, c6, 48);
    v128.store(other, c1);
    v128.store(other, c3, 16);
    v128.store(other, c5, 32);
    v128.store(other, c7, 48);
    return;
  }
  if (way == ERRORS_INTO_BOTH) {
    v128.store(other, f32x4.mul(c0, v128.load(other)));
    v128.store(other, f32x4.mul(c1, v128.load(other, 16)), 16);
    v128.store(other, f32x4.mul(c2, v128.load(other, 32)), 32);
    v128.store(other, f32x4.mul(c3, v128.load(other, 48)), 48);
    v128.store(other, f32x4.mul(c4, v128.load(other, 64)), 64);
    v128.store(other, f32x4.mul(c5, v128.load(other, 80)), 80);
    v128.store(other, f32x4.mul(c6, v128.load(other, 96)), 96);
    v128.store(other, f32x4.mul(c7, v128.load(other, 112)), 112);
  }
  if (way == ERRORS_INTO || way == ERRORS_INTO_BOTH) {
    c0 = f32x4.mul(c0, v128.load(c));
    c1 = f32x4.mul(c1, v128.load(c, 16));
    c2 = f32x4.mul(c2, v128.load(c, 32));
    c3 = f32x4.mul(c3, v128.load(c, 48));
    c4 = f32x4.mul(c4, v128.load(c, 64));
    c5 = f32x4.mul(c5, v128.load(c, 80));
    c6 = f32x4.mul(c6, v128.load(c, 96));
    c7 = f32x4.mul(c7, v128.load(c, 112));
  }
  v128.store(c, c0);
  v128.store(c, c1, 16);
  v128.store(c, c2, 32);
  v128.store(c, c3, 48);
  v128.store(c, c4, 64);
  v128.store(c, c5, 80);
  v128.store(c, c6, 96);
  v128.store(c, c7, 112);
}

/** Weighted sums of 4 neurons for 8 samples. @param start 4 biases, or 0 to add to what stands in z */
// @ts-ignore: decorator
@inline
export function weightedTile(z: usize, w: usize, h: usize, k: i32, start: usize): void {
  multiplyTile(WEIGHTED, z, 0, w, h, k, start);
}

/** 4 rows of `Wᵀ δ` for 8 samples. */
// @ts-ignore: decorator
@inline
export function errorTile(d: usize, strip: usize, delta: usize, k: i32): void {
  multiplyTile(ERRORS, d, 0, strip, delta, k, 0);
}

/** As `errorTile`, multiplied into what stands at `d`: `Wᵀ δ ⊙ f'(Z)`. */
// @ts-ignore: decorator
@inline
export function errorTileInto(d: usize, strip: usize, delta: usize, k: i32): void {
  multiplyTile(ERRORS_INTO, d, 0, strip, delta, k, 0);
}

/** As `errorTileInto`, multiplied into the rows that stand at `q` as well. */
// @ts-ignore: decorator
@inline
export function errorTileIntoBoth(d: usize, q: usize, strip: usize, delta: usize, k: i32): void {
  multiplyTile(ERRORS_INTO_BOTH, d, q, strip, delta, k, 0);
}

/** Gradients of the weights from 4 inputs to two panels, its sum over the samples. */
// @ts-ignore: decorator
@inline
export function gradientTile(low: usize, high: usize, h: usize, delta: usize, samples: i32): void {
  multiplyTile(GRADIENT, low, high, h, delta, samples, 0);
}
