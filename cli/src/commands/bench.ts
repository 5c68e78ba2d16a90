import {
  chooseEngine,
  flopsOfStep,
  GradusError,
  optimizerAliases,
  type Engine,
  type FirstOrderName,
  type LossName,
  type Network,
  type TrainerOptions,
} from "gradus";
import type { Context } from "../context.js";
import { enginesNamed, ownEngines, type EngineName } from "../engines.js";
import { measure, setUp, type Timing, type Work } from "../measure.js";
import { formatNumber, toJson } from "../output/format.js";
import { pairLines } from "../output/table.js";
import { asUsage } from "../training-flags.js";

/** A method that takes steps from batches, or one of two usual names for gradient descent with momentum. */
type BenchedWord = FirstOrderName | "momentum" | "nesterov";

/** Flags of `gradus bench`. */
export interface BenchFlags {
  sizes?: number[];
  activation?: string;
  loss?: LossName;
  optimizer?: BenchedWord;
  batch?: number;
  rows?: number;
  seed?: number;
  engine?: EngineName;
  threads?: number;
  seconds?: number;
  steps?: number;
}

/**
 * `gradus bench`: the time of a training step on made-up rows. With `--steps`, each of five passes takes so many updates; the
 * checksum depends on the network, the rows, the seed and the engine, never on how long was measured.
 *
 * @throws GradusError E009, E014 (kind "usage") if two ways to measure are asked for, or the engine cannot do the work
 */
export async function bench(context: Context, flags: BenchFlags): Promise<number> {
  const { engine: name, optimizer = "adam", seconds, steps } = flags;
  if (seconds !== undefined && steps !== undefined)
    throw new GradusError("E009", { options: "--seconds, --steps" });
  const { sizes = [20, 64, 32, 1], batch = 32, rows = 20_000, activation = "tanh", seed = 42 } = flags;
  const loss = flags.loss ?? (sizes.at(-1) === 1 ? "mse_mean" : "cross_entropy_mean");
  const work: Work = {
    sizes,
    batch: Math.min(batch, rows),
    rows,
    activation,
    loss,
    seed,
    steps,
    optimizer: toSpec(optimizer),
    seconds: seconds ?? 1,
  };
  const { network, options } = await asUsage(async () => setUp(work));
  const { threads: wanted } = flags;
  const candidates = name === undefined ? ownEngines(wanted) : await enginesNamed(name, { threads: wanted });
  const engine = chosen(name ?? "auto", candidates, network, options);
  const timing = await measure(engine, work);
  const [used, threads] = [engine.name, engine.threads ?? 1];
  const rates = ratesOf(work, timing);
  if (context.flags.json)
    await context.out.write(`${toJson(resultJson(work, { engine: used, threads, optimizer }, timing))}\n`);
  const { text } = context;
  const names = [loss, activation, optimizer].join(text.comma);
  await context.show(
    ...pairLines(
      [
        [text.engine, text.onThreads(used, threads)],
        [text.network, sizes.join("-")],
        [text.data, text.workOf(rows, work.batch, names)],
        [text.updateTime, text.microseconds(...spreadOf(timing))],
        [
          text.throughput,
          text.benchPerSecond(formatNumber(rates.samplesPerSecond), formatNumber(rates.gflops)),
        ],
        [text.checksum, text.afterUpdates(timing.checksum, timing.checksumSteps)],
        [text.measured, text.benchPasses(timing.repeats, timing.steps, process.versions.node)],
      ],
      context.out,
    ),
  );
  return 0;
}

const STEPS = 100_000; // of the run that the choice is made for: long enough that the start does not count

/** @throws GradusError E014 (kind "usage") if no engine can do the work */
function chosen(
  name: EngineName,
  candidates: readonly Engine[],
  ...work: [network: Network, options: TrainerOptions]
): Engine {
  const lacking = candidates.map((engine) => engine.lacks?.(...work));
  if (lacking.includes(undefined)) return chooseEngine(candidates, ...work, STEPS).engine;
  throw new GradusError("E014", { engine: name, reason: lacking[0]! });
}

function toSpec(word: BenchedWord): Work["optimizer"] {
  return word === "momentum" || word === "nesterov" ? optimizerAliases[word] : { name: word };
}

function ratesOf({ sizes, batch }: Work, { median }: Timing): { samplesPerSecond: number; gflops: number } {
  return { samplesPerSecond: (1e6 * batch) / median, gflops: flopsOfStep(sizes, batch) / median / 1000 };
}

function spreadOf({ median, min, max }: Timing): [string, string, string] {
  return [formatNumber(median), formatNumber(min), formatNumber(max)];
}

function resultJson(
  work: Work,
  used: { engine: string; threads: number; optimizer: string },
  timing: Timing,
): Record<string, unknown> {
  const { sizes, batch, rows, activation, loss, seed } = work;
  const { median, checksum, checksumSteps, repeats, steps, min, max } = timing;
  return {
    schema: 1,
    command: "bench",
    engine: used.engine,
    microsecondsPerStep: median,
    ...ratesOf(work, timing),
    checksum,
    checksumSteps,
    sizes,
    batch,
    rows,
    activation,
    loss,
    optimizer: used.optimizer,
    seed,
    threads: used.threads,
    repeats,
    steps,
    min,
    median,
    max,
    node: process.versions.node,
  };
}
