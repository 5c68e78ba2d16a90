import { createHash } from "node:crypto";
import {
  createNetwork,
  createRandom,
  flopsOfStep,
  lossMisfit,
  type Engine,
  type Held,
  type LossName,
  type Network,
  type OptimizerSpec,
  type Random,
  type Trainer,
  type TrainerOptions,
} from "gradus";
import { madeUpRows } from "./synthetic.js";

/** What is trained, and how long it is measured. */
export interface Work {
  /** Neurons of each layer, the input's first. */
  sizes: readonly number[];
  /** Rows for each update; at most all. */
  batch: number;
  rows: number;
  /** f of the hidden layers. */
  activation: string;
  loss: LossName;
  optimizer: OptimizerSpec;
  seed: number;
  /** How long the measured passes take together. */
  seconds: number;
  /** Updates to measure, in place of a time. */
  steps?: number | undefined;
}

/** What the measuring gave. Times are those of one update, in microseconds. */
export interface Timing {
  median: number;
  min: number;
  max: number;
  /** Measured passes. */
  repeats: number;
  /** Updates of each pass. */
  steps: number;
  /** First 16 digits of the SHA-256 of the parameters (float64, little-endian) after `checksumSteps` updates. */
  checksum: string;
  checksumSteps: number;
}

const PASSES = 5; // at least so many where the time allows it
const LEAST_PASSES = 3;
const SHORTEST = 2; // milliseconds of a pass, so that reading the clock does not count
const WARM_UP = 0.3; // of the measured time
const LEARNING_RATE = 0.001;

/** The network and the options that a piece of work comes down to; both depend on nothing else. */
export function setUp(work: Work): { network: Network; options: TrainerOptions } {
  const output = ["identity", "sigmoid", "softmax"].find(
    (name) => lossMisfit(work.loss, { name }) === undefined,
  );
  const network = createNetwork(work.sizes, {
    hidden: work.activation,
    output: output ?? "identity",
    initialisation: "glorot_uniform",
    seed: work.seed,
  });
  const options: TrainerOptions = {
    loss: { name: work.loss },
    optimizer: work.optimizer,
    batch: Math.min(work.batch, work.rows),
    dropout: 0,
    l1: 0,
    l2: 0,
    maxNorm: Infinity,
    clipNorm: Infinity,
    clipValue: Infinity,
  };
  return { network, options };
}

/**
 * The time of an update of an engine, shuffling and gathering of rows included: a fixed number of updates for the checksum,
 * a warm-up, then passes of whole epochs, or of a part of one where an epoch takes too long.
 */
export async function measure(engine: Engine, work: Work): Promise<Timing> {
  const { network, options } = setUp(work);
  const trainer = await engine.trainer(network, options);
  try {
    const walk = new Walk(trainer, trainer.hold(madeUpRows(work)), options.batch, work.seed);
    const checksumSteps = stepsOfChecksum(work.sizes, options.batch);
    await walk.take(checksumSteps);
    const checksum = digestOf(trainer.parameters);
    const milliseconds = await warmUp(walk, WARM_UP * 1000 * work.seconds);
    const steps = work.steps === undefined ? stepsOfPass(walk, work.seconds, milliseconds) : work.steps;
    const times = await passes(walk, work, steps);
    return { ...summary(times), repeats: times.length, steps, checksum, checksumSteps };
  } finally {
    trainer.close?.();
  }
}

const CHECKSUM_FLOPS = 2e9;

/** Updates before the checksum: from 2 to 200, fewer for large networks; the same for every engine and machine. */
export function stepsOfChecksum(sizes: readonly number[], batch: number): number {
  return Math.max(2, Math.min(200, Math.floor(CHECKSUM_FLOPS / flopsOfStep(sizes, batch))));
}

/** Updates one after another, the rows in a new order in each epoch. */
class Walk {
  /** Updates of an epoch; rows that fill no batch are left out. */
  readonly stepsOfEpoch: number;
  readonly #trainer: Trainer;
  readonly #rows: Held;
  readonly #batch: number;
  readonly #order: Uint32Array;
  readonly #random: Random;
  #at = 0;

  constructor(trainer: Trainer, rows: Held, batch: number, seed: number) {
    this.#trainer = trainer;
    this.#rows = rows;
    this.#batch = batch;
    this.stepsOfEpoch = Math.floor(rows.count / batch);
    this.#random = createRandom(seed, 2);
    this.#order = this.#random.shuffle(Uint32Array.from({ length: rows.count }, (_, s) => s));
  }

  /**
   * So many updates. What a call takes of an epoch is shuffled first: each update pays for shuffling its rows, and no pass
   * for those of another.
   */
  async take(steps: number): Promise<void> {
    for (let left = steps; left > 0;) {
      const now = Math.min(left, this.stepsOfEpoch - this.#at);
      const part = this.#order.subarray(this.#at * this.#batch, (this.#at + now) * this.#batch);
      this.#random.shuffle(part);
      await this.#trainer.epoch(this.#rows, part, constantRate, this.#random);
      this.#at = (this.#at + now) % this.stepsOfEpoch;
      left -= now;
    }
  }
}

const RATE = { learningRate: LEARNING_RATE, momentum: undefined };
const constantRate = (): typeof RATE => RATE;

/** Trains for a while. @returns milliseconds of an update, by its last part */
async function warmUp(walk: Walk, milliseconds: number): Promise<number> {
  const started = performance.now();
  for (let steps = 1; ; steps *= 2) {
    const before = performance.now();
    await walk.take(steps);
    const now = performance.now();
    if (now - started >= milliseconds) return (now - before) / steps;
  }
}

/** Whole epochs, at least two milliseconds of them; a part of an epoch where a whole one would leave too few passes. */
function stepsOfPass(walk: Walk, seconds: number, milliseconds: number): number {
  const { stepsOfEpoch } = walk;
  const fitting = Math.max(1, Math.floor((1000 * seconds) / PASSES / milliseconds));
  if (fitting < stepsOfEpoch) return fitting;
  return stepsOfEpoch * Math.max(1, Math.ceil(SHORTEST / (milliseconds * stepsOfEpoch)));
}

/** Microseconds of an update in each pass. */
async function passes(walk: Walk, work: Work, steps: number): Promise<number[]> {
  const times: number[] = [];
  const started = performance.now();
  const isDone = (): boolean =>
    work.steps === undefined
      ? performance.now() - started >= 1000 * work.seconds && times.length >= LEAST_PASSES
      : times.length >= PASSES;
  while (!isDone()) {
    const before = performance.now();
    await walk.take(steps);
    times.push((1000 * (performance.now() - before)) / steps);
  }
  return times;
}

function summary(times: readonly number[]): { median: number; min: number; max: number } {
  const sorted = [...times].toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const median = sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  return { median, min: sorted[0], max: sorted.at(-1)! };
}

function digestOf(parameters: Float64Array): string {
  const bytes = new DataView(new ArrayBuffer(8 * parameters.length));
  parameters.forEach((w, k) => bytes.setFloat64(8 * k, w, true));
  return createHash("sha256").update(bytes).digest("hex").slice(0, 16);
}
