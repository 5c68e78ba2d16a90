import "../messages/explaining.js";
import { referenceEngine } from "../engine/reference.js";
import { GradusError } from "../errors.js";
import { matrix, type Matrix } from "../matrix.js";
import type { Model } from "../model/model.js";
import { createRandom } from "../random.js";
import { scaledSlope } from "../table/scale.js";
import type { Table } from "../table/table.js";
import { intervalsAt, LEVEL } from "./bounds.js";
import { presentOf } from "./curve.js";
import { chosen, designOf, encodeValues, type Design } from "./factors.js";
import { slopes } from "./slopes.js";
import { deviation, spread } from "./statistics.js";
import { createSurface, type Surface, type SurfaceOptions } from "./surface.js";
import { cellOf, type FactorRow } from "./what-if.js";
import { Work, type WorkOptions } from "./work.js";

/** How `reach` is asked. */
export interface ReachOptions extends Pick<SurfaceOptions, "output">, WorkOptions {
  /** Factors that may change; only numbers do. @default all */
  vary?: readonly string[];
  /** Row of the table to start from: the solutions nearest to it are given. @default many rows; the solutions nearest to any of them */
  row?: number;
  /** Starts. @default 20 */
  starts?: number;
  /** Solutions at most. @default 3 */
  solutions?: number;
  /** @default 0 */
  seed?: number;
  /** Share that the intervals of the solutions are to hold. @default 0.9 */
  level?: number;
}

/** Values of the factors for which the model answers what was asked for. */
export interface Solution {
  values: FactorRow;
  /** The model's answer, in the output's unit. */
  prediction: number;
  /** Standard deviation of the answer over the nets; null for a single net. */
  sd: number | null;
  /** Interval that holds about `level` of labels, where the model can give intervals; see `predictIntervals`. */
  lo?: number;
  hi?: number;
  level?: number;
  /** Root of the summed squares of the differences to the nearest row, each in standard deviations; a level that differs counts 1. */
  distance: number;
  /** Row of the table that is nearest, from 0. */
  nearest: number;
}

const STEPS = 60;
const LONGEST = 0.5; // standard deviations that a step may have: farther away the gradient is another one
const CLOSE = 1e-4; // of the answers' standard deviation: close enough
const SAME = 0.2; // standard deviations apart: nearer solutions are one
const JITTER = 0.25; // standard deviations by which further starts from one row are moved

/**
 * Finds values of the factors for which the model answers a wanted y, within the range of the data: from several rows, by steps
 * `Δx = (y − ŷ) g / ‖g‖²` along the gradient g that back-propagation gives, projected onto the range; x in standard deviations.
 * What is found is where the *model* gives y: whether the world does, a trial must show.
 *
 * @param target wanted answer, in the output's unit; of classes a probability
 * @returns solutions, the nearest to the data (or to the row asked for) first
 * @throws GradusError E654 if no start reaches it, E650 or E651 for an unknown factor or output
 */
export async function reach(
  model: Model,
  table: Table,
  target: number,
  options: ReachOptions = {},
): Promise<Solution[]> {
  const { row, starts = 20, solutions: most = 3, seed = 0, output } = options;
  const surface = createSurface(model, {
    engine: referenceEngine,
    ...(output === undefined ? {} : { output }),
  });
  const design = designOf(model, table, { limit: 2000, seed });
  const search = searchIn(model, surface, design, options.vary);
  const answers = surface.answer(design.X);
  const tolerance = CLOSE * (spread(answers) || 1);
  const begin =
    row === undefined
      ? nearestStarts(design, answers, target, starts)
      : startsAround(search, designOf(model, table, { among: Int32Array.of(row) }), starts, seed);
  const work = new Work(begin.length, options);
  const found: (Solution & { x: number[] })[] = [];
  let [low, high] = [Math.min(...answers), Math.max(...answers)];
  for (const start of begin) {
    const { x, y } = approach(search, start, target, tolerance);
    [low, high] = [Math.min(low, y), Math.max(high, y)];
    if (Math.abs(y - target) <= tolerance)
      found.push(solutionOf(search, x, row === undefined ? undefined : begin[0]));
    await work.step();
  }
  if (found.length === 0) {
    const short = (v: number): number => Number(v.toPrecision(4));
    throw new GradusError("E654", { target, low: short(low), high: short(high) });
  }
  const distinct: typeof found = [];
  for (const one of found.toSorted((a, b) => a.distance - b.distance)) {
    const isNew = distinct.every((other) => distanceOf(search, one.x, other.x) > SAME);
    if (isNew && distinct.length < most) distinct.push(one);
  }
  const { level = LEVEL } = options;
  return distinct.map(({ x, values, prediction, sd, distance, nearest }) => {
    const own = intervalsAt(model, encodeRow(design, x), surface.index, level)?.[0];
    const interval = own === undefined ? {} : { ...own, level };
    return { values, prediction, sd, ...interval, distance, nearest: row ?? nearest };
  });
}

/** Where a search takes place. */
interface Search {
  model: Model;
  surface: Surface;
  design: Design;
  /** Factors that may change. */
  moving: number[];
  /** Standard deviation of each factor in the data; 1 where it does not vary. */
  sd: number[];
  /** Lowest and highest value of each factor in the data. */
  range: (readonly [number, number])[];
}

function searchIn(
  model: Model,
  surface: Surface,
  design: Design,
  vary: readonly string[] | undefined,
): Search {
  const moving = chosen(design.factors, vary).filter((j) => design.factors[j].kind === "number");
  const present = design.values.map(presentOf);
  return {
    model,
    surface,
    design,
    moving,
    sd: present.map((values) => spread(values) || 1),
    range: present.map((values) => [Math.min(...values), Math.max(...values)]),
  };
}

/** Values of all factors in one row of a design. */
function valuesAt({ values }: Design, s: number): number[] {
  return values.map((column) => column[s]);
}

/** The rows whose answers are nearest to the target. */
function nearestStarts(design: Design, answers: Float64Array, target: number, count: number): number[][] {
  const order = Array.from(answers.keys()).toSorted(
    (a, b) => Math.abs(answers[a] - target) - Math.abs(answers[b] - target),
  );
  return order.slice(0, count).map((s) => valuesAt(design, s));
}

/** One row, and the same moved at random within the range. */
function startsAround({ moving, sd, range }: Search, one: Design, count: number, seed: number): number[][] {
  const random = createRandom(seed, 15);
  const row = valuesAt(one, 0);
  return Array.from({ length: count }, (_, k) =>
    row.map((x, j) => {
      if (k === 0 || !moving.includes(j)) return x;
      return clamp(x + JITTER * sd[j] * random.normal(), range[j]);
    }),
  );
}

/** Steps towards the target until it is reached or nothing helps. */
function approach(
  search: Search,
  start: number[],
  target: number,
  tolerance: number,
): { x: number[]; y: number } {
  const { moving, sd, range, surface } = search;
  const answer = (x: number[]): number => surface.answer(encodeRow(search.design, x))[0];
  let x = start;
  let y = answer(x);
  for (let step = 0; step < STEPS && Math.abs(y - target) > tolerance; step++) {
    const g = gradient(search, x);
    const way = Math.sign(target - y);
    // At an end of its range a factor can only go back.
    const free = moving.filter((j) => {
      const direction = way * g[j];
      return direction > 0 ? x[j] < range[j][1] : direction < 0 && x[j] > range[j][0];
    });
    const norm = free.reduce((sum, j) => sum + g[j] * g[j], 0);
    if (norm === 0) break;
    let size = Math.min(Math.abs(target - y) / norm, LONGEST / Math.sqrt(norm));
    let better: { x: number[]; y: number } | undefined;
    for (let halved = 0; halved < 12 && better === undefined; halved++, size /= 2) {
      const moved = x.slice();
      for (const j of free) moved[j] = clamp(x[j] + way * size * g[j] * sd[j], range[j]);
      const there = answer(moved);
      if (Math.abs(there - target) < Math.abs(y - target)) better = { x: moved, y: there };
    }
    if (better === undefined) break;
    ({ x, y } = better);
  }
  return { x, y };
}

/** Derivatives of the answer by the factors that may change, in its unit per standard deviation; 0 for the others. */
function gradient({ model, surface, design, moving, sd }: Search, x: number[]): number[] {
  const { mean: D } = slopes(model, surface, encodeRow(design, x));
  return design.factors.map(({ feature, from }, j) => {
    if (feature.type !== "number" || !moving.includes(j) || Number.isNaN(x[j])) return 0;
    return D.data[from] * scaledSlope(feature.scale, x[j]) * sd[j];
  });
}

/** One column of X. */
function encodeRow({ factors, X }: Design, x: number[]): Matrix {
  const column = matrix(X.rows, 1);
  factors.forEach((factor, j) =>
    column.data.set(encodeValues(factor, Float64Array.of(x[j])).data, factor.from),
  );
  return column;
}

/** A solution with its nearest row; the distance is that to `base` if there is one. */
function solutionOf(search: Search, x: number[], base: number[] | undefined): Solution & { x: number[] } {
  const { design, surface } = search;
  const { mean, each } = surface.answers(encodeRow(design, x));
  let [nearest, distance] = [0, Infinity];
  for (let s = 0; s < design.rows.length; s++) {
    const far = distanceOf(search, x, valuesAt(design, s));
    if (far < distance) [nearest, distance] = [s, far];
  }
  return {
    x,
    values: Object.fromEntries(design.factors.map((factor, j) => [factor.name, cellOf(factor, x[j])])),
    prediction: mean[0],
    sd: deviation(each.map((y) => y[0])),
    distance: base === undefined ? distance : distanceOf(search, x, base),
    nearest: design.rows[nearest],
  };
}

function distanceOf({ design, sd }: Search, a: readonly number[], b: readonly number[]): number {
  const squares = design.factors.map(({ kind }, j) => {
    if (Number.isNaN(a[j]) || Number.isNaN(b[j])) return Number.isNaN(a[j]) === Number.isNaN(b[j]) ? 0 : 1;
    if (kind === "levels") return a[j] === b[j] ? 0 : 1;
    return ((a[j] - b[j]) / sd[j]) ** 2;
  });
  return Math.sqrt(squares.reduce((x, y) => x + y, 0));
}

function clamp(x: number, [low, high]: readonly [number, number]): number {
  return Math.min(Math.max(x, low), high);
}
