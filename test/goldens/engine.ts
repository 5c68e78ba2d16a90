/** Golden cases through an engine's trainer: what the contract of engines shows, beside torch's numbers. */
import {
  createRandom,
  emptyNetwork,
  selectColumns,
  transpose,
  type Engine,
  type Held,
  type Network,
  type Samples,
  type Trainer,
  type TrainerOptions,
} from "gradus";
import { Comparison } from "./compare.js";
import { compareFinal } from "./final.js";
import type { Golden } from "./golden.js";
import { prepare, type Prepared } from "./prepare.js";

/** Tolerances of a float32 engine, as the schema has them. */
const FLOAT32 = { step1_rel: 1e-4, final_rel: 1e-2 };
/** η of the step that shows the gradient: so large that what is lost by rounding the weights does not count. */
const ETA = 1024;

/**
 * Replays a case through an engine's trainer. z, δ and the h of hidden layers stay inside of it; all else is compared.
 *
 * @throws RangeError for what the engine lacks
 */
export async function compareThrough(engine: Engine, golden: Golden): Promise<Comparison> {
  const run = prepare(golden);
  const comparison = new Comparison();
  const tolerance = toleranceOf(engine, golden);
  const options = optionsOf(run);
  const lacking = engine.lacks?.(run.network, options);
  if (lacking !== undefined) throw new RangeError(lacking);
  await compareGradient(comparison, engine, run, options, tolerance.step1_rel);

  const trainer = await engine.trainer(run.network, options);
  try {
    const rows = trainer.hold({ X: run.X, Y: run.Y });
    const steps = golden.compare === "step1" ? 1 : golden.steps;
    for (let step = 0; step < steps; step++) {
      await takeStep(comparison, run, trainer, rows, step, tolerance);
    }
    if (golden.compare !== "step1") {
      const { loss } = await trainer.evaluate(rows);
      compareFinal(comparison, golden, networkOf(run, trainer.parameters), loss, tolerance.final_rel);
    }
  } finally {
    trainer.close?.();
  }
  return comparison;
}

/** The tolerances of a case for what computes it. */
export function toleranceOf({ precision }: Engine, golden: Golden): Golden["tolerance"] {
  return precision === "float32" ? FLOAT32 : golden.tolerance;
}

/** What the trainer of a case is told. */
export function optionsOf({ golden, loss, optimizer }: Prepared): TrainerOptions {
  const batch = Math.max(...golden.batches.map((rows) => rows.length));
  return { loss, optimizer, batch, dropout: 0, l1: 0, l2: 0, maxNorm: Infinity, ...limits(golden) };
}

function limits({ gradient_clip: how }: Golden): { clipNorm: number; clipValue: number } {
  const {
    max_norm: clipNorm = Infinity,
    clip_value,
    max_value,
    ...others
  } = (how ?? {}) as Record<string, number>;
  if (Object.keys(others).length > 0) {
    throw new RangeError(
      `Cannot clip: expected max_norm or clip_value, got ${Object.keys(others).join(", ")}`,
    );
  }
  return { clipNorm, clipValue: clip_value ?? max_value ?? Infinity };
}

/** One update of the run. */
async function takeStep(
  comparison: Comparison,
  { golden, network, scheduler }: Prepared,
  trainer: Trainer,
  rows: Held,
  step: number,
  { step1_rel, final_rel }: Golden["tolerance"],
): Promise<void> {
  const { learningRate, momentum } = scheduler;
  if (golden.lr_at_step) {
    const wanted = golden.lr_at_step[step];
    comparison.number(`lr_at_step[${step}]`, learningRate, wanted, golden.tolerance.step1_rel);
  }
  const order = Uint32Array.from(golden.batches[step % golden.batches.length]);
  const pass = await trainer.epoch(rows, order, () => ({ learningRate, momentum }), createRandom(0));
  scheduler.advance();
  scheduler.observe(pass.loss);
  if (step > 0) {
    if (golden.compare === "trajectory") {
      comparison.number(`losses[${step}]`, pass.loss, golden.losses[step], final_rel);
    }
    return;
  }
  const { step1 } = golden;
  comparison.number("step1.loss", pass.loss, step1.loss, step1_rel);
  if (step1.grad_norm_before_clip !== undefined) {
    comparison.number(
      "step1.grad_norm_before_clip",
      pass.gradientNorm,
      step1.grad_norm_before_clip,
      step1_rel,
    );
  }
  const after = networkOf({ network }, trainer.parameters);
  for (let l = 1; l <= network.last; l++) {
    comparison.matrix(`step1.W_after[${l - 1}]`, after.W[l], step1.W_after[l - 1], step1_rel);
    comparison.vector(`step1.b_after[${l - 1}]`, after.b[l], step1.b_after[l - 1], step1_rel);
  }
}

/** Output and gradient of the first batch, by a trainer of its own that takes one plain step. */
export async function compareGradient(
  comparison: Comparison,
  engine: Engine,
  { golden, network, X, Y }: Prepared,
  options: TrainerOptions,
  tolerance: number,
): Promise<void> {
  const order = golden.batches[0];
  const batch: Samples = { X: selectColumns(X, order), Y: selectColumns(Y, order) };
  const plain = { optimizer: { name: "sgd" }, clipNorm: Infinity, clipValue: Infinity } as const;
  const trainer = await engine.trainer(network, { ...options, ...plain });
  try {
    const rows = trainer.hold(batch);
    const { H } = await trainer.evaluate(rows);
    const before = trainer.parameters.slice();
    const rate = { learningRate: ETA, momentum: undefined };
    await trainer.epoch(
      rows,
      Uint32Array.from(order, (_, s) => s),
      () => rate,
      createRandom(0),
    );
    const gradient = networkOf(
      { network },
      trainer.parameters.map((w, k) => (before[k] - w) / ETA),
    );
    const { step1 } = golden;
    comparison.matrix(`step1.h[${network.last - 1}]`, transpose(H), step1.h[network.last - 1], tolerance);
    for (let l = 1; l <= network.last; l++) {
      comparison.matrix(`step1.dW[${l - 1}]`, gradient.W[l], step1.dW[l - 1], tolerance);
      comparison.vector(`step1.db[${l - 1}]`, gradient.b[l], step1.db[l - 1], tolerance);
    }
  } finally {
    trainer.close?.();
  }
}

/** A flat vector as the W and b of the network. */
function networkOf({ network }: Pick<Prepared, "network">, flat: Float64Array): Network {
  return emptyNetwork(network.sizes, network.activations.slice(1), false, flat.slice());
}
