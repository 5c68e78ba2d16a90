import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { expectNear } from "../../../test/near.js";
import { createRandom, type Random } from "../random.js";
import {
  conformalQuantiles,
  crossConformal,
  lowerQuantile,
  splitConformal,
  upperQuantile,
} from "./conformal.js";
import { intervalMetrics } from "./interval-metrics.js";

/** Intervals by MAPIE, whose version it names; made by `conformal.py` beside it. */
const mapie = JSON.parse(
  readFileSync(new URL("../../../test/fixtures/assess/conformal.json", import.meta.url), "utf8"),
) as {
  cvPlus: Wanted & { folds: { scores: number[]; prediction: number[] }[] };
  cqr: Wanted & Record<"calibration" | "quantiles", Record<"y" | "lo" | "hi", number[]>>;
};

interface Wanted {
  alpha: number;
  lo: number[];
  hi: number[];
}

describe("beside MAPIE, to 1e-12", () => {
  test("crossConformal() gives the intervals of its method plus", () => {
    const { folds, alpha, lo, hi } = mapie.cvPlus;
    const found = crossConformal(folds, alpha);
    expectNear(found.lo, lo, 1e-12);
    expectNear(found.hi, hi, 1e-12);
  });

  test("conformalQuantiles() gives those of its conformalised quantile regression", () => {
    const { calibration, quantiles, alpha, lo, hi } = mapie.cqr;
    const of = (values: Record<"y" | "lo" | "hi", number[]>) => ({
      ...values,
      lo: Float64Array.from(values.lo),
      hi: Float64Array.from(values.hi),
    });
    const found = conformalQuantiles(of(calibration), of(quantiles), alpha);
    expectNear(found.lo, lo, 1e-12);
    expectNear(found.hi, hi, 1e-12);
  });
});

describe("upperQuantile() and lowerQuantile()", () => {
  test("take the ranks ⌈(1 − α)(m + 1)⌉ and ⌊α(m + 1)⌋, infinite beyond the scores", () => {
    const nine = [5, 1, 4, 2, 3, 9, 8, 7, 6];
    expect([0.1, 0.2, 0.35, 0.05].map((alpha) => upperQuantile(nine, alpha))).toEqual([9, 8, 7, Infinity]);
    expect([0.1, 0.2, 0.35, 0.05].map((alpha) => lowerQuantile(nine, alpha))).toEqual([1, 2, 3, -Infinity]);
    expect(upperQuantile([], 0.5)).toBe(Infinity);
    for (const alpha of [0, 1, NaN]) expect(() => upperQuantile(nine, alpha)).toThrow(RangeError);
  });
});

describe("splitConformal()", () => {
  test("reaches Q to both sides, times the spread where there is one", () => {
    // |e| = 1, 2, 3, α = 0.25: rank ⌈0.75 · 4⌉ = 3.
    const plain = splitConformal([-1, 2, -3], [10, 20], { alpha: 0.25 });
    expect([[...plain.lo], [...plain.hi]]).toEqual([
      [7, 17],
      [13, 23],
    ]);
    // Scores 1/1, 2/2, 3/1 and spreads 1, 2: reach 3 and 6.
    const scaled = splitConformal([-1, 2, -3], [10, 20], {
      alpha: 0.25,
      calibrationSpread: [1, 2, 1],
      spread: [1, 2],
    });
    expect([[...scaled.lo], [...scaled.hi]]).toEqual([
      [7, 14],
      [13, 26],
    ]);
    expect(() => splitConformal([1], [1, 2], { alpha: 0.1, spread: [1] })).toThrow(
      "expected 2 spreads, got 1",
    );
    expect(() => splitConformal([1], [1], { alpha: 0.1, spread: [0] })).toThrow("above 0, got 0 in row 1");
  });
});

describe("crossConformal()", () => {
  /** The definition, number by number. */
  function byDefinition(
    folds: { scores: number[]; prediction: number[]; spread?: number[] }[],
    alpha: number,
  ) {
    const rows = folds[0].prediction.map((_, r) => r);
    const numbers = (r: number, sign: number) =>
      folds.flatMap(({ scores, prediction, spread }) =>
        scores.map((score) => prediction[r] + sign * score * (spread?.[r] ?? 1)),
      );
    return {
      lo: rows.map((r) => lowerQuantile(numbers(r, -1), alpha)),
      hi: rows.map((r) => upperQuantile(numbers(r, 1), alpha)),
    };
  }

  test("by hand: two folds with residuals 1, 3 and 2, predictions 10 and 12, α = 0.5", () => {
    // μ − R: 9, 7, 10; rank ⌊0.5 · 4⌋ = 2: 9. μ + R: 11, 13, 14; rank ⌈0.5 · 4⌉ = 2: 13.
    const { lo, hi } = crossConformal(
      [
        { scores: [1, 3], prediction: [10] },
        { scores: [2], prediction: [12] },
      ],
      0.5,
    );
    expect([lo[0], hi[0]]).toEqual([9, 13]);
  });

  test("agrees with the definition for 200 random cases, ties, spreads and too few scores included", () => {
    const random = createRandom(9);
    for (let run = 0; run < 200; run++) {
      const isScaled = random.integer(2) === 1;
      const whole = () => random.integer(5);
      const folds = Array.from({ length: 1 + random.integer(4) }, () => ({
        scores: Array.from({ length: random.integer(8) }, whole),
        prediction: [whole(), whole() - 3],
        ...(isScaled ? { spread: [1 + whole(), 0.5] } : {}),
      }));
      const alpha = [0.05, 0.1, 0.25, 0.5, 0.8][run % 5];
      const { lo, hi } = crossConformal(folds, alpha);
      expect({ lo: [...lo], hi: [...hi] }).toEqual(byDefinition(folds, alpha));
    }
  });

  test("refuses no folds and folds of unequal numbers of predictions", () => {
    expect(() => crossConformal([], 0.1)).toThrow("at least 1 fold, got 0");
    const folds = [
      { scores: [1], prediction: [1] },
      { scores: [1], prediction: [1, 2] },
    ];
    expect(() => crossConformal(folds, 0.1)).toThrow("expected 1 predictions of each fold, got 2");
  });
});

describe("conformalQuantiles()", () => {
  test("widens by the score of the calibration rows, narrows where they lie well within, and puts crossed quantiles in order", () => {
    // E: max(0 − 3, 3 − 2) = 1, max(0 − 1, 1 − 2) = −1, max(0 + 2, −2 − 2) = 2; α = 0.25: rank 3: 2.
    const calibration = { y: [3, 1, -2], lo: Float64Array.of(0, 2, 0), hi: Float64Array.of(2, 0, 2) };
    const quantiles = { lo: Float64Array.of(5), hi: Float64Array.of(6) };
    expect(conformalQuantiles(calibration, quantiles, 0.25)).toEqual({
      lo: Float64Array.of(3),
      hi: Float64Array.of(8),
    });
    // α = 0.75: rank 1: −1, more than half of the width: a point.
    expect(conformalQuantiles(calibration, quantiles, 0.75)).toEqual({
      lo: Float64Array.of(5.5),
      hi: Float64Array.of(5.5),
    });
  });
});

describe("coverage of new rows, over 400 seeded samples", () => {
  // y = x + (1 + |x|) e with a skewed e; the model is the least-squares line through its own training rows.
  function sample(random: Random, n: number) {
    const x = Float64Array.from({ length: n }, () => random.normal());
    const y = x.map((v) => v + (1 + Math.abs(v)) * (random.normal() ** 2 - 1));
    return { x, y };
  }
  function line({ x, y }: { x: Float64Array; y: Float64Array }, keep: (i: number) => boolean) {
    let [n, sx, sy, sxx, sxy] = [0, 0, 0, 0, 0];
    x.forEach((v, i) => {
      if (!keep(i)) return;
      n++;
      sx += v;
      sy += y[i];
      sxx += v * v;
      sxy += v * y[i];
    });
    const slope = (n * sxy - sx * sy) / (n * sxx - sx * sx);
    return (v: number) => sy / n + slope * (v - sx / n);
  }

  test("splitConformal() with and without spread holds 88.5 to 92 % at nominal 90 %", () => {
    const random = createRandom(21);
    let [plain, scaled] = [0, 0];
    for (let run = 0; run < 400; run++) {
      const [train, calibration, fresh] = [sample(random, 30), sample(random, 49), sample(random, 20)];
      const f = line(train, () => true);
      const residuals = calibration.y.map((v, i) => v - f(calibration.x[i]));
      const spread = fresh.x.map((v) => 1 + Math.abs(v));
      const calibrationSpread = calibration.x.map((v) => 1 + Math.abs(v));
      const coverage = (options: object) => {
        const { lo, hi } = splitConformal(residuals, fresh.x.map(f), { alpha: 0.1, ...options });
        return intervalMetrics(fresh.y, lo, hi, { nominal: 0.9 }).coverage / 400;
      };
      plain += coverage({});
      scaled += coverage({ spread, calibrationSpread });
    }
    // Exactly ⌈0.9 · 50⌉/50 = 0.9 expected; 8000 rows.
    for (const found of [plain, scaled]) {
      expect(found).toBeGreaterThan(0.885);
      expect(found).toBeLessThan(0.92);
    }
  });

  test("crossConformal() of 5 folds of 40 rows holds 88 to 94 % at nominal 90 %, far above its guarantee", () => {
    const random = createRandom(22);
    let found = 0;
    for (let run = 0; run < 400; run++) {
      const [data, fresh] = [sample(random, 40), sample(random, 20)];
      const folds = [0, 1, 2, 3, 4].map((fold) => {
        const f = line(data, (i) => i % 5 !== fold);
        const rows = [...data.x.keys()].filter((i) => i % 5 === fold);
        return { scores: rows.map((i) => Math.abs(data.y[i] - f(data.x[i]))), prediction: fresh.x.map(f) };
      });
      const { lo, hi } = crossConformal(folds, 0.1);
      found += intervalMetrics(fresh.y, lo, hi, { nominal: 0.9 }).coverage / 400;
    }
    expect(found).toBeGreaterThan(0.88);
    expect(found).toBeLessThan(0.94);
  });
});
