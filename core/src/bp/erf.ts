/**
 * Error function 2/√π ∫₀ˣ e^(−t²) dt to about 1e-16 relative: the power series below 2.5 (Abramowitz & Stegun 7.1.6, which
 * has no cancellation), above it 1 − erfc by the continued fraction 7.1.14, evaluated backwards.
 *
 * @example
 * erf(1) // 0.842700792949715
 */
export function erf(x: number): number {
  const a = Math.abs(x);
  if (Number.isNaN(x)) return x;
  if (a > 6) return Math.sign(x);
  if (a < 2.5) {
    let term = a;
    let sum = a;
    for (let n = 1; term > sum * 1e-17; n++) {
      term *= (2 * a * a) / (2 * n + 1);
      sum += term;
    }
    return Math.sign(x) * sum * Math.exp(-a * a) * 1.1283791670955126; // 2/√π
  }
  let fraction = a;
  for (let n = 60; n >= 1; n--) fraction = a + n / 2 / fraction;
  return Math.sign(x) * (1 - Math.exp(-a * a) / (fraction * 1.772453850905516)); // √π
}
