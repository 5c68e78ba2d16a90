import "../messages/fitting.js";
import { lossMisfit, lossSpec, type LossName, type LossSpec } from "../bp/loss.js";
import { withParameters, type Network } from "../bp/network.js";
import type { Engine, Rate, Samples, Start, Trainer, TrainerOptions } from "../engine/engine.js";
import { wholeTableMisfit } from "../engine/whole-table-misfit.js";
import { GradusError } from "../errors.js";
import type { Matrix } from "../matrix.js";
import { completeFactors, type Factors } from "../optimize/factors.js";
import { completeHyperparameters, isWholeTable } from "../optimize/hyperparameters.js";
import type { OptimizerSpec, OptimizerState } from "../optimize/optimizer.js";
import type { Schedule, StrengthSchedule } from "../optimize/schedule.js";
import { strengthAt } from "../optimize/schedules.js";
import { createScheduler, type SchedulerState } from "../optimize/scheduler.js";
import type { Evidence } from "../optimize/whole-table.js";
import { createRandom, restoreRandom } from "../random.js";
import type { Epoch, StopReason } from "./epoch.js";
import { countOf, heldAtOnce, trainingRows, type Feed } from "./feed.js";
import { stopReason, type StopRule } from "./stopping.js";
import type { Pace } from "./watch.js";

/** How a network is trained. */
export interface FitOptions extends StopRule {
  /** @default "half_mse_sum", the tutorial's */
  loss?: LossName | LossSpec;
  /** @default { name: "sgd" }: plain gradient descent */
  optimizer?: OptimizerSpec;
  /** η at the start. @default 0.1 */
  learningRate?: number;
  /** How η changes. @default { name: "constant" } */
  schedule?: Schedule;
  /** Rows per update; Infinity for all at once. @default 32, and all for an optimizer that looks at all rows in every iteration */
  batch?: number;
  /** Whether the rows are shuffled before each epoch. @default true */
  shuffle?: boolean;
  /** @default 0 */
  dropout?: number;
  /** How the share of dropout changes. @default "constant" */
  dropoutSchedule?: StrengthSchedule;
  /** How the optimizer's weight decay changes. @default "constant" */
  decaySchedule?: StrengthSchedule;
  /** Learning rate and weight decay by group of parameters. @default 1 for all */
  factors?: Factors;
  /** @default 0 */
  l1?: number;
  /** @default 0 */
  l2?: number;
  /** @default Infinity */
  maxNorm?: number;
  /** @default Infinity */
  clipNorm?: number;
  /** @default Infinity */
  clipValue?: number;
  /** Seed of shuffling and dropout. @default 0 */
  seed?: number;
  /** Number of the net within an ensemble, so that nets of one seed draw differently. @default 0 */
  stream?: number;
  /** @default the reference engine; for an optimizer that looks at all rows in every iteration the one in WebAssembly */
  engine?: Engine;
  /** Measures the validation rows' predictions (the training rows' without validation rows) after each epoch. */
  measure?: (H: Matrix, Y: Matrix) => Record<string, number | null>;
  /** Stops after the epoch at work. */
  signal?: { readonly aborted: boolean };
  /** Goes on where a checkpoint was taken, with the bits of a run that was never stopped. */
  resume?: Checkpoint;
  /** Told before the first epoch how to get a copy of the parameters as they stand at any later moment. */
  watch?: (parameters: () => Float64Array) => void;
  /** Slows epochs down to their batches, with the bits of a run that never was. */
  pace?: Pace;
}

/** All that a run needs to go on. */
export interface Checkpoint {
  epoch: number;
  parameters: Float64Array;
  best: { epoch: number; loss: number; parameters: Float64Array };
  optimizer: OptimizerState;
  schedule: SchedulerState;
  random: number[];
  history: Epoch[];
  /** As in `FitResult`. */
  start?: Start;
}

/** What a run gave. */
export interface FitResult {
  /** The network with the best weights. */
  network: Network;
  /** Epoch of the best weights; 0 if those before the first epoch were never bettered. */
  best: number;
  stopped: StopReason;
  history: Epoch[];
  /** Loss and numbers before the first iteration of a method that looks at all rows in each: entry 0 of its history. */
  start?: Start;
  /** What Bayesian regularisation has learnt of the parameters. */
  evidence?: Evidence;
  /** The state after the last epoch, for a later run. */
  checkpoint: Checkpoint;
}

const BREATH = 25; // milliseconds of work after which other tasks of the thread get their turn

declare function setTimeout(task: () => void, milliseconds: number): unknown;

/** `fit` with the engine that `engineFor` names. @throws as `fit` */
export async function* fitOn(
  engineFor: (settings: TrainerOptions) => Engine,
  network: Network,
  training: Samples | Feed,
  validation: Samples | null,
  options: Omit<FitOptions, "engine">,
): AsyncGenerator<Epoch, FitResult, void> {
  const settings = trainerOptions(network, heldAtOnce(training), options);
  const engine = engineFor(settings);
  if (isWholeTable(settings.optimizer) && "count" in training) {
    throw new RangeError(
      `Cannot train with optimizer "${settings.optimizer.name}" on a feed: expected all rows at once, got parts; try another optimizer`,
    );
  }
  const trainer = await engine.trainer(network, settings);
  try {
    return yield* trainWith(trainer, network, training, validation, settings, options);
  } finally {
    trainer.close?.();
  }
}

async function* trainWith(
  trainer: Trainer,
  network: Network,
  training: Samples | Feed,
  validation: Samples | null,
  settings: TrainerOptions,
  options: FitOptions,
): AsyncGenerator<Epoch, FitResult, void> {
  const { learningRate = 0.1, epochs = 1000, signal } = options;
  const { optimizer } = settings;
  const isWhole = isWholeTable(optimizer);
  // Whoever looks at all rows does not care for their order.
  const shuffle = (options.shuffle ?? true) && !isWhole;
  const updates = Math.ceil(countOf(training) / settings.batch);
  const schedule = createScheduler(options.schedule ?? { name: "constant" }, learningRate, updates * epochs);
  const random = options.resume
    ? restoreRandom(options.resume.random)
    : createRandom(options.seed ?? 0, 2 + (options.stream ?? 0));
  const strengths = strengthsOf(settings, updates * epochs);
  const rows = trainingRows(training, trainer, settings, options.pace);
  const monitored = validation ?? ("count" in training ? null : training);
  // An iteration over all rows has told their loss already.
  const isToldLoss = isWhole && options.measure === undefined;
  const measured = validation ? trainer.hold(validation) : isToldLoss ? undefined : rows.held;
  const history: Epoch[] = [...(options.resume?.history ?? [])];
  const started = Date.now() - 1000 * (history.at(-1)?.seconds ?? 0);

  let best: Checkpoint["best"] = { epoch: 0, loss: Infinity, parameters: trainer.parameters.slice() };
  if (options.resume) {
    trainer.restore(options.resume.parameters, options.resume.optimizer);
    schedule.restore(options.resume.schedule);
    best = options.resume.best;
  }
  const begin: Rate = { learningRate: schedule.learningRate, momentum: schedule.momentum };
  const start = options.resume
    ? options.resume.start
    : rows.held && (await trainer.begin?.(rows.held, begin));
  options.watch?.(() => trainer.parameters.slice());
  // What such a method makes small has fallen in every iteration: without validation rows the last weights are its result, whatever
  // its own penalty has done to the loss. gdx alone may rise.
  const lastIsBest = isWhole && optimizer.name !== "gdx" && !validation;
  let stopped: StopReason | undefined;
  let lastBreath = Date.now();
  for (let epoch = history.length + 1; stopped === undefined; epoch++) {
    // Training: every batch goes forward, backward, and updates all w and b.
    let eta = learningRate;
    const nextRate = (): Rate => {
      const { learningRate: now, momentum } = schedule;
      const rate = { learningRate: now, momentum, ...strengths(schedule.state().step) };
      eta = rate.learningRate;
      schedule.advance();
      return rate;
    };
    const pass = await rows.epoch(shuffle, nextRate, random);

    // Validation: forward only.
    const { loss, H } = measured ? await trainer.evaluate(measured) : { loss: pass.loss, H: undefined };
    const { parameters } = trainer;
    const isFinite =
      [loss, pass.loss, pass.gradientNorm].every(Number.isFinite) && parameters.every(Number.isFinite);
    if (!isFinite) {
      if (best.epoch === 0) throw diverged(epoch, Number.isFinite(loss) ? pass.loss : loss, eta);
      stopped = "diverged"; // the epoch leaves no record: the best weights before it are kept
      break;
    }
    const isBest = lastIsBest || loss < best.loss;
    if (isBest) best = { epoch, loss, parameters: parameters.slice() };
    schedule.observe(loss);
    const record: Epoch = {
      epoch,
      trainLoss: pass.loss,
      validationLoss: validation ? loss : null,
      learningRate: eta,
      gradientNorm: pass.gradientNorm,
      best: isBest,
      metrics: (H && monitored && options.measure?.(H, monitored.Y)) ?? {},
      ...(pass.record ? { iteration: pass.record } : {}),
      seconds: (Date.now() - started) / 1000,
    };
    history.push(record);
    yield record;

    stopped = stopReason(record, best.epoch, loss, { ...options, epochs }, pass.ended);
    if (signal?.aborted) stopped ??= "abort";
    if (Date.now() - lastBreath > BREATH) {
      await new Promise<void>((resolve) => setTimeout(resolve, 0));
      lastBreath = Date.now();
    }
  }
  const evidence = trainer.evidence?.();
  return {
    network: withParameters(network, best.parameters.slice()),
    best: best.epoch,
    stopped,
    history,
    ...(start ? { start } : {}),
    ...(evidence ? { evidence } : {}),
    checkpoint: {
      epoch: history.length,
      parameters: trainer.parameters.slice(),
      best,
      optimizer: trainer.state(),
      schedule: schedule.state(),
      random: random.state(),
      history,
      ...(start ? { start } : {}),
    },
  };
}

/** What dropout and weight decay are multiplied by at each update; nothing where they stay. */
function strengthsOf(
  { dropoutSchedule, decaySchedule }: TrainerOptions,
  total: number,
): (step: number) => Pick<Rate, "dropout" | "decay"> {
  return (step) => ({
    ...(dropoutSchedule ? { dropout: strengthAt(dropoutSchedule, step, total) } : {}),
    ...(decaySchedule ? { decay: strengthAt(decaySchedule, step, total) } : {}),
  });
}

function diverged(epoch: number, loss: number, learningRate: number): GradusError {
  return new GradusError("E201", { epoch, loss: String(loss), learningRate });
}

/** What an engine is told of the options, each checked. @throws RangeError for impossible ones */
export function trainerOptions(network: Network, rows: number, options: FitOptions): TrainerOptions {
  const loss = lossSpec(options.loss ?? "half_mse_sum");
  const misfit = lossMisfit(loss, network.activations[network.last]);
  if (misfit !== undefined) throw new RangeError(misfit);
  const optimizer = options.optimizer ?? { name: "sgd" };
  const whole = isWholeTable(optimizer);
  const { batch = whole ? Infinity : 32, dropout = 0, l1 = 0, l2 = 0 } = options;
  const { learningRate = 0.1, epochs = 1000 } = options;
  const { maxNorm = Infinity, clipNorm = Infinity, clipValue = Infinity } = options;
  check("learningRate", learningRate, learningRate > 0 && learningRate < Infinity, "a number above 0");
  check("epochs", epochs, Number.isSafeInteger(epochs) && epochs > 0, "an integer above 0");
  check(
    "batch",
    batch,
    batch === Infinity || (Number.isSafeInteger(batch) && batch > 0),
    "an integer above 0, or Infinity",
  );
  check("dropout", dropout, dropout >= 0 && dropout < 1, "0 ≤ p < 1");
  check("l1", l1, l1 >= 0 && l1 < Infinity, "a number ≥ 0");
  check("l2", l2, l2 >= 0 && l2 < Infinity, "a number ≥ 0");
  for (const [name, value] of Object.entries({ maxNorm, clipNorm, clipValue }))
    check(name, value, value > 0, "a number above 0");
  if (whole) check("batch", batch, batch >= rows, `all ${rows} rows with optimizer "${optimizer.name}"`);
  const { dropoutSchedule = "constant", decaySchedule = "constant", factors } = options;
  strengthAt(dropoutSchedule, 0, 1);
  strengthAt(decaySchedule, 0, 1);
  if (decaySchedule !== "constant" && !completeHyperparameters(optimizer)["weightDecay"]) {
    throw new RangeError(
      `Cannot train with decaySchedule "${decaySchedule}": expected an optimizer with weightDecay above 0, got "${optimizer.name}"`,
    );
  }
  const settings = {
    loss,
    optimizer,
    batch: Math.min(batch, rows),
    dropout,
    l1,
    l2,
    maxNorm,
    clipNorm,
    clipValue,
    ...(factors ? { factors: completeFactors(factors) } : {}),
    ...(dropoutSchedule === "constant" ? {} : { dropoutSchedule }),
    ...(decaySchedule === "constant" ? {} : { decaySchedule }),
  };
  const unfit = wholeTableMisfit(network, settings);
  if (unfit !== undefined) throw new RangeError(`Cannot train: ${unfit}`);
  return settings;
}

function check(name: string, value: number, isFine: boolean, wanted: string): void {
  if (!isFine) throw new RangeError(`Cannot train with ${name} ${value}: expected ${wanted}`);
}
