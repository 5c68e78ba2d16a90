/**
 * Elementary functions of sums, products, quotients and bits alone, so that every JavaScript engine gives the same results to the
 * last bit; `Math.exp` and its like may differ from one to another. The methods and polynomials are those of core/kernels, where
 * two doubles are taken at a time.
 */

const LN2_HIGH = 0.6931471803691238; // 32 bits of ln 2, so that n · LN2_HIGH is exact
const LN2_LOW = 1.9082149292705877e-10; // the rest
const HALF_PI = [1.5707963267341256, 6.077100506303966e-11, 2.0222662487959506e-21] as const; // a sum; 33 bits in the first two
const FARTHEST = 1048576; // 2^20: until there, multiples of the parts of π/2 are exact
// Minimax fits (Remez exchange, relative error), highest power first.
const EXPM1 = [
  2.08753443208944e-9, 2.5109023812730992e-8, 2.7557402718045896e-7, 2.755724425616459e-6,
  2.480158717230619e-5, 0.00019841269886071363, 0.0013888888888962565, 0.008333333333321655,
  0.041666666666666505, 0.16666666666666677, 0.5,
]; // (e^r - 1 - r) / r², |r| ≤ ln 2 / 2
const LOG = [
  0.14795778206294, 0.15314070178492256, 0.18183563457504154, 0.22222198591947226, 0.28571428742183624,
  0.399999999994157, 0.6666666666666734,
]; // (ln(1 + f) / s - 2) / s² by s², s = f / (2 + f)
const SINE = [
  1.589619552528609e-10, -2.505074717843953e-8, 2.7557313617741473e-6, -0.0001984126982957931,
  0.008333333333322106, -0.1666666666666663,
]; // (sin(r) - r) / r³ by r², |r| ≤ π/4
const COSINE = [
  -1.1358515384070937e-11, 2.087570044288417e-9, -2.7557314176429766e-7, 2.4801587288842024e-5,
  -0.001388888888887304, 0.041666666666666595,
]; // (cos(r) - 1 + r²/2) / r⁴ by r²

const word = new DataView(new ArrayBuffer(8));

/** `e^x`, at most 0.9 ulp from the exact value. */
export function exp(x: number): number {
  if (x > 710) return Infinity;
  if (x < -746) return 0;
  const n = Math.round(x / Math.LN2);
  const half = Math.floor(n / 2);
  // In two steps, so that a subnormal result is rounded once.
  return (1 + fraction(x, n)) * exponential(half) * exponential(n - half);
}

/** Natural logarithm, at most 0.9 ulp from the exact value; −Infinity of 0, NaN of negative numbers. */
export function log(x: number): number {
  if (!(x > 0 && x < Infinity)) return x === 0 ? -Infinity : x < 0 ? NaN : x;
  const isSubnormal = x < 2.2250738585072014e-308;
  word.setFloat64(0, isSubnormal ? x * 4503599627370496 : x); // by 2^52
  // x = 2^n (1 + f) with 1 + f from √½ to √2.
  const high = word.getInt32(0);
  const exponent = (high - 0x3fe6a09e) >> 20;
  word.setInt32(0, high - (exponent << 20));
  const n = isSubnormal ? exponent - 52 : exponent;
  const f = word.getFloat64(0) - 1;
  const s = f / (2 + f);
  const half = 0.5 * f * f;
  const low = half - (s * (half + s * s * polynomial(LOG, s * s)) + n * LN2_LOW);
  return n * LN2_HIGH - (low - f);
}

/** Hyperbolic tangent, at most 2 ulp from the exact value. */
export function tanh(x: number): number {
  if (x === 0) return x;
  const a = Math.min(2 * Math.abs(x), 40); // beyond, tanh is 1
  const n = Math.round(a / Math.LN2);
  const scale = exponential(n);
  const e = scale * fraction(a, n) + (scale - 1);
  const below = e + 2;
  // What e + 2 loses by rounding.
  const lost = e > 2 ? 2 - (below - e) : e - (below - 2);
  const result = e / below - (e / below) * (lost / below);
  return x < 0 ? -result : result;
}

/** Sine, at most 0.9 ulp from the exact value; NaN where |x| > 2^20. */
export function sin(x: number): number {
  return x === 0 ? x : turn(x, 0);
}

/** Cosine, at most 0.9 ulp from the exact value; NaN where |x| > 2^20. */
export function cos(x: number): number {
  return turn(x, 1);
}

/** `sin(x + quarters · π/2)` */
function turn(x: number, quarters: number): number {
  if (!(Math.abs(x) <= FARTHEST)) return NaN;
  const n = Math.round(x / (Math.PI / 2));
  // Exact up to the third part of π/2; what rounding to r loses goes into low.
  const a = x - n * HALF_PI[0];
  const second = n * HALF_PI[1];
  const b = a - second;
  const third = n * HALF_PI[2] - (a - b - second);
  const r = b - third;
  const low = b - r - third;
  const quarter = (n + quarters) & 3;
  const value = quarter % 2 === 0 ? sine(r, low) : cosine(r, low);
  return quarter < 2 ? value : -value;
}

/** sin(r + low), |r| ≤ π/4, low below the last place of r. */
function sine(r: number, low: number): number {
  const square = r * r;
  return r + (square * r * polynomial(SINE, square) + low * (1 - 0.5 * square));
}

/** As `sine`. */
function cosine(r: number, low: number): number {
  const square = r * r;
  const half = 0.5 * square;
  const nearOne = 1 - half;
  return nearOne + (square * square * polynomial(COSINE, square) + (1 - nearOne - half - r * low));
}

/** e^r − 1 with r = x − n ln 2; what r loses by rounding is added last. */
function fraction(x: number, n: number): number {
  const high = x - n * LN2_HIGH;
  const low = n * LN2_LOW;
  const r = high - low;
  return r + (r * r * polynomial(EXPM1, r) + (high - r - low));
}

/** 2^n, n from −1022 to 1023. */
function exponential(n: number): number {
  word.setInt32(0, (n + 1023) << 20);
  word.setInt32(4, 0);
  return word.getFloat64(0);
}

/** Horner's rule, the coefficient of the highest power first. */
function polynomial(coefficients: readonly number[], x: number): number {
  let sum = 0;
  for (const c of coefficients) sum = sum * x + c;
  return sum;
}
