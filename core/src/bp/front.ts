import { cos, sin } from "../elementary.js";
import { matrix, type Matrix } from "../matrix.js";
import type { Random } from "../random.js";

/** What a front is made of; the file of a model says as much. */
export interface FrontShape {
  /** For each input whether it is embedded; the others pass through. */
  embed: boolean[];
  /** Cosines for each embedded input. */
  frequencies: number;
  /** Rows that an embedded input becomes, the input itself being the first. */
  width: number;
  /** Whether each row is multiplied by a trainable factor. */
  scale: boolean;
}

/** How a front is made. */
export interface FrontOptions {
  /** For each input whether it is embedded; the others pass through. */
  embed: readonly boolean[];
  /** Cosines for each embedded input, 1 … 256. @default 16 */
  frequencies?: number;
  /** Rows that an embedded input becomes, the input itself being the first, 2 … 256. @default 4 */
  width?: number;
  /** Whether each row is multiplied by a trainable factor, 1 at the start. @default true */
  scale?: boolean;
  /** Standard deviation of the frequencies at the start. @default 0.1 */
  sigma?: number;
}

/**
 * A trainable front between X and layer 1. An embedded input x becomes the rows `[x, V cos(2π ω x + φ) + β]` (PBLD: Holzmüller,
 * Grinsztajn & Steinwart 2024, RealMLP), any other input stays as it is; each row is then multiplied by its d.
 *
 * The matrices have one row, or `width − 1` rows, for each embedded input, in the order of the inputs.
 */
export interface Front {
  shape: FrontShape;
  /** Rows that the front gives, which are the columns of W¹. */
  rows: number;
  /** ω: embedded inputs × frequencies. */
  frequency: Matrix;
  /** φ: embedded inputs × frequencies. */
  phase: Matrix;
  /** V: (embedded inputs · (width − 1)) × frequencies. */
  weight: Matrix;
  /** β: embedded inputs × (width − 1). */
  bias: Matrix;
  /** d: one for each row, if the front scales. */
  scale?: Float64Array;
}

/** Names of a front's parameters. */
export type FrontPart = "frequency" | "phase" | "weight" | "bias" | "scale";

/** What a front computes in a forward pass. */
export interface FrontPass {
  /** cos(2π ω x + φ): (embedded inputs · frequencies) × batch. */
  cosines: Matrix;
  /** The rows before the scale, rows × batch. */
  E: Matrix;
  /** The rows that layer 1 reads, rows × batch. */
  H: Matrix;
}

/** An input's place in a front. */
export interface FrontPlace {
  input: number;
  /** Its first row. */
  row: number;
  /** Number among the embedded inputs; −1 for one that passes through. */
  embedded: number;
}

/** Most frequencies, and largest width. */
export const LIMIT_FRONT = 256;

/**
 * A front's shape, the defaults filled in.
 *
 * @param inputs number of inputs of the network
 * @throws RangeError if `embed` is not as long as that, a number is out of its range, or nothing is left to be trained
 */
export function frontShape(options: FrontOptions | FrontShape, inputs: number): FrontShape {
  const { embed, frequencies = 16, width = 4, scale = true } = options;
  if (embed.length !== inputs) {
    throw new RangeError(
      `Cannot create the front: expected ${inputs} flags, one for each input, got ${embed.length}`,
    );
  }
  for (const [name, n, least] of [
    ["frequencies", frequencies, 1],
    ["width", width, 2],
  ] as const) {
    if (!Number.isSafeInteger(n) || n < least || n > LIMIT_FRONT) {
      throw new RangeError(`Cannot create the front: expected ${name} ${least} to ${LIMIT_FRONT}, got ${n}`);
    }
  }
  if (!scale && !embed.includes(true)) {
    throw new RangeError(
      "Cannot create the front: expected an embedded input or a scale, got neither; leave the front out",
    );
  }
  return { embed: [...embed], frequencies, width, scale };
}

/** Rows that a front of this shape gives. */
export function frontRows({ embed, width }: FrontShape): number {
  return embed.reduce((sum, isEmbedded) => sum + (isEmbedded ? width : 1), 0);
}

/** A front's matrices and its vector d, in the order of the flat vector; those without elements are left out. */
export function frontBlocks(shape: FrontShape): [FrontPart, number[]][] {
  const { embed, frequencies, width, scale } = shape;
  const embedded = embed.filter(Boolean).length;
  const blocks: [FrontPart, number[]][] = [
    ["frequency", [embedded, frequencies]],
    ["phase", [embedded, frequencies]],
    ["weight", [embedded * (width - 1), frequencies]],
    ["bias", [embedded, width - 1]],
    ["scale", [scale ? frontRows(shape) : 0]],
  ];
  return blocks.filter(([, [n]]) => n > 0);
}

/** Where each input lies in a front. */
export function frontPlaces({ embed, width }: FrontShape): FrontPlace[] {
  let [row, count] = [0, 0];
  return embed.map((isEmbedded, input) => {
    const place = { input, row, embedded: isEmbedded ? count++ : -1 };
    row += isEmbedded ? width : 1;
    return place;
  });
}

/** A front over the parts that `frontBlocks` names. */
export function frontOf(shape: FrontShape, parts: Partial<Record<FrontPart, Matrix>>): Front {
  const none = matrix(0, 0);
  const { frequency = none, phase = none, weight = none, bias = none, scale } = parts;
  const rows = frontRows(shape);
  return { shape, rows, frequency, phase, weight, bias, ...(scale ? { scale: scale.data } : {}) };
}

/** Start values: ω ~ N(0, σ²), φ uniform in [−π, π], V and β uniform in ±1/√frequencies, d = 1. */
export function startFront(front: Front, random: Random, sigma = 0.1): void {
  if (!(sigma > 0 && sigma < Infinity)) {
    throw new RangeError(`Cannot create the front: expected sigma > 0, got ${sigma}`);
  }
  const limit = 1 / Math.sqrt(front.shape.frequencies);
  const { frequency, phase, weight, bias } = front;
  for (let k = 0; k < frequency.data.length; k++) frequency.data[k] = sigma * random.normal();
  for (let k = 0; k < phase.data.length; k++) phase.data[k] = Math.PI * (2 * random.uniform() - 1);
  for (const { data } of [weight, bias]) {
    for (let k = 0; k < data.length; k++) data[k] = limit * (2 * random.uniform() - 1);
  }
  front.scale?.fill(1);
}

/**
 * Forward pass of a front.
 *
 * @param X inputs × batch
 */
export function throughFront(front: Front, X: Matrix): FrontPass {
  const { shape, weight, bias, scale } = front;
  const { frequencies, width } = shape;
  const batch = X.cols;
  const cosines = matrix(front.frequency.rows * frequencies, batch);
  const E = matrix(front.rows, batch);
  for (const { input, row, embedded } of frontPlaces(shape)) {
    for (let s = 0; s < batch; s++) {
      E.data[row * batch + s] = X.data[input * batch + s];
      if (embedded < 0) continue;
      const from = embedded * frequencies;
      for (let k = from; k < from + frequencies; k++)
        cosines.data[k * batch + s] = cos(angle(front, k, X, input, s));
      for (let r = 1; r < width; r++) {
        const own = embedded * (width - 1) + r - 1;
        let sum = bias.data[own];
        for (let k = 0; k < frequencies; k++) {
          sum += weight.data[own * frequencies + k] * cosines.data[(from + k) * batch + s];
        }
        E.data[(row + r) * batch + s] = sum;
      }
    }
  }
  const H = scale
    ? matrix(
        E.rows,
        batch,
        E.data.map((e, k) => scale[Math.floor(k / batch)] * e),
      )
    : E;
  return { cosines, E, H };
}

/**
 * Gradients of a front's parameters.
 *
 * @param X    inputs × batch
 * @param dH   ∂L/∂H of the front's rows, `(W¹)ᵀ δ¹`, rows × batch
 * @param into views on the gradient, 0 before
 */
export function backwardFront(front: Front, pass: FrontPass, X: Matrix, dH: Matrix, into: Front): void {
  const { scale, weight } = front;
  const { frequencies, width } = front.shape;
  const { cosines, E } = pass;
  const batch = X.cols;
  const dE = matrix(dH.rows, batch);
  for (let k = 0; k < dE.data.length; k++) {
    const row = Math.floor(k / batch);
    dE.data[k] = scale === undefined ? dH.data[k] : scale[row] * dH.data[k];
    if (into.scale) into.scale[row] += dH.data[k] * E.data[k];
  }
  for (const { input, row, embedded } of frontPlaces(front.shape)) {
    if (embedded < 0) continue;
    for (let s = 0; s < batch; s++) {
      for (let k = 0; k < frequencies; k++) {
        const own = embedded * frequencies + k;
        let slope = 0; // ∂L/∂cos
        for (let r = 0; r < width - 1; r++) {
          const [e, w] = [dE.data[(row + 1 + r) * batch + s], (embedded * (width - 1) + r) * frequencies + k];
          into.weight.data[w] += e * cosines.data[own * batch + s];
          slope += e * weight.data[w];
        }
        const d = -slope * sin(angle(front, own, X, input, s)); // ∂L/∂(2π ω x + φ)
        into.phase.data[own] += d;
        into.frequency.data[own] += 2 * Math.PI * X.data[input * batch + s] * d;
      }
      for (let r = 0; r < width - 1; r++) {
        into.bias.data[embedded * (width - 1) + r] += dE.data[(row + 1 + r) * batch + s];
      }
    }
  }
}

/**
 * ∂L/∂X of a front: `d ∂L/∂h`, and of an embedded input also `Σ −(Vᵀ d ∂L/∂h) sin(2π ω x + φ) 2π ω`.
 *
 * @param X  inputs × batch
 * @param dH ∂L/∂H of the front's rows, `(W¹)ᵀ δ¹`, rows × batch
 * @returns inputs × batch, a new matrix
 */
export function frontInputGradient(front: Front, X: Matrix, dH: Matrix): Matrix {
  const { shape, weight, frequency, scale } = front;
  const { frequencies, width } = shape;
  const batch = X.cols;
  const dX = matrix(X.rows, batch);
  for (const { input, row, embedded } of frontPlaces(shape)) {
    for (let s = 0; s < batch; s++) {
      const dE = (r: number): number => (scale?.[row + r] ?? 1) * dH.data[(row + r) * batch + s];
      let slope = dE(0);
      const waves = embedded >= 0 ? frequencies : 0;
      for (let k = 0; k < waves; k++) {
        const own = embedded * frequencies + k;
        let dCosine = 0;
        for (let r = 1; r < width; r++) {
          dCosine += dE(r) * weight.data[(embedded * (width - 1) + r - 1) * frequencies + k];
        }
        slope -= dCosine * sin(angle(front, own, X, input, s)) * 2 * Math.PI * frequency.data[own];
      }
      dX.data[input * batch + s] = slope;
    }
  }
  return dX;
}

/** 2π ω x + φ of one sample; k counts the frequencies of all inputs. */
function angle({ frequency, phase }: Front, k: number, X: Matrix, input: number, s: number): number {
  return 2 * Math.PI * frequency.data[k] * X.data[input * X.cols + s] + phase.data[k];
}
