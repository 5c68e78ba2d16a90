import { log } from "../elementary.js";
import { views, type Network } from "../bp/network.js";
import type { Matrix } from "../matrix.js";
import type { BrSpec } from "./whole-table.js";

/** Which parameters share a decay α. */
export interface ParameterGroups {
  /**
   * Name of each group: the parameters' letters, "weights" for all of them, "input 3" for the weights from input 3 (from 1) to layer 1,
   * "skip 3" for those of the skip.
   */
  names: string[];
  /** Row of X whose weights the group holds; null for the others. */
  inputs: (number | null)[];
  /** Number of the group of each parameter. */
  of: Int32Array;
  /** Parameters in each group. */
  counts: number[];
}

/**
 * Groups of a network's parameters.
 *
 * - `one`: all of them
 * - `layer`: W and b of each layer, and the skip
 * - `ard`: the weights from each input to layer 1 and those from each input past the hidden layers (automatic relevance
 *   determination), b¹, W and b of each later layer
 *
 * The biases of the output have a group of their own in each: they carry the labels' mean, which is no roughness.
 */
export function parameterGroups(
  { sizes, last, skip, parameters }: Network,
  prior: Required<BrSpec>["prior"],
): ParameterGroups {
  const marks = new Float64Array(parameters.length);
  const { W, b, skip: Wskip } = views(sizes, skip !== undefined, marks);
  const names: string[] = [];
  const inputs: (number | null)[] = [];
  const group = (name: string, input: number | null = null): number => {
    inputs.push(input);
    return names.push(name) - 1;
  };
  /** A group for each column. */
  const byInput = ({ cols, data }: Matrix, name: string): void => {
    const first = names.length;
    for (let j = 0; j < cols; j++) group(`${name} ${j + 1}`, j);
    for (let k = 0; k < data.length; k++) data[k] = first + (k % cols);
  };
  if (prior === "one") marks.fill(group("weights"));
  else {
    for (let l = 1; l <= last; l++) {
      if (l === 1 && prior === "ard") byInput(W[1], "input");
      else W[l].data.fill(group(`W${l}`));
      if (l < last) b[l].fill(group(`b${l}`));
    }
    if (Wskip && prior === "ard") byInput(Wskip, "skip");
    else Wskip?.data.fill(group("skip"));
  }
  b[last].fill(group(`b${last}`));
  const of = Int32Array.from(marks);
  const counts = names.map((_, g) => of.reduce((sum, own) => sum + Number(own === g), 0));
  return { names, inputs, of, counts };
}

const ODD: ReadonlySet<string> = new Set(["tanh", "identity", "softsign", "sine"]);

/**
 * ln of the number of networks that are the same but for the order of their hidden neurons and, where f is odd, for signs: `ln(n! 2^n)`
 * for each hidden layer (MacKay 1992).
 */
export function logSymmetries({ sizes, last, activations }: Network): number {
  let sum = 0;
  for (let l = 1; l < last; l++) {
    for (let i = 2; i <= sizes[l]; i++) sum += log(i);
    if (ODD.has(activations[l].name)) sum += sizes[l] * Math.LN2;
  }
  return sum;
}
