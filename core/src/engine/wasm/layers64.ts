import type { ActivationName } from "../../bp/activation.js";
import { lossMisfit, type LossName, type LossSpec } from "../../bp/loss.js";
import type { Network } from "../../bp/network.js";
import type { Samples } from "../engine.js";
import type { Arena } from "./arena.js";
import { Activation64 } from "./codes64.js";

/** A layer as the kernels need it; addresses of what a block of samples makes of it, rows `Pass64.row` bytes apart. */
export interface Layer64 {
  /** Neurons, and those of the layer before. */
  n: number;
  m: number;
  /** Of `Activation64`; nothing for softmax. */
  code: Activation64 | undefined;
  parameter: number;
  /** W and b: places in the flat vector, counted in doubles. */
  ofW: number;
  ofB: number;
  Z: number;
  H: number;
  /** f'(Z) */
  D: number;
  delta: number;
}

/** Finds room for what the layers make of a block of samples. @throws RangeError for activations that were registered */
export function placeLayers(arena: Arena, network: Network, row: number): Layer64[] {
  const layers: Layer64[] = [];
  let at = 0;
  for (let l = 0; l <= network.last; l++) {
    const [n, m] = [network.sizes[l], l === 0 ? 0 : network.sizes[l - 1]];
    const [ofW, ofB] = [at, at + n * m];
    if (l > 0) at += n * (m + 1);
    const spec = l === 0 ? { name: "identity" } : network.activations[l];
    const [Z, H, D, delta] = [0, 1, 2, 3].map(() => (l === 0 ? 0 : arena.take(n * row)));
    const parameter = Object.values(spec.parameters ?? {})[0] ?? 0;
    layers.push({ n, m, code: codeOf(spec.name), parameter, ofW, ofB, Z, H, D, delta });
  }
  return layers;
}

/** The names of bp/activation.ts are those of `Activation64`: one that is missing there does not compile. */
const codes: Readonly<Record<Exclude<ActivationName, "softmax">, Activation64>> = Activation64;

function codeOf(name: string): Activation64 | undefined {
  if (name === "softmax") return undefined;
  const code: unknown = Object.entries(codes).find(([known]) => known === name)?.[1];
  if (typeof code === "number") return code; // an enum also has its numbers for keys, with names as values
  throw new RangeError(
    `Cannot use activation "${name}" in WebAssembly: expected a built-in one, got one that was registered; compute with bp/, the reference`,
  );
}

/** @throws RangeError if shapes, weights and loss do not fit the network */
export function checkSamples(
  { sizes, last, activations }: Network,
  samples: Samples,
  loss: LossName | LossSpec,
): void {
  const { X, Y, weights } = samples;
  const rows = X.cols;
  if (X.rows !== sizes[0] || rows === 0) {
    throw new RangeError(
      `Cannot hold the rows: expected X with ${sizes[0]} × 1 or more, got ${X.rows} × ${rows}`,
    );
  }
  if (Y.rows !== sizes[last] || Y.cols !== rows) {
    throw new RangeError(
      `Cannot hold the rows: expected labels ${sizes[last]} × ${rows}, got ${Y.rows} × ${Y.cols}`,
    );
  }
  if (weights !== undefined && weights.length !== rows) {
    throw new RangeError(`Cannot weight the samples: expected ${rows} weights, got ${weights.length}`);
  }
  const misfit = lossMisfit(loss, activations[last]);
  if (misfit !== undefined) throw new RangeError(misfit);
}
