const LARGE = 1e6; // from here on, and below SMALL, a number is written with an exponent
const SMALL = 1e-3;

/** How a number is written. */
export interface NumberOptions {
  /** Significant digits. @default 4 */
  digits?: number;
  /** Whether a number above 0 gets its sign too. @default false */
  plus?: boolean;
}

/**
 * A number as plain text, with a real minus sign. A number that needs fewer digits is written with those it has, so that a
 * trailing zero says "rounded".
 *
 * @example
 * formatValue(-0.10801) // "−0.1080"
 * formatValue(0.58, { plus: true }) // "+0.58"
 * formatValue(0.00001234) // "1.234e−5"
 */
export function formatValue(x: number, { digits = 4, plus = false }: NumberOptions = {}): string {
  const sign = x < 0 ? "−" : plus && x > 0 ? "+" : "";
  const { mantissa, exponent } = decimal(Math.abs(x), digits);
  return sign + mantissa + (exponent === undefined ? "" : `e${exponent.replace("-", "−")}`);
}

/** A number as LaTeX; exponents as powers of ten. */
export function formatTex(x: number, digits = 4): string {
  const { mantissa, exponent } = decimal(Math.abs(x), digits);
  const size = Number.isFinite(x) ? mantissa : Number.isNaN(x) ? "\\mathrm{NaN}" : "\\infty";
  return (x < 0 ? "-" : "") + size + (exponent === undefined ? "" : `\\cdot10^{${exponent}}`);
}

function decimal(size: number, digits: number): { mantissa: string; exponent?: string } {
  if (!Number.isFinite(size)) return { mantissa: Number.isNaN(size) ? "NaN" : "∞" };
  const isExact = Number(size.toPrecision(digits)) === size;
  if (size !== 0 && (size < SMALL || size >= LARGE)) {
    const [mantissa, exponent] = (isExact ? size.toExponential() : size.toExponential(digits - 1)).split("e");
    return { mantissa: mantissa, exponent: exponent.replace("+", "") };
  }
  if (isExact) return { mantissa: String(size) };
  // Whole digits are kept even where they are more than asked for.
  return { mantissa: size >= 10 ** digits ? size.toFixed(0) : size.toPrecision(digits) };
}
