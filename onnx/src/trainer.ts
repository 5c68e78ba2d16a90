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
import { Clock } from "./clock.js";
import { feedsOf, type Update } from "./feeds.js";
import { Forward } from "./forward.js";
import { HeldRows, turnBack } from "./rows.js";
import type { OnnxRuntime, RuntimeOptions, RuntimeSession, RuntimeTensor } from "./runtime.js";
import { Slices } from "./slices.js";
import { sizeOf, type Layout, type Piece } from "./training/layout.js";
import { NEXT, stateName, trainingGraph } from "./training/training-graph.js";
import type { BoundMethod } from "./training/methods.js";

/** Sessions and how they are made. */
interface Sessions {
  /** By what `Variant` says; made when first needed. */
  training: Map<string, Ready>;
  forward: Forward;
  options: RuntimeOptions;
}

/** What the graph of training depends on besides network and options: weights of rows, and a momentum that moves. */
interface Variant {
  weighted: boolean;
  moves: boolean;
}

/** A session and the method of its graph. */
interface Ready {
  session: RuntimeSession;
  method: BoundMethod;
}

/** Takes training steps on ONNX Runtime. What goes from step to step stays in float32, in the pieces of the layout. */
export class OnnxTrainer implements Trainer {
  readonly parameters: Float64Array;
  readonly #ort: OnnxRuntime;
  readonly #network: Network;
  readonly #options: TrainerOptions;
  readonly #layout: Layout;
  readonly #method: BoundMethod;
  readonly #sessions: Sessions;
  readonly #clock: Clock;
  readonly #slices: Slices;
  #carried: Record<string, RuntimeTensor> = {};

  private constructor(
    ort: OnnxRuntime,
    network: Network,
    options: TrainerOptions,
    { layout, method }: { layout: Layout; method: BoundMethod },
    sessions: Sessions,
    slice: number,
  ) {
    this.#ort = ort;
    this.#network = network;
    this.#options = options;
    this.#layout = layout;
    this.#method = method;
    this.#sessions = sessions;
    this.#clock = new Clock(options.optimizer);
    this.#slices = new Slices(network, options, slice);
    this.parameters = new Float64Array(network.parameters.length);
    for (const piece of layout.pieces) {
      this.#carry(piece.name, piece, network.parameters);
      for (const [state, { start, unit }] of Object.entries(method.states)) {
        const first = new Float64Array(network.parameters.length).fill(start === "eta" ? 0 : start);
        this.#carry(stateName(layout, piece.name, state), piece, first, unit);
      }
    }
    this.#readParameters();
  }

  static async create(
    ort: OnnxRuntime,
    network: Network,
    options: TrainerOptions,
    sessionOptions: RuntimeOptions,
    slice: number,
  ): Promise<OnnxTrainer> {
    const graph = trainingGraph(network, options, { flat: false });
    const session = await ort.InferenceSession.create(graph.bytes, sessionOptions);
    const forward = await Forward.create(ort, network, graph.layout, sessionOptions);
    const first = [keyOf({ weighted: false, moves: false }), { session, method: graph.method }] as const;
    const sessions = { training: new Map([first]), forward, options: sessionOptions };
    return new OnnxTrainer(ort, network, options, graph, sessions, slice);
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
      const { session, method } = await this.#ready({ weighted, moves: updates[0].moves });
      const feeds = feedsOf(this.#ort, held, updates, method, this.#network, this.#options);
      const started = performance.now();
      const given = await session.run({ ...feeds, ...this.#carried });
      this.#slices.took(updates.length, performance.now() - started);
      for (const name of Object.keys(this.#carried)) this.#carried[name] = given[`${name}${NEXT}`];
      const [lossOf, normOf] = [given["losses"].data, given["norms"].data] as Float32Array[];
      updates.forEach(({ weight }, k) => {
        total += isSum ? lossOf[k] : lossOf[k] * weight;
        share += weight;
        gradientNorm = normOf[k];
      });
    }
    this.#readParameters();
    return { loss: isSum ? total : total / share, gradientNorm };
  }

  async evaluate(rows: Held): Promise<Evaluation> {
    const { X, Y, inputs, outputs, weights } = rows as HeldRows;
    const pieces = Object.fromEntries(
      this.#layout.pieces.map(({ name }) => [name, this.#carried[name]] as const),
    );
    const { Z, H } = await this.#sessions.forward.run(pieces, X, inputs);
    return { loss: evaluateLoss(this.#options.loss, Z, H, turnBack(Y, outputs), weights).value, H };
  }

  state(): OptimizerState {
    const arrays = new Map<string, Float64Array>();
    for (const [state, { unit }] of Object.entries(this.#method.states)) {
      const whole = new Float64Array(this.parameters.length);
      for (const { name, from } of this.#layout.pieces) {
        whole.set(this.#carried[stateName(this.#layout, name, state)].data as Float32Array, from);
      }
      arrays.set(
        state,
        whole.map((x) => x * unit),
      );
    }
    return {
      name: this.#options.optimizer.name,
      step: this.#clock.step,
      arrays,
      scalars: this.#clock.scalars,
    };
  }

  restore(parameters: Float64Array, state: OptimizerState): void {
    const { name } = this.#options.optimizer;
    if (state.name !== name) {
      throw new RangeError(
        `Cannot restore the optimizer: expected a state of "${name}", got one of "${state.name}"`,
      );
    }
    for (const key of Object.keys(this.#method.states)) {
      const given = state.arrays.get(key)?.length ?? 0;
      if (given === this.parameters.length) continue;
      throw new RangeError(
        `Cannot restore the optimizer: expected ${this.parameters.length} numbers in "${key}", got ${given}`,
      );
    }
    this.#clock.restore(state.step, state.scalars);
    for (const piece of this.#layout.pieces) {
      this.#carry(piece.name, piece, parameters);
      for (const [key, { unit }] of Object.entries(this.#method.states)) {
        this.#carry(stateName(this.#layout, piece.name, key), piece, state.arrays.get(key)!, unit);
      }
    }
    this.#readParameters();
  }

  close(): void {
    for (const { session } of this.#sessions.training.values()) void session.release();
    void this.#sessions.forward.release();
  }

  /** The updates of an epoch, as many at a time as one call is to take; batches whose rows weigh nothing are left out. */
  *#updates(held: HeldRows, order: Uint32Array, rate: () => Rate, random: Random): Generator<Update[]> {
    const { batch, dropout } = this.#options;
    let updates: Update[] = [];
    for (let from = 0; from < order.length; from += batch) {
      const rows = order.subarray(from, from + batch);
      const { weights } = held;
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
    for (const [state, { start }] of Object.entries(this.#method.states)) {
      if (start !== "eta") continue;
      const first = new Float64Array(this.parameters.length).fill(eta);
      for (const piece of this.#layout.pieces) {
        this.#carry(stateName(this.#layout, piece.name, state), piece, first);
      }
    }
  }

  /** Sets a carried piece from a whole vector, in the graph's unit: exact both ways, for a float32 has room in a double. */
  #carry(name: string, piece: Piece, whole: Float64Array, unit = 1): void {
    const given = whole.subarray(piece.from, piece.from + sizeOf(piece));
    const part = Float32Array.from(given, (x) => x / unit);
    this.#carried[name] = new this.#ort.Tensor("float32", part, piece.shape);
  }

  #readParameters(): void {
    for (const { name, from } of this.#layout.pieces) {
      this.parameters.set(this.#carried[name].data as Float32Array, from);
    }
  }

  async #ready(variant: Variant): Promise<Ready> {
    const known = this.#sessions.training.get(keyOf(variant));
    if (known !== undefined) return known;
    const { bytes, method } = trainingGraph(this.#network, this.#options, { ...variant, flat: false });
    const session = await this.#ort.InferenceSession.create(bytes, this.#sessions.options);
    this.#sessions.training.set(keyOf(variant), { session, method });
    return { session, method };
  }
}

function keyOf({ weighted, moves }: Variant): string {
  return `${weighted} ${moves}`;
}

/** Whether one call can take both. */
function areAlike(a: Update, b: Update): boolean {
  return a.rows.length === b.rows.length && a.moves === b.moves;
}
