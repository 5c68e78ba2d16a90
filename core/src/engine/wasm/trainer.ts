import type { LossParameters } from "../../bp/loss.js";
import { losses, lossSpec, type Loss } from "../../bp/loss.js";
import type { Network } from "../../bp/network.js";
import { completeFactors, type GroupFactor } from "../../optimize/factors.js";
import { checkHyperparameter, completeHyperparameters, firstOrder } from "../../optimize/hyperparameters.js";
import type { OptimizerState } from "../../optimize/optimizer.js";
import type { Random } from "../../random.js";
import type { Evaluation, Held, Pass, Rate, Samples, Trainer, TrainerOptions } from "../engine.js";
import { checkParameters } from "../samples.js";
import { Breath, now } from "./breath.js";
import { layOut, type Layout } from "./layout.js";
import type { Simd } from "./load.js";
import { Machine } from "./machine.js";
import { lossNumber, lossParameter, optimizerNumber, outputFactors } from "./numbers.js";
import { pack, unpack } from "./pack.js";
import { massOf, PassSum } from "./pass-sum.js";
import { predictChunks } from "./predict.js";
import * as R from "./record.js";
import { HeldRows, type RowStore } from "./rows.js";
import { methods } from "./steps.js";

const FLUSH_EVERY = 16; // steps; see flush() in core/kernels/descent.ts
const SLICE = 5; // milliseconds that one call of the kernels may take, about
const SHARED_SLICE = 40; // the same where other threads do the work: asking them takes 0.1 ms
const SHORT = 0.1; // milliseconds of an epoch that is not worth a look at the clock
const SMALLEST = 2 ** -126; // the smallest normal float32

/** How the kernels run. */
export interface WasmOptions {
  simd: Simd;
  /** Threads that share the work. */
  threads: number;
}

/** Training in WebAssembly: float32, several steps of an epoch in one call. */
export class WasmTrainer implements Trainer, RowStore {
  readonly inputs: number;
  readonly outputs: number;
  readonly #network: Network;
  readonly #options: TrainerOptions;
  readonly #layout: Layout;
  readonly #slice: number;
  readonly #machine: Machine;
  readonly #loss: Loss;
  readonly #lossParameters: LossParameters;
  readonly #hyper: Record<string, number>;
  readonly #momentumName: "beta1" | "momentum";
  /** A momentum of 0 keeps no velocity, so there would be nothing to scale. */
  readonly #hasMomentum: boolean;
  /** Factors of the groups of parameters, in their order; of one group where all are the same. */
  readonly #factors: readonly Required<GroupFactor>[];
  readonly #weightDecay: number;
  /** What it was last multiplied by. */
  #decay = 1;
  readonly #vectors: string[];
  readonly #scalars = new Map<string, number>();
  #t = 0;
  /** Milliseconds that a step takes, as measured. */
  #pace = 0;
  #parameters: Float64Array | undefined;

  /** @param network its shape is kept, its parameters are copied into the linear memory */
  constructor(network: Network, options: TrainerOptions, wasm: WasmOptions) {
    this.#network = network;
    this.#options = options;
    this.inputs = network.sizes[0];
    this.outputs = network.sizes[network.last];
    const { name, parameters } = lossSpec(options.loss);
    this.#loss = losses[name];
    this.#lossParameters = parameters;
    this.#hyper = numbersOf(completeHyperparameters(firstOrder(options.optimizer)));
    this.#momentumName = this.#hyper["beta1"] === undefined ? "momentum" : "beta1";
    this.#hasMomentum = Boolean(this.#hyper[this.#momentumName]);
    this.#weightDecay = this.#hyper["weightDecay"] ?? 0;
    this.#factors = options.factors
      ? Object.values(completeFactors(options.factors))
      : [{ learningRate: 1, decay: 1 }];
    const method = methods[firstOrder(options.optimizer).name];
    this.#vectors = method.vectors(this.#hyper);
    if (options.optimizer.name === "nadam") this.#scalars.set("momentumProduct", 1);
    const isClipped = options.clipNorm < Infinity;
    const copies = 1 + this.#vectors.length + (isClipped ? 1 : 0);
    this.#layout = layOut(network, { batch: options.batch, copies, threads: wasm.threads });
    this.#slice = wasm.threads > 1 ? SHARED_SLICE : SLICE;
    this.#machine = new Machine(network, this.#layout, wasm);
    this.#writeOptions(isClipped ? (copies - 1) * this.#layout.arena : 0);
    pack(network, this.#layout, network.parameters, this.#machine.floats(), 0);
    this.#startVectors(method.start?.(this.#hyper) ?? 0);
  }

  get parameters(): Float64Array {
    if (this.#parameters === undefined) {
      this.#parameters = new Float64Array(this.#network.parameters.length);
      unpack(this.#network, this.#layout, this.#parameters, this.#machine.floats(), 0);
    }
    return this.#parameters;
  }

  hold(samples: Samples): Held {
    return new HeldRows(this, samples);
  }

  takeFloats(count: number): number {
    return this.#machine.take(count * 4);
  }

  floats(): Float32Array {
    return this.#machine.floats();
  }

  massOf(samples: Samples): Float64Array | undefined {
    return massOf(this.#loss, outputFactors(this.#lossParameters, this.outputs), samples);
  }

  async epoch(rows: Held, order: Uint32Array, rate: () => Rate, random: Random): Promise<Pass> {
    const held = rows as HeldRows;
    const plan = held.plan();
    const { batch } = this.#options;
    const machine = this.#machine;
    machine.setPlan(plan);
    machine.putOrder(order);
    this.#parameters = undefined;
    const total = Math.ceil(order.length / batch);
    const pass = new PassSum(this.#loss.divide === "none");
    // An epoch of some microseconds is not measured: it would take longer for it.
    const isShort = this.#pace > 0 && total * this.#pace < SHORT;
    const breath = isShort ? undefined : new Breath();
    for (let at = 0, taken = 0; at < total; at += taken) {
      const most = this.#pace === 0 ? 1 : Math.max(1, Math.floor(this.#slice / this.#pace));
      taken = Math.min(total - at, most, this.#layout.stepCapacity);
      const weights = this.#writeSteps(at, taken, total, order, held.weights, rate, random);
      const before = isShort ? 0 : now();
      const working = machine.train(weights.length);
      if (working !== undefined) await working;
      if (!isShort && weights.length > 0) this.#pace = Math.max(1e-4, (now() - before) / weights.length);
      for (let i = 0; i < weights.length; i++) pass.add(machine.loss(i), weights[i]);
      if (at + taken < total && breath?.isDue) await breath.take();
    }
    return { loss: pass.mean(), gradientNorm: pass.isEmpty ? 0 : machine.gradientNorm() };
  }

  /** Writes the records of some steps; those of a batch whose weights sum to 0 are left out. @returns the weights of the batches */
  #writeSteps(
    first: number,
    count: number,
    total: number,
    order: Uint32Array,
    omega: Float64Array | undefined,
    rate: () => Rate,
    random: Random,
  ): number[] {
    const { batch, dropout, optimizer } = this.#options;
    const method = methods[firstOrder(optimizer).name];
    const isPlain = this.#factors.length === 1;
    const [floats, words] = [this.#machine.floats(), this.#machine.words()];
    const weights: number[] = [];
    for (let k = first; k < first + count; k++) {
      const from = k * batch;
      const rows = Math.min(batch, order.length - from);
      let weight = rows;
      if (omega !== undefined) {
        weight = 0;
        for (let s = from; s < from + rows; s++) weight += omega[order[s]];
      }
      const { learningRate, momentum, dropout: share = 1, decay = 1 } = rate();
      if (!(learningRate >= 0 && learningRate < Infinity)) {
        throw new RangeError(`Cannot take a step: expected a learning rate ≥ 0, got ${learningRate}`);
      }
      if (weight === 0) continue; // rows of weight 0 count as absent
      if (momentum !== undefined) this.#setMomentum(momentum);
      const at = (this.#layout.steps + weights.length * R.STEP_SIZE) / 4;
      words[at + R.STEP_FROM / 4] = from;
      words[at + R.STEP_COUNT / 4] = rows;
      words[at + R.STEP_KEY / 4] = dropout > 0 ? random.integer(2 ** 32) : 0;
      this.#t++;
      // Any step may turn out to be the last with rows of weight above 0.
      const isLast = k === total - 1 || omega !== undefined;
      words[at + R.STEP_FLAGS / 4] = (isLast ? R.KEEP_NORM : 0) + (this.#t % FLUSH_EVERY === 0 ? R.FLUSH : 0);
      if (dropout > 0) {
        words[at + R.STEP_DROPOUT / 4] = Math.min(Math.ceil(dropout * share * 2 ** 32), 2 ** 32 - 1);
        floats[at + R.STEP_KEEP / 4] = 1 / (1 - dropout * share);
      }
      if (isPlain && decay === this.#decay) {
        method.numbers(floats, at + R.STEP_SCALARS / 4, this.#hyper, learningRate, this.#t, this.#scalars);
      } else this.#writeNumbers(floats, at + R.STEP_SCALARS / 4, learningRate, decay);
      weights.push(weight);
    }
    return weights;
  }

  /** The optimizer's numbers of a step, for each group of parameters. */
  #writeNumbers(floats: Float32Array, at: number, learningRate: number, decay: number): void {
    const method = methods[firstOrder(this.#options.optimizer).name];
    this.#decay = decay;
    const scalars = [...this.#scalars];
    this.#factors.forEach((factor, k) => {
      for (const [key, value] of scalars) this.#scalars.set(key, value); // each group starts from the same
      const eta = learningRate * factor.learningRate;
      this.#hyper["weightDecay"] = this.#weightDecay * decay * factor.decay;
      method.numbers(floats, at + (k * R.GROUP_SCALARS) / 4, this.#hyper, eta, this.#t, this.#scalars);
    });
  }

  #setMomentum(momentum: number): void {
    const { name } = this.#options.optimizer;
    if (!this.#hasMomentum) {
      throw new RangeError(
        `Cannot set the momentum of optimizer "${name}": expected a method with momentum, got one without`,
      );
    }
    checkHyperparameter(name, this.#momentumName, momentum, "number");
    this.#hyper[this.#momentumName] = momentum;
  }

  async evaluate(rows: Held): Promise<Evaluation> {
    const { samples } = rows as HeldRows;
    const { H, sum } = await predictChunks(this.#machine, this.#layout, samples);
    return { loss: sum / this.#divisor(samples), H };
  }

  #divisor(samples: Samples): number {
    if (this.#loss.divide === "none") return 1;
    const mass = this.massOf(samples);
    const total = mass === undefined ? samples.X.cols : mass.reduce((sum, w) => sum + w, 0);
    if (!(total > 0)) {
      throw new RangeError(
        `Cannot compute the loss: expected rows whose weights sum to more than 0, got ${total}`,
      );
    }
    return this.#loss.divide === "elements" ? total * this.outputs : total;
  }

  state(): OptimizerState {
    const length = this.#network.parameters.length;
    const arrays = this.#vectors.map((name, k): [string, Float64Array] => {
      const flat = new Float64Array(length);
      unpack(this.#network, this.#layout, flat, this.#machine.floats(), k + 1);
      return [name, flat];
    });
    return {
      name: this.#options.optimizer.name,
      step: this.#t,
      arrays: new Map(arrays),
      scalars: new Map(this.#scalars),
    };
  }

  restore(parameters: Float64Array, state: OptimizerState): void {
    const wanted = [...this.#vectors, ...this.#scalars.keys()];
    const given = [...state.arrays.keys(), ...state.scalars.keys()];
    if (state.name !== this.#options.optimizer.name || wanted.some((name) => !given.includes(name))) {
      throw new RangeError(
        `Cannot restore the optimizer: expected a state of "${this.#options.optimizer.name}" with ${wanted.join(", ") || "nothing"}, got one of "${state.name}" with ${given.join(", ") || "nothing"}`,
      );
    }
    const length = this.#network.parameters.length;
    checkParameters(parameters, length);
    for (const name of this.#vectors) checkParameters(state.arrays.get(name)!, length);
    const floats = this.#machine.floats();
    // A run that diverged may have left NaN in what pads.
    floats.fill(0, this.#layout.arenaStart / 4, this.#layout.pairList / 4);
    pack(this.#network, this.#layout, parameters, floats, 0);
    this.#vectors.forEach((name, k) => {
      pack(this.#network, this.#layout, state.arrays.get(name)!, floats, k + 1);
    });
    for (const key of this.#scalars.keys()) this.#scalars.set(key, state.scalars.get(key)!);
    this.#t = state.step;
    this.#parameters = undefined;
  }

  close(): void {
    this.#machine.close();
  }

  #startVectors(start: number): void {
    if (start === 0) return;
    const flat = new Float64Array(this.#network.parameters.length).fill(start);
    this.#vectors.forEach((_, k) => {
      pack(this.#network, this.#layout, flat, this.#machine.floats(), k + 1);
    });
  }

  #writeOptions(gradient: number): void {
    const { loss, optimizer, l1, l2, maxNorm, clipNorm, clipValue } = this.#options;
    const method = methods[firstOrder(optimizer).name];
    const isVariant = method.variant !== undefined && this.#hyper[method.variant] === 1;
    const hasVelocity = this.#vectors.includes("velocity");
    this.#machine.put(
      [
        [R.LOSS, lossNumber(loss.name)],
        [R.DIVIDE, { none: 0, batch: 1, elements: 2 }[this.#loss.divide]],
        [R.LOSS_OF_Z, this.#loss.of === "z" ? 1 : 0],
        [R.OPTIMIZER, optimizerNumber(firstOrder(optimizer).name)],
        [R.FLAGS, (isVariant ? R.FLAG_VARIANT : 0) + (hasVelocity ? R.FLAG_MOMENTUM : 0)],
        [R.FACTORS, this.#factors.length > 1 ? 1 : 0],
        [R.GRADIENT, gradient],
        [R.STATES, this.#vectors.length],
      ],
      [
        [R.LOSS_PARAMETER, lossParameter(this.#lossParameters)],
        [R.SMOOTHING, Number(this.#lossParameters["label_smoothing"] ?? 0)],
        [R.L1, l1],
        [R.L2, l2],
        [R.MAX_NORM, finite(maxNorm)],
        [R.CLIP_NORM, finite(clipNorm)],
        [R.CLIP_VALUE, finite(clipValue)],
      ],
    );
    const factors = outputFactors(this.#lossParameters, this.outputs);
    this.#machine.floats().set(factors, this.#layout.outputFactors / 4);
  }
}

/** Hyperparameters as numbers. ε stays above 0 in float32: a weight whose gradient is 0 would become 0 / 0. */
function numbersOf(given: Readonly<Record<string, number | boolean | string>>): Record<string, number> {
  // The one word among them, the variant of rprop, is always the kernel's own: see `lacks`.
  const numbers = Object.fromEntries(
    Object.entries(given).flatMap(([key, value]) =>
      typeof value === "string" ? [] : [[key, Number(value)]],
    ),
  ) as Record<string, number>;
  if ("epsilon" in numbers) numbers["epsilon"] = Math.max(numbers["epsilon"], SMALLEST);
  return numbers;
}

/** 0 stands for no limit. */
function finite(limit: number): number {
  return limit === Infinity ? 0 : limit;
}
