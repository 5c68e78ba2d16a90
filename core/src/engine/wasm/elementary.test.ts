import { setFlagsFromString } from "node:v8";
import { describe, expect, test } from "vitest";
import { references, worstUlps } from "../../../../test/ulps.js";
import { sigmoid, softplus } from "../../bp/activation.js";
import { erf } from "../../bp/erf.js";
import { allocate, compile, instantiate, isAvailable, type Kind, type Simd } from "./load.js";
import "../wasm-relaxed.js";
import "./pass64.js";

// Node.js 20 has relaxed SIMD behind a flag.
if (!isAvailable("relaxed")) setFlagsFromString("--experimental-wasm-relaxed-simd");

/** In the order of core/kernels/elementary-table.ts: the largest errors in ulp that the doc comments state. */
const functions = [
  { name: "exp", bound32: 1.1, bound64: 0.9, f: Math.exp },
  { name: "expm1", bound32: 1.8, bound64: 1.6, f: Math.expm1 },
  { name: "log", bound32: 0.9, bound64: 0.9, f: Math.log },
  { name: "log1p", bound32: 1.5, bound64: 1.4, f: Math.log1p },
  { name: "tanh", bound32: 2.7, bound64: 2, f: Math.tanh },
  { name: "sigmoid", bound32: 2.5, bound64: 2, f: sigmoid },
  { name: "softplus", bound32: 1.8, bound64: 1.7, f: softplus },
  { name: "erf", bound32: 1.6, bound64: 1.4, f: erf },
  { name: "sin", bound32: 1.6, bound64: 0.9, f: Math.sin },
  { name: "cos", bound32: 1.6, bound64: 0.9, f: Math.cos },
].map((row, id) => ({ ...row, id }));

const START = 65536; // beyond the constants of the kernels
const singles = references("float32");
const doubles = references("float64");

describe.skipIf(!isAvailable("plain"))("plain SIMD", () => {
  checkAll("plain");
});
describe.skipIf(!isAvailable("relaxed"))("relaxed SIMD", () => {
  checkAll("relaxed");
});

function checkAll(simd: Simd): void {
  test.each(functions)("$name of floats is within $bound32 ulp of mpmath", ({ name, id, bound32 }) => {
    const reference = singles[name];
    const error = worstUlps(applied(simd, "elementary", id, reference.x as Float32Array), reference);
    expect(error).toBeLessThanOrEqual(bound32);
  });

  test.each(functions)("$name of doubles is within $bound64 ulp of mpmath", ({ name, id, bound64 }) => {
    const reference = doubles[name];
    const error = worstUlps(applied(`${simd}64`, "elementary64", id, reference.x as Float64Array), reference);
    expect(error).toBeLessThanOrEqual(bound64);
  });

  test.each(functions)(
    "$name of every 4099th float is within $bound32 ulp of float64",
    ({ id, bound32, f }) => {
      const x = everyFloat(4099);
      expect(worstOfFloats(x, applied(simd, "elementary", id, x), f)).toBeLessThanOrEqual(bound32);
    },
  );

  test.each([
    { name: "tanh", one: 4, many: 10 },
    { name: "sigmoid", one: 5, many: 11 },
  ])("$name of two vectors beside each other has the bits of one after the other", ({ one, many }) => {
    const odd = everyFloat(65_521).subarray(0, 4 * 16_387);
    const [alone, paired] = [one, many].map((id) => bitsOf(applied(simd, "elementary", id, odd)));
    expect(paired).toEqual(alone);
  });
}

/** The function with a number, of all x. */
function applied<T extends Float32Array | Float64Array>(kind: Kind, entry: string, id: number, x: T): T {
  const lanes = Math.ceil(x.length / 4) * 4;
  const memory = allocate(START + lanes * x.BYTES_PER_ELEMENT, false);
  const kernels = instantiate(compile(kind, false), memory);
  const numbers = x instanceof Float32Array ? Float32Array : Float64Array;
  const here = new numbers(memory.buffer, START, x.length) as T;
  here.set(x);
  kernels[entry](id, START, lanes);
  return here;
}

/** The floats of every so many bit patterns: over all signs and exponents, NaN included. */
function everyFloat(stride: number): Float32Array {
  const bits = Uint32Array.from({ length: Math.ceil(2 ** 32 / stride) }, (_, i) => i * stride);
  return new Float32Array(bits.buffer);
}

/** Bit patterns, one for all NaN. */
function bitsOf(x: Float32Array): Uint32Array {
  const bits = new Uint32Array(x.slice().buffer);
  return bits.map((word, i) => (Number.isNaN(x[i]) ? 0x7fc00000 : word));
}

/** Largest error in ulp of the exact result; NaN must be NaN, Infinity is the number after the largest. */
function worstOfFloats(x: Float32Array, y: Float32Array, f: (x: number) => number): number {
  let worst = 0;
  for (let i = 0; i < x.length; i++) {
    const exact = f(x[i]);
    if (Number.isNaN(exact) !== Number.isNaN(y[i])) return Infinity;
    if (Number.isNaN(exact) || exact === y[i]) continue;
    const error = Math.abs(bounded(y[i]) - bounded(exact)) / lastPlace(exact);
    if (error > worst) worst = error;
  }
  return worst;
}

/** Where a float that large would overflow, the number after the largest. */
function bounded(x: number): number {
  return Math.max(-(2 ** 128), Math.min(x, 2 ** 128));
}

const word = new Float32Array(1);
const bitsOfWord = new Uint32Array(word.buffer);
const LAST_PLACES = Float64Array.from({ length: 256 }, (_, exponent) => 2 ** (Math.max(exponent, 1) - 150));

/** The step between floats around x. */
function lastPlace(x: number): number {
  word[0] = Math.min(Math.abs(x), 3e38);
  return LAST_PLACES[bitsOfWord[0] >>> 23];
}
