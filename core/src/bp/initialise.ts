import { exp, log } from "../elementary.js";
import { matrix, type Matrix } from "../matrix.js";
import type { Random } from "../random.js";
import { startFromData } from "./data-start.js";
import { startFront } from "./front.js";
import type { Network } from "./network.js";

/** Where a layer stands. */
interface Place {
  isFirst: boolean;
  isOutput: boolean;
}

/** Writes W^l and b^l, which are 0 before. */
type Fill = (W: Matrix, b: Float64Array, random: Random, place: Place) => void;

/**
 * Start values by name.
 *
 * - `uniform`: the tutorial's random values, weights and biases uniform in [−0.5, 0.5] (§2(6))
 * - `glorot_uniform`, `glorot_normal`: variance 2/(n + m) (Glorot & Bengio 2010, eq. 16)
 * - `he_uniform`, `he_normal`: variance 2/m (He et al. 2015, eq. 10)
 * - `lecun_uniform`, `lecun_normal`: variance 1/m (LeCun et al. 1998, §4.6)
 * - `orthogonal`: orthonormal rows or columns (Saxe, McClelland & Ganguli 2014)
 * - `nguyen_widrow`: hidden neurons spread over the inputs' range [−1, 1] (Nguyen & Widrow 1990)
 * - `nguyen_widrow_standard`: the same for standardised inputs, most of which lie in [−2, 2]: the weights of layer 1 are half as large
 * - `zeros`
 *
 * Biases are 0 except for `uniform` and those of `nguyen_widrow…`. The skip's weights are always 0: the network starts without it; α
 * is always 1, and a front starts as `startFront` says, drawn after the layers.
 */
export const initialisations = {
  uniform: (W, b, random) => {
    for (let i = 0; i < W.data.length; i++) W.data[i] = random.uniform() - 0.5;
    for (let i = 0; i < b.length; i++) b[i] = random.uniform() - 0.5;
  },
  glorot_uniform: (W, _, random) => fillUniform(W, Math.sqrt(6 / (W.rows + W.cols)), random),
  glorot_normal: (W, _, random) => fillNormal(W, Math.sqrt(2 / (W.rows + W.cols)), random),
  he_uniform: (W, _, random) => fillUniform(W, Math.sqrt(6 / W.cols), random),
  he_normal: (W, _, random) => fillNormal(W, Math.sqrt(2 / W.cols), random),
  lecun_uniform: (W, _, random) => fillUniform(W, Math.sqrt(3 / W.cols), random),
  lecun_normal: (W, _, random) => fillNormal(W, Math.sqrt(1 / W.cols), random),
  orthogonal: (W, _, random) => fillOrthogonal(W, random),
  nguyen_widrow: (W, b, random, { isOutput }) => fillNguyenWidrow(W, b, random, isOutput),
  nguyen_widrow_standard: (W, b, random, { isFirst, isOutput }) => {
    fillNguyenWidrow(W, b, random, isOutput);
    if (isFirst && !isOutput) for (let k = 0; k < W.data.length; k++) W.data[k] /= 2;
  },
  zeros: () => {},
} as const satisfies Record<string, Fill>;

/** Name of a built-in initialisation. */
export type InitialisationName = keyof typeof initialisations;

/** Given values: `W[k]`, `b[k]` belong to layer k + 1, rows as in `W^l`; the skip's are 0 if they are left out. */
export interface StartValues {
  W: readonly (readonly (readonly number[])[])[];
  b: readonly (readonly number[])[];
  skip?: readonly (readonly number[])[];
}

/** A name; rows, inputs × rows, from which `startFromData` makes the start values; or given values. */
export type Initialisation = InitialisationName | { X: Matrix } | StartValues;

/**
 * Writes start values into a network.
 *
 * @param sigma standard deviation of a front's frequencies. @default 0.1
 * @throws RangeError for an unknown name, or for given values whose shapes do not fit the network
 */
export function initialise(network: Network, how: Initialisation, random: Random, sigma = 0.1): void {
  if (typeof how === "string") fillLayers(network, how, random);
  else if ("W" in how) setParameters(network, how);
  for (const alpha of network.alpha ?? []) alpha?.fill(1);
  if (network.front) startFront(network.front, random, sigma);
  if (typeof how !== "string" && "X" in how) startFromData(network, how.X, random);
}

function fillLayers(network: Network, how: InitialisationName, random: Random): void {
  if (!Object.hasOwn(initialisations, how)) {
    const known = Object.keys(initialisations).map((name) => `"${name}"`);
    throw new RangeError(`Cannot initialise with "${how as string}": expected one of ${known.join(", ")}`);
  }
  network.parameters.fill(0);
  for (let l = 1; l <= network.last; l++) {
    const fill: Fill = initialisations[how];
    fill(network.W[l], network.b[l], random, { isFirst: l === 1, isOutput: l === network.last });
  }
}

function setParameters(network: Network, given: StartValues): void {
  const { last, W, b } = network;
  if (given.W.length !== last || given.b.length !== last) {
    throw new RangeError(
      `Cannot set the start values: expected ${last} matrices W and ${last} vectors b, got ${given.W.length} and ${given.b.length}`,
    );
  }
  for (let l = 1; l <= last; l++) {
    setMatrix(`W[${l}]`, W[l], given.W[l - 1]);
    if (given.b[l - 1].length !== b[l].length) {
      throw new RangeError(
        `Cannot set b[${l}]: expected ${b[l].length} numbers, got ${given.b[l - 1].length}`,
      );
    }
    b[l].set(given.b[l - 1]);
  }
  if (given.skip) setMatrix("skip", network.skip ?? matrix(0, 0), given.skip);
  const bad = network.parameters.findIndex((x) => !Number.isFinite(x));
  if (bad >= 0)
    throw new RangeError(
      `Cannot set the start values: expected finite numbers, got ${network.parameters[bad]}`,
    );
}

/** Each neuron's direction is random, its length beta: the active zones then cover [−1, 1] evenly (eqs. 10 to 12): 0.7 n^(1/m). */
function fillNguyenWidrow(W: Matrix, b: Float64Array, random: Random, isOutput: boolean): void {
  if (isOutput) {
    fillUniform(W, 0.5, random);
    return;
  }
  const beta = 0.7 * exp(log(W.rows) / W.cols);
  for (let i = 0; i < W.rows; i++) {
    const w = W.data.subarray(i * W.cols, (i + 1) * W.cols);
    for (let j = 0; j < w.length; j++) w[j] = 2 * random.uniform() - 1;
    const norm = lengthOf(w);
    for (let j = 0; j < w.length; j++) w[j] *= beta / norm;
    b[i] = W.rows === 1 ? 0 : beta * (2 * random.uniform() - 1);
  }
}

function setMatrix(name: string, M: Matrix, rows: readonly (readonly number[])[]): void {
  if (rows.length !== M.rows || rows.some((row) => row.length !== M.cols)) {
    throw new RangeError(
      `Cannot set ${name}: expected ${M.rows} × ${M.cols} numbers, got ${rows.length} × ${rows[0]?.length ?? 0}`,
    );
  }
  M.data.set(rows.flat());
}

function fillUniform(W: Matrix, limit: number, random: Random): void {
  for (let i = 0; i < W.data.length; i++) W.data[i] = limit * (2 * random.uniform() - 1);
}

function fillNormal(W: Matrix, sd: number, random: Random): void {
  for (let i = 0; i < W.data.length; i++) W.data[i] = sd * random.normal();
}

/** Euclidean norm. `Math.hypot` may differ in the last digit between JavaScript engines. */
function lengthOf(v: Float64Array): number {
  return Math.sqrt(v.reduce((sum, x) => sum + x * x, 0));
}

/** Gram–Schmidt, twice for accuracy, on the shorter side's vectors. */
function fillOrthogonal(W: Matrix, random: Random): void {
  const [count, length] = W.rows <= W.cols ? [W.rows, W.cols] : [W.cols, W.rows];
  const q: Float64Array[] = [];
  while (q.length < count) {
    const v = Float64Array.from({ length }, () => random.normal());
    for (let pass = 0; pass < 2; pass++) {
      for (const u of q) {
        const dot = v.reduce((sum, x, i) => sum + x * u[i], 0);
        for (let i = 0; i < length; i++) v[i] -= dot * u[i];
      }
    }
    const norm = lengthOf(v);
    if (norm > 1e-8) q.push(v.map((x) => x / norm));
  }
  for (let i = 0; i < W.rows; i++) {
    for (let j = 0; j < W.cols; j++) W.data[i * W.cols + j] = W.rows <= W.cols ? q[i][j] : q[j][i];
  }
}
