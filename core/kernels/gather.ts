import { GROUP, H, HT, HT_STRIDE, H_STRIDE, LAYERS, M, N, OMEGA, ORDER, X, Y, XC, YC, CHUNK, OMEGA_C } from "../src/engine/wasm/record";
import { transpose4, transposeGroup } from "./transpose";

/**
 * Fetches the rows of one group: H⁰ as `[input][8]` and, for the gradient, as `[input/4][sample][4]`. Lanes without a row repeat
 * the last one; their δ is 0.
 *
 * @param g    number of the group in the batch
 * @param from place of the batch's first row in ORDER
 * @param rows rows in the batch
 */
export function gather(g: i32, from: i32, rows: i32): void {
  const input = load<usize>(LAYERS);
  const n = load<i32>(input, N);
  const stride = load<usize>(input, HT_STRIDE);
  const h = load<usize>(input, H) + g * load<usize>(input, H_STRIDE);
  const ht = load<usize>(input, HT) + ((g * GROUP) << 4);
  const bytes = <usize>n << 2;
  for (let s = 0; s < GROUP; s++) {
    let x = load<usize>(X) + rowAt(g, from, rows, s) * bytes;
    let to = ht + (s << 4);
    let i = 0;
    for (; i + 3 < n; i += 4, x += 16, to += stride) v128.store(to, v128.load(x));
    for (let k = 0; i + k < n; k++) store<f32>(to + (k << 2), load<f32>(x + (k << 2)));
  }
  let block = ht;
  let at = h;
  for (let i = 0; i < n; i += 4, block += stride, at += 128) {
    transpose4(block, 16, at, 32);
    transpose4(block + 64, 16, at + 16, 32);
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
 * Labels of one group as `[output][8]`, and the weight of each lane: 0 where there is no row.
 *
 * @param to      address of the labels, behind them 8 weights
 * @param outputs number of outputs
 */
export function gatherLabels(g: i32, from: i32, rows: i32, to: usize, outputs: i32): void {
  const omega = load<usize>(OMEGA);
  for (let s = 0; s < GROUP; s++) {
    const row = rowAt(g, from, rows, s);
    const y = load<usize>(Y) + (row * <usize>outputs << 2);
    for (let i = 0; i < outputs; i++) {
      store<f32>(to + (<usize>(i * GROUP + s) << 2), load<f32>(y + (<usize>i << 2)));
    }
    const own: f32 = omega == 0 ? 1 : load<f32>(omega + (row << 2));
    const weight: f32 = g * GROUP + s < rows ? own : 0;
    store<f32>(to + (<usize>(outputs * GROUP + s) << 2), weight);
  }
}

/** H⁰ of one group from the chunk's columns: group `g` of the block whose first row of the chunk is `first`. */
export function fetch(g: i32, first: i32): void {
  const input = load<usize>(LAYERS);
  const n = load<i32>(input, N);
  const stride = load<usize>(CHUNK) << 2;
  let x = load<usize>(XC) + (<usize>(first + g * GROUP) << 2);
  let h = load<usize>(input, H) + g * load<usize>(input, H_STRIDE);
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
