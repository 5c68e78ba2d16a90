import type { Network } from "../../bp/network.js";
import * as R from "./record.js";

const LINE = 64; // bytes of a cache line
const STEPS = 512; // steps that one call of the kernels can take
// When only predicting, a chunk's inputs stay in the cache, and its columns are as long as that allows: long pieces are copied
// faster. 20 inputs: 4096 rows.
const CHUNK_BYTES = 512 * 1024;
const CHUNK_ROWS = { least: 256, most: 4096 };

/** Where a layer's arrays lie; see record.ts for their form. */
export interface LayerPlan {
  n: number;
  n4: number;
  /** Neurons of the layer before; 0 for the input. */
  m: number;
  m4: number;
  panels: number;
  H: number;
  hStride: number;
  HT: number;
  htStride: number;
  D: number;
  DT: number;
  dtStride: number;
  Z: number;
  W: number;
  wStride: number;
}

/** Addresses and sizes of everything that does not depend on the rows. */
export interface Layout {
  layers: LayerPlan[];
  skip?: LayerPlan;
  /** Where the weights begin; behind all their copies, up to `pairList`, lie the layers' H, D and their like. */
  arenaStart: number;
  /** Bytes of all weights; each state of the optimizer has as many. */
  arena: number;
  records: number;
  pairs: { record: number; panel: number }[];
  pairList: number;
  norms: number;
  capacity: number;
  chunk: number;
  XC: number;
  YC: number;
  omegaC: number;
  OUT: number;
  outputFactors: number;
  steps: number;
  stepCapacity: number;
  losses: number;
  groupLoss: number;
  scratch: number;
  scratchSize: number;
  scratchGradient: number;
  scratchLabels: number;
  /** First free byte. */
  end: number;
}

/** What a layout is made for. */
export interface LayoutOptions {
  /** Rows of the largest batch; 0 when only predicting. */
  batch: number;
  /** Copies of the weights' arena: the weights, the optimizer's states, and the gradient if it is kept. */
  copies: number;
  threads: number;
  /** First byte. @default the first one behind what the kernels hold themselves */
  from?: number;
}

const up = (x: number, to: number): number => Math.ceil(x / to) * to;
/** An odd number of cache lines: strides that are a power of two would fall on the same places of the cache. */
const oddLines = (bytes: number): number => up(bytes, LINE) + (up(bytes, LINE) % (2 * LINE) === 0 ? LINE : 0);

/** Lays out the memory of a trainer or, with a batch of 0, of a predictor. */
export function layOut(network: Network, { batch, copies, threads, from = R.LAYOUT }: LayoutOptions): Layout {
  const { sizes, last } = network;
  const isTraining = batch > 0;
  let end: number = from;
  function take(bytes: number): number {
    const at = end;
    end = up(end + bytes, LINE);
    return at;
  }
  const groups = Math.ceil(batch / R.GROUP);
  const capacity = Math.max(groups, 16, threads);
  const samples = groups * R.GROUP;
  const records = take(R.LAYER_SIZE * (last + 2));

  // Weights of all layers lie together, so that each state of the optimizer is a copy of the arena.
  const layers: LayerPlan[] = [];
  const arenaStart = end;
  for (let l = 0; l <= last; l++) layers.push(planOf(sizes[l], l === 0 ? 0 : sizes[l - 1], take));
  const skip = network.skip ? planOf(sizes[last], sizes[0], take) : undefined;
  const arena = end - arenaStart;
  end += (copies - 1) * arena;

  layers.forEach((layer, l) => {
    layer.hStride = oddLines(layer.n4 * 32);
    layer.H = take(layer.hStride * capacity);
    layer.Z = l === last ? take(layer.hStride * capacity) : layer.H;
    if (!isTraining) return;
    if (l < last) {
      layer.htStride = oddLines(samples * 16);
      layer.HT = take((layer.n4 / 4) * layer.htStride);
    }
    if (l > 0) {
      layer.D = take(layer.hStride * capacity);
      layer.dtStride = oddLines(samples * 32);
      layer.DT = take(Math.ceil(layer.panels / 2) * layer.dtStride);
    }
  });
  if (skip) {
    const { H, hStride, Z, D, DT, dtStride } = layers[last];
    Object.assign(skip, { H, hStride, Z, D, DT, dtStride });
  }
  const withWeights = [...layers.slice(1), ...(skip ? [skip] : [])];
  const pairs = withWeights.flatMap(({ panels }, i) =>
    Array.from({ length: Math.ceil(panels / 2) }, (_, p) => ({
      record: records + (i + 1) * R.LAYER_SIZE,
      panel: 2 * p,
    })),
  );
  const outputs = sizes[last];
  const fitting = Math.floor(CHUNK_BYTES / (32 * sizes[0])) * R.GROUP;
  const chunk = Math.max(CHUNK_ROWS.least, Math.min(CHUNK_ROWS.most, fitting));
  const strip = Math.max(...layers.slice(1).map(({ n4 }) => n4)) * 16;
  const gradient = Math.max(...withWeights.map(({ wStride }) => wStride)) * 2 + LINE;
  const scratchGradient = up(strip, LINE);
  const scratchLabels = scratchGradient + up(gradient, LINE);
  const scratchSize = oddLines(scratchLabels + (2 * layers[last].n4 + 8) * 32);
  return {
    layers,
    ...(skip ? { skip } : {}),
    arenaStart,
    arena,
    records,
    pairs,
    pairList: take(pairs.length * 8),
    norms: take(pairs.length * 16),
    capacity,
    chunk,
    XC: take(sizes[0] * chunk * 4),
    YC: take(outputs * chunk * 4),
    omegaC: take(chunk * 4),
    OUT: take(outputs * chunk * 4),
    outputFactors: take(layers[last].n4 * 4),
    steps: take(isTraining ? STEPS * R.STEP_SIZE : 0),
    stepCapacity: STEPS,
    losses: take(isTraining ? STEPS * 8 : 0),
    groupLoss: take(Math.max(capacity, chunk / R.GROUP) * 8),
    scratch: take(scratchSize * threads),
    scratchSize,
    scratchGradient,
    scratchLabels,
    end,
  };
}

function planOf(n: number, m: number, take: (bytes: number) => number): LayerPlan {
  const [n4, m4] = [up(n, 4), up(m, 4)];
  const panels = m === 0 ? 0 : n4 / 4;
  const wStride = (m4 + 1) * 16;
  const nothing = { H: 0, hStride: 0, HT: 0, htStride: 0, D: 0, DT: 0, dtStride: 0, Z: 0 };
  return { n, n4, m, m4, panels, wStride, W: panels === 0 ? 0 : take(panels * wStride), ...nothing };
}
