import type { Schedule, ScheduleName } from "./schedule.js";

/** What an option may be. */
interface Kind {
  words: string;
  holds(value: unknown): boolean;
}

const isNumber = (x: unknown): x is number => typeof x === "number" && Number.isFinite(x);
const isPair = (x: unknown): x is [number, number] => Array.isArray(x) && x.length === 2 && x.every(isNumber);

const notNegative: Kind = { words: "a finite number ≥ 0", holds: (x) => isNumber(x) && x >= 0 };
const positive: Kind = { words: "a finite number > 0", holds: (x) => isNumber(x) && x > 0 };
const integer: Kind = {
  words: "an integer ≥ 1",
  holds: (x) => Number.isSafeInteger(x) && (x as number) >= 1,
};
const share: Kind = {
  words: "a number from 0 to 1",
  holds: (x) => isNumber(x) && x >= 0 && x <= 1,
};
const flag: Kind = { words: "true or false", holds: (x) => typeof x === "boolean" };
const momentum: Kind = {
  words: "[lowest, highest] with 0 ≤ lowest ≤ highest < 1",
  holds: (x) => isPair(x) && x[0] >= 0 && x[0] <= x[1] && x[1] < 1,
};
const milestones: Kind = {
  words: "a list of numbers ≥ 0",
  holds: (x) => Array.isArray(x) && x.every((step) => notNegative.holds(step)),
};
const another: Kind = { words: "a schedule", holds: (x) => typeof x === "object" && x !== null };

function oneOf(...names: string[]): Kind {
  return {
    words: names.map((name) => `"${name}"`).join(" or "),
    holds: (x) => names.includes(x as string),
  };
}

/** Options of each schedule; those under `needed` have no default. */
const options: {
  readonly [Name in ScheduleName]: {
    needed?: Record<string, Kind>;
    optional?: Record<string, Kind>;
  };
} = {
  constant: { optional: { factor: notNegative, steps: notNegative } },
  step: { needed: { every: positive }, optional: { gamma: notNegative } },
  multistep: { needed: { milestones }, optional: { gamma: notNegative } },
  exponential: { needed: { gamma: notNegative } },
  inverse_scaling: { optional: { power: notNegative } },
  linear: { optional: { start: notNegative, end: notNegative, steps: positive } },
  polynomial: { optional: { power: notNegative, steps: positive } },
  cosine: { optional: { minimum: notNegative, steps: positive } },
  cosine_restarts: {
    needed: { period: positive },
    optional: { multiplier: integer, minimum: notNegative },
  },
  one_cycle: {
    optional: {
      rise: share,
      divisor: positive,
      finalDivisor: positive,
      anneal: oneOf("cosine", "linear"),
      threePhases: flag,
      momentum,
      steps: positive,
    },
  },
  cyclic: {
    needed: { peak: notNegative },
    optional: {
      up: positive,
      down: positive,
      mode: oneOf("triangular", "triangular2", "exp_range"),
      gamma: notNegative,
      momentum,
    },
  },
  flat_cos: { optional: { steps: positive } },
  coslog4: { optional: { steps: positive } },
  warm_up: { needed: { steps: positive, next: another }, optional: { start: notNegative } },
  reduce_on_plateau: {
    optional: {
      mode: oneOf("min", "max"),
      factor: { words: "a number ≥ 0 and < 1", holds: (x) => isNumber(x) && x >= 0 && x < 1 },
      patience: notNegative,
      threshold: notNegative,
      thresholdMode: oneOf("relative", "absolute"),
      cooldown: notNegative,
      minimum: notNegative,
      epsilon: notNegative,
    },
  },
};

/** Names of the schedules. */
export const scheduleNames = Object.keys(options) as ScheduleName[];

/**
 * Checks the name and every option of a schedule; a learning rate made of them is finite and not negative.
 *
 * @throws RangeError for an unknown schedule or option (the known ones are listed), for one that is missing, and for a value
 *   that it may not have
 */
export function checkSchedule(schedule: Schedule): void {
  const { name, ...given } = schedule;
  if (!Object.hasOwn(options, name)) {
    throw new RangeError(`Cannot use schedule "${name}": expected one of ${quoted(scheduleNames)}`);
  }
  const { needed = {}, optional = {} } = options[name];
  const values = new Map<string, unknown>(Object.entries(given));
  for (const key of values.keys()) {
    if (!Object.hasOwn(needed, key) && !Object.hasOwn(optional, key)) {
      const known = quoted([...Object.keys(needed), ...Object.keys(optional)]);
      throw new RangeError(`Cannot set "${key}" of schedule "${name}": expected one of ${known}`);
    }
  }
  for (const [key, kind] of Object.entries(needed)) checkOption(name, key, kind, values.get(key));
  for (const [key, kind] of Object.entries(optional)) {
    if (values.get(key) !== undefined) checkOption(name, key, kind, values.get(key));
  }
  if (schedule.name === "warm_up") checkSchedule(schedule.next);
}

function checkOption(name: string, key: string, kind: Kind, value: unknown): void {
  if (!kind.holds(value)) {
    throw new RangeError(
      `Cannot set "${key}" of schedule "${name}": expected ${kind.words}, got ${JSON.stringify(value)}`,
    );
  }
}

function quoted(names: readonly string[]): string {
  return names.map((name) => `"${name}"`).join(", ");
}
