import { copyNetwork, type Network } from "../../bp/network.js";
import type { Samples } from "../../engine/engine.js";
import { matrix, selectColumns, type Matrix } from "../../matrix.js";
import { createRandom } from "../../random.js";
import { chooseRecipe } from "../../train/auto.js";
import { drawStop, type Family, type PlannedNet } from "../../train/family.js";
import { engineFor } from "../engine.js";
import type { Model, ModelNet } from "../model.js";
import { jobOptions, startNetwork, type Grounds } from "../ensemble/nets.js";
import type { TrainOptions } from "../options.js";
import { output } from "../predict.js";
import { costs, jobsOf, runNets } from "../ensemble/run-nets.js";
import type { Ready } from "../train.js";
import { heldOutOf, meanAndSpread } from "../ensemble/unseen.js";

/**
 * Networks whose outputs are a lower and an upper quantile of each label's error, for intervals that follow the noise: what they say is
 * added to what the model says.
 */
export interface Quantiles {
  /** Share of the labels between the quantiles that they were trained for; intervals of other shares can be made of them too. */
  level: number;
  /** Their weights sum to 1. The first outputs are the lower quantiles of all labels, the last ones the upper. */
  nets: ModelNet[];
  /** What those that had not seen them say of the rows of `outOfFold`, or of `heldOut`; 2 · labels × rows. */
  H: Matrix;
}

const LEVEL = 0.9;
const NETS = 3; // of a model without folds

/** The level of the nets for quantiles that the options ask for; undefined: none. @throws RangeError for options that do not fit */
export function quantileLevel(
  ready: Pick<Ready, "task" | "feed" | "learning" | "samples">,
  { intervalMethod = "errors", intervalLevel }: Pick<TrainOptions, "intervalMethod" | "intervalLevel">,
): number | undefined {
  const refuse = (wanted: string, given: string | number): RangeError =>
    new RangeError(`Cannot train for intervals: expected ${wanted}, got ${given}`);
  if (intervalMethod === "errors") {
    if (intervalLevel === undefined) return undefined;
    throw refuse('intervalMethod "cqr" beside intervalLevel', `"${intervalMethod}"`);
  }
  if (intervalMethod !== "cqr")
    throw refuse('intervalMethod "errors" or "cqr"', `"${String(intervalMethod)}"`);
  const level = intervalLevel ?? LEVEL;
  if (!(level > 0 && level < 1)) throw refuse("an intervalLevel between 0 and 1", level);
  if (ready.task !== "regression") throw refuse('a label that is a number for "cqr"', "classes");
  if (ready.feed !== undefined) throw refuse('a table that is held in memory for "cqr"', "a stream");
  const { test, validation } = ready.samples;
  if (ready.learning === undefined && test === null && validation === null)
    throw refuse('a validation or a test part for "cqr"', "rows that all train");
  return level;
}

/**
 * Trains the nets for quantiles on the errors of a model, of rows that its nets had not seen where it has folds: networks with two
 * outputs for each label under the pinball loss of τ = (1 ∓ level)/2 (Koenker & Bassett 1978), stopped by rows of their own. With
 * folds each leaves out three in ten, so that several nets speak together for a row that they have not seen, as they do for a new one.
 *
 * @returns undefined if it was stopped before all nets were ready, and of a model that keeps no rows which its nets had not seen
 */
export async function trainQuantiles(
  ready: Ready,
  model: Model,
  level: number,
  { signal, threads, engine, seconds = Infinity }: Omit<TrainOptions, "label">,
): Promise<Quantiles | undefined> {
  if (model.outOfFold === undefined && model.heldOut === undefined) return undefined;
  const { grounds, sizes } = groundsOf(ready, model, level);
  const { families } = grounds.recipe;
  const { measure: _, ...fit } = jobOptions(grounds, families[0]);
  const { X } = grounds.samples.train;
  const given = engine === undefined ? {} : { engine };
  const choice = engineFor(startNetwork(grounds, families[0], 0), X.cols, fit, given);
  const own: Ready = { ...ready, ...grounds, choice, choices: [choice] };
  const plans = plansOf(ready);
  const committee = { families, planned: plans.map(({ planned }) => planned), done: [] };
  const jobs = jobsOf(own, committee, new Map(), seconds / plans.length);
  const work = (costs(own)[0] * plans.length * families[0].epochs) / 2;
  const nets: ModelNet[] = [];
  for await (const event of runNets(jobs, { signal, feed: undefined, threads, work })) {
    if (!("result" in event)) continue;
    nets[event.job] = { network: enlarged(event.result.network, sizes), weight: 1 / plans.length };
  }
  if (signal?.aborted === true || Object.keys(nets).length < plans.length) return undefined;
  // Where time was up before a family was ready, the model keeps what it says of rows that were held out, if any were.
  const { fold } = model.outOfFold ?? {};
  const H = fold ? unseenQuantiles(nets, plans, X, fold) : heldOutOf(nets, grounds.samples)!.H;
  return { level, nets, H };
}

/** A net that is to be trained, and the folds that it leaves out. */
interface Plan {
  planned: PlannedNet;
  left: ReadonlySet<number>;
}

const LEFT = 0.3; // share of the folds that a net leaves out
const STOP = 0.15; // share of its rows that choose its best weights
const STREAM = 17; // of the seed, for those rows

/** With K folds 2 K nets, so that each fold is left out by equally many; else a few that see all training rows. */
function plansOf({ learning, seed }: Ready): Plan[] {
  const all = { family: 0, fold: null };
  if (learning === undefined) {
    return Array.from({ length: NETS }, () => ({
      planned: { ...all, rows: undefined, stop: undefined },
      left: new Set<number>(),
    }));
  }
  const folds = 1 + Math.max(...learning.fold);
  const count = Math.max(1, Math.round(LEFT * folds));
  return Array.from({ length: 2 * folds }, (_, n) => {
    const step = n < folds ? 1 : 3;
    const left = new Set(Array.from({ length: count }, (_fold, j) => (n + j * step) % folds));
    const rows = Int32Array.from(learning.fold.keys()).filter((i) => !left.has(learning.fold[i]));
    const random = createRandom(seed + n, STREAM);
    return { planned: { ...all, ...drawStop(rows, STOP, random, learning.groups) }, left };
  });
}

/** What the nets that left out a fold say of its rows: their mean. */
function unseenQuantiles(
  nets: readonly ModelNet[],
  plans: readonly Plan[],
  X: Matrix,
  fold: Int32Array,
): Matrix {
  const outputs = nets[0].network.sizes.at(-1)!;
  const all = matrix(outputs, fold.length);
  for (let k = 0; k <= Math.max(...fold); k++) {
    const rows = Array.from(fold.keys()).filter((s) => fold[s] === k);
    const blind = nets.filter((_, n) => plans[n].left.has(k));
    const equal = blind.map((net) => ({ ...net, weight: 1 / blind.length }));
    const { H } = meanAndSpread(equal, selectColumns(X, rows));
    for (let i = 0; i < outputs; i++)
      rows.forEach((row, s) => (all.data[i * all.cols + row] = H.data[i * H.cols + s]));
  }
  return all;
}

const FEW = 2000; // rows up to which the law of the noise is hard to see
const DECAY = 0.01; // factor of ½Σw² there; on concrete and boston intervals became 2 to 4 % narrower

/** The same rows with the error of each label twice, divided by its size, and the recipe of the nets for quantiles. */
function groundsOf(ready: Ready, model: Model, level: number): { grounds: Grounds; sizes: Float64Array } {
  const { train, validation, test } = ready.samples;
  const labels = train.Y.rows;
  const errors = errorsOf(train.Y, model.outOfFold?.H ?? output(model, train.X));
  const sizes = sizesOf(errors);
  const other = (samples: Samples | null) => {
    return samples && twice(samples, errorsOf(samples.Y, output(model, samples.X)), sizes);
  };
  const facts = { task: ready.task, rows: train.X.cols, inputs: train.X.rows, outputs: 2 * labels };
  const plain = chooseRecipe("auto", { ...facts, plain: true });
  const l2 = train.X.cols <= FEW ? DECAY : 0;
  const family: Family = { ...plain, name: "quantiles", l2, whole: 0, each: 0, stop: null };
  const tau = [(1 - level) / 2, (1 + level) / 2].flatMap((one) => Array.from({ length: labels }, () => one));
  const loss = { name: "pinball_mean", parameters: { tau } } as const;
  const { init: _, ...others } = ready;
  const grounds = {
    ...others,
    outputs: 2 * labels,
    recipe: { ...plain, families: [family], loss, folds: ready.recipe.folds },
    samples: { train: twice(train, errors, sizes), validation: other(validation), test: other(test) },
  };
  return { grounds, sizes: Float64Array.from([...sizes, ...sizes]) };
}

function errorsOf(Y: Matrix, H: Matrix): Matrix {
  return matrix(
    Y.rows,
    Y.cols,
    Y.data.map((y, k) => y - H.data[k]),
  );
}

/** Root mean square of each label's errors; 1 where there are none. */
function sizesOf({ rows, cols, data }: Matrix): Float64Array {
  return Float64Array.from({ length: rows }, (_, l) => {
    const own = data.subarray(l * cols, (l + 1) * cols);
    return Math.sqrt(own.reduce((sum, e) => sum + e * e, 0) / cols) || 1;
  });
}

function twice(samples: Samples, errors: Matrix, sizes: Float64Array): Samples {
  const { rows, cols, data } = errors;
  const scaled = data.map((e, k) => e / sizes[Math.floor(k / cols)]);
  const Y = matrix(2 * rows, cols);
  Y.data.set(scaled);
  Y.data.set(scaled, scaled.length);
  return { ...samples, Y };
}

/** A network whose outputs, which have no f, are so many times larger. */
function enlarged(network: Network, sizes: Float64Array): Network {
  const copy = copyNetwork(network);
  const { last, W, b, skip } = copy;
  sizes.forEach((size, i) => {
    b[last][i] *= size;
    for (const M of skip === undefined ? [W[last]] : [W[last], skip]) {
      for (let j = 0; j < M.cols; j++) M.data[i * M.cols + j] *= size;
    }
  });
  return copy;
}
