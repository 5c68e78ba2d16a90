import { losses } from "../bp/loss.js";
import type { Held, Pass, Rate, Samples, Trainer, TrainerOptions } from "../engine/engine.js";
import { matrix } from "../matrix.js";
import type { Random } from "../random.js";
import { passByBatch, PassSum, type Pace } from "./watch.js";

/** Numbers kept outside of the memory, one after the other, as float32. */
export interface RowStore {
  /** Writes behind what is there. */
  append(numbers: Float32Array): Promise<void>;
  /** Fills the target with the numbers from `at` on. */
  read(at: number, target: Float32Array): Promise<void>;
  /** Gives the place back. */
  close(): Promise<void>;
}

/** A store in memory, for what fits there. */
export function memoryStore(): RowStore {
  const chunks: { at: number; numbers: Float32Array }[] = [];
  let end = 0;
  return {
    append(numbers) {
      chunks.push({ at: end, numbers: numbers.slice() });
      end += numbers.length;
      return Promise.resolve();
    },
    read(at, target) {
      for (const { at: start, numbers } of chunks) {
        const from = Math.max(at, start);
        const to = Math.min(at + target.length, start + numbers.length);
        if (from < to) target.set(numbers.subarray(from - start, to - start), from - at);
      }
      return Promise.resolve();
    },
    close() {
      chunks.length = 0;
      return Promise.resolve();
    },
  };
}

/** Training rows that are not held: they are read block by block, in an order that chance decides. */
export interface Feed {
  /** Rows of an epoch. */
  count: number;
  inputs: number;
  outputs: number;
  isWeighted: boolean;
  /** Rows that are held and shuffled at once; a multiple of the rows of a batch keeps all batches but the last full. */
  capacity: number;
  /** Neighbouring rows that are read at once. */
  block: number;
  /** The rows `from` to before `to`, in the order of the table. */
  read(from: number, to: number): Promise<Samples>;
  /** Told after each part: rows of the epoch that are done. */
  onPart?: ((rows: number) => void) | undefined;
}

/** How the training rows pass through the trainer. */
export interface TrainingRows {
  /** The rows, if all of them are held. */
  held?: Held;
  /**
   * One pass over all rows, each once.
   *
   * @param shuffle false: in the order of the table
   */
  epoch(shuffle: boolean, rate: () => Rate, random: Random): Promise<Pass> | Pass;
}

/**
 * The training rows, held all at once or a part of a feed at a time.
 *
 * @param pace slows rows that are held all at once down to their batches
 */
export function trainingRows(
  training: Samples | Feed,
  trainer: Trainer,
  options: Pick<TrainerOptions, "loss"> & Partial<Pick<TrainerOptions, "batch">>,
  pace?: Pace,
): TrainingRows {
  if ("count" in training) return new FeedRows(training, trainer, options);
  const held = trainer.hold(training);
  const order = new Uint32Array(held.count);
  const { batch = held.count } = options;
  const [isSum, { weights }] = [isSumOf(options), training];
  return {
    held,
    epoch(shuffle, rate, random) {
      for (let s = 0; s < order.length; s++) order[s] = s;
      if (shuffle) random.shuffle(order);
      if (pace?.isByBatch !== true) return trainer.epoch(held, order, rate, random);
      return passByBatch({ trainer, held, order, rate, random, batch, isSum, weights }, pace);
    },
  };
}

/** Whether the loss is a sum over the rows, not their mean. */
function isSumOf({ loss }: Pick<TrainerOptions, "loss">): boolean {
  return losses[loss.name].divide === "none";
}

/** Rows of an epoch. */
export function countOf(training: Samples | Feed): number {
  return "count" in training ? training.count : training.X.cols;
}

/** Rows that the trainer holds at once. */
export function heldAtOnce(training: Samples | Feed): number {
  return "count" in training ? Math.min(training.count, training.capacity) : training.X.cols;
}

/** Takes the rows of a feed through a trainer that holds one part of them at a time. */
class FeedRows implements TrainingRows {
  readonly #feed: Feed;
  readonly #trainer: Trainer;
  readonly #held: Held;
  readonly #isSum: boolean;

  constructor(feed: Feed, trainer: Trainer, options: Pick<TrainerOptions, "loss">) {
    const { inputs, outputs, isWeighted } = feed;
    const rows = heldAtOnce(feed);
    this.#feed = feed;
    this.#trainer = trainer;
    this.#held = trainer.hold({
      X: matrix(inputs, rows),
      Y: matrix(outputs, rows),
      ...(isWeighted ? { weights: new Float64Array(rows).fill(1) } : {}),
    });
    this.#isSum = isSumOf(options);
  }

  /**
   * Blocks of neighbouring rows in random order fill the part that is held; the part is
   * shuffled and trained on; and so on. If all rows fit into one part, the order is that of rows held in memory.
   */
  async epoch(shuffle: boolean, rate: () => Rate, random: Random): Promise<Pass> {
    const { count, block } = this.#feed;
    const { count: capacity } = this.#held;
    const blocks = Uint32Array.from({ length: Math.ceil(count / block) }, (_, b) => b);
    if (shuffle && capacity < count) random.shuffle(blocks);
    const sum = new PassSum(this.#isSum);
    let [filled, weight, done] = [0, 0, 0];
    for (const b of blocks) {
      const end = Math.min((b + 1) * block, count);
      for (let from = b * block; from < end;) {
        const samples = await this.#feed.read(from, Math.min(end, from + capacity - filled));
        const { cols } = samples.X;
        this.#held.replace(filled, samples);
        weight += samples.weights?.reduce((sum, w) => sum + w, 0) ?? cols;
        from += cols;
        filled += cols;
        done += cols;
        if (filled < capacity && done < count) continue;
        const order = Uint32Array.from({ length: filled }, (_, s) => s);
        if (shuffle) random.shuffle(order);
        const pass = await this.#trainer.epoch(this.#held, order, rate, random);
        sum.add(pass, weight);
        [filled, weight] = [0, 0];
        this.#feed.onPart?.(done);
      }
    }
    return sum.pass;
  }
}
