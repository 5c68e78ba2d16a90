import { createOptimizer, type Optimizer, type OptimizerSpec, type Rate } from "gradus";
import { methodOf, type BoundMethod } from "./training/methods.js";

const NOTHING = new Float64Array(0);
const NONE: ReadonlyMap<string, number> = new Map();

/**
 * What a method's steps depend on besides vectors: their count, the momentum as a schedule moves it, the method's own numbers.
 * An optimizer of `gradus` with no parameters at all keeps the count, so that both agree on everything, checks included.
 */
export class Clock {
  readonly #optimizer: Optimizer;
  readonly #still: BoundMethod;
  readonly #moving: BoundMethod;
  readonly #remembers: boolean;
  #moves = false;
  #t = 0;

  constructor(spec: OptimizerSpec) {
    this.#optimizer = createOptimizer(spec, 0);
    this.#still = methodOf(spec, false);
    this.#moving = methodOf(spec, true);
    this.#remembers = this.scalars.size > 0;
  }

  /** Steps taken. */
  get step(): number {
    return this.#t;
  }

  /** Whether a schedule has moved the momentum. */
  get moves(): boolean {
    return this.#moves;
  }

  /** Numbers that the method remembers, by name. */
  get scalars(): Map<string, number> {
    return this.#optimizer.state().scalars;
  }

  /** Takes a step. @returns its numbers, in the order of the method's names */
  advance({ learningRate, momentum }: Rate): number[] {
    this.#optimizer.step(NOTHING, NOTHING, learningRate, momentum);
    this.#t++;
    if (momentum !== undefined) this.#moves = true;
    const method = this.#moves ? this.#moving : this.#still;
    const scalars = this.#remembers ? this.scalars : NONE;
    return method.numbers({ eta: learningRate, t: this.#t, now: this.#optimizer.hyperparameters, scalars });
  }

  /** Goes on from another count. */
  restore(step: number, scalars: Map<string, number>): void {
    this.#optimizer.restore({ ...this.#optimizer.state(), step, scalars });
    this.#t = step;
  }
}
