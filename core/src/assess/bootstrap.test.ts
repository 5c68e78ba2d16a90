import { describe, expect, it } from "vitest";
import { known } from "../../../test/assess.js";
import { bootstrap, wilson } from "./bootstrap.js";

describe("bootstrap()", () => {
  it("gives the BCa interval of a mean that scipy 1.17.1 gives, within the noise of 4000 replicates", () => {
    const x = Float64Array.from(known.bca.x);
    const mean = (w: Float64Array) => {
      let [sum, total] = [0, 0];
      w.forEach((weight, i) => ((sum += weight * x[i]), (total += weight)));
      return { mean: sum / total, none: null };
    };
    const { mean: found, none } = bootstrap(x.length, mean, { replicates: 4000 });
    const width = known.bca.bca[1] - known.bca.bca[0];
    expect(Math.abs(found!.lo - known.bca.bca[0])).toBeLessThan(0.03 * width);
    expect(Math.abs(found!.hi - known.bca.bca[1])).toBeLessThan(0.03 * width);
    expect(none).toBeNull();
    expect(bootstrap(x.length, mean, { replicates: 4000 })).toEqual({ mean: found, none });
  });

  it("draws whole groups: of 12 equal rows each, the interval is as wide as that of the groups alone", () => {
    const values = Array.from({ length: 10 }, (_, g) => (g * 7) % 10);
    const mean = (of: number[]) => (w: Float64Array) => {
      const total = w.reduce((a, b) => a + b, 0);
      return { mean: w.reduce((sum, weight, i) => sum + weight * of[i], 0) / total };
    };
    const rows = values.flatMap((value) => Array.from({ length: 12 }, () => value));
    const groups = values.flatMap((_, g) => Array.from({ length: 12 }, () => g));
    const grouped = bootstrap(120, mean(rows), { groups }).mean!;
    const alone = bootstrap(10, mean(values)).mean!;
    expect(grouped.lo).toBeCloseTo(alone.lo, 10);
    expect(grouped.hi).toBeCloseTo(alone.hi, 10);
  });

  it("refuses impossible levels and numbers of replicates", () => {
    const none = () => ({ a: 1 });
    expect(() => bootstrap(3, none, { level: 1 })).toThrow("expected a level between 0 and 1, got 1");
    expect(() => bootstrap(3, none, { replicates: 0 })).toThrow("expected at least 1 replicate, got 0");
  });

  it("wilson() is statsmodels' proportion_confint(5, 10, method='wilson') and keeps within 0 and 1", () => {
    expect(wilson(0.5, 10).lo).toBeCloseTo(0.2365930905, 9);
    expect(wilson(0.5, 10).hi).toBeCloseTo(0.7634069095, 9);
    expect(wilson(1, 30)).toEqual({ lo: expect.closeTo(0.88649, 4) as number, hi: 1 });
  });
});
