import { frontPlaces, type Front } from "../../bp/front.js";
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
  /** Bytes from a panel to its α; 0 if the activation is not parametric. */
  alpha: number;
  Q: number;
}

/** Where an input of a front lies: its row, its first row in layer 0, and its parameters. */
export interface UnitPlan {
  input: number;
  row: number;
  /** Number among the embedded inputs; −1 for one that passes through. */
  embedded: number;
  block: number;
}

/** Addresses and sizes of everything that does not depend on the rows. */
export interface Layout {
  layers: LayerPlan[];
  skip?: LayerPlan;
  /** What holds X: layer 0, or a plan of its own where a front gives layer 0. */
  input: LayerPlan;
  units: UnitPlan[];
  unitList: number;
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
  scratchFront: number;
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
  const { sizes, last, front } = network;
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
  const records = take(R.LAYER_SIZE * (last + 3));

  // Weights of all layers lie together, so that each state of the optimizer is a copy of the arena.
  const layers: LayerPlan[] = [];
  const arenaStart = end;
  const before = [0, front?.rows ?? sizes[0], ...sizes.slice(1)];
  for (let l = 0; l <= last; l++) {
    layers.push(planOf(l === 0 ? before[1] : sizes[l], before[l], take, network.alpha?.[l] !== undefined));
  }
  const skip = network.skip ? planOf(sizes[last], sizes[0], take) : undefined;
  const units = front ? placeUnits(front, take) : [];
  const arena = end - arenaStart;
  end += (copies - 1) * arena;

  layers.forEach((layer, l) => {
    layer.hStride = oddLines(layer.n4 * 32);
    layer.H = take(layer.hStride * capacity);
    layer.Z = l === last || layer.alpha > 0 ? take(layer.hStride * capacity) : layer.H;
    if (!isTraining) return;
    if (layer.alpha > 0) layer.Q = take(layer.hStride * capacity);
    if (l === 0 && front) layer.D = take(layer.hStride * capacity);
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
  const input = front ? placeInput(sizes[0], capacity, isTraining ? samples : 0, take) : layers[0];
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
  const largest = Math.max(...withWeights.map(({ wStride }) => wStride)) * 2;
  const gradient = Math.max(largest, front ? blockBytes(front, true) : 0) + LINE;
  const scratchGradient = up(strip, LINE);
  const scratchLabels = scratchGradient + up(gradient, LINE);
  const scratchFront = up(scratchLabels + (2 * layers[last].n4 + 8) * 32, LINE);
  const { frequencies = 0, width = 0 } = front?.shape ?? {};
  const scratchSize = oddLines(scratchFront + (frequencies + 2 * width) * 16);
  return {
    layers,
    ...(skip ? { skip } : {}),
    input,
    units,
    arenaStart,
    arena,
    records,
    pairs,
    pairList: take(pairs.length * 8),
    unitList: take(units.length * R.UNIT_SIZE),
    norms: take((pairs.length + units.length) * 16),
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
    scratchFront,
    end,
  };
}

function planOf(n: number, m: number, take: (bytes: number) => number, isParametric = false): LayerPlan {
  const [n4, m4] = [up(n, 4), up(m, 4)];
  const panels = m === 0 ? 0 : n4 / 4;
  const alpha = isParametric ? (m4 + 1) * 16 : 0;
  const wStride = (m4 + (isParametric ? 2 : 1)) * 16;
  const nothing = { H: 0, hStride: 0, HT: 0, htStride: 0, D: 0, DT: 0, dtStride: 0, Z: 0, Q: 0 };
  return { n, n4, m, m4, panels, wStride, W: panels === 0 ? 0 : take(panels * wStride), alpha, ...nothing };
}

/** X behind which a front stands: H, and for training HT, which the skip's gradient reads. */
function placeInput(
  n: number,
  capacity: number,
  samples: number,
  take: (bytes: number) => number,
): LayerPlan {
  const input = planOf(n, 0, take);
  input.hStride = oddLines(input.n4 * 32);
  input.H = input.Z = take(input.hStride * capacity);
  if (samples === 0) return input;
  input.htStride = oddLines(samples * 16);
  input.HT = take((input.n4 / 4) * input.htStride);
  return input;
}

/** A front's parameters, one input's after the other's. */
function placeUnits(front: Front, take: (bytes: number) => number): UnitPlan[] {
  const places = frontPlaces(front.shape);
  const bytes = places.map(({ embedded }) => blockBytes(front, embedded >= 0));
  let at = take(bytes.reduce((sum, b) => sum + b, 0));
  return places.map((place, i) => {
    at += bytes[i];
    return { ...place, block: at - bytes[i] };
  });
}

/** Bytes of an input's parameters: ω, φ, V row by row, β and d, each padded to whole vectors; or d alone. */
function blockBytes({ shape: { frequencies, width } }: Front, isEmbedded: boolean): number {
  if (!isEmbedded) return 16;
  return 4 * ((width + 1) * up(frequencies, 4) + up(width - 1, 4) + up(width, 4));
}
