/** What the Learn screen shows, as one plain value: a network's shape and numbers, samples, loss, learning rate. */
import {
  createNetwork,
  createRandom,
  emptyNetwork,
  exampleNetwork,
  lossMisfit,
  losses,
  parameterCount,
  type Loss,
  type LossName,
  type Network,
  type Random,
} from "gradus";

/** Samples as rows of numbers. */
export type Rows = readonly (readonly number[])[];

/** Everything that the trace is computed from. Never changed in place. */
export interface Settings {
  /** Neurons of each layer, the input's first. */
  sizes: readonly number[];
  /** f of layers 1 … last. */
  activations: readonly string[];
  loss: LossName;
  /** Learning rate η. */
  eta: number;
  /** Seed of the start values; none for those of the tutorial's example. */
  seed: number | undefined;
  X: Rows;
  Y: Rows;
  /** Whether there is a linear way from the input to the output. @default false */
  skip?: boolean;
  /** Whether the samples are rows of the user's own table, which no link may hold unless the user says so. */
  isPrivate?: boolean;
  /** Parameters set by hand: place in the network's flat vector → value. */
  edits: Readonly<Record<number, number>>;
}

/** Layers with weights, at most. */
export const MOST_LAYERS = 6;
/** Neurons of a layer, at most: more cannot be seen. */
export const MOST_NEURONS = 64;
/** Samples of a batch, at most. */
export const MOST_SAMPLES = 8;
/** Magnitude of a number set by hand, at most. */
export const LARGEST = 1e6;

const ONE_HOT = "softmax";

/** The tutorial's example 3-3-2. */
export function tutorialSettings(): Settings {
  const { network, X, Y, eta } = exampleNetwork();
  return {
    sizes: network.sizes,
    activations: network.activations.slice(1).map(({ name }) => name),
    loss: "half_mse_sum",
    eta,
    seed: undefined,
    X: [[...X.data]],
    Y: [[...Y.data]],
    edits: {},
  };
}

/** A trained network with one row of its table; nothing if it is too large to be seen. */
export function trainedSettings(net: {
  sizes: readonly number[];
  activations: readonly string[];
  parameters: ArrayLike<number>;
  skip: boolean;
  loss: LossName;
  eta: number;
  x: readonly number[];
  y: readonly number[];
}): Settings | undefined {
  const { sizes, activations, skip, loss, eta, parameters, x, y } = net;
  if (sizes.length > MOST_LAYERS + 1 || Math.max(...sizes) > MOST_NEURONS) return undefined;
  const edits = Object.fromEntries(Array.from(parameters, (w, k) => [k, w]));
  return {
    sizes,
    activations,
    loss,
    eta,
    seed: 0,
    X: [x],
    Y: [y],
    ...(skip ? { skip } : {}),
    isPrivate: true,
    edits,
  };
}

/** The network before the first iteration. */
export function startNetwork(settings: Settings): Network {
  const network = baseNetwork(settings);
  for (const [k, value] of Object.entries(settings.edits)) network.parameters[Number(k)] = value;
  return network;
}

/** The network without what was set by hand. */
export function baseNetwork({ sizes, activations, seed, skip = false }: Settings): Network {
  if (seed === undefined) {
    const example = exampleNetwork().network;
    if (sameNumbers(sizes, example.sizes)) {
      return emptyNetwork(sizes, activations, false, example.parameters);
    }
  }
  const network = createNetwork(sizes, {
    hidden: activations.slice(0, -1),
    output: activations.at(-1)!,
    seed: seed ?? 0,
    skip,
  });
  network.parameters.forEach((w, k) => (network.parameters[k] = twoDecimals(w)));
  return network;
}

/** The same lesson on another shape: new start values, samples that fit, the hidden activations kept where they can be. */
export function withShape(settings: Settings, sizes: readonly number[]): Settings {
  const last = sizes.length - 1;
  const hidden = settings.activations.slice(0, -1);
  const activations = Array.from({ length: last }, (_, k) =>
    k === last - 1 ? settings.activations.at(-1)! : (hidden[k] ?? hidden.at(-1) ?? "sigmoid"),
  );
  const seed = settings.seed ?? 7;
  const { skip: _none, ...rest } = settings;
  return withSamples({ ...rest, sizes, activations, seed, edits: {} }, settings.X.length);
}

/** The same lesson with another f in layer l; the loss gives way where it cannot follow the output. */
export function withActivation(settings: Settings, l: number, name: string): Settings {
  const activations = settings.activations.with(l - 1, name);
  const output = activations.at(-1)!;
  const loss = lossMisfit(settings.loss, { name: output }) === undefined ? settings.loss : "half_mse_sum";
  const changed = { ...settings, activations, loss };
  const isOneHotNew = l === activations.length && name === ONE_HOT && settings.activations.at(-1) !== ONE_HOT;
  return isOneHotNew
    ? { ...changed, Y: drawY(changed, createRandom(settings.seed ?? 7), settings.X.length) }
    : changed;
}

/** The same lesson with new random start values. */
export function withSeed(settings: Settings, seed: number): Settings {
  return { ...settings, seed, edits: {} };
}

/** The same lesson with so many samples: those that fit are kept, others are drawn. */
export function withSamples(settings: Settings, count: number): Settings {
  const random = createRandom((settings.seed ?? 7) + count);
  const [X, Y] = [drawX(settings, random, count), drawY(settings, random, count)];
  const fits = (rows: Rows, s: number, n: number): boolean => rows[s]?.length === n;
  return {
    ...settings,
    X: X.map((row, s) => (fits(settings.X, s, settings.sizes[0]) ? settings.X[s] : row)),
    Y: Y.map((row, s) => (fits(settings.Y, s, settings.sizes.at(-1)!) ? settings.Y[s] : row)),
  };
}

/** One parameter set by hand; `current` are the parameters now shown, which the iterations begin from again. */
export function withParameter(settings: Settings, k: number, value: number, current: Float64Array): Settings {
  const base = baseNetwork(settings).parameters;
  const edits: Record<number, number> = {};
  current.forEach((w, place) => {
    const wanted = place === k ? value : w;
    if (wanted !== base[place]) edits[place] = wanted;
  });
  return { ...settings, edits };
}

/** Rows with one number replaced. */
export function withNumber(rows: Rows, s: number, j: number, value: number): Rows {
  return rows.map((row, at) => (at === s ? row.with(j, value) : row));
}

/** Why the loss cannot be computed from these labels, as the interval they must lie in; nothing if it can. */
export function labelsWanted({ loss, Y }: Settings): readonly [number, number] | undefined {
  const { labels }: Loss = losses[loss];
  return Y.flat().every((y) => y >= labels[0] && y <= labels[1]) ? undefined : labels;
}

/** Number of weights and biases. */
export function countParameters({ sizes, skip }: Settings): number {
  return parameterCount(sizes, skip);
}

/** Place of `w_ij^l`, or of `b_i^l` without j, in the flat vector; indices from 1. */
export function placeOf(sizes: readonly number[], l: number, i: number, j?: number): number {
  let at = 0;
  for (let k = 1; k < l; k++) at += sizes[k] * (sizes[k - 1] + 1);
  return j === undefined ? at + sizes[l] * sizes[l - 1] + i - 1 : at + (i - 1) * sizes[l - 1] + j - 1;
}

/** Whether two lists hold the same numbers. */
export function sameNumbers(a: ArrayLike<number>, b: ArrayLike<number>): boolean {
  return a.length === b.length && Array.from(a).every((x, k) => x === b[k]);
}

function drawX({ sizes }: Settings, random: Random, count: number): number[][] {
  return Array.from({ length: count }, () =>
    Array.from({ length: sizes[0] }, () => twoDecimals(random.uniform())),
  );
}

function drawY({ sizes, activations }: Settings, random: Random, count: number): number[][] {
  const n = sizes.at(-1)!;
  return Array.from({ length: count }, () => {
    if (activations.at(-1) !== ONE_HOT) return Array.from({ length: n }, () => twoDecimals(random.uniform()));
    const k = random.integer(n);
    return Array.from({ length: n }, (_, i) => Number(i === k));
  });
}

/** Short enough to be followed by hand. */
function twoDecimals(x: number): number {
  return Math.round(100 * x) / 100;
}
