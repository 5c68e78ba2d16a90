import type { OnnxRuntime, RuntimeTensor } from "./runtime.js";
import { sizeOf, type Layout, type Piece } from "./training/layout.js";
import type { State } from "./training/method.js";
import { NEXT, stateName } from "./training/training-graph.js";

/** What goes from step to step, in float32 and in the pieces of the layout: the parameters and the method's states. */
export class Carried {
  readonly #ort: OnnxRuntime;
  readonly #layout: Layout;
  readonly #states: Readonly<Record<string, State>>;
  readonly #tensors = new Map<string, RuntimeTensor>();

  constructor(
    ort: OnnxRuntime,
    layout: Layout,
    states: Readonly<Record<string, State>>,
    parameters: Float64Array,
  ) {
    this.#ort = ort;
    this.#layout = layout;
    this.#states = states;
    this.setParameters(parameters);
    for (const [name, { start }] of Object.entries(states)) this.fill(name, start === "eta" ? 0 : start);
  }

  /** All of it by the names of the training graph's inputs. */
  feeds(): Record<string, RuntimeTensor> {
    return Object.fromEntries(this.#tensors);
  }

  /** The parameters alone. */
  parameterFeeds(): Record<string, RuntimeTensor> {
    return Object.fromEntries(this.#layout.pieces.map(({ name }) => [name, this.#tensors.get(name)!]));
  }

  /** Takes what a run of the training graph gave. */
  take(given: Readonly<Record<string, RuntimeTensor>>): void {
    for (const name of this.#tensors.keys()) this.#tensors.set(name, given[`${name}${NEXT}`]);
  }

  /** Writes the parameters into a flat vector. */
  readParameters(target: Float64Array): void {
    for (const { name, from } of this.#layout.pieces) target.set(this.#floats(name), from);
  }

  setParameters(whole: Float64Array): void {
    for (const piece of this.#layout.pieces) {
      this.#set(piece.name, piece, Float32Array.from(partOf(whole, piece)));
    }
  }

  /** A state as a flat vector, in the reference's unit. */
  state(name: string): Float64Array {
    const { unit } = this.#states[name];
    const whole = new Float64Array(this.#layout.length);
    for (const { name: piece, from } of this.#layout.pieces) {
      whole.set(this.#floats(stateName(this.#layout, piece, name)), from);
    }
    for (let i = 0; i < whole.length; i++) whole[i] *= unit;
    return whole;
  }

  /** Sets a state to what `state` gave: to the same bits, for a double has room for a float32 and its rounding. */
  setState(name: string, whole: Float64Array): void {
    const { unit } = this.#states[name];
    for (const piece of this.#layout.pieces) {
      const part = Float32Array.from(partOf(whole, piece), (x) => x / unit);
      this.#set(stateName(this.#layout, piece.name, name), piece, part);
    }
  }

  /** Sets every element of a state. */
  fill(name: string, value: number): void {
    const { unit } = this.#states[name];
    for (const piece of this.#layout.pieces) {
      const part = new Float32Array(sizeOf(piece)).fill(value / unit);
      this.#set(stateName(this.#layout, piece.name, name), piece, part);
    }
  }

  #set(name: string, { shape }: Piece, data: Float32Array): void {
    this.#tensors.set(name, new this.#ort.Tensor("float32", data, shape));
  }

  #floats(name: string): Float32Array {
    return this.#tensors.get(name)!.data as Float32Array;
  }
}

function partOf(whole: Float64Array, piece: Piece): Float64Array {
  return whole.subarray(piece.from, piece.from + sizeOf(piece));
}
