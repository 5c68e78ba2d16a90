/** Replays golden cases: the same weights, rows and recipe, and then every number beside torch's. */
import {
  backward,
  clipByNorm,
  clipByValue,
  columns,
  createOptimizer,
  createRandom,
  createScheduler,
  emptyNetwork,
  evaluateLoss,
  forward,
  initialise,
  lossMisfit,
  lossSpec,
  optimizerDefaults,
  selectColumns,
  transpose,
  type Backward,
  type Forward,
  type LossName,
  type LossSpec,
  type Matrix,
  type Network,
  type Optimizer,
  type Scheduler,
} from "gradus";
import { fromTorchOptimizer, fromTorchSchedule } from "../torch.js";
import { Comparison } from "./compare.js";
import { readGoldens, type Golden, type GoldenFile } from "./golden.js";

/** What came of one case. */
export interface Outcome {
  id: string;
  status: "passed" | "failed" | "skipped";
  /** Why it failed or was skipped; for a case that passed, its worst deviation. */
  reason: string;
}

/** Optimizers of the schema that are not first-order methods. */
const SKIPPED = new Set(["lbfgs"]);
const LOSS_MARGIN = 1.05; // how much above the reference the last loss of a `loss_only` case may lie

/**
 * Replays every case of a folder and prints a line for each, then `N passed, M failed, K skipped`.
 *
 * @returns whether no case failed
 * @throws Error if the folder holds no case
 */
export function replayFolder(folder: string, print: (line: string) => void): boolean {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  for (const file of readGoldens(folder)) {
    const { id, status, reason } = replay(file);
    counts[status]++;
    print(`${status.padEnd(7)} ${id}: ${reason}`);
  }
  print(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
  return counts.failed === 0;
}

/** Replays one case; whatever goes wrong is a failure with its reason. */
export function replay(file: GoldenFile): Outcome {
  const { id } = file;
  if ("reason" in file) return { id, status: "failed", reason: file.reason };
  const { name } = file.golden.optimizer;
  if (SKIPPED.has(name))
    return { id, status: "skipped", reason: `optimizer "${name}" is not replayed step by step` };
  try {
    const comparison = compareWith(file.golden);
    return { id, status: comparison.passed ? "passed" : "failed", reason: worded(comparison) };
  } catch (error) {
    return { id, status: "failed", reason: error instanceof Error ? error.message : String(error) };
  }
}

function worded({ worst, passed }: Comparison): string {
  if (worst === undefined) return "nothing was compared";
  const { what, got, expected } = worst;
  const error = `error ${worst.error.toExponential(1)}, tolerance ${worst.tolerance.toExponential(1)}`;
  return passed ? `worst is ${what}, ${error}` : `${what} is ${got}, expected ${expected}: ${error}`;
}

/** The run of one case, with everything that it needs. */
interface Replay {
  golden: Golden;
  network: Network;
  loss: Required<LossSpec>;
  optimizer: Optimizer;
  scheduler: Scheduler;
  X: Matrix;
  Y: Matrix;
}

function compareWith(golden: Golden): Comparison {
  const run = prepare(golden);
  const comparison = new Comparison();
  const { step1_rel, final_rel } = golden.tolerance;
  const steps = golden.compare === "step1" ? 1 : golden.steps;
  for (let step = 0; step < steps; step++) {
    if (golden.lr_at_step) {
      comparison.number(
        `lr_at_step[${step}]`,
        run.scheduler.learningRate,
        golden.lr_at_step[step],
        step1_rel,
      );
    }
    const { pass, gradients, norm } = takeStep(run, step);
    if (step === 0) compareStep1(comparison, run, pass, gradients, norm);
    else if (golden.compare === "trajectory") {
      comparison.number(`losses[${step}]`, gradients.loss, golden.losses[step], final_rel);
    }
  }
  if (golden.compare !== "step1") compareFinal(comparison, run);
  return comparison;
}

function prepare(golden: Golden): Replay {
  const { sizes, activations, activation_params = {}, optimizer: wanted, lr_schedule } = golden;
  const network = emptyNetwork(
    sizes,
    activations.map((name) => ({ name, parameters: activation_params[name] ?? {} })),
  );
  initialise(network, golden.init, createRandom(0));
  const loss = lossSpec({ name: golden.loss.name as LossName, parameters: golden.loss.params });
  const misfit = lossMisfit(loss, network.activations[network.last]);
  if (misfit !== undefined) throw new RangeError(misfit);

  const { optimizer: spec, learningRate } = fromTorchOptimizer(wanted.name, wanted.params);
  const { schedule, base } = lr_schedule
    ? fromTorchSchedule(lr_schedule.kind, lr_schedule.params, learningRate)
    : { schedule: { name: "constant" } as const, base: learningRate };
  const scheduler = createScheduler(schedule, base, golden.steps);
  // torch's cycling schedules set the momentum before the first step, also where it was 0.
  const cycled = scheduler.momentum;
  const cycles =
    cycled !== undefined &&
    Object.hasOwn(optimizerDefaults, spec.name) &&
    "momentum" in optimizerDefaults[spec.name];
  const optimizer = createOptimizer(
    cycles ? ({ ...spec, momentum: cycled } as typeof spec) : spec,
    network.parameters.length,
  );
  return { golden, network, loss, optimizer, scheduler, X: columns(golden.x), Y: columns(labels(golden)) };
}

/** Rows of labels; a class becomes a one-hot row. */
function labels({ y, loss, sizes }: Golden): number[][] {
  if (loss.target !== "class") return y as number[][];
  const n = sizes.at(-1)!;
  return (y as number[]).map((chosen) => Array.from({ length: n }, (_, i) => (i === chosen ? 1 : 0)));
}

/** One update; the norm is that of the gradient before clipping. */
function takeStep(run: Replay, step: number): { pass: Forward; gradients: Backward; norm: number } {
  const { golden, network, loss, optimizer, scheduler } = run;
  const rows = golden.batches[step % golden.batches.length];
  const pass = forward(network, selectColumns(run.X, rows));
  const gradients = backward(network, pass, selectColumns(run.Y, rows), loss);
  const gradient = gradients.gradient.slice();
  const norm = clip(gradient, golden.gradient_clip);
  optimizer.step(network.parameters, gradient, scheduler.learningRate, scheduler.momentum);
  scheduler.advance();
  scheduler.observe(gradients.loss);
  return { pass, gradients, norm };
}

/** Clips as the case asks for; returns the norm before, NaN if the gradient is clipped by value or not at all. */
function clip(gradient: Float64Array, how: Golden["gradient_clip"]): number {
  if (how === null) return Number.NaN;
  const [[key, limit], ...others] = Object.entries(how) as [[string, number], ...[string, number][]];
  if (others.length === 0 && key === "max_norm") return clipByNorm(gradient, limit);
  if (others.length === 0 && (key === "clip_value" || key === "max_value")) {
    clipByValue(gradient, limit);
    return Number.NaN;
  }
  throw new RangeError(`Cannot clip: expected max_norm or clip_value, got ${Object.keys(how).join(", ")}`);
}

function compareStep1(
  comparison: Comparison,
  run: Replay,
  pass: Forward,
  gradients: Backward,
  norm: number,
): void {
  const { step1, tolerance } = run.golden;
  const t = tolerance.step1_rel;
  comparison.number("step1.loss", gradients.loss, step1.loss, t);
  if (step1.grad_norm_before_clip !== undefined && Number.isFinite(norm)) {
    comparison.number("step1.grad_norm_before_clip", norm, step1.grad_norm_before_clip, t);
  }
  for (let l = 1; l <= run.network.last; l++) {
    const k = l - 1;
    comparison.matrix(`step1.z[${k}]`, transpose(pass.Z[l]), step1.z[k], t);
    comparison.matrix(`step1.h[${k}]`, transpose(pass.H[l]), step1.h[k], t);
    comparison.matrix(`step1.delta[${k}]`, transpose(gradients.delta[l]), step1.delta[k], t);
    comparison.matrix(`step1.dW[${k}]`, gradients.dW[l], step1.dW[k], t);
    comparison.vector(`step1.db[${k}]`, gradients.db[l], step1.db[k], t);
    comparison.matrix(`step1.W_after[${k}]`, run.network.W[l], step1.W_after[k], t);
    comparison.vector(`step1.b_after[${k}]`, run.network.b[l], step1.b_after[k], t);
  }
}

function compareFinal(comparison: Comparison, { golden, network, loss, X, Y }: Replay): void {
  const { final, tolerance } = golden;
  const { Z, H } = forward(network, X);
  const { value } = evaluateLoss(loss, Z[network.last], H[network.last], Y);
  if (golden.compare === "loss_only") {
    const above = Math.max(value / final.full_data_loss, 1);
    comparison.number("final.full_data_loss as a share of the reference", above, 1, LOSS_MARGIN - 1);
    return;
  }
  const t = tolerance.final_rel;
  comparison.number("final.full_data_loss", value, final.full_data_loss, t);
  for (let l = 1; l <= network.last; l++) {
    comparison.matrix(`final.W[${l - 1}]`, network.W[l], final.W[l - 1], t);
    comparison.vector(`final.b[${l - 1}]`, network.b[l], final.b[l - 1], t);
  }
}
