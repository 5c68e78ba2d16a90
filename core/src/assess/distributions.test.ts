import { describe, expect, it } from "vitest";
import { known } from "../../../test/assess.js";
import { normalBelow, normalQuantile, studentBelow, studentQuantile } from "./distributions.js";

describe("distributions of scipy 1.17.1", () => {
  it("studentBelow() to a relative 1e-12, studentQuantile() to 1e-11", () => {
    for (const { t, df, cdf } of known.t) {
      expect(Math.abs(studentBelow(t, df) / cdf - 1), `t ${t}, df ${df}`).toBeLessThan(1e-12);
    }
    for (const { p, df, t } of known.quantile) {
      expect(Math.abs(studentQuantile(p, df) / t - 1), `p ${p}, df ${df}`).toBeLessThan(1e-11);
    }
    expect([studentBelow(Infinity, 3), studentBelow(-Infinity, 3)]).toEqual([1, 0]);
  });

  it("normalQuantile() undoes normalBelow(), with infinities at 0 and 1", () => {
    expect(normalQuantile(0.975)).toBeCloseTo(1.959963984540054, 12);
    for (const x of [-3, -0.5, 0, 2]) expect(normalQuantile(normalBelow(x))).toBeCloseTo(x, 9);
    expect([normalQuantile(0), normalQuantile(1)]).toEqual([-Infinity, Infinity]);
    expect(normalQuantile(2)).toBeNaN();
  });
});
