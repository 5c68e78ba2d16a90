/** Distances from exact values in units in the last place (ulp), and the fixture of test/fixtures/elementary. */
import { readFileSync } from "node:fs";

/** A kind of floating-point number, by its bits. */
interface Format {
  readonly bytes: 4 | 8;
  /** The numbers of n bit patterns, as hexadecimal digits. */
  readonly parse: (hex: readonly string[]) => Float32Array | Float64Array;
}

/** Values of one function at some points. */
export interface Reference {
  readonly x: Float32Array | Float64Array;
  /** The nearest number to f(x). */
  readonly y: Float32Array | Float64Array;
  /** f(x) − y in units of the last place of y. */
  readonly rest: readonly number[];
}

const formats: { readonly [Type in "float32" | "float64"]: Format } = {
  float32: {
    bytes: 4,
    parse: (hex) => new Float32Array(Uint32Array.from(hex, (digits) => Number(`0x${digits}`)).buffer),
  },
  float64: {
    bytes: 8,
    parse: (hex) => new Float64Array(BigUint64Array.from(hex, (digits) => BigInt(`0x${digits}`)).buffer),
  },
};

/** The reference values of a type, made by test/fixtures/elementary/make.py with mpmath, by name of the function. */
export function references(type: "float32" | "float64"): Readonly<Record<string, Reference>> {
  const file = new URL(`./fixtures/elementary/${type}.json`, import.meta.url);
  const { functions } = JSON.parse(readFileSync(file, "utf8")) as { functions: Record<string, string[]> };
  const { bytes, parse } = formats[type];
  const nan = bytes === 4 ? "7fc00000" : "7ff8000000000000";
  const entries = Object.entries(functions).map(([name, lines]): [string, Reference] => {
    const rows = lines.map((line) => line.replaceAll("nan", nan).split(" ") as [string, string, string]);
    const x = parse(rows.map((row) => row[0]));
    return [name, { x, y: parse(rows.map((row) => row[1])), rest: rows.map((row) => Number(row[2]) / 100) }];
  });
  return Object.fromEntries(entries);
}

/**
 * The largest distance of computed values from the exact ones, in ulp; Infinity counts as the number after the largest. NaN in
 * the wrong place, and a zero of the wrong sign at x = ±0, are infinitely far.
 *
 * @param got f(x) as computed, of the same type as the reference
 */
export function worstUlps(got: Float32Array | Float64Array, { x, y, rest }: Reference): number {
  const [of, to] = [ordinals(got), ordinals(y)];
  let worst = 0;
  for (let i = 0; i < x.length; i++) {
    const isNaN = Number.isNaN(y[i]);
    if (isNaN !== Number.isNaN(got[i])) return Infinity;
    if (x[i] === 0 && y[i] === 0 && !Object.is(got[i], y[i])) return Infinity;
    if (!isNaN) worst = Math.max(worst, Math.abs(Number(of[i] - to[i]) - rest[i]));
  }
  return worst;
}

/** Integers in the order of the numbers, one apart for neighbours. */
function ordinals(numbers: Float32Array | Float64Array): bigint[] {
  const bits =
    numbers instanceof Float64Array
      ? Array.from(new BigInt64Array(numbers.slice().buffer))
      : Array.from(new Int32Array(numbers.slice().buffer), BigInt);
  const low = numbers instanceof Float64Array ? 0x7fffffffffffffffn : 0x7fffffffn;
  return bits.map((bit) => (bit < 0n ? -(bit & low) : bit));
}
