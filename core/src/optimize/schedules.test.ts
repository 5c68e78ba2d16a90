import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { fromTorchSchedule, type TorchParameters } from "../../../test/torch.js";
import { scheduleNames } from "./schedule-check.js";
import type { Schedule, TimedSchedule } from "./schedule.js";
import { createScheduler } from "./scheduler.js";
import { learningRateAt, strengthAt } from "./schedules.js";

/** Made by test/fixtures/optimize/make.py with torch 2.15, float64. */
const fixture = JSON.parse(
  readFileSync(new URL("../../../test/fixtures/optimize/torch.json", import.meta.url), "utf8"),
) as {
  base: number;
  losses: number[];
  schedules: { kind: string; parameters: TorchParameters; rates: number[]; momenta: number[] }[];
};

describe("20 rates and momenta agree with torch 2.15 to 1e-12", () => {
  test.each(fixture.schedules)("$kind $parameters", ({ kind, parameters, rates, momenta }) => {
    const { schedule, base } = fromTorchSchedule(kind, parameters, fixture.base);
    const scheduler = createScheduler(schedule, base, 20);
    const deviations = rates.map((rate, step) => {
      const ofRate = Math.abs(scheduler.learningRate - rate);
      const ofMomentum = Math.abs((scheduler.momentum ?? 0.5) - momenta[step]); // 0.5 where torch leaves it alone
      scheduler.advance();
      if (step < fixture.losses.length) scheduler.observe(fixture.losses[step]);
      return Math.max(ofRate, ofMomentum);
    });
    expect(deviations).toHaveLength(20);
    expect(Math.max(...deviations)).toBeLessThanOrEqual(1e-12);
  });
});

describe("learningRateAt(), worked by hand with base 2 and 8 steps", () => {
  test.each<[TimedSchedule, number[], string]>([
    [{ name: "constant" }, [2, 2, 2, 2, 2, 2, 2, 2, 2], "2"],
    [{ name: "inverse_scaling" }, [2, Math.SQRT2, 2 / Math.sqrt(3), 1], "2 / √(t + 1)"],
    [{ name: "inverse_scaling", power: 1 }, [2, 1, 2 / 3, 0.5], "2 / (t + 1)"],
    [{ name: "linear" }, [2, 1.75, 1.5, 1.25, 1, 0.75, 0.5, 0.25, 0, 0], "2 (1 − t/8), then 0"],
    [
      { name: "flat_cos" },
      [2, 2, 2, 2, 2, 1 + Math.SQRT1_2, 1, 1 - Math.SQRT1_2, 0, 0],
      "1 + cos(π (t/4 − 1)) from t = 4",
    ],
    [
      { name: "warm_up", steps: 4, next: { name: "exponential", gamma: 0.5 } },
      [0, 0.5, 1, 1.5, 2, 1, 0.5],
      "2 t/4, then 2 · 0.5^(t − 4)",
    ],
    [
      { name: "warm_up", steps: 2, start: 0.5, next: { name: "linear" } },
      [1, 1.5, 2, 2 * (5 / 6), 2 * (4 / 6)],
      "the linear way takes the 6 steps that are left",
    ],
  ])("%j", (schedule, rates) => {
    rates.forEach((rate, t) => {
      expect(learningRateAt(schedule, 2, t, 8), `step ${t}`).toBeCloseTo(rate, 13);
    });
  });

  test("coslog4 is 0 at 0, 1/15, 3/15, 7/15 and 1, and between them 1 − cos(2π log₂(1 + t)), by Python 3.11", () => {
    const rates = [0, 1, 2, 3, 5, 7, 10, 15].map((t) => learningRateAt({ name: "coslog4" }, 2, t, 15));
    const expected = [0, 0, 1.8608619408624105, 0, 1.8608619408624114, 0, 1.9676888538457507, 0];
    expected.forEach((rate, i) => expect(rates[i]).toBeCloseTo(rate, 13));
  });

  test("one_cycle begins at base / 25, peaks at the base rate, and ends at its start / 10000", () => {
    const rates = Array.from({ length: 12 }, (_, t) => learningRateAt({ name: "one_cycle" }, 2, t, 10));
    expect(rates[0]).toBeCloseTo(0.08, 14);
    expect(rates[2]).toBeCloseTo(2, 14);
    expect(rates[9]).toBeCloseTo(0.000008, 14);
    expect(rates[11]).toBe(rates[9]);
  });

  test.each<TimedSchedule>([
    { name: "constant" },
    { name: "inverse_scaling" },
    { name: "linear" },
    { name: "polynomial" },
    { name: "cosine" },
    { name: "one_cycle" },
    { name: "one_cycle", rise: 1, threePhases: true },
    { name: "flat_cos" },
    { name: "coslog4" },
  ])("%j has a rate for a run of one step", (schedule) => {
    expect(learningRateAt(schedule, 1, 0, 1)).toBeGreaterThanOrEqual(0);
    expect(learningRateAt(schedule, 1, 0, 1)).toBeLessThanOrEqual(1);
  });
});

describe("reduce_on_plateau", () => {
  const schedule: Schedule = { name: "reduce_on_plateau", factor: 0.5, patience: 1 };

  test("waits for `patience` losses, drops with the next one, and counts NaN as no improvement", () => {
    const scheduler = createScheduler(schedule, 1, 100);
    const rates = [1, Number.NaN, 1, 0.9, 0.9, 0.9].map((loss) => {
      scheduler.observe(loss);
      return scheduler.learningRate;
    });
    expect(rates).toEqual([1, 1, 0.5, 0.5, 0.5, 0.25]);
  });

  test("goes on from a state, through JSON, as if it had not stopped", () => {
    const losses = [5, 4, 4, 4, 3.9, 3.9, 3.9, 3.9];
    const whole = createScheduler(schedule, 1, 100);
    for (const loss of losses) whole.observe(loss);
    const first = createScheduler(schedule, 1, 100);
    for (const loss of losses.slice(0, 3)) first.observe(loss);
    const second = createScheduler(schedule, 1, 100);
    second.restore(JSON.parse(JSON.stringify(first.state())) as ReturnType<typeof first.state>);
    for (const loss of losses.slice(3)) second.observe(loss);
    expect(second.state()).toEqual(whole.state());
    expect(second.learningRate).toBe(0.25);
  });
});

describe("a schedule is refused", () => {
  test("with an unknown name, and the known ones are listed", () => {
    expect(() => createScheduler({ name: "cosinus" } as unknown as Schedule, 1, 10)).toThrow(
      `Cannot use schedule "cosinus": expected one of ${scheduleNames.map((name) => `"${name}"`).join(", ")}`,
    );
  });

  test("with an unknown option, a missing one, or a value it may not have", () => {
    expect(() => createScheduler({ name: "step", every: 2, gama: 1 } as unknown as Schedule, 1, 10)).toThrow(
      'Cannot set "gama" of schedule "step": expected one of "every", "gamma"',
    );
    expect(() => createScheduler({ name: "exponential" } as unknown as Schedule, 1, 10)).toThrow(
      'Cannot set "gamma" of schedule "exponential": expected a finite number ≥ 0, got undefined',
    );
    expect(() => createScheduler({ name: "step", every: 0 }, 1, 10)).toThrow(
      "expected a finite number > 0, got 0",
    );
  });

  test.each<Schedule>([
    { name: "multistep", milestones: [-1] },
    { name: "cosine", steps: 0 },
    { name: "cosine_restarts", period: 2, multiplier: 1.5 },
    { name: "one_cycle", rise: 1.5 },
    { name: "one_cycle", momentum: [0.95, 0.85] },
    { name: "cyclic", peak: 1, mode: "sawtooth" as "triangular" },
    { name: "warm_up", steps: 2, next: { name: "linear", end: -1 } },
    { name: "reduce_on_plateau", factor: 1 },
    { name: "exponential", gamma: Number.NaN },
  ])("%j", (schedule) => {
    expect(() => createScheduler(schedule, 1, 10)).toThrow(RangeError);
  });

  test("with a base rate, a step or a number of steps that is impossible", () => {
    expect(() => createScheduler({ name: "constant" }, Number.NaN, 10)).toThrow(RangeError);
    expect(() => learningRateAt({ name: "constant" }, 1, -1, 10)).toThrow(RangeError);
    expect(() => learningRateAt({ name: "constant" }, 1, 0.5, 10)).toThrow("expected whole steps");
    expect(() => learningRateAt({ name: "constant" }, 1, 0, 0)).toThrow(RangeError);
  });
});

test("strengthAt() flat_cos holds 1 for the first half, is ½(1 + cos(π(2t − 1))) after it, and refuses other names", () => {
  // t = 0, ¼, ½, ⅔, ¾, 1: cos(π/3) = ½, cos(π/2) = 0, cos(π) = −1
  const wanted = [1, 1, 1, 0.75, 0.5, 0];
  [0, 3, 6, 8, 9, 12].forEach((step, i) =>
    expect(strengthAt("flat_cos", step, 12)).toBeCloseTo(wanted[i], 12),
  );
  expect(strengthAt("constant", 7, 12)).toBe(1);
  expect(() => strengthAt("cosine" as "constant", 0, 1)).toThrow('expected "constant" or "flat_cos"');
});
