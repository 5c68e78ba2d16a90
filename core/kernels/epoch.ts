import {
  ALPHA, ALPHAS, BIASES, CLIP_NORM, CLIP_VALUE, DIVIDE, FACTORS, FLUSH, GRADIENT, GROUP, GROUP_LOSS, H, HT, HT_STRIDE, H_STRIDE, INPUT, KEEP_NORM, L1, L2,
  LAST, LAYERS, LAYER_SIZE, LOSSES, M4, MASS, MAX_NORM, N, NORMS, ORDER, PAIRS, PAIR_LIST, PANELS, SCRATCH, SCRATCH_FRONT, SCRATCH_GRADIENT,
  SCRATCH_LABELS, SCRATCH_SIZE, SKIP, STATES, STEPS, STEP_COUNT, STEP_FLAGS, STEP_FROM, STEP_SIZE, THREADS, UNITS, W, WEIGHTS, W_STRIDE,
} from "../src/engine/wasm/record";
import { backward, deltaOfOutput, gradient, transposeDeltas } from "./backward";
import { descend, flush, numbersOf } from "./descent";
import { forward } from "./forward";
import { blockOfUnit, descendUnit, embedGroup, gradientOfUnit, vectorsOfUnit } from "./front";
import { gather, gatherLabels } from "./gather";
import { gradientOfAlpha } from "./parametric";
import { addPenaltyGradient, clipByValue, limitRowNorms, scale, sumOfSquares } from "./regularise";
import { meet } from "./threads";
import { transposeGroup } from "./transpose";

/**
 * Some steps of an epoch; every thread calls it with its own number. Forward and backward are split by groups of samples,
 * gradient and update by pairs of panels of weights and by inputs of a front, in turn: nothing is summed across threads, so that their number changes no bit.
 *
 * @param first  first step
 * @param count  number of steps
 * @param thread number of the thread, from 0
 */
export function train(first: i32, count: i32, thread: i32): void {
  const threads = load<i32>(THREADS);
  let step = load<usize>(STEPS) + first * STEP_SIZE;
  let loss = load<usize>(LOSSES) + (<usize>first << 3);
  for (; count > 0; count--, step += STEP_SIZE, loss += 8) {
    const rows = load<i32>(step, STEP_COUNT);
    const groups = (rows + GROUP - 1) / GROUP;
    deltas(step, rows, (groups * thread) / threads, (groups * (thread + 1)) / threads, thread);
    meet(threads);
    if (thread == 0) {
      let sum: f64 = 0;
      for (let g = 0; g < groups; g++) sum += load<f64>(load<usize>(GROUP_LOSS) + (<usize>g << 3));
      store<f64>(loss, sum);
    }
    update(step, rows, thread, threads);
    meet(threads);
  }
}

/** From rows to error terms, for some groups. */
function deltas(step: usize, rows: i32, first: i32, end: i32, thread: i32): void {
  if (first == end) return;
  const from = load<i32>(step, STEP_FROM);
  const outputs = load<i32>(load<usize>(LAYERS) + load<i32>(LAST) * LAYER_SIZE, N);
  const strip = load<usize>(SCRATCH) + thread * load<usize>(SCRATCH_SIZE);
  const labels = strip + load<usize>(SCRATCH_LABELS);
  const factor = <f32>(1 / divisor(from, rows, outputs));
  for (let g = first; g < end; g++) gather(g, from, rows);
  if (load<i32>(UNITS) != 0) {
    for (let g = first; g < end; g++) throughFront(g, strip + load<usize>(SCRATCH_FRONT));
  }
  forward(first, end, rows, step);
  for (let g = first; g < end; g++) {
    const spare = labels + (<usize>(outputs + 4) << 5);
    gatherLabels(g, from, rows, labels, outputs, spare);
    const part = deltaOfOutput(g, labels, spare, factor);
    store<f64>(load<usize>(GROUP_LOSS) + (<usize>g << 3), part);
  }
  backward(first, end, strip);
  transposeDeltas(first, end);
}

/** Layer 0 of a group by the front, also transposed. */
function throughFront(g: i32, scratch: usize): void {
  embedGroup(g, scratch);
  const layer = load<usize>(LAYERS);
  const h = load<usize>(layer, H) + g * load<usize>(layer, H_STRIDE);
  const to = load<usize>(layer, HT) + ((g * GROUP) << 4);
  transposeGroup(h, load<i32>(layer, N), to, load<usize>(layer, HT_STRIDE));
}

/** What the terms of a batch's loss are divided by. */
function divisor(from: i32, rows: i32, outputs: i32): f64 {
  const divide = load<i32>(DIVIDE);
  if (divide == 0) return 1;
  const mass = load<usize>(MASS);
  let total: f64 = rows;
  if (mass != 0) {
    total = 0;
    for (let s = 0; s < rows; s++) {
      const row = <usize>load<u32>(load<usize>(ORDER) + (<usize>(from + s) << 2));
      total += load<f32>(mass + (row << 2));
    }
  }
  return divide == 2 ? total * outputs : total;
}

/**
 * Gradient and update of a thread's pairs of panels, and inputs of a front, which are counted behind them. The threads take them by
 * turns: those of a layer are equally long, those of different layers are not.
 */
function update(step: usize, rows: i32, thread: i32, threads: i32): void {
  if (load<f32>(CLIP_NORM) > 0) return updateClipped(step, rows, thread, threads);
  const scratch = load<usize>(SCRATCH) + thread * load<usize>(SCRATCH_SIZE);
  const g = scratch + load<usize>(SCRATCH_GRADIENT);
  const keepNorm = (load<i32>(step, STEP_FLAGS) & KEEP_NORM) != 0;
  const pairs = load<i32>(PAIRS);
  const parts = pairs + load<i32>(UNITS);
  const groups = (rows + GROUP - 1) / GROUP;
  for (let i = thread; i < parts; i += threads) {
    if (i >= pairs) {
      gradientOfUnit(i - pairs, groups, g, scratch + load<usize>(SCRATCH_FRONT));
      const count = vectorsOfUnit(i - pairs);
      if (keepNorm) store<f64>(load<usize>(NORMS) + (<usize>i << 3), sumOfSquares(g, count));
      if (load<f32>(CLIP_VALUE) > 0) clipByValue(g, count, load<f32>(CLIP_VALUE));
      descendUnit(i - pairs, g, step);
      continue;
    }
    const layer = layerOf(i);
    const stride = load<usize>(layer, W_STRIDE);
    const panel = firstPanelOf(i);
    gradientOf(layer, panel, rows, g, g + stride);
    const panels = min(2, load<i32>(layer, PANELS) - panel);
    for (let p = 0; p < panels; p++) {
      const w = load<usize>(layer, W) + (panel + p) * stride;
      penalise(layer, w, g + p * stride);
    }
    const vectors = panels * <i32>(stride >> 4);
    if (keepNorm) store<f64>(load<usize>(NORMS) + (<usize>i << 3), sumOfSquares(g, vectors));
    if (load<f32>(CLIP_VALUE) > 0) clipByValue(g, vectors, load<f32>(CLIP_VALUE));
    move(layer, panel, panels, g, step);
  }
}

/** As `update`, where the norm of the whole gradient must be known before the first weight moves. */
function updateClipped(step: usize, rows: i32, thread: i32, threads: i32): void {
  const behind = load<usize>(GRADIENT);
  const pairs = load<i32>(PAIRS);
  const parts = pairs + load<i32>(UNITS);
  const groups = (rows + GROUP - 1) / GROUP;
  const norms = load<usize>(NORMS);
  const scratch = load<usize>(SCRATCH) + thread * load<usize>(SCRATCH_SIZE);
  const spare = scratch + load<usize>(SCRATCH_GRADIENT);
  for (let i = thread; i < parts; i += threads) {
    if (i >= pairs) {
      const g = blockOfUnit(i - pairs) + behind;
      gradientOfUnit(i - pairs, groups, g, scratch + load<usize>(SCRATCH_FRONT));
      const count = vectorsOfUnit(i - pairs);
      store<f64>(norms + (<usize>i << 3), sumOfSquares(g, count));
      if (load<f32>(CLIP_VALUE) > 0) clipByValue(g, count, load<f32>(CLIP_VALUE));
      store<f64>(norms + (<usize>(parts + i) << 3), sumOfSquares(g, count));
      continue;
    }
    const layer = layerOf(i);
    const stride = load<usize>(layer, W_STRIDE);
    const panel = firstPanelOf(i);
    const w = load<usize>(layer, W) + panel * stride;
    const panels = min(2, load<i32>(layer, PANELS) - panel);
    // What a pair without a second panel has no place for goes to the scratch.
    gradientOf(layer, panel, rows, w + behind, panels == 2 ? w + behind + stride : spare);
    for (let p = 0; p < panels; p++) penalise(layer, w + p * stride, w + behind + p * stride);
    const vectors = panels * <i32>(stride >> 4);
    store<f64>(norms + (<usize>i << 3), sumOfSquares(w + behind, vectors));
    if (load<f32>(CLIP_VALUE) > 0) clipByValue(w + behind, vectors, load<f32>(CLIP_VALUE));
    store<f64>(norms + (<usize>(parts + i) << 3), sumOfSquares(w + behind, vectors));
  }
  meet(threads);
  let sum: f64 = 0;
  for (let i = 0; i < parts; i++) sum += load<f64>(norms + (<usize>(parts + i) << 3));
  const factor = <f64>load<f32>(CLIP_NORM) / (sqrt(sum) + 1e-6);
  for (let i = thread; i < parts; i += threads) {
    if (i >= pairs) {
      const g = blockOfUnit(i - pairs) + behind;
      if (factor < 1 && sum < Infinity) scale(g, vectorsOfUnit(i - pairs), <f32>factor);
      descendUnit(i - pairs, g, step);
      continue;
    }
    const layer = layerOf(i);
    const stride = load<usize>(layer, W_STRIDE);
    const panel = firstPanelOf(i);
    const w = load<usize>(layer, W) + panel * stride;
    const panels = min(2, load<i32>(layer, PANELS) - panel);
    const vectors = panels * <i32>(stride >> 4);
    if (factor < 1 && sum < Infinity) scale(w + behind, vectors, <f32>factor);
    move(layer, panel, panels, w + behind, step);
  }
}

// @ts-ignore: decorator
@inline
function layerOf(pair: i32): usize {
  return load<usize>(load<usize>(PAIR_LIST) + (<usize>pair << 3));
}

// @ts-ignore: decorator
@inline
function firstPanelOf(pair: i32): i32 {
  return load<i32>(load<usize>(PAIR_LIST) + (<usize>pair << 3), 4);
}

function gradientOf(layer: usize, panel: i32, rows: i32, low: usize, high: usize): void {
  const isSkip = layer == load<usize>(SKIP);
  gradient(layer, isSkip ? load<usize>(INPUT) : layer - LAYER_SIZE, panel, rows, low, high);
  const alpha = load<usize>(layer, ALPHA);
  if (alpha != 0) {
    const groups = (rows + GROUP - 1) / GROUP;
    gradientOfAlpha(layer, panel, groups, low + alpha);
    if (panel + 1 < load<i32>(layer, PANELS)) gradientOfAlpha(layer, panel + 1, groups, high + alpha);
  }
  if (!isSkip) return;
  // The skip has no bias: that row stays 0.
  const bias = <usize>load<i32>(layer, M4) << 4;
  v128.store(low + bias, f32x4.splat(0));
  v128.store(high + bias, f32x4.splat(0));
}

/** The update of one or two panels by their gradient. */
function move(layer: usize, panel: i32, panels: i32, g: usize, step: usize): void {
  const stride = load<usize>(layer, W_STRIDE);
  const w = load<usize>(layer, W) + panel * stride;
  const vectors = panels * <i32>(stride >> 4);
  if (load<i32>(FACTORS) == 0) descend(w, g, vectors, numbersOf(step, WEIGHTS));
  else for (let p = 0; p < panels; p++) descendByGroup(layer, w + p * stride, g + p * stride, step);
  if ((load<i32>(step, STEP_FLAGS) & FLUSH) != 0) flush(w, vectors, load<i32>(STATES));
  limit(layer, panel, panels);
}

/** The update of a panel where weights, biases and α have numbers of their own. */
function descendByGroup(layer: usize, w: usize, g: usize, step: usize): void {
  const m4 = load<i32>(layer, M4);
  const bias = <usize>m4 << 4;
  descend(w, g, m4, numbersOf(step, WEIGHTS));
  descend(w + bias, g + bias, 1, numbersOf(step, BIASES));
  const alpha = load<usize>(layer, ALPHA);
  if (alpha != 0) descend(w + alpha, g + alpha, 1, numbersOf(step, ALPHAS));
}

function penalise(layer: usize, w: usize, g: usize): void {
  const l1 = load<f32>(L1);
  const l2 = load<f32>(L2);
  if (l1 > 0 || l2 > 0) addPenaltyGradient(g, w, load<i32>(layer, M4), l1, l2);
}

function limit(layer: usize, panel: i32, panels: i32): void {
  const most = load<f32>(MAX_NORM);
  if (!(most > 0) || layer == load<usize>(SKIP)) return;
  const stride = load<usize>(layer, W_STRIDE);
  for (let p = 0; p < panels; p++) {
    limitRowNorms(load<usize>(layer, W) + (panel + p) * stride, load<i32>(layer, M4), most);
  }
}
