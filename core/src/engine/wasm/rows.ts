import { matrix, type Matrix } from "../../matrix.js";
import type { Held, Samples } from "../engine.js";
import { checkPlace, checkSamples } from "../samples.js";

/** Where rows lie in the linear memory, one after the other. */
export interface RowPlan {
  X: number;
  Y: number;
  /** 0 if every row has weight 1. */
  omega: number;
  /** What each row adds to the loss's divisor; 0 if that is 1. */
  mass: number;
}

const SPARE = 4; // floats behind the last row, which the kernels read along with it

/** What `HeldRows` needs of its trainer. */
export interface RowStore {
  readonly inputs: number;
  readonly outputs: number;
  /** Room for so many floats, zeros; the address in bytes. */
  takeFloats(count: number): number;
  /** The linear memory as floats. */
  floats(): Float32Array;
  /** What each row adds to the loss's divisor; nothing if that is 1 for every row. */
  massOf(samples: Samples): Float64Array | undefined;
}

/**
 * Rows of a trainer. Training reads them row by row in float32, in the linear memory, where they are copied when they first
 * train; measuring reads the columns as they were given.
 */
export class HeldRows implements Held {
  readonly count: number;
  readonly #store: RowStore;
  #samples: Samples | undefined;
  #weights: Float64Array | undefined;
  #ownWeights: Float64Array | undefined;
  #plan: RowPlan | undefined;

  constructor(store: RowStore, samples: Samples) {
    checkSamples(samples, store.inputs, store.outputs);
    this.#store = store;
    this.#samples = samples;
    this.#weights = samples.weights;
    this.count = samples.X.cols;
  }

  /** The rows as they were given, or as they stand in the linear memory since a part of them was replaced. */
  get samples(): Samples {
    return (this.#samples ??= this.#read());
  }

  /** Weight of each row; nothing if all are 1. */
  get weights(): Float64Array | undefined {
    return this.#weights;
  }

  /** Copies the rows into the linear memory if they are not yet there. */
  plan(): RowPlan {
    if (this.#plan !== undefined) return this.#plan;
    const { inputs, outputs } = this.#store;
    const { samples } = this;
    const mass = this.#store.massOf(samples);
    this.#plan = {
      X: this.#store.takeFloats(this.count * inputs + SPARE),
      Y: this.#store.takeFloats(this.count * outputs + SPARE),
      omega: this.#weights ? this.#store.takeFloats(this.count) : 0,
      mass: mass ? this.#store.takeFloats(this.count) : 0,
    };
    this.#write(0, samples, mass);
    return this.#plan;
  }

  replace(at: number, samples: Samples): void {
    checkSamples(samples, this.#store.inputs, this.#store.outputs);
    checkPlace(at, samples.X.cols, this.count);
    const plan = this.plan();
    const mass = this.#store.massOf(samples);
    if (samples.weights && plan.omega === 0) plan.omega = this.#ones();
    if (mass && plan.mass === 0) plan.mass = this.#ones();
    this.#write(at, samples, mass);
    this.#replaceWeights(at, samples);
    this.#samples = samples.X.cols === this.count ? samples : undefined;
  }

  #replaceWeights(at: number, { X, weights }: Samples): void {
    if (!weights && !this.#weights) return;
    // Those that were given are left alone: a copy is made once, not for each part.
    this.#ownWeights ??= this.#weights?.slice() ?? new Float64Array(this.count).fill(1);
    if (weights) this.#ownWeights.set(weights, at);
    else this.#ownWeights.fill(1, at, at + X.cols);
    this.#weights = this.#ownWeights;
  }

  #read(): Samples {
    const memory = this.#store.floats();
    const plan = this.#plan!;
    const X = takeRows(memory, plan.X / 4, this.#store.inputs, this.count);
    const Y = takeRows(memory, plan.Y / 4, this.#store.outputs, this.count);
    return { X, Y, ...(this.#weights ? { weights: this.#weights } : {}) };
  }

  #ones(): number {
    const address = this.#store.takeFloats(this.count);
    this.#store.floats().fill(1, address / 4, address / 4 + this.count);
    return address;
  }

  #write(at: number, { X, Y, weights }: Samples, mass: Float64Array | undefined): void {
    const memory = this.#store.floats();
    const plan = this.#plan!;
    putRows(memory, plan.X / 4 + at * X.rows, X);
    putRows(memory, plan.Y / 4 + at * Y.rows, Y);
    const count = X.cols;
    if (plan.omega > 0) {
      if (weights) memory.set(weights, plan.omega / 4 + at);
      else memory.fill(1, plan.omega / 4 + at, plan.omega / 4 + at + count);
    }
    if (plan.mass > 0) {
      if (mass) memory.set(mass, plan.mass / 4 + at);
      else memory.fill(1, plan.mass / 4 + at, plan.mass / 4 + at + count);
    }
  }
}

/** Writes columns as rows. A block of rows at a time, so that what is written stays in the cache. */
function putRows(memory: Float32Array, at: number, M: Matrix): void {
  const { rows, cols, data } = M;
  const block = Math.max(8, Math.floor(65536 / rows));
  for (let from = 0; from < cols; from += block) {
    const to = Math.min(cols, from + block);
    for (let i = 0; i < rows; i++) {
      for (let s = from; s < to; s++) memory[at + s * rows + i] = data[i * cols + s];
    }
  }
}

/** Reads rows as the columns of a new matrix. */
function takeRows(memory: Float32Array, at: number, rows: number, cols: number): Matrix {
  const M = matrix(rows, cols);
  for (let s = 0; s < cols; s++) {
    for (let i = 0; i < rows; i++) M.data[i * cols + s] = memory[at + s * rows + i];
  }
  return M;
}
