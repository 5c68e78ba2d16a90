import { createOptimizer, type Optimizer, type OptimizerSpec, type Rate } from "gradus";
import type { BoundMethod } from "./training/methods.js";

const NOTHING = new Float64Array(0);
const NONE: ReadonlyMap<string, number> = new Map();

/**
 * What a method's steps depend on besides vectors: their count, the momentum as a schedule moves it, the method's own numbers.
 * An optimizer of `gradus` with no parameters at all keeps the count, so that both agree on everything, checks included.
 */
export class Clock {
  readonly #optimizer: Optimizer;
  readonly #method: BoundMethod;
  readonly #remembers: boolean;
  #t = 0;

  constructor(spec: OptimizerSpec, method: BoundMethod) {
    this.#optimizer = createOptimizer(spec, 0);
    this.#method = method;
    this.#remembers = this.scalars.size > 0;
  }

  /** Steps taken. */
  get step(): number {
    return this.#t;
  }

  /** Numbers that the method remembers, by name. */
  get scalars(): Map<string, number> {
    return this.#optimizer.state().scalars;
  }

  /** Takes a step. @returns its numbers, in the order of the method's names */
  advance({ learningRate, momentum }: Rate): number[] {
    this.#optimizer.step(NOTHING, NOTHING, learningRate, momentum);
    this.#t++;
    const scalars = this.#remembers ? this.scalars : NONE;
    const moment = { eta: learningRate, t: this.#t, scalars };
    return this.#method.numbers(this.#optimizer.hyperparameters, moment);
  }

  /** Goes on from another count. */
  restore(step: number, scalars: Map<string, number>): void {
    this.#optimizer.restore({ ...this.#optimizer.state(), step, scalars });
    this.#t = step;
  }
}
