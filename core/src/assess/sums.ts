/**
 * Sums and means that stay right for large offsets, large counts and values near the ends of float64.
 */

/** `Σ x_i` with the rounding errors carried along (Neumaier 1974). */
export function sum(values: ArrayLike<number>): number {
  let total = 0;
  let lost = 0;
  for (let i = 0; i < values.length; i++) {
    const x = values[i];
    const next = total + x;
    lost += Math.abs(total) >= Math.abs(x) ? total - next + x : x - next + total;
    total = next;
  }
  return total + lost;
}

/** `Σ w_i x_i / Σ w_i`. The values may be as large as float64 holds: they are brought to at most 1 before they are added. */
export function weightedMean(values: Float64Array, weights: Float64Array): number {
  const unit = powerOfTwo(values);
  return (sum(values.map((x, i) => (x / unit) * weights[i])) / sum(weights)) * unit;
}

/** `√(Σ w_i x_i² / Σ w_i)`, without overflow or underflow of the squares. */
export function rootMeanSquare(values: Float64Array, weights: Float64Array): number {
  const unit = powerOfTwo(values);
  return Math.sqrt(sum(values.map((x, i) => (x / unit) ** 2 * weights[i])) / sum(weights)) * unit;
}

/** The largest `|x_i|`; 0 of no values. */
export function largest(values: ArrayLike<number>): number {
  let most = 0;
  for (let i = 0; i < values.length; i++) most = Math.max(most, Math.abs(values[i]));
  return most;
}

/** The power of two next to the largest `|x_i|`: dividing by it loses no bit. 1 if all values are 0. */
function powerOfTwo(values: Float64Array): number {
  const most = largest(values);
  return most === 0 ? 1 : 2 ** Math.min(Math.ceil(Math.log2(most)), 1023);
}
