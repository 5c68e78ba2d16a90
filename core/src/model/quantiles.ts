import { copyNetwork, type Network } from "../bp/network.js";
import type { Samples } from "../engine/engine.js";
import { matrix, type Matrix } from "../matrix.js";
import { chooseRecipe } from "../train/auto.js";
import type { Family } from "../train/family.js";
import { Committee } from "./committee.js";
import { engineFor } from "./engine.js";
import type { Model, ModelNet } from "./model.js";
import { jobOptions, startNetwork, type Grounds } from "./nets.js";
import type { TrainOptions } from "./options.js";
import { output } from "./predict.js";
import { costs, jobsOf, runNets } from "./run-nets.js";
import type { Ready } from "./train.js";
import { heldOutOf } from "./unseen.js";

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
 * Trains the nets for quantiles on the errors of a model, of rows that its nets had not seen where it has folds: the recipe's plain
 * networks with two outputs for each label under the pinball loss of τ = (1 ∓ level)/2 (Koenker & Bassett 1978), stopped by rows of
 * their own; with folds one net that leaves out each.
 *
 * @returns undefined if it was stopped before all nets were ready
 */
export async function trainQuantiles(
  ready: Ready,
  model: Model,
  level: number,
  { signal, threads, engine, seconds = Infinity }: Omit<TrainOptions, "label">,
): Promise<Quantiles | undefined> {
  const { grounds, sizes } = groundsOf(ready, model, level);
  const [family] = grounds.recipe.families;
  const { measure: _, ...fit } = jobOptions(grounds, family);
  const rows = grounds.samples.train.X.cols;
  const choice = engineFor(
    startNetwork(grounds, family, 0),
    rows,
    fit,
    engine === undefined ? {} : { engine },
  );
  const own: Ready = { ...ready, ...grounds, choice, choices: [choice] };
  const committee = new Committee(grounds, choice.engine.precision);
  const jobs = jobsOf(own, committee, new Map(), seconds / committee.planned.length);
  const work = (costs(own)[0] * committee.planned.length * family.epochs) / 2;
  const events = runNets(jobs, { signal, feed: undefined, threads, work });
  for await (const event of events) {
    if (!("result" in event)) continue;
    const { network, history, best, stopped } = event.result;
    committee.add({ net: event.job, network, epochs: history.length, best, stopped });
  }
  if (signal?.aborted === true || committee.done.length < committee.planned.length) return undefined;
  const answer = ready.learning === undefined ? undefined : committee.alone(0);
  const nets = committee.nets(answer, []).map((net) => ({ ...net, network: enlarged(net.network, sizes) }));
  if (answer === undefined) return { level, nets, H: heldOutOf(nets, grounds.samples)!.H };
  return { level, nets, H: inUnits(answer.H, sizes) };
}

/** Each row of a matrix so many times larger. */
function inUnits({ rows, cols, data }: Matrix, sizes: Float64Array): Matrix {
  return matrix(
    rows,
    cols,
    data.map((q, k) => q * sizes[Math.floor(k / cols)]),
  );
}

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
  const hasFolds = ready.learning !== undefined;
  const family: Family = {
    ...plain,
    name: "quantiles",
    whole: hasFolds ? 0 : NETS,
    each: hasFolds ? 1 : 0,
    stop: hasFolds ? 0.15 : null,
  };
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
