import {
  evaluateLoss,
  losses,
  type Evaluation,
  type Held,
  type Network,
  type OptimizerState,
  type Pass,
  type Random,
  type Rate,
  type Samples,
  type Trainer,
  type TrainerOptions,
} from "gradus";
import { Carried } from "./carried.js";
import { Clock } from "./clock.js";
import { feedsOf, type Update } from "./feeds.js";
import { HeldRows, turnBack } from "./rows.js";
import type { OnnxRuntime, RuntimeOptions } from "./runtime.js";
import { Sessions } from "./sessions.js";
import { Slices } from "./slices.js";

/** Takes training steps on ONNX Runtime. */
export class OnnxTrainer implements Trainer {
  readonly parameters: Float64Array;
  readonly #ort: OnnxRuntime;
  readonly #network: Network;
  readonly #options: TrainerOptions;
  readonly #sessions: Sessions;
  readonly #carried: Carried;
  readonly #clock: Clock;
  readonly #slices: Slices;

  private constructor(
    ort: OnnxRuntime,
    network: Network,
    options: TrainerOptions,
    sessions: Sessions,
    slice: number,
  ) {
    this.#ort = ort;
    this.#network = network;
    this.#options = options;
    this.#sessions = sessions;
    this.#carried = new Carried(ort, sessions.layout, sessions.method.states, network.parameters);
    this.#clock = new Clock(options.optimizer);
    this.#slices = new Slices(network, options, slice);
    this.parameters = new Float64Array(network.parameters.length);
    this.#carried.readParameters(this.parameters);
  }

  /** @param slice milliseconds that a call is to take */
  static async create(
    ort: OnnxRuntime,
    network: Network,
    options: TrainerOptions,
    sessionOptions: RuntimeOptions,
    slice: number,
  ): Promise<OnnxTrainer> {
    const sessions = await Sessions.create(ort, network, options, sessionOptions);
    return new OnnxTrainer(ort, network, options, sessions, slice);
  }

  hold(samples: Samples): HeldRows {
    return new HeldRows(samples);
  }

  async epoch(rows: Held, order: Uint32Array, rate: () => Rate, random: Random): Promise<Pass> {
    const held = rows as HeldRows;
    const weighted = held.weights !== undefined;
    const isSum = losses[this.#options.loss.name].divide === "none";
    let [total, share, gradientNorm] = [0, 0, 0];
    for (const updates of this.#updates(held, order, rate, random)) {
      const { session, method } = await this.#sessions.training({ weighted, moves: updates[0].moves });
      const feeds = feedsOf(this.#ort, held, updates, method, this.#network, this.#options);
      const started = performance.now();
      const given = await session.run({ ...feeds, ...this.#carried.feeds() });
      this.#slices.took(updates.length, performance.now() - started);
      this.#carried.take(given);
      const [lossOf, normOf] = [given["losses"].data, given["norms"].data] as Float32Array[];
      updates.forEach(({ weight }, k) => {
        total += isSum ? lossOf[k] : lossOf[k] * weight;
        share += weight;
        gradientNorm = normOf[k];
      });
    }
    this.#carried.readParameters(this.parameters);
    return { loss: isSum ? total : total / share, gradientNorm };
  }

  async evaluate(rows: Held): Promise<Evaluation> {
    const { X, Y, inputs, outputs, weights } = rows as HeldRows;
    const { Z, H } = await this.#sessions.forward.run(this.#carried.parameterFeeds(), X, inputs);
    return { loss: evaluateLoss(this.#options.loss, Z, H, turnBack(Y, outputs), weights).value, H };
  }

  state(): OptimizerState {
    const { name } = this.#options.optimizer;
    const names = Object.keys(this.#sessions.method.states);
    const arrays = new Map(names.map((state) => [state, this.#carried.state(state)]));
    return { name, step: this.#clock.step, arrays, scalars: this.#clock.scalars };
  }

  restore(parameters: Float64Array, state: OptimizerState): void {
    const { name } = this.#options.optimizer;
    if (state.name !== name) {
      throw new RangeError(
        `Cannot restore the optimizer: expected a state of "${name}", got one of "${state.name}"`,
      );
    }
    const names = Object.keys(this.#sessions.method.states);
    for (const key of names) {
      const given = state.arrays.get(key)?.length ?? 0;
      if (given === this.parameters.length) continue;
      throw new RangeError(
        `Cannot restore the optimizer: expected ${this.parameters.length} numbers in "${key}", got ${given}`,
      );
    }
    this.#clock.restore(state.step, state.scalars);
    this.#carried.setParameters(parameters);
    for (const key of names) this.#carried.setState(key, state.arrays.get(key)!);
    this.#carried.readParameters(this.parameters);
  }

  close(): void {
    this.#sessions.release();
  }

  /** The updates of an epoch, as many at a time as one call is to take; batches whose rows weigh nothing are left out. */
  *#updates(held: HeldRows, order: Uint32Array, rate: () => Rate, random: Random): Generator<Update[]> {
    const { batch, dropout } = this.#options;
    const { weights } = held;
    let updates: Update[] = [];
    for (let from = 0; from < order.length; from += batch) {
      const rows = order.subarray(from, from + batch);
      const weight = weights === undefined ? rows.length : rows.reduce((sum, row) => sum + weights[row], 0);
      const now = rate();
      if (weight === 0) continue;
      if (this.#clock.step === 0) this.#begin(now.learningRate);
      const numbers = this.#clock.advance(now);
      const key = dropout > 0 ? random.integer(2 ** 32) : 0;
      const update: Update = { rows, weight, numbers, moves: this.#clock.moves, key };
      const isFull = updates.length >= this.#slices.steps;
      if (isFull || (updates.length > 0 && !areAlike(updates[0], update))) {
        yield updates;
        updates = [];
      }
      updates.push(update);
    }
    if (updates.length > 0) yield updates;
  }

  /** Before the first step: the states that start at the first learning rate. */
  #begin(eta: number): void {
    for (const [name, { start }] of Object.entries(this.#sessions.method.states)) {
      if (start === "eta") this.#carried.fill(name, eta);
    }
  }
}

/** Whether one call can take both. */
function areAlike(a: Update, b: Update): boolean {
  return a.rows.length === b.rows.length && a.moves === b.moves;
}
