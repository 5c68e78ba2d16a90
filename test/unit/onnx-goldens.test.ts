import { fileURLToPath } from "node:url";
import { loadOnnxEngine } from "@gradus/onnx";
import {
  columns,
  createRandom,
  createScheduler,
  emptyNetwork,
  initialise,
  lossSpec,
  optimizerDefaults,
  type Engine,
  type LossName,
  type Trainer,
  type TrainerOptions,
} from "gradus";
import { describe, expect, test } from "vitest";
import { Comparison } from "../goldens/compare.js";
import { readGoldens, type Golden } from "../goldens/golden.js";
import { fromTorchOptimizer, fromTorchSchedule } from "../torch.js";

const goldens = readGoldens(fileURLToPath(new URL("../fixtures/goldens", import.meta.url)));
const engine = await loadOnnxEngine().catch((error: unknown) => {
  console.warn(`golden cases on ONNX Runtime are skipped: ${String(error)}`);
  return undefined;
});

// The float32 tolerances of test/fixtures/goldens/SCHEMA.md.
const STEP1 = 1e-4;
const FINAL = 1e-2;

describe.skipIf(engine === undefined)(
  "golden cases of torch 1.13 on ONNX Runtime: the first step to 1e-4, 25 steps to 1e-2",
  () => {
    const cases = goldens.flatMap((file) => ("golden" in file ? [file] : []));
    const firstOrder = cases.filter(({ golden }) => golden.optimizer.name !== "lbfgs");
    test.each(firstOrder)("$id", async ({ golden }) => {
      const comparison = await compareWith(engine!, golden);
      expect(comparison.worst).toBeDefined();
      expect(comparison, JSON.stringify(comparison.worst)).toMatchObject({ passed: true });
    });
  },
);

async function compareWith(on: Engine, golden: Golden): Promise<Comparison> {
  const { trainer, scheduler, X, Y } = await prepare(on, golden);
  const held = trainer.hold({ X, Y });
  const comparison = new Comparison();
  const steps = golden.compare === "step1" ? 1 : golden.steps;
  for (let step = 0; step < steps; step++) {
    const rows = Uint32Array.from(golden.batches[step % golden.batches.length]);
    const rate = { learningRate: scheduler.learningRate, momentum: scheduler.momentum };
    const { loss, gradientNorm } = await trainer.epoch(held, rows, () => rate, createRandom(0));
    scheduler.advance();
    scheduler.observe(loss);
    if (step === 0) compareStep1(comparison, golden, trainer, loss, gradientNorm);
    else if (golden.compare === "trajectory")
      comparison.number(`losses[${step}]`, loss, golden.losses[step], FINAL);
  }
  if (golden.compare === "trajectory") {
    const { loss } = await trainer.evaluate(held);
    comparison.number("final.full_data_loss", loss, golden.final.full_data_loss, FINAL);
    comparison.vector("final", trainer.parameters, flat(golden.final.W, golden.final.b), FINAL);
  }
  trainer.close?.();
  return comparison;
}

function compareStep1(
  comparison: Comparison,
  { step1 }: Golden,
  trainer: Trainer,
  loss: number,
  norm: number,
): void {
  comparison.number("step1.loss", loss, step1.loss, STEP1);
  if (step1.grad_norm_before_clip !== undefined)
    comparison.number("step1.grad_norm_before_clip", norm, step1.grad_norm_before_clip, STEP1);
  comparison.vector("step1.after", trainer.parameters, flat(step1.W_after, step1.b_after), STEP1);
}

/** The case's network, rows and recipe as a trainer. */
async function prepare(on: Engine, golden: Golden) {
  const { sizes, activations, activation_params = {}, optimizer: wanted, lr_schedule } = golden;
  const network = emptyNetwork(
    sizes,
    activations.map((name) => ({ name, parameters: activation_params[name] ?? {} })),
  );
  initialise(network, golden.init, createRandom(0));
  const { optimizer, learningRate } = fromTorchOptimizer(wanted.name, wanted.params);
  const { schedule, base } = lr_schedule
    ? fromTorchSchedule(lr_schedule.kind, lr_schedule.params, learningRate)
    : { schedule: { name: "constant" } as const, base: learningRate };
  const scheduler = createScheduler(schedule, base, golden.steps);
  // torch's cycling schedules set the momentum before the first step, also where it was 0.
  const momentum = scheduler.momentum;
  const cycles = momentum !== undefined && "momentum" in optimizerDefaults[optimizer.name];
  const clip = golden.gradient_clip as Record<string, number> | null;
  const options: TrainerOptions = {
    loss: lossSpec({ name: golden.loss.name as LossName, parameters: golden.loss.params }),
    optimizer: cycles ? ({ ...optimizer, momentum } as typeof optimizer) : optimizer,
    batch: golden.x.length,
    dropout: 0,
    l1: 0,
    l2: 0,
    maxNorm: Infinity,
    clipNorm: clip?.["max_norm"] ?? Infinity,
    clipValue: clip?.["clip_value"] ?? clip?.["max_value"] ?? Infinity,
  };
  const trainer = await on.trainer(network, options);
  return { trainer, scheduler, X: columns(golden.x), Y: columns(labels(golden)) };
}

/** Rows of labels; a class becomes a one-hot row. */
function labels({ y, loss, sizes }: Golden): number[][] {
  if (loss.target !== "class") return y as number[][];
  const n = sizes.at(-1)!;
  return (y as number[]).map((chosen) => Array.from({ length: n }, (_, i) => (i === chosen ? 1 : 0)));
}

/** W¹, b¹, W², … one after the other, as the network's flat vector. */
function flat(W: number[][][], b: number[][]): number[] {
  return W.flatMap((rows, k) => [...rows.flat(), ...b[k]]);
}
