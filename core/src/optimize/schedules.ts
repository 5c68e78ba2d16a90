import { cos, exp, log } from "../elementary.js";
import { power } from "./rule.js";
import { checkSchedule } from "./schedule-check.js";
import type { CyclicSchedule, OneCycleSchedule, StrengthSchedule, TimedSchedule } from "./schedule.js";

/** Learning rate of a schedule at step t of a run of `total` steps. */
type At<Name extends TimedSchedule["name"]> = (
  schedule: Extract<TimedSchedule, { name: Name }>,
  base: number,
  t: number,
  total: number,
) => number;

/** Every timed schedule by name; the formulas stand at the options, in `schedule.ts`. */
const schedules: { readonly [Name in TimedSchedule["name"]]: At<Name> } = {
  constant: ({ factor = 1, steps = 0 }, base, t) => (t < steps ? base * factor : base),
  step: ({ every, gamma = 0.1 }, base, t) => base * power(gamma, Math.floor(t / every)),
  multistep: ({ milestones, gamma = 0.1 }, base, t) =>
    base * power(gamma, milestones.filter((m) => m <= t).length),
  exponential: ({ gamma }, base, t) => base * power(gamma, t),
  inverse_scaling: ({ power: exponent = 0.5 }, base, t) => base / raised(t + 1, exponent),
  linear: ({ start = 1, end = 0, steps }, base, t, total) =>
    base * (start + (end - start) * Math.min(t / (steps ?? total), 1)),
  polynomial: ({ power: exponent = 1, steps }, base, t, total) =>
    base * raised(1 - Math.min(t / (steps ?? total), 1), exponent),
  cosine: ({ minimum = 0, steps }, base, t, total) => cosineFall(base, minimum, t / (steps ?? total)),
  cosine_restarts: ({ period, multiplier = 1, minimum = 0 }, base, t) => {
    let [since, length] = [t, period];
    if (multiplier === 1) since %= period;
    for (; since >= length; length *= multiplier) since -= length;
    return cosineFall(base, minimum, since / length);
  },
  one_cycle: (schedule, base, t, total) => {
    const { divisor = 25, finalDivisor = 1e4 } = schedule;
    const start = base / divisor;
    return alongCycle(schedule, [start, base, start, start / finalDivisor], t, total);
  },
  cyclic: (schedule, base, t) => base + (schedule.peak - base) * heightInCycle(schedule, t),
  flat_cos: ({ steps }, base, t, total) =>
    cosineFall(base, 0, Math.max(2 * Math.min(t / (steps ?? total), 1) - 1, 0)),
  coslog4: ({ steps }, base, t, total) =>
    0.5 * base * (1 - cos(2 * Math.PI * (log(1 + 15 * Math.min(t / (steps ?? total), 1)) / Math.LN2))),
  warm_up: ({ steps, start = 0, next }, base, t, total) => {
    if (t < steps) return base * (start + ((1 - start) * t) / steps);
    return learningRateAt(next, base, t - steps, Math.max(total - steps, 1));
  },
};

/**
 * Learning rate of one update.
 *
 * @param base       the learning rate that was asked for
 * @param step       updates made before this one, 0 at first
 * @param totalSteps updates of the whole run, ≥ 1
 * @throws as `checkSchedule`; RangeError if the step or the number of steps is impossible
 * @example
 * learningRateAt({ name: "step", every: 10 }, 0.5, 20, 100) // 0.005
 */
export function learningRateAt(
  schedule: TimedSchedule,
  base: number,
  step: number,
  totalSteps: number,
): number {
  checkSchedule(schedule);
  checkStep(step, totalSteps);
  const at = schedules[schedule.name] as At<TimedSchedule["name"]>;
  return at(schedule, base, step, totalSteps);
}

/**
 * Momentum of one update, for the schedules that move it against the learning rate.
 *
 * @returns undefined if the schedule leaves the momentum alone
 * @throws as `learningRateAt`
 */
export function momentumAt(schedule: TimedSchedule, step: number, totalSteps: number): number | undefined {
  checkSchedule(schedule);
  checkStep(step, totalSteps);
  if (schedule.name === "one_cycle" && schedule.momentum !== undefined) {
    const [lowest, highest] = schedule.momentum;
    return alongCycle(schedule, [highest, lowest, highest, highest], step, totalSteps);
  }
  if (schedule.name === "cyclic" && schedule.momentum !== undefined) {
    const [lowest, highest] = schedule.momentum;
    return highest - (highest - lowest) * heightInCycle(schedule, step);
  }
  return undefined;
}

/**
 * What a strength is multiplied by in one update.
 *
 * @param step       updates made before this one, 0 at first
 * @param totalSteps updates of the whole run, ≥ 1
 * @returns from 0 to 1
 * @throws RangeError for an unknown schedule, and as `learningRateAt`
 * @example
 * strengthAt("flat_cos", 75, 100) // 0.5
 */
export function strengthAt(schedule: StrengthSchedule, step: number, totalSteps: number): number {
  if (schedule !== "constant" && schedule !== "flat_cos") {
    throw new RangeError(
      `Cannot schedule a strength with "${String(schedule)}": expected "constant" or "flat_cos"`,
    );
  }
  return learningRateAt({ name: schedule }, 1, step, totalSteps);
}

/** x^exponent for x ≥ 0 and any exponent ≥ 0, with the same bits on every JavaScript engine, as `power`. */
function raised(x: number, exponent: number): number {
  if (exponent === 0.5) return Math.sqrt(x);
  return Number.isInteger(exponent) ? power(x, exponent) : exp(exponent * log(x));
}

/** From `from` (x = 0) down to `to` (x = 1) along half a cosine. */
function cosineFall(from: number, to: number, x: number): number {
  return to + (from - to) * 0.5 * (1 + cos(Math.PI * x));
}

/**
 * A value on its way through one cycle.
 *
 * @param values at the start, at the peak, at the end of the second phase of three, and at the end
 */
function alongCycle(
  schedule: OneCycleSchedule,
  values: readonly [number, number, number, number],
  t: number,
  total: number,
): number {
  const { rise = 0.3, anneal = "cosine", threePhases = false } = schedule;
  const steps = schedule.steps ?? total;
  const [start, peak, back, end] = values;
  const phases = threePhases
    ? [
        { until: rise * steps - 1, from: start, to: peak },
        { until: 2 * rise * steps - 2, from: peak, to: back },
        { until: steps - 1, from: back, to: end },
      ]
    : [
        { until: rise * steps - 1, from: start, to: peak },
        { until: steps - 1, from: peak, to: end },
      ];
  let since = 0;
  for (const { until, from, to } of phases) {
    if (t <= until) {
      const x = until === since ? 1 : (t - since) / (until - since);
      return anneal === "cosine" ? cosineFall(from, to, x) : from + (to - from) * x;
    }
    since = until;
  }
  return end;
}

/** Height 0 … 1 between the lowest and the highest rate. Smith 2017, section 3.2. */
function heightInCycle(
  { up = 2000, down = up, mode = "triangular", gamma = 1 }: CyclicSchedule,
  t: number,
): number {
  const cycle = Math.floor(t / (up + down));
  const x = t - cycle * (up + down);
  const height = x <= up ? x / up : (up + down - x) / down;
  if (mode === "triangular") return height;
  return height * (mode === "triangular2" ? power(0.5, cycle) : power(gamma, t));
}

function checkStep(step: number, totalSteps: number): void {
  if (!Number.isSafeInteger(step) || step < 0 || !Number.isSafeInteger(totalSteps) || totalSteps < 1) {
    throw new RangeError(
      `Cannot schedule the learning rate: expected whole steps ≥ 0 of a total ≥ 1, got ${step} of ${totalSteps}`,
    );
  }
}
