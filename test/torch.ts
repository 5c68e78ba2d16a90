/** torch's names of optimizers, schedules and their parameters, in Gradus' own. */
import type { OptimizerSpec, Schedule } from "gradus";

/** Parameters as torch names them, from JSON. */
export type TorchParameters = Readonly<Record<string, unknown>>;

/** Our name of each optimizer parameter; two for those that torch gives as a pair. */
const parameterNames: ReadonlyMap<string, readonly string[]> = new Map([
  ["momentum", ["momentum"]],
  ["dampening", ["dampening"]],
  ["nesterov", ["nesterov"]],
  ["weight_decay", ["weightDecay"]],
  ["alpha", ["alpha"]],
  ["eps", ["epsilon"]],
  ["centered", ["centered"]],
  ["betas", ["beta1", "beta2"]],
  ["amsgrad", ["amsgrad"]],
  ["momentum_decay", ["momentumDecay"]],
  ["lr_decay", ["learningRateDecay"]],
  ["initial_accumulator_value", ["initialAccumulator"]],
  ["rho", ["rho"]],
  ["etas", ["etaMinus", "etaPlus"]],
  ["step_sizes", ["stepMin", "stepMax"]],
]);

/** torch's learning rates where none is given. */
const learningRates: ReadonlyMap<string, number> = new Map([
  ["sgd", 0.001],
  ["rmsprop", 0.01],
  ["adam", 0.001],
  ["adamw", 0.001],
  ["adamax", 0.002],
  ["nadam", 0.002],
  ["radam", 0.001],
  ["adagrad", 0.01],
  ["adadelta", 1],
  ["rprop", 0.01],
]);

/**
 * An optimizer of torch as ours; the name itself is checked by `createOptimizer`.
 *
 * @throws RangeError for a parameter that has no counterpart
 */
export function fromTorchOptimizer(
  name: string,
  parameters: TorchParameters,
): { optimizer: OptimizerSpec; learningRate: number } {
  const ours: [string, unknown][] = [["name", name]];
  let learningRate = learningRates.get(name) ?? 0;
  for (const [key, value] of Object.entries(parameters)) {
    if (key === "lr") {
      learningRate = value as number;
      continue;
    }
    const names = parameterNames.get(key);
    if (names === undefined)
      throw new RangeError(`Cannot map optimizer "${name}": expected known parameters, got "${key}"`);
    const values = names.length === 1 ? [value] : (value as unknown[]);
    names.forEach((own, i) => ours.push([own, values[i]]));
  }
  return { optimizer: Object.fromEntries(ours) as unknown as OptimizerSpec, learningRate };
}

/** A schedule of ours, and the rate it starts from. */
export interface MappedSchedule {
  schedule: Schedule;
  base: number;
}

/** A parameter by its name, or torch's default. */
type Take = <T>(key: string, otherwise: T) => T;
type Mapper = (take: Take, learningRate: number) => MappedSchedule;

/** Every schedule of `torch.optim.lr_scheduler` that is made of numbers alone, with torch's own defaults. */
const scheduleKinds: ReadonlyMap<string, Mapper> = new Map<string, Mapper>([
  [
    "ConstantLR",
    (take, base) => ({
      base,
      schedule: { name: "constant", factor: take("factor", 1 / 3), steps: take("total_iters", 5) },
    }),
  ],
  [
    "StepLR",
    (take, base) => ({
      base,
      schedule: { name: "step", every: take("step_size", 1), gamma: take("gamma", 0.1) },
    }),
  ],
  [
    "MultiStepLR",
    (take, base) => ({
      base,
      schedule: {
        name: "multistep",
        milestones: take<number[]>("milestones", []),
        gamma: take("gamma", 0.1),
      },
    }),
  ],
  ["ExponentialLR", (take, base) => ({ base, schedule: { name: "exponential", gamma: take("gamma", 1) } })],
  [
    "LinearLR",
    (take, base) => ({
      base,
      schedule: {
        name: "linear",
        start: take("start_factor", 1 / 3),
        end: take("end_factor", 1),
        steps: take("total_iters", 5),
      },
    }),
  ],
  [
    "PolynomialLR",
    (take, base) => ({
      base,
      schedule: { name: "polynomial", power: take("power", 1), steps: take("total_iters", 5) },
    }),
  ],
  [
    "CosineAnnealingLR",
    (take, base) => ({
      base,
      schedule: { name: "cosine", steps: take("T_max", 1), minimum: take("eta_min", 0) },
    }),
  ],
  [
    "CosineAnnealingWarmRestarts",
    (take, base) => ({
      base,
      schedule: {
        name: "cosine_restarts",
        period: take("T_0", 1),
        multiplier: take("T_mult", 1),
        minimum: take("eta_min", 0),
      },
    }),
  ],
  [
    "OneCycleLR",
    (take) => ({
      base: take("max_lr", 0),
      schedule: {
        name: "one_cycle",
        steps: take<number | null>("total_steps", null) ?? take("epochs", 0) * take("steps_per_epoch", 0),
        rise: take("pct_start", 0.3),
        anneal: take("anneal_strategy", "cos") === "cos" ? "cosine" : "linear",
        divisor: take("div_factor", 25),
        finalDivisor: take("final_div_factor", 1e4),
        threePhases: take("three_phase", false),
        ...cycledMomentum(take, 0.85, 0.95),
      },
    }),
  ],
  [
    "CyclicLR",
    (take) => {
      const up = take("step_size_up", 2000);
      return {
        base: take("base_lr", 0),
        schedule: {
          name: "cyclic",
          peak: take("max_lr", 0),
          up,
          down: take<number | null>("step_size_down", null) ?? up,
          mode: take<"triangular" | "triangular2" | "exp_range">("mode", "triangular"),
          gamma: take("gamma", 1),
          ...cycledMomentum(take, 0.8, 0.9),
        },
      };
    },
  ],
  [
    "ReduceLROnPlateau",
    (take, base) => ({
      base,
      schedule: {
        name: "reduce_on_plateau",
        mode: take<"min" | "max">("mode", "min"),
        factor: take("factor", 0.1),
        patience: take("patience", 10),
        threshold: take("threshold", 1e-4),
        thresholdMode: take("threshold_mode", "rel") === "rel" ? "relative" : "absolute",
        cooldown: take("cooldown", 0),
        minimum: take("min_lr", 0),
        epsilon: take("eps", 1e-8),
      },
    }),
  ],
]);

/**
 * A schedule of torch as ours.
 *
 * @param learningRate the optimizer's
 * @throws RangeError for a kind or a parameter that has no counterpart
 */
export function fromTorchSchedule(
  kind: string,
  parameters: TorchParameters,
  learningRate: number,
): MappedSchedule {
  const map = scheduleKinds.get(kind);
  if (map === undefined) {
    throw new RangeError(
      `Cannot map schedule "${kind}": expected one of ${[...scheduleKinds.keys()].join(", ")}`,
    );
  }
  const given = new Map(Object.entries(parameters));
  for (const irrelevant of ["last_epoch", "verbose"]) given.delete(irrelevant);
  const left = new Set(given.keys());
  const mapped = map((key, otherwise) => {
    left.delete(key);
    return (given.get(key) as typeof otherwise | undefined) ?? otherwise;
  }, learningRate);
  if (left.size > 0) {
    throw new RangeError(
      `Cannot map schedule "${kind}": expected known parameters, got "${[...left].join('", "')}"`,
    );
  }
  return mapped;
}

function cycledMomentum(take: Take, low: number, high: number): { momentum?: [number, number] } {
  const pair: [number, number] = [take("base_momentum", low), take("max_momentum", high)];
  return take("cycle_momentum", true) ? { momentum: pair } : {};
}
