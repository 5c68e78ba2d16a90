import type { Network } from "../../bp/network.js";
import { matrix, type Matrix } from "../../matrix.js";
import type { Ensemble, WeightedNetwork } from "../engine.js";
import { within } from "../reference-predict.js";
import { layOut, type Layout } from "./layout.js";
import type { Simd } from "./load.js";
import { Machine } from "./machine.js";
import { pack } from "./pack.js";
import { putColumns } from "./predict.js";
import * as R from "./record.js";

/** A network in the memory. */
interface Part {
  network: Network;
  weight: number;
  limits: WeightedNetwork["limits"];
  layout: Layout;
  record: Uint32Array;
  /** The parameters as they were copied into the memory. */
  copied: Float64Array;
}

function checkInputs(wanted: number, given: number): void {
  if (given !== wanted)
    throw new RangeError(`Cannot compute W[1] H[0]: expected ${wanted} rows in H[0], got ${given}`);
}

/** Networks that lie side by side in one memory, each with its weights, and read their inputs from the same place. */
export class WasmEnsemble implements Ensemble {
  readonly #machine: Machine;
  readonly #layout: Layout;
  readonly #parts: Part[];
  readonly #mean: Float64Array;

  constructor(networks: readonly WeightedNetwork[], simd: Simd) {
    if (networks.length === 0)
      throw new RangeError("Cannot predict: expected at least one network, got none");
    let from: number = R.LAYOUT;
    const layouts = networks.map(({ network }) => {
      const layout = layOut(network, { batch: 0, copies: 1, threads: 1, from });
      from = layout.end;
      return layout;
    });
    const [{ network: first }] = networks;
    this.#layout = layouts[0];
    this.#mean = new Float64Array(first.sizes[first.last]);
    this.#machine = new Machine(first, { ...layouts[0], end: from }, { simd, threads: 1 });
    this.#parts = networks.map((net, i) => this.#place(net, layouts[i]));
    this.refresh();
  }

  /** Copies the weights anew where they have been changed. */
  refresh(): void {
    const memory = this.#machine.floats();
    for (const part of this.#parts) {
      const { network, layout, copied } = part;
      if (areEqual(copied, network.parameters)) continue;
      pack(network, layout, network.parameters, memory, 0);
      part.copied = network.parameters.slice();
    }
  }

  row(x: Float64Array): Float64Array {
    const { XC, OUT } = this.#layout;
    checkInputs(this.#parts[0].network.sizes[0], x.length);
    const memory = this.#machine.floats();
    const mean = this.#mean;
    for (let i = 0; i < x.length; i++) memory[XC / 4 + i] = x[i];
    mean.fill(0);
    for (const { weight, limits, record } of this.#parts) {
      this.#machine.select(record);
      this.#machine.single();
      for (let i = 0; i < mean.length; i++) {
        const h = memory[OUT / 4 + i];
        mean[i] += weight * (limits === undefined ? h : within(h, limits[i][0], limits[i][1]));
      }
    }
    return mean;
  }

  rows(X: Matrix): Matrix {
    const { XC, OUT, chunk } = this.#layout;
    checkInputs(this.#parts[0].network.sizes[0], X.rows);
    const H = matrix(this.#mean.length, X.cols);
    const memory = this.#machine.floats();
    for (let from = 0; from < X.cols; from += chunk) {
      const rows = Math.min(chunk, X.cols - from);
      putColumns(memory, XC / 4, chunk, X, from, rows);
      for (const { weight, limits, record } of this.#parts) {
        this.#machine.select(record);
        void this.#machine.evaluate(rows, false);
        for (let i = 0; i < H.rows; i++) {
          const values = memory.subarray(OUT / 4 + i * chunk, OUT / 4 + i * chunk + rows);
          addWeighted(H.data, i * H.cols + from, values, weight, limits?.[i]);
        }
      }
    }
    return H;
  }

  #place({ network, weight, limits }: WeightedNetwork, layout: Layout): Part {
    const machine = this.#machine;
    machine.describe(network, layout);
    machine.put([
      [R.XC, this.#layout.XC],
      [R.OUT, this.#layout.OUT],
    ]);
    const copied = new Float64Array(0);
    return { network, weight, limits, layout, record: machine.record(), copied };
  }
}

/** Whether they hold the same numbers, NaN never the same; four in each turn, which takes two thirds of the time. */
function areEqual(a: Float64Array, b: Float64Array): boolean {
  const n = a.length;
  if (n !== b.length) return false;
  let i = 0;
  for (; i + 3 < n; i += 4) {
    if (a[i] !== b[i] || a[i + 1] !== b[i + 1] || a[i + 2] !== b[i + 2] || a[i + 3] !== b[i + 3])
      return false;
  }
  for (; i < n; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** Adds to the sums from `at` on the values, kept within the limits, times the weight. */
function addWeighted(
  sums: Float64Array,
  at: number,
  values: Float32Array,
  weight: number,
  [low, high]: readonly [number, number] = [-Infinity, Infinity],
): void {
  for (let s = 0; s < values.length; s++) sums[at + s] += weight * within(values[s], low, high);
}
