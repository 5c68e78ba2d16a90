import { lossSpec, type LossName, type LossSpec } from "../../bp/loss.js";
import { namedAddition, type Network } from "../../bp/network.js";
import type { Samples } from "../engine.js";
import { type Arena, rowBytes } from "./arena.js";
import { plain64 } from "./binary-plain64.js";
import { checkSamples, type Layer64, placeLayers } from "./layers64.js";
import { allocate, compile, instantiate, provide, type Kernels, type Memory, type Simd } from "./load.js";
import { head64, type Head64 } from "./loss64.js";
import { placeRows, type Rows64, writeRows } from "./rows64.js";

provide("plain64", plain64);

/** Most samples that pass through the network at once: their activations and their part of J stay in the caches. */
export const BLOCK = 256;

/** Forward and backward pass of a network in float64 over rows held in linear memory, block after block. */
export class Pass64 {
  readonly kernels: Kernels;
  readonly memory: Memory;
  readonly rows: Rows64;
  readonly head: Head64;
  /** Slot 0 stands for the input and is not used. */
  readonly layers: readonly Layer64[];
  readonly last: number;
  /** Bytes from one row of a block to the next, of J too: `ROW` of its kernel. */
  readonly row = rowBytes(BLOCK);
  readonly count: number;
  readonly inputs: number;
  /** Place of W^skip in the flat vector, if there is one. */
  readonly ofSkip: number | undefined;
  /** Addresses of the parameters and of the gradient. */
  readonly parameters: number;
  readonly gradient: number;
  readonly #ofLoss: number;
  readonly #views: { parameters: Float64Array; gradient: Float64Array };

  /**
   * @param arena  what else will lie in the memory is already taken from it
   * @throws RangeError if shapes, loss, activations and weights do not fit each other, for a front and for parametric activations,
   *   and if the memory does not suffice
   */
  constructor(network: Network, samples: Samples, loss: LossName | LossSpec, arena: Arena, simd: Simd) {
    const addition = namedAddition(network);
    if (addition !== undefined) {
      throw new RangeError(
        `Cannot compute in float64 in WebAssembly: expected a network of layers and a skip alone, got one with ${addition}; compute with bp/, the reference`,
      );
    }
    checkSamples(network, samples, loss);
    this.head = head64(lossSpec(loss), samples);
    this.rows = placeRows(arena, samples);
    this.last = network.last;
    this.inputs = network.sizes[0];
    this.count = network.parameters.length;
    this.layers = placeLayers(arena, network, this.row);
    this.ofSkip = network.skip && this.count - network.skip.data.length;
    this.parameters = arena.doubles(this.count);
    this.gradient = arena.doubles(this.count);
    this.#ofLoss = arena.doubles(this.head.parameters.length);
    this.memory = allocate(arena.bytes, false);
    this.kernels = instantiate(compile(`${simd}64`, false), this.memory);
    writeRows(this.memory.buffer, this.rows, samples, this.head);
    this.doubles(this.#ofLoss, this.head.parameters.length).set(this.head.parameters);
    this.#views = {
      parameters: this.doubles(this.parameters, this.count),
      gradient: this.doubles(this.gradient, this.count),
    };
  }

  /** A view on the linear memory. */
  doubles(at: number, count: number): Float64Array {
    return new Float64Array(this.memory.buffer, at, count);
  }

  /** Takes the parameters for what follows. @throws RangeError if their number is another */
  setParameters(parameters: Float64Array): void {
    if (parameters.length !== this.count) {
      throw new RangeError(
        `Cannot take the parameters: expected ${this.count} numbers, got ${parameters.length}`,
      );
    }
    this.#views.parameters.set(parameters);
  }

  /** The gradient that `backward` has added up. */
  get gradientView(): Float64Array {
    return this.#views.gradient;
  }

  /** Calls `each` for every block: its first sample and their number, a multiple of `STEP`. */
  blocks(each: (from: number, samples: number) => void): void {
    for (let from = 0; from < this.rows.padded; from += BLOCK) {
      each(from, Math.min(BLOCK, this.rows.padded - from));
    }
  }

  /** Z, H and, if wanted, f'(Z) of every layer for a block of samples (tutorial §1). */
  forward(from: number, samples: number, slopes: boolean): void {
    const { kernels, row, rows, parameters } = this;
    const X = rows.X + from * 8;
    for (let l = 1; l <= this.last; l++) {
      const { n, m, code, parameter, ofW, ofB, Z, H, D } = this.layers[l];
      const [before, beforeRow] = this.before(l, from);
      kernels["fillRows64"](parameters + ofB * 8, Z, row, n, samples);
      kernels["multiply64"](parameters + ofW * 8, m * 8, 8, before, beforeRow, Z, row, n, m, samples);
      if (l === this.last && this.ofSkip !== undefined) {
        const skip = parameters + this.ofSkip * 8;
        kernels["multiply64"](skip, this.inputs * 8, 8, X, rows.row, Z, row, n, this.inputs, samples);
      }
      if (code === undefined) kernels["softmax64"](Z, H, row, n, samples);
      else {
        kernels["activate64"](code, parameter, Z, H, row, n, samples);
        if (slopes) kernels["slopes64"](code, parameter, Z, H, D, row, n, samples);
      }
    }
  }

  /** H of the layer before layer l, and the bytes from one of its rows to the next. */
  before(l: number, from: number): [at: number, row: number] {
    return l === 1 ? [this.rows.X + from * 8, this.rows.row] : [this.layers[l - 1].H, this.row];
  }

  /** Sum of the block's loss terms, each times `scale`; leaves their slopes by h or z where δ of the output will lie. */
  loss(from: number, samples: number, scale: number): number {
    const { head, row, rows } = this;
    const { n, Z, H, delta } = this.layers[this.last];
    const [Y, weights] = [rows.Y + from * 8, rows.weights + from * 8];
    if (head.code === undefined) {
      const mass = rows.mass + from * 8;
      return this.kernels["crossEntropy64"](Z, H, row, Y, rows.row, mass, weights, scale, delta, n, samples);
    }
    const O = head.of === "h" ? H : Z;
    return this.kernels["loss64"](
      head.code,
      this.#ofLoss,
      O,
      row,
      Y,
      rows.row,
      weights,
      scale,
      delta,
      n,
      samples,
    );
  }

  /** Adds the block's ∂L/∂W and ∂L/∂b to the gradient, from the slopes that `loss` has left (tutorial §2). */
  backward(from: number, samples: number): void {
    const { kernels, row, rows, gradient } = this;
    const output = this.layers[this.last];
    if (this.head.of === "h") this.throughActivation(this.last, output.delta, samples);
    for (let l = this.last; l >= 1; l--) {
      const { n, m, ofW, ofB, delta } = this.layers[l];
      const [before, beforeRow] = this.before(l, from);
      kernels["addOuter64"](delta, row, before, beforeRow, gradient + ofW * 8, n, m, samples);
      kernels["addRowSums64"](delta, row, gradient + ofB * 8, n, samples);
      if (l > 1) this.backwardThrough(l, delta, 0, n, this.layers[l - 1].delta, samples);
    }
    if (this.ofSkip === undefined) return;
    const dSkip = gradient + this.ofSkip * 8;
    kernels["addOuter64"](
      output.delta,
      row,
      rows.X + from * 8,
      rows.row,
      dSkip,
      output.n,
      this.inputs,
      samples,
    );
  }

  /**
   * δ^(l−1) from δ^l: `(W^l)ᵀ δ^l ⊙ f'(Z^(l−1))`.
   *
   * @param delta address of δ^l, of the neurons `first` … `first + n − 1` of layer l; the others count as 0
   * @param to    address of δ^(l−1)
   */
  backwardThrough(l: number, delta: number, first: number, n: number, to: number, samples: number): void {
    const { m, ofW } = this.layers[l];
    const W = this.parameters + (ofW + first * m) * 8;
    this.kernels["clearRows64"](to, this.row, m, samples);
    this.kernels["multiply64"](W, 8, m * 8, delta, this.row, to, this.row, m, n, samples);
    this.throughActivation(l - 1, to, samples);
  }

  /** From ∂L/∂h to ∂L/∂z of layer l, in place. */
  throughActivation(l: number, delta: number, samples: number): void {
    const { kernels, row } = this;
    const { n, code, H, D } = this.layers[l];
    if (code === undefined) kernels["throughSoftmax64"](H, row, delta, row, n, samples);
    else kernels["hadamard64"](delta, row, D, row, delta, row, n, samples);
  }
}
