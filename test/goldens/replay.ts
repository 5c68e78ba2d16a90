/** Replays golden cases: the same weights, rows and recipe, and then every number beside torch's. */
import {
  backward,
  clipByNorm,
  clipByValue,
  createOptimizer,
  createRelaxedWasmEngine,
  createWasmEngine,
  evaluateLoss,
  forward,
  selectColumns,
  type Backward,
  type Engine,
  type Forward,
  type Optimizer,
} from "gradus";
import { Comparison } from "./compare.js";
import { compareThrough } from "./engine.js";
import { compareFinal } from "./final.js";
import { compareLbfgs } from "./lbfgs.js";
import { readGoldens, type Golden, type GoldenFile } from "./golden.js";
import { prepare, type Prepared } from "./prepare.js";
import { compareGradients } from "./step1.js";

/** What came of one case. */
export interface Outcome {
  id: string;
  status: "passed" | "failed";
  /** Why it failed; for a case that passed, its worst deviation. */
  reason: string;
}

/**
 * Replays every case of a folder and prints a line for each, then `N passed, M failed, 0 skipped`.
 *
 * @param engine what trains; left out, the algorithm as it stands in `bp/`, every intermediate number compared
 * @returns whether no case failed
 * @throws Error if the folder holds no case
 */
export async function replayFolder(
  folder: string,
  print: (line: string) => void,
  engine?: Engine,
): Promise<boolean> {
  const counts = { passed: 0, failed: 0 };
  for (const file of readGoldens(folder)) {
    const { id, status, reason } = await replay(file, engine);
    counts[status]++;
    print(`${status.padEnd(7)} ${id}: ${reason}`);
  }
  print(`${counts.passed} passed, ${counts.failed} failed, 0 skipped`);
  return counts.failed === 0;
}

/**
 * The engine of a name; nothing for "reference", which is replayed number by number from `bp/`.
 *
 * @throws RangeError for an unknown name
 */
export function engineOf(name: string): Engine | undefined {
  if (name === "reference") return undefined;
  if (name === "wasm") return createWasmEngine();
  if (name === "wasm-relaxed") return createRelaxedWasmEngine();
  throw new RangeError(`Cannot replay with engine "${name}": expected "reference", "wasm" or "wasm-relaxed"`);
}

/** Replays one case; whatever goes wrong is a failure with its reason. */
export async function replay(file: GoldenFile, engine?: Engine): Promise<Outcome> {
  const { id } = file;
  if ("reason" in file) return { id, status: "failed", reason: file.reason };
  try {
    const comparison = await compared(file.golden, engine);
    return { id, status: comparison.passed ? "passed" : "failed", reason: worded(comparison) };
  } catch (error) {
    return { id, status: "failed", reason: error instanceof Error ? error.message : String(error) };
  }
}

async function compared(golden: Golden, engine: Engine | undefined): Promise<Comparison> {
  if (golden.optimizer.name === "lbfgs") return compareLbfgs(golden, engine);
  return engine ? compareThrough(engine, golden) : compareWith(golden);
}

function worded({ worst, passed }: Comparison): string {
  if (worst === undefined) return "nothing was compared";
  const { what, got, expected } = worst;
  const error = `error ${worst.error.toExponential(1)}, tolerance ${worst.tolerance.toExponential(1)}`;
  return passed ? `worst is ${what}, ${error}` : `${what} is ${got}, expected ${expected}: ${error}`;
}

/** A case with its optimizer at work. */
type Replay = Omit<Prepared, "optimizer"> & { optimizer: Optimizer };

function compareWith(golden: Golden): Comparison {
  const prepared = prepare(golden);
  const optimizer = createOptimizer(prepared.optimizer, prepared.network.parameters.length);
  const run: Replay = { ...prepared, optimizer };
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
  if (golden.compare !== "step1") {
    const { network, loss } = run;
    const { Z, H } = forward(network, run.X);
    const { value } = evaluateLoss(loss, Z[network.last], H[network.last], run.Y);
    compareFinal(comparison, golden, network, value, final_rel);
  }
  return comparison;
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
  compareGradients(comparison, run.golden, pass, gradients);
  if (step1.grad_norm_before_clip !== undefined && Number.isFinite(norm)) {
    comparison.number("step1.grad_norm_before_clip", norm, step1.grad_norm_before_clip, t);
  }
  for (let l = 1; l <= run.network.last; l++) {
    comparison.matrix(`step1.W_after[${l - 1}]`, run.network.W[l], step1.W_after[l - 1], t);
    comparison.vector(`step1.b_after[${l - 1}]`, run.network.b[l], step1.b_after[l - 1], t);
  }
}
