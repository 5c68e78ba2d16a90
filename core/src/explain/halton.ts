import { createRandom } from "../random.js";

/**
 * Points that fill the unit cube evenly: the Halton sequence with its digits permuted at random (Owen 2017, "A randomized Halton
 * algorithm in R"). Each coordinate is uniform in [0, 1); the number of points need not be known beforehand.
 *
 * @param count      points
 * @param dimensions coordinates of each
 * @param seed       of the permutations
 * @returns one list of `count` values for each coordinate
 */
export function haltonPoints(count: number, dimensions: number, seed: number): Float64Array[] {
  const random = createRandom(seed, 12);
  return primes(dimensions).map((base) => {
    const u = new Float64Array(count);
    // Digits beyond 2^-53 no longer change the value.
    for (let scale = 1 / base, power = 1; scale > 2 ** -53; scale /= base, power *= base) {
      const digits = random.shuffle(Uint32Array.from({ length: base }, (_, i) => i));
      for (let n = 0; n < count; n++) u[n] += digits[Math.floor(n / power) % base] * scale;
    }
    return u.map((x) => Math.min(x, 1 - 2 ** -53));
  });
}

/** The first primes. */
function primes(count: number): number[] {
  const found: number[] = [];
  for (let n = 2; found.length < count; n++) if (found.every((p) => n % p !== 0)) found.push(n);
  return found;
}
