/** A golden case as a network, rows and a recipe of ours. */
import {
  columns,
  createRandom,
  createScheduler,
  emptyNetwork,
  initialise,
  lossMisfit,
  lossSpec,
  optimizerDefaults,
  type LossName,
  type LossSpec,
  type Matrix,
  type Network,
  type OptimizerSpec,
  type Scheduler,
} from "gradus";
import { fromTorchOptimizer, fromTorchSchedule } from "../torch.js";
import type { Golden } from "./golden.js";

/** The run of one case, with everything that it needs. */
export interface Prepared {
  golden: Golden;
  network: Network;
  loss: Required<LossSpec>;
  optimizer: OptimizerSpec;
  scheduler: Scheduler;
  X: Matrix;
  Y: Matrix;
}

/** Everything that a case asks for. @throws RangeError for what has no counterpart */
export function prepare(golden: Golden): Prepared {
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
  const optimizer = cycles ? ({ ...spec, momentum: cycled } as typeof spec) : spec;
  return { golden, network, loss, optimizer, scheduler, X: columns(golden.x), Y: columns(labels(golden)) };
}

/** Rows of labels; a class becomes a one-hot row. */
function labels({ y, loss, sizes }: Golden): number[][] {
  if (loss.target !== "class") return y as number[][];
  const n = sizes.at(-1)!;
  return (y as number[]).map((chosen) => Array.from({ length: n }, (_, i) => (i === chosen ? 1 : 0)));
}
