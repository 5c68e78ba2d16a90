import { checkSchedule } from "./schedule-check.js";
import type { PlateauSchedule, Schedule } from "./schedule.js";
import { learningRateAt, momentumAt } from "./schedules.js";

/** What a scheduler knows, ready for JSON. */
export interface SchedulerState {
  /** Updates made. */
  step: number;
  /** Learning rate of the next update. */
  learningRate: number;
  /** Best loss seen, null before the first; only for `reduce_on_plateau`, as the two that follow. */
  best: number | null;
  /** Losses without improvement. */
  badLosses: number;
  /** Losses that will not be counted. */
  cooldown: number;
}

/** The learning rate of a run, update by update. */
export interface Scheduler {
  /** Learning rate of the next update. */
  readonly learningRate: number;
  /** Momentum of the next update; undefined if the schedule leaves it alone. */
  readonly momentum: number | undefined;
  /** To be called after each update. */
  advance(): void;
  /** To be called with each loss that is watched: once for each epoch, as a rule. Timed schedules take no notice. */
  observe(loss: number): void;
  state(): SchedulerState;
  /** Goes on from a state. */
  restore(state: SchedulerState): void;
}

/**
 * The learning rate of a run.
 *
 * @param base       the learning rate that was asked for, ≥ 0
 * @param totalSteps updates of the whole run, ≥ 1
 * @throws as `learningRateAt`; RangeError if the base is no finite number ≥ 0
 * @example
 * const scheduler = createScheduler({ name: "exponential", gamma: 0.5 }, 1, 10);
 * scheduler.advance();
 * scheduler.learningRate // 0.5
 */
export function createScheduler(schedule: Schedule, base: number, totalSteps: number): Scheduler {
  if (!(base >= 0 && base < Infinity)) {
    throw new RangeError(`Cannot schedule the learning rate: expected a number ≥ 0, got ${base}`);
  }
  checkSchedule(schedule);
  const timed = schedule.name === "reduce_on_plateau" ? undefined : schedule;
  const rate = (step: number): number => (timed ? learningRateAt(timed, base, step, totalSteps) : base);
  let state: SchedulerState = {
    step: 0,
    learningRate: rate(0),
    best: null,
    badLosses: 0,
    cooldown: 0,
  };
  return {
    get learningRate() {
      return state.learningRate;
    },
    get momentum() {
      return timed && momentumAt(timed, state.step, totalSteps);
    },
    advance() {
      state.step++;
      if (timed) state.learningRate = rate(state.step);
    },
    observe(loss) {
      if (schedule.name === "reduce_on_plateau") state = afterLoss(schedule, state, loss);
    },
    state: () => ({ ...state }),
    restore(given) {
      state = { ...given };
    },
  };
}

/** State after one more loss; a loss that is NaN is no improvement. */
function afterLoss(schedule: PlateauSchedule, state: SchedulerState, loss: number): SchedulerState {
  const { factor = 0.1, patience = 10, cooldown = 0, minimum = 0, epsilon = 1e-8 } = schedule;
  const next = { ...state };
  if (isBetter(schedule, loss, state.best)) {
    next.best = loss;
    next.badLosses = 0;
  } else {
    next.badLosses++;
  }
  if (next.cooldown > 0) {
    next.cooldown--;
    next.badLosses = 0;
  }
  if (next.badLosses > patience) {
    const lower = Math.max(state.learningRate * factor, minimum);
    if (state.learningRate - lower > epsilon) next.learningRate = lower;
    next.cooldown = cooldown;
    next.badLosses = 0;
  }
  return next;
}

function isBetter(schedule: PlateauSchedule, loss: number, best: number | null): boolean {
  const { mode = "min", threshold = 1e-4, thresholdMode = "relative" } = schedule;
  if (best === null) return !Number.isNaN(loss);
  const margin = thresholdMode === "relative" ? threshold * Math.abs(best) : threshold;
  return mode === "min" ? loss < best - margin : loss > best + margin;
}
