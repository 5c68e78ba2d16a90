import { activation } from "../bp/activation.js";
import { backward } from "../bp/backward.js";
import { forward } from "../bp/forward.js";
import type { LossName, LossSpec } from "../bp/loss.js";
import type { Network } from "../bp/network.js";
import { formatValue } from "../bp/wording/number.js";
import type { Wording } from "../bp/wording/pseudo-code.js";
import type { Samples } from "../engine/engine.js";

/** Counts of numbers in equal steps. */
export interface Histogram {
  from: number;
  to: number;
  counts: number[];
}

/** What goes on in a layer: its weights, what its neurons answer, and what back-propagation tells of its weights. */
export interface LayerStatistics {
  /** Number of the layer, 1 … last. */
  layer: number;
  neurons: number;
  /** f by its name. */
  activation: string;
  /** Of all w^l; of all h^l over the rows; of all ∂L/∂w^l of the rows together. */
  weights: Histogram;
  activations: Histogram;
  gradients: Histogram;
  /** Share of the h^l, 0 … 1, at which f'(z) is below 6 % of its largest value: of tanh those with |h| > 0.97. null: f has no such ends */
  saturated: number | null;
  /** Neurons whose h is 0 in every row, of an f that has a dead half; else null. */
  dead: number | null;
  /** Root of the mean square of ∂L/∂w^l. */
  gradient: number;
}

/** Largest f' of the activations that saturate on both sides. */
const STEEPEST: ReadonlyMap<string, number> = new Map([
  ["sigmoid", 0.25],
  ["tanh", 1],
  ["softsign", 1],
  ["hard_sigmoid", 1 / 6],
]);
const FLAT = 0.06; // of the largest f': 1 − 0.97² of tanh
const BINS = 24;

/**
 * Weights, activations and gradients of every layer, for a look into a network while it is trained.
 *
 * @param network as it stands
 * @param samples some rows of the training part, encoded; a few hundred tell as much as all
 * @param options.loss as in training. @default "half_mse_sum"
 * @param options.bins steps of each histogram. @default 24
 */
export function layerStatistics(
  network: Network,
  { X, Y, weights }: Samples,
  { loss = "half_mse_sum", bins = BINS }: { loss?: LossName | LossSpec; bins?: number } = {},
): LayerStatistics[] {
  const pass = forward(network, X);
  const back = backward(network, pass, Y, loss, weights);
  return Array.from({ length: network.last }, (_, k) => {
    const l = k + 1;
    const { name, parameters = {} } = network.activations[l];
    const [Z, H, dW] = [pass.Z[l].data, pass.H[l].data, back.dW[l].data];
    const steepest = STEEPEST.get(name);
    const isFlat = (h: number, s: number): boolean =>
      Math.abs(activation(name).df(Z[s], h, parameters)) < FLAT * steepest!;
    return {
      layer: l,
      neurons: network.sizes[l],
      activation: name,
      weights: histogram(network.W[l].data, bins),
      activations: histogram(H, bins),
      gradients: histogram(dW, bins),
      saturated: steepest === undefined ? null : H.filter(isFlat).length / H.length,
      dead: name === "relu" ? deadNeurons(H, X.cols) : null,
      gradient: Math.sqrt(dW.reduce((sum, g) => sum + g * g, 0) / dW.length),
    };
  });
}

/**
 * What the histograms mean, in sentences: which layers are saturated or dead, and whether gradients vanish or explode on the way back.
 *
 * @param layers what `layerStatistics` gave
 */
export function describeLayers(layers: readonly LayerStatistics[]): Wording[] {
  const hidden = layers.slice(0, -1);
  const flat = hidden.flatMap(({ layer, saturated, activation: f }) => {
    if (saturated === null || saturated < 0.05) return [];
    const share = Math.round(100 * saturated);
    return [
      {
        en: `${share} % of the ${f} values of layer ${layer} are saturated: f′ is nearly 0 there, so hardly anything is learned through them.`,
        zh: `第 ${layer} 层 ${share} % 的 ${f} 值已饱和：那里 f′ 接近 0，几乎学不到东西。`,
      },
    ];
  });
  const dead = hidden.flatMap(({ layer, dead: count, neurons, activation: f }) => {
    if (count === null || count === 0) return [];
    return [
      {
        en: `${count} of the ${neurons} ${f} neurons of layer ${layer} answer 0 for every row: their weights no longer learn.`,
        zh: `第 ${layer} 层 ${neurons} 个 ${f} 神经元中有 ${count} 个对每一行都输出 0：它们的权重不再学习。`,
      },
    ];
  });
  const calm: Wording = {
    en: "No hidden layer is saturated or dead.",
    zh: "没有隐藏层饱和或失活。",
  };
  const states = [...flat, ...dead];
  if (states.length === 0 && hidden.length > 0) states.push(calm);
  return [...states, ...compareGradients(layers)];
}

const MUCH = 10; // times smaller from which a layer learns noticeably more slowly

function compareGradients(layers: readonly LayerStatistics[]): Wording[] {
  if (layers.length < 2) return [];
  const sorted = layers.toSorted((a, b) => a.gradient - b.gradient);
  const [small, large] = [sorted[0], sorted.at(-1)!];
  if (!(large.gradient > 0)) {
    return [{ en: "All gradients are 0: nothing is learned.", zh: "所有梯度都是 0：学不到任何东西。" }];
  }
  const ratio = large.gradient / small.gradient;
  if (ratio < MUCH) {
    return [
      {
        en: `The gradients of all layers are of like size: the largest are ${formatValue(ratio, { digits: 2 })} times the smallest.`,
        zh: `各层梯度大小相近：最大的是最小的 ${formatValue(ratio, { digits: 2 })} 倍。`,
      },
    ];
  }
  const times = Number.isFinite(ratio) ? formatValue(Number(ratio.toPrecision(2))) : "∞";
  const goesBack = small.layer < large.layer;
  return [
    {
      en: `The gradients of layer ${small.layer} are ${times} times smaller than those of layer ${large.layer}: ${goesBack ? "they vanish on the way back" : "they grow on the way back"}.`,
      zh: `第 ${small.layer} 层的梯度是第 ${large.layer} 层的 1/${times}：梯度在反向途中${goesBack ? "消失" : "变大"}。`,
    },
  ];
}

/** Counts in equal steps from the smallest to the largest number; numbers that are not finite are left out. */
function histogram(values: Float64Array, bins: number): Histogram {
  let [from, to] = [Infinity, -Infinity];
  for (const x of values) {
    if (!Number.isFinite(x)) continue;
    from = Math.min(from, x);
    to = Math.max(to, x);
  }
  const counts = Array<number>(bins).fill(0);
  if (from > to) return { from: 0, to: 0, counts };
  const step = (to - from) / bins;
  for (const x of values) {
    if (Number.isFinite(x)) counts[step > 0 ? Math.min(bins - 1, Math.floor((x - from) / step)) : 0]++;
  }
  return { from, to, counts };
}

/** Neurons, rows of H, that are 0 in every sample. */
function deadNeurons(H: Float64Array, samples: number): number {
  let count = 0;
  for (let i = 0; i < H.length; i += samples) {
    if (H.subarray(i, i + samples).every((h) => h === 0)) count++;
  }
  return count;
}
