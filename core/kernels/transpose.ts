/**
 * Transposes 4 vectors of 4 floats: element j of vector i becomes element i of vector j.
 *
 * @param from address of the first vector, the next ones `step` bytes on
 * @param to   address of the first vector, the next ones `stride` bytes on
 */
// @ts-ignore: decorator
@inline
export function transpose4(from: usize, step: usize, to: usize, stride: usize): void {
  const a = v128.load(from);
  const b = v128.load(from + step);
  const c = v128.load(from + 2 * step);
  const d = v128.load(from + 3 * step);
  const ab = v128.shuffle<f32>(a, b, 0, 4, 1, 5);
  const cd = v128.shuffle<f32>(c, d, 0, 4, 1, 5);
  const AB = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
  const CD = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
  v128.store(to, v128.shuffle<f32>(ab, cd, 0, 1, 4, 5));
  v128.store(to + stride, v128.shuffle<f32>(ab, cd, 2, 3, 6, 7));
  v128.store(to + 2 * stride, v128.shuffle<f32>(AB, CD, 0, 1, 4, 5));
  v128.store(to + 3 * stride, v128.shuffle<f32>(AB, CD, 2, 3, 6, 7));
}

/**
 * One group of an activation, `[n4][8]`, as `[n4/4][sample][4]`: what the gradient reads.
 *
 * @param h      the group
 * @param n      neurons
 * @param ht     address of the group's first sample in the first block
 * @param stride bytes of a block
 */
export function transposeGroup(h: usize, n: i32, ht: usize, stride: usize): void {
  for (let i = 0; i < n; i += 4, h += 128, ht += stride) {
    transpose4(h, 32, ht, 16);
    transpose4(h + 16, 32, ht + 64, 16);
  }
}

/**
 * One group of δ, `[n4][8]`, as `[pair of panels][sample][8]`.
 *
 * @param d      the group
 * @param n      neurons
 * @param dt     address of the group's first sample in the first pair
 * @param stride bytes of a pair
 */
export function transposeDelta(d: usize, n: i32, dt: usize, stride: usize): void {
  for (let i = 0; i < n; i += 8, d += 256, dt += stride) {
    transpose4(d, 32, dt, 32);
    transpose4(d + 16, 32, dt + 128, 32);
    if (i + 4 < n) {
      transpose4(d + 128, 32, dt + 16, 32);
      transpose4(d + 144, 32, dt + 144, 32);
    }
  }
}
