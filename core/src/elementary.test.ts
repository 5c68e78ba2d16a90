import { describe, expect, it, test } from "vitest";
import { references, worstUlps, type Reference } from "../../test/ulps.js";
import { cos, exp, log, sin, tanh } from "./elementary.js";

const doubles = references("float64");
const FARTHEST = 2 ** 20; // of sine and cosine

describe("values agree with mpmath", () => {
  test.each([
    { name: "exp", f: exp, bound: 0.9 },
    { name: "log", f: log, bound: 0.9 },
    { name: "tanh", f: tanh, bound: 2 },
    { name: "sin", f: sin, bound: 0.9 },
    { name: "cos", f: cos, bound: 0.9 },
  ])("$name() within $bound ulp", ({ name, f, bound }) => {
    const all = doubles[name];
    const reference = name === "sin" || name === "cos" ? near(all) : all;
    expect(reference.x.length).toBeGreaterThan(500);
    expect(worstUlps(Float64Array.from(reference.x, f), reference)).toBeLessThanOrEqual(bound);
  });
});

it("sin() and cos() give NaN beyond 2^20, where their method ends", () => {
  expect([sin(FARTHEST + 1), cos(-FARTHEST - 1), sin(Infinity), cos(NaN)]).toEqual([NaN, NaN, NaN, NaN]);
});

it("log() of a power of two is that power times ln 2, rounded once", () => {
  expect([log(2), log(16), log(2 ** -1074)]).toEqual([Math.LN2, 4 * Math.LN2, -744.4400719213812]);
});

/** The points where sine and cosine are defined here. */
function near({ x, y, rest }: Reference): Reference {
  const isNear = (_: unknown, i: number): boolean => !(Math.abs(x[i]) > FARTHEST);
  return { x: x.filter(isNear), y: y.filter(isNear), rest: rest.filter(isNear) };
}
