import type { Held, Pass, Rate, Samples, Trainer } from "../engine/engine.js";
import type { Random } from "../random.js";

/** Slows an epoch down to its batches, as long as a person wants to see each. */
export interface Pace {
  /** Whether the next epoch is taken batch by batch; asked before each. */
  readonly isByBatch: boolean;
  /** Awaited before each batch of such an epoch. */
  beforeBatch(batch: number, batches: number): Promise<void>;
}

/** Loss and gradient of an epoch that is taken in parts. */
export class PassSum {
  readonly #isSum: boolean;
  #loss = 0;
  #weight = 0;
  #last: Pass = { loss: Number.NaN, gradientNorm: Number.NaN };

  /** @param isSum whether the loss is a sum over the rows, not their mean */
  constructor(isSum: boolean) {
    this.#isSum = isSum;
  }

  /** A part whose rows all weigh nothing has no loss; it has moved the rate alone. */
  add(pass: Pass, weight: number): void {
    if (weight <= 0) return;
    this.#loss += this.#isSum ? pass.loss : pass.loss * weight;
    this.#weight += weight;
    this.#last = pass;
  }

  get pass(): Pass {
    return { ...this.#last, loss: this.#isSum ? this.#loss : this.#loss / this.#weight };
  }
}

/** What a pass over held rows needs. */
export interface Passing {
  trainer: Trainer;
  held: Held;
  order: Uint32Array;
  rate: () => Rate;
  random: Random;
  /** Rows of a batch. */
  batch: number;
  isSum: boolean;
  weights: Samples["weights"];
}

/** One pass over the rows, in the updates of `trainer.epoch`, with a halt before each batch. */
export async function passByBatch(given: Passing, pace: Pace): Promise<Pass> {
  const { trainer, held, order, rate, random, batch, isSum, weights } = given;
  const batches = Math.ceil(order.length / batch);
  const sum = new PassSum(isSum);
  for (let k = 0; k < batches; k++) {
    await pace.beforeBatch(k + 1, batches);
    const rows = order.subarray(k * batch, (k + 1) * batch);
    const weight = weights ? rows.reduce((all, s) => all + weights[s], 0) : rows.length;
    sum.add(await trainer.epoch(held, rows, rate, random), weight);
  }
  return sum.pass;
}
