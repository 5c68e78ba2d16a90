import {
  BLOCK_AT, D, D_STRIDE, EMBEDDING, FACTORS, FLUSH, FREQUENCIES, FRONT_SCALED, FRONT_WIDTH, H, H_STRIDE, INPUT, INPUT_ROW,
  IS_EMBEDDED, LAYERS, N, OUTPUT_ROW, SCALE, STATES, STEP_FLAGS, UNITS, UNIT_LIST, UNIT_SIZE, XC,
} from "../src/engine/wasm/record";
import { cos, sin } from "./circular";
import { descend, flush, numbersOf } from "./descent";
import { multiplyAdd } from "./multiply-add";

const TWO_PI: f32 = 6.283185307179586;

/**
 * The rows of a group that layer 1 reads behind a front: `[x, V cos(2π ω x + φ) + β] ⊙ d` of an embedded input, `d x` of another.
 *
 * @param scratch room for so many vectors as there are frequencies
 */
export function embedGroup(g: i32, scratch: usize): void {
  const input = load<usize>(INPUT);
  const layer = load<usize>(LAYERS);
  const x = load<usize>(input, H) + g * load<usize>(input, H_STRIDE);
  const h = load<usize>(layer, H) + g * load<usize>(layer, H_STRIDE);
  for (let i = 0; i < load<i32>(UNITS); i++) {
    const unit = unitOf(i);
    const from = x + (<usize>load<i32>(unit, INPUT_ROW) << 5);
    const to = h + (<usize>load<i32>(unit, OUTPUT_ROW) << 5);
    embed(unit, v128.load(from), to, 32, scratch);
    embed(unit, v128.load(from, 16), to + 16, 32, scratch);
  }
}

/** The same of one row, whose inputs lie in XC one after the other: its rows go to H of layer 0 in the same way. */
export function embedRow(scratch: usize): void {
  const h = load<usize>(load<usize>(LAYERS), H);
  const width = load<i32>(FRONT_WIDTH);
  const lanes = scratch + (<usize>load<i32>(FREQUENCIES) << 4);
  for (let i = 0; i < load<i32>(UNITS); i++) {
    const unit = unitOf(i);
    const x = v128.load32_splat(load<usize>(XC) + (<usize>load<i32>(unit, INPUT_ROW) << 2));
    embed(unit, x, lanes, 16, scratch);
    const to = h + (<usize>load<i32>(unit, OUTPUT_ROW) << 2);
    const rows = load<i32>(unit, IS_EMBEDDED) != 0 ? width : 1;
    for (let r = 0; r < rows; r++) store<f32>(to + (<usize>r << 2), load<f32>(lanes + (<usize>r << 4)));
  }
}

/** Rows of one input for 4 samples, `step` bytes from one to the next. */
function embed(unit: usize, x: v128, to: usize, step: usize, scratch: usize): void {
  const block = load<usize>(unit, BLOCK_AT);
  if (load<i32>(unit, IS_EMBEDDED) == 0) {
    v128.store(to, f32x4.mul(v128.load32_splat(block), x));
    return;
  }
  const count = load<i32>(FREQUENCIES);
  const width = load<i32>(FRONT_WIDTH);
  const row = rowOfFrequencies(count);
  for (let k: usize = 0; k < <usize>count << 2; k += 4) {
    v128.store(scratch + (k << 2), cos(angle(block, row, k, x)));
  }
  const biases = block + (<usize>width + 1) * row;
  const scales = biases + bytesOf(width - 1);
  v128.store(to, f32x4.mul(v128.load32_splat(scales), x));
  let weights = block + 2 * row;
  for (let r = 1; r < width; r++, weights += row) {
    let sum = v128.load32_splat(biases + (<usize>(r - 1) << 2));
    for (let k: usize = 0; k < <usize>count << 2; k += 4) {
      sum = multiplyAdd(v128.load32_splat(weights + k), v128.load(scratch + (k << 2)), sum);
    }
    to += step;
    v128.store(to, f32x4.mul(v128.load32_splat(scales + (<usize>r << 2)), sum));
  }
}

/**
 * Gradients of one input's parameters, laid out as they are. With S_r = Σ δ_r and T_rk = Σ δ_r cos_k over the batch, δ being ∂L/∂ the
 * rows that the front gives: ∂L/∂V = d T, ∂L/∂β = d S, ∂L/∂d = β S + Σ V T.
 *
 * @param groups  groups of the batch
 * @param to      as large as the input's block
 * @param scratch room for twice so many vectors as the front is wide
 */
export function gradientOfUnit(i: i32, groups: i32, to: usize, scratch: usize): void {
  const unit = unitOf(i);
  const input = load<usize>(INPUT);
  const layer = load<usize>(LAYERS);
  const x = load<usize>(input, H) + (<usize>load<i32>(unit, INPUT_ROW) << 5);
  const d = load<usize>(layer, D) + (<usize>load<i32>(unit, OUTPUT_ROW) << 5);
  const stepX = load<usize>(input, H_STRIDE);
  const stepD = load<usize>(layer, D_STRIDE);
  const isScaled = load<i32>(FRONT_SCALED) != 0;
  memory.fill(to, 0, <usize>vectorsOf(unit, true) << 4);
  const ofInput = isScaled ? sumOfProducts(x, stepX, d, stepD, groups) : <f32>0;
  if (load<i32>(unit, IS_EMBEDDED) == 0) return store<f32>(to, ofInput);
  const width = load<i32>(FRONT_WIDTH);
  const row = rowOfFrequencies(load<i32>(FREQUENCIES));
  const block = load<usize>(unit, BLOCK_AT);
  const biases = (<usize>width + 1) * row;
  const scales = biases + bytesOf(width - 1);
  for (let r: usize = 1; r < <usize>width; r++) {
    const sum = sumOf(d + (r << 5), stepD, groups);
    const scale = load<f32>(block + scales + (r << 2));
    store<f32>(to + biases + ((r - 1) << 2), scale * sum);
    store<f32>(to + scales + (r << 2), load<f32>(block + biases + ((r - 1) << 2)) * sum);
  }
  store<f32>(to + scales, ofInput);
  const end = <usize>load<i32>(FREQUENCIES) << 2;
  for (let k: usize = 0; k < end; k += 4) {
    ofFrequency(block, row, k, scales, x, stepX, d, stepD, groups, to, scratch);
  }
  if (!isScaled) memory.fill(to + scales, 0, bytesOf(width));
}

/** Gradients of what belongs to one frequency, the k/4th: ω, φ, its column of V, and its share in those of d. */
function ofFrequency(
  block: usize,
  row: usize,
  k: usize,
  scales: usize,
  x: usize,
  stepX: usize,
  d: usize,
  stepD: usize,
  groups: i32,
  to: usize,
  scratch: usize,
): void {
  const rows = <usize>load<i32>(FRONT_WIDTH) - 1;
  const factors = scratch; // d V, a vector for each row, and behind them T
  const sums = scratch + (rows << 4);
  for (let r: usize = 0; r < rows; r++) {
    const factor = load<f32>(block + (2 + r) * row + k) * load<f32>(block + scales + ((r + 1) << 2));
    v128.store(factors + (r << 4), f32x4.splat(factor));
    v128.store(sums + (r << 4), f32x4.splat(0));
  }
  let ofFrequencies = f32x4.splat(0);
  let ofPhases = f32x4.splat(0);
  for (let g = 0; g < groups; g++, x += stepX, d += stepD) {
    for (let half: usize = 0; half < 32; half += 16) {
      const value = v128.load(x + half);
      const turned = angle(block, row, k, value);
      const cosine = cos(turned);
      let slope = f32x4.splat(0);
      for (let r: usize = 0; r < rows; r++) {
        const delta = v128.load(d + half + ((r + 1) << 5));
        slope = multiplyAdd(delta, v128.load(factors + (r << 4)), slope);
        v128.store(sums + (r << 4), multiplyAdd(delta, cosine, v128.load(sums + (r << 4))));
      }
      slope = f32x4.neg(f32x4.mul(slope, sin(turned)));
      ofPhases = f32x4.add(ofPhases, slope);
      ofFrequencies = multiplyAdd(slope, value, ofFrequencies);
    }
  }
  store<f32>(to + k, TWO_PI * sumOfLanes(ofFrequencies));
  store<f32>(to + row + k, sumOfLanes(ofPhases));
  for (let r: usize = 0; r < rows; r++) {
    const sum = sumOfLanes(v128.load(sums + (r << 4)));
    const at = (2 + r) * row + k;
    store<f32>(to + at, load<f32>(block + scales + ((r + 1) << 2)) * sum);
    const scale = to + scales + ((r + 1) << 2);
    store<f32>(scale, load<f32>(scale) + load<f32>(block + at) * sum);
  }
}

/** Vectors of an input's block that are trained, or of all of it. */
export function vectorsOfUnit(i: i32): i32 {
  return vectorsOf(unitOf(i), load<i32>(FRONT_SCALED) != 0);
}

/** Address of an input's block. */
export function blockOfUnit(i: i32): usize {
  return load<usize>(unitOf(i), BLOCK_AT);
}

/** The update of one input's parameters by their gradient. */
export function descendUnit(i: i32, g: usize, step: usize): void {
  const unit = unitOf(i);
  const block = load<usize>(unit, BLOCK_AT);
  const all = vectorsOf(unit, load<i32>(FRONT_SCALED) != 0);
  const embedding = vectorsOf(unit, false);
  if (load<i32>(FACTORS) == 0) descend(block, g, all, numbersOf(step, 0));
  else {
    const behind = <usize>embedding << 4;
    descend(block, g, embedding, numbersOf(step, EMBEDDING));
    descend(block + behind, g + behind, all - embedding, numbersOf(step, SCALE));
  }
  if ((load<i32>(step, STEP_FLAGS) & FLUSH) != 0) flush(block, all, load<i32>(STATES));
}

/** Vectors of the embedding of an input, with or without those of d. */
function vectorsOf(unit: usize, withScale: bool): i32 {
  if (load<i32>(unit, IS_EMBEDDED) == 0) return withScale ? 1 : 0;
  const width = load<i32>(FRONT_WIDTH);
  const embedding = (<usize>width + 1) * rowOfFrequencies(load<i32>(FREQUENCIES)) + bytesOf(width - 1);
  return <i32>((withScale ? embedding + bytesOf(width) : embedding) >> 4);
}

// @ts-ignore: decorator
@inline
function unitOf(i: i32): usize {
  return load<usize>(UNIT_LIST) + <usize>i * UNIT_SIZE;
}

/** Bytes of n floats, padded to whole vectors. */
// @ts-ignore: decorator
@inline
function bytesOf(n: i32): usize {
  return (<usize>(n + 3) >> 2) << 4;
}

// @ts-ignore: decorator
@inline
function rowOfFrequencies(count: i32): usize {
  return bytesOf(count);
}

/** 2π ω x + φ of frequency k/4. */
// @ts-ignore: decorator
@inline
function angle(block: usize, row: usize, k: usize, x: v128): v128 {
  const turns = f32x4.splat(TWO_PI * load<f32>(block + k));
  return multiplyAdd(turns, x, v128.load32_splat(block + row + k));
}

/** Sum of a row over all samples. */
function sumOf(at: usize, step: usize, groups: i32): f32 {
  let low = f32x4.splat(0);
  let high = low;
  for (let g = 0; g < groups; g++, at += step) {
    low = f32x4.add(low, v128.load(at));
    high = f32x4.add(high, v128.load(at, 16));
  }
  return sumOfLanes(f32x4.add(low, high));
}

/** Sum of the products of two rows over all samples. */
function sumOfProducts(a: usize, stepA: usize, b: usize, stepB: usize, groups: i32): f32 {
  let low = f32x4.splat(0);
  let high = low;
  for (let g = 0; g < groups; g++, a += stepA, b += stepB) {
    low = multiplyAdd(v128.load(a), v128.load(b), low);
    high = multiplyAdd(v128.load(a, 16), v128.load(b, 16), high);
  }
  return sumOfLanes(f32x4.add(low, high));
}

/** The four lanes, the first and the third, the second and the fourth first. */
export function sumOfLanes(x: v128): f32 {
  const pairs = f32x4.add(x, v128.shuffle<f32>(x, x, 2, 3, 0, 1));
  return f32x4.extract_lane(pairs, 0) + f32x4.extract_lane(pairs, 1);
}
