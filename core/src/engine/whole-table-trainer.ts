import { copyNetwork, type Network } from "../bp/network.js";
import type { Matrix } from "../matrix.js";
import { isWholeTable, needsCurvature } from "../optimize/hyperparameters.js";
import type { OptimizerState } from "../optimize/optimizer.js";
import { createWholeTableMethod } from "../optimize/whole-table-methods.js";
import type { Evidence, Objective, WholeTableMethod, WholeTableSpec } from "../optimize/whole-table.js";
import type { Evaluation, Held, Pass, Rate, Samples, Start, Trainer, TrainerOptions } from "./engine.js";
import { HeldSamples } from "./held.js";
import { checkParameters, checkSamples } from "./samples.js";

/** The loss of rows, and what the network makes of them. */
export interface Measurable extends Objective {
  /** L and `H[last]` at the given parameters. */
  evaluate(parameters: Float64Array): Evaluation;
}

/** How an engine computes: `curved` asks for a CurvedObjective. */
export type ObjectiveOf = (
  network: Network,
  samples: Samples,
  loss: TrainerOptions["loss"],
  curved: boolean,
) => Measurable;

/** Takes an iteration over all rows for each epoch. */
export class WholeTableTrainer implements Trainer {
  readonly #network: Network;
  readonly #options: TrainerOptions;
  readonly #spec: WholeTableSpec;
  readonly #objectiveOf: ObjectiveOf;
  #method: WholeTableMethod | undefined;
  /** What the method works on; other rows need another one. */
  #objective: Objective | undefined;
  #restored: OptimizerState | undefined;

  /** @throws RangeError if the optimizer is one that works on batches */
  constructor(network: Network, options: TrainerOptions, objectiveOf: ObjectiveOf) {
    const { optimizer } = options;
    if (!isWholeTable(optimizer)) {
      throw new RangeError(
        `Cannot iterate over all rows: expected "lm" or its like, got "${optimizer.name}"`,
      );
    }
    this.#network = copyNetwork(network);
    [this.#options, this.#spec, this.#objectiveOf] = [options, optimizer, objectiveOf];
  }

  get parameters(): Float64Array {
    return this.#method?.parameters ?? this.#network.parameters;
  }

  hold(samples: Samples): Held {
    const { sizes, last } = this.#network;
    checkSamples(samples, sizes[0], sizes[last]);
    return new WholeRows(samples, (given, curved) =>
      this.#objectiveOf(this.#network, given, this.#options.loss, curved),
    );
  }

  begin(rows: Held, { learningRate }: Rate): Start {
    return this.#methodOn(rows as WholeRows, learningRate).start();
  }

  epoch(rows: Held, order: Uint32Array, rate: () => Rate): Pass {
    if (order.length !== rows.count) {
      throw new RangeError(
        `Cannot iterate with optimizer "${this.#spec.name}": expected all ${rows.count} rows, got ${order.length}`,
      );
    }
    return this.#methodOn(rows as WholeRows, rate().learningRate).iterate();
  }

  evaluate(rows: Held): Evaluation {
    return (rows as WholeRows).objective(false).evaluate(this.parameters);
  }

  evidence(): Evidence | undefined {
    return this.#method?.evidence?.();
  }

  state(): OptimizerState {
    const fresh: OptimizerState = { name: this.#spec.name, step: 0, arrays: new Map(), scalars: new Map() };
    return this.#method?.state() ?? this.#restored ?? fresh;
  }

  restore(parameters: Float64Array, state: OptimizerState): void {
    checkParameters(parameters, this.#network.parameters.length);
    if (state.name !== this.#spec.name) {
      throw new RangeError(
        `Cannot restore the optimizer: expected a state of "${this.#spec.name}", got one of "${state.name}"`,
      );
    }
    this.#network.parameters.set(parameters);
    // Without numbers it is a state from before the first iteration.
    this.#restored = state.scalars.size + state.arrays.size > 0 ? state : undefined;
    [this.#method, this.#objective] = [undefined, undefined];
  }

  /** The method at work on these rows: what it remembers of others would be wrong. */
  #methodOn(rows: WholeRows, learningRate: number): WholeTableMethod {
    const objective = rows.objective(needsCurvature(this.#spec));
    if (this.#method && this.#objective === objective) return this.#method;
    this.#network.parameters.set(this.parameters);
    const setting = { l2: this.#options.l2, learningRate, labelVariance: varianceOf(rows.samples.Y) };
    const method = createWholeTableMethod(this.#spec, objective, this.#network, setting);
    if (this.#restored) method.restore(this.#network.parameters, this.#restored);
    [this.#method, this.#objective, this.#restored] = [method, objective, undefined];
    return method;
  }
}

/** Rows, with the objective that is made of them when it is first asked for. */
class WholeRows extends HeldSamples {
  readonly #make: (samples: Samples, curved: boolean) => Measurable;
  #made: { objective: Measurable; curved: boolean } | undefined;

  constructor(samples: Samples, make: (samples: Samples, curved: boolean) => Measurable) {
    super(samples);
    this.#make = make;
  }

  /** One with its curvature serves those too who do not need it. */
  objective(curved: boolean): Measurable {
    if (this.#made === undefined || (curved && !this.#made.curved)) {
      this.#made = { objective: this.#make(this.samples, curved), curved };
    }
    return this.#made.objective;
  }

  override replace(at: number, given: Samples): void {
    super.replace(at, given);
    this.#made = undefined;
  }
}

/** Mean over outputs of the variance of their labels; 1 where they do not differ. */
function varianceOf(Y: Matrix): number {
  let sum = 0;
  for (let i = 0; i < Y.rows; i++) {
    const y = Y.data.subarray(i * Y.cols, (i + 1) * Y.cols);
    const mean = y.reduce((total, v) => total + v, 0) / Y.cols;
    sum += y.reduce((total, v) => total + (v - mean) * (v - mean), 0);
  }
  return sum > 0 ? sum / Y.data.length : 1;
}
