import type { Network } from "../../bp/network.js";
import { type Arena, rowBytes } from "./arena.js";
import type { Head64 } from "./loss64.js";
import { BLOCK, type Pass64 } from "./pass64.js";

/** Rows of J that are taken at once by the kernel of JᵀJ. */
const PANEL = 4;

/**
 * The Jacobian of a block of samples, one output at a time and transposed: a row for each parameter, a column for each sample. Of the
 * last layer only the parameters that move the output have a row; behind a softmax all of them do.
 */
export class Jacobian64 {
  /** Address of the first row; rows are `Pass64.row` bytes apart. */
  readonly at: number;
  /** Rows in use, and rows with those of zeros that fill up the last panel. */
  readonly used: number;
  readonly padded: number;
  readonly outputs: number;
  /** Neurons of the last layer that one output depends on. */
  readonly #own: number;
  /** Parameters of the layers before the last. */
  readonly #hidden: number;
  readonly #ofMaps: number;

  /** Finds room. */
  constructor(arena: Arena, network: Network) {
    const { sizes, last, activations, skip } = network;
    const [n, m] = [sizes[last], sizes[last - 1]];
    const inputs = skip ? sizes[0] : 0;
    this.outputs = n;
    this.#own = activations[last].name === "softmax" ? n : 1;
    this.#hidden = network.parameters.length - n * (m + 1 + inputs);
    this.used = this.#hidden + this.#own * (m + 1 + inputs);
    this.padded = Math.ceil(this.used / PANEL) * PANEL;
    this.at = arena.take(this.padded * rowBytes(BLOCK));
    this.#ofMaps = arena.take((n / this.#own) * this.padded * 4);
  }

  /** Address of the integers that say which parameter each row of output o stands for. */
  mapOf(o: number): number {
    return this.#ofMaps + (this.#own === 1 ? o * this.padded * 4 : 0);
  }

  /** Writes the maps; what only fills up a panel is said to belong to a parameter past the last. */
  writeMaps(pass: Pass64): void {
    const { n, m, ofW, ofB } = pass.layers[pass.last];
    for (let first = 0; first < n; first += this.#own) {
      const map = new Int32Array(pass.memory.buffer, this.mapOf(first), this.padded).fill(pass.count);
      let k = 0;
      const range = (from: number, count: number) => {
        for (let i = 0; i < count; i++) map[k++] = from + i;
      };
      range(0, this.#hidden);
      range(ofW + first * m, this.#own * m);
      range(ofB + first, this.#own);
      if (pass.ofSkip !== undefined) range(pass.ofSkip + first * pass.inputs, this.#own * pass.inputs);
    }
  }

  /** Fills the rows for output o of a block that has passed forwards, its slopes included. */
  fill(pass: Pass64, o: number, from: number, samples: number): void {
    const { kernels, row, last } = pass;
    const { m } = pass.layers[last];
    const ofBias = this.#hidden + this.#own * m;
    const ofSkip = this.at + (ofBias + this.#own) * row;
    let delta = this.at + ofBias * row; // the rows of the biases are δ itself
    this.#seed(pass, o, from, samples, delta);
    this.#weights(pass, last, from, samples, delta, this.at + this.#hidden * row, this.#own);
    if (pass.ofSkip !== undefined) {
      const X = pass.rows.X + from * 8;
      kernels["jacobianOfWeights"](
        delta,
        row,
        X,
        pass.rows.row,
        ofSkip,
        row,
        this.#own,
        pass.inputs,
        samples,
      );
    }
    for (let l = last - 1; l >= 1; l--) {
      const { n, ofW, ofB } = pass.layers[l];
      const to = this.at + ofB * row;
      if (l + 1 === last && this.#own === 1) pass.backwardThrough(last, delta, o, 1, to, samples);
      else pass.backwardThrough(l + 1, delta, 0, pass.layers[l + 1].n, to, samples);
      delta = to;
      this.#weights(pass, l, from, samples, delta, this.at + ofW * row, n);
    }
    kernels["clearRows64"](this.at + this.used * row, row, this.padded - this.used, samples);
  }

  /** Rows of the weights of layer l. */
  #weights(
    pass: Pass64,
    l: number,
    from: number,
    samples: number,
    delta: number,
    to: number,
    n: number,
  ): void {
    const [before, beforeRow] = pass.before(l, from);
    const { row } = pass;
    pass.kernels["jacobianOfWeights"](delta, row, before, beforeRow, to, row, n, pass.layers[l].m, samples);
  }

  /** δ of the last layer for the row of output o. */
  #seed(pass: Pass64, o: number, from: number, samples: number, delta: number): void {
    const { kernels, row, rows } = pass;
    const { n, H, D } = pass.layers[pass.last];
    const root = rows.root + from * 8;
    const { curvature, parameters }: Head64 = pass.head;
    if (curvature === "logistic") {
      const Y = rows.Y + o * rows.row + from * 8;
      kernels["seedLogistic"](root, H + o * row, Y, parameters[o], delta, samples);
    } else if (this.#own > 1 || curvature === "softmax") {
      kernels["seedSoftmax"](root, H, row, o, Number(curvature === "softmax"), delta, row, n, samples);
    } else kernels["hadamard64"](root, 0, D + o * row, 0, delta, 0, 1, samples);
  }
}
