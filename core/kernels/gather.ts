import { CHUNK, GROUP, H, HT, HT_STRIDE, H_STRIDE, INPUT, N, OMEGA, OMEGA_C, ORDER, X, XC, Y, YC } from "../src/engine/wasm/record";

/**
 * Fetches the rows of one group: H⁰ as `[input][8]` and, for the gradient, as `[input/4][sample][4]`. Lanes without a row repeat
 * the last one; their δ is 0.
 *
 * @param g    number of the group in the batch
 * @param from place of the batch's first row in ORDER
 * @param rows rows in the batch
 */
export function gather(g: i32, from: i32, rows: i32): void {
  const input = load<usize>(INPUT);
  const n = load<i32>(input, N);
  const stride = load<usize>(input, HT_STRIDE);
  const h = load<usize>(input, H) + <usize>g * load<usize>(input, H_STRIDE);
  const ht = load<usize>(input, HT) + (<usize>(g * GROUP) << 4);
  columnsOf(load<usize>(X), n, g, from, rows, h, ht, stride);
}

/**
 * Labels of one group as `[output][8]`, and the weight of each lane: 0 where there is no row.
 *
 * @param to      address of the labels, behind them 8 weights
 * @param outputs number of outputs
 * @param spare   room for the same rows as `[output/4][sample][4]`
 */
export function gatherLabels(g: i32, from: i32, rows: i32, to: usize, outputs: i32, spare: usize): void {
  columnsOf(load<usize>(Y), outputs, g, from, rows, to, spare, 0);
  const weights = to + (<usize>outputs << 5);
  const omega = load<usize>(OMEGA);
  const count = rows - g * GROUP;
  if (omega == 0 && count >= GROUP) {
    const one = f32x4.splat(1);
    v128.store(weights, one);
    v128.store(weights, one, 16);
    return;
  }
  for (let s = 0; s < GROUP; s++) {
    let weight: f32 = 0;
    if (s < count) weight = omega == 0 ? 1 : load<f32>(omega + (rowAt(g, from, rows, s) << 2));
    store<f32>(weights + (<usize>s << 2), weight);
  }
}

/** Row of the table in lane s of a group. */
// @ts-ignore: decorator
@inline
function rowAt(g: i32, from: i32, rows: i32, s: i32): usize {
  const place = min(g * GROUP + s, rows - 1);
  return <usize>load<u32>(load<usize>(ORDER) + (<usize>(from + place) << 2));
}

/**
 * Eight rows of n values as blocks `[sample][4]`, each of them `stride` bytes on, and as columns `[n][8]`. A last block that is
 * not full reads beyond the row, so that the table ends with 16 bytes to spare; what was read there counts as 0.
 */
// @ts-ignore: decorator
@inline
function columnsOf(table: usize, n: i32, g: i32, from: i32, rows: i32, to: usize, block: usize, stride: usize): void {
  const bytes = <usize>n << 2;
  const r0 = table + rowAt(g, from, rows, 0) * bytes;
  const r1 = table + rowAt(g, from, rows, 1) * bytes;
  const r2 = table + rowAt(g, from, rows, 2) * bytes;
  const r3 = table + rowAt(g, from, rows, 3) * bytes;
  const r4 = table + rowAt(g, from, rows, 4) * bytes;
  const r5 = table + rowAt(g, from, rows, 5) * bytes;
  const r6 = table + rowAt(g, from, rows, 6) * bytes;
  const r7 = table + rowAt(g, from, rows, 7) * bytes;
  const places = i32x4(0, 1, 2, 3);
  for (let i: usize = 0; i < bytes; i += 16, block += stride, to += 128) {
    const mask = i32x4.gt_s(i32x4.splat(n - <i32>(i >> 2)), places);
    putBlock(r0 + i, r1 + i, r2 + i, r3 + i, mask, block, to);
    putBlock(r4 + i, r5 + i, r6 + i, r7 + i, mask, block + 64, to + 16);
  }
}

// @ts-ignore: decorator
@inline
function putBlock(r0: usize, r1: usize, r2: usize, r3: usize, mask: v128, block: usize, to: usize): void {
  const a = v128.and(v128.load(r0), mask);
  const b = v128.and(v128.load(r1), mask);
  const c = v128.and(v128.load(r2), mask);
  const d = v128.and(v128.load(r3), mask);
  v128.store(block, a);
  v128.store(block, b, 16);
  v128.store(block, c, 32);
  v128.store(block, d, 48);
  const ab = v128.shuffle<f32>(a, b, 0, 4, 1, 5);
  const cd = v128.shuffle<f32>(c, d, 0, 4, 1, 5);
  const AB = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
  const CD = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
  v128.store(to, v128.shuffle<f32>(ab, cd, 0, 1, 4, 5));
  v128.store(to, v128.shuffle<f32>(ab, cd, 2, 3, 6, 7), 32);
  v128.store(to, v128.shuffle<f32>(AB, CD, 0, 1, 4, 5), 64);
  v128.store(to, v128.shuffle<f32>(AB, CD, 2, 3, 6, 7), 96);
}

/** H⁰ of one group from the chunk's columns: group `g` of the block whose first row of the chunk is `first`. */
export function fetch(g: i32, first: i32): void {
  const input = load<usize>(INPUT);
  const n = load<i32>(input, N);
  const stride = load<usize>(CHUNK) << 2;
  let x = load<usize>(XC) + (<usize>(first + g * GROUP) << 2);
  let h = load<usize>(input, H) + <usize>g * load<usize>(input, H_STRIDE);
  for (let i = 0; i < n; i++, x += stride, h += 32) {
    v128.store(h, v128.load(x));
    v128.store(h, v128.load(x, 16), 16);
  }
}

/** Labels and weights of one group from the chunk's columns; a lane without a row has weight 0. */
export function fetchLabels(g: i32, first: i32, rows: i32, to: usize, outputs: i32): void {
  const stride = load<usize>(CHUNK) << 2;
  const row = first + g * GROUP;
  let y = load<usize>(YC) + (<usize>row << 2);
  for (let i = 0; i < outputs; i++, y += stride, to += 32) {
    v128.store(to, v128.load(y));
    v128.store(to, v128.load(y, 16), 16);
  }
  for (let s = 0; s < GROUP; s++) {
    const weight: f32 = row + s < rows ? load<f32>(load<usize>(OMEGA_C) + (<usize>(row + s) << 2)) : 0;
    store<f32>(to + (<usize>s << 2), weight);
  }
}
