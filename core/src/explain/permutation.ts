import "../messages/explaining.js";
import { logLosses } from "../assess/class-metrics.js";
import { rootMeanSquare } from "../assess/sums.js";
import { warning, type Warning } from "../errors.js";
import type { Matrix } from "../matrix.js";
import type { Model } from "../model/model.js";
import { createRandom } from "../random.js";
import type { Encoder } from "../table/encode.js";
import { decode } from "../table/decode.js";
import { encodeY } from "../table/labels.js";
import type { Table } from "../table/table.js";
import { usableRows } from "../table/usable.js";
import { chosen, copyMatrix, designOf, type Factor } from "./factors.js";
import { groupsOf, TOGETHER } from "./groups.js";
import { deviation, mean, ranks } from "./statistics.js";
import { netsOf, weighted, type SurfaceOptions } from "./surface.js";
import { Work, type WorkOptions } from "./work.js";

/** How `permutationImportance` is asked. */
export interface PermutationOptions extends Pick<SurfaceOptions, "engine">, WorkOptions {
  /** @default all */
  factors?: readonly string[];
  /** Permutations of each factor, at least 2. @default 10 */
  repeats?: number;
  /** Rows at most; of more, so many are drawn. @default 5000 */
  rows?: number;
  /** @default 0 */
  seed?: number;
  /** Factors with a larger |r| are also permuted together. @default 0.7 */
  together?: number;
}

/** How much worse the model gets when it no longer knows a factor. */
export interface Importance {
  factor: string;
  /** Mean increase of the error over the permutations: RMSE in the label's unit, or log-loss in nats. */
  mean: number;
  /** Standard deviation over the permutations. */
  sd: number;
  /** 1 for the most important factor. */
  rank: number;
  /** Mean increase of each net's own error. */
  ofNets: number[];
}

/** The same for factors that vary together, permuted as one. */
export interface GroupImportance {
  factors: string[];
  mean: number;
  sd: number;
}

/** What `permutationImportance` gives. */
export interface PermutationImportance {
  metric: "rmse" | "logLoss";
  /** Unit of the increase, if the label has one. */
  unit?: string;
  rows: number;
  repeats: number;
  /** Error of the model as it is. */
  error: number;
  importance: Importance[];
  /** Groups of two factors and more. */
  groups: GroupImportance[];
  warnings: Warning[];
}

/**
 * Permutation importance (Breiman 2001; Fisher, Rudin & Dominici 2019): mean over permutations of `error(column j shuffled) − error`.
 * Meant for rows that were not trained on. Factors that vary together stand in for one another: they are permuted as a group too.
 *
 * @param table rows with labels; of several labels the mean of their RMSE is taken
 * @throws RangeError for fewer than 2 repeats; GradusError as `evaluate`, E650 for an unknown factor
 */
export async function permutationImportance(
  model: Model,
  table: Table,
  options: PermutationOptions = {},
): Promise<PermutationImportance> {
  const { factors: names, repeats = 10, rows: limit = 5000, seed = 0, together = TOGETHER } = options;
  if (!Number.isSafeInteger(repeats) || repeats < 2)
    throw new RangeError(`Cannot permute: expected at least 2 repeats, got ${repeats}`);
  const { encoder } = model;
  const labels = encoder.labels.map(({ name }) => name);
  const usable = usableRows(table, labels, { least: 2, share: 1 });
  const design = designOf(model, table, { limit, seed, among: usable.rows });
  const { factors, X } = design;
  const which = chosen(factors, names);
  const groups = groupsOf(design, together).filter((group) => group.length > 1);
  const error = createErrors(model, encodeY(encoder, table, design.rows), options.engine);
  const base = error(X);
  const work = new Work((which.length + groups.length) * repeats, options);

  async function increases(members: readonly number[], stream: number): Promise<Errors[]> {
    const random = createRandom(seed, stream);
    const shuffled = copyMatrix(X);
    const found: Errors[] = [];
    for (let r = 0; r < repeats; r++) {
      const order = random.shuffle(Uint32Array.from({ length: X.cols }, (_, s) => s));
      for (const j of members) permuteInPlace(shuffled, X, factors[j], order);
      const { mean: one, each } = error(shuffled);
      found.push({ mean: one - base.mean, each: each.map((e, k) => e - base.each[k]) });
      await work.step();
    }
    return found;
  }

  const importance: Omit<Importance, "rank">[] = [];
  for (const j of which) {
    const found = await increases([j], 100 + j);
    const ofNets = base.each.map((_, k) => mean(found.map(({ each }) => each[k])));
    importance.push({ factor: factors[j].name, ...summary(found), ofNets });
  }
  const ofGroups: GroupImportance[] = [];
  for (const [g, group] of groups.entries()) {
    const found = await increases(group, 100 + factors.length + g);
    ofGroups.push({ factors: group.map((j) => factors[j].name), ...summary(found) });
  }
  const order = ranks(importance.map((one) => one.mean));
  const unit = encoder.labels.length === 1 ? encoder.labels[0].unit : undefined;
  return {
    metric: encoder.task === "regression" ? "rmse" : "logLoss",
    ...(unit === undefined || encoder.task !== "regression" ? {} : { unit }),
    rows: X.cols,
    repeats,
    error: base.mean,
    importance: importance.map((one, i) => ({ ...one, rank: order[i] })),
    groups: ofGroups,
    warnings: ofGroups.map((group) =>
      warning("W652", { threshold: together, factors: group.factors.join(", ") }),
    ),
  };
}

/** Errors of the model and of each of its nets. */
interface Errors {
  mean: number;
  each: number[];
}

/** Error of the model, and of each net, as a function of X. */
function createErrors(model: Model, Y: Matrix, engine: SurfaceOptions["engine"]): (X: Matrix) => Errors {
  const nets = netsOf(model, engine);
  const error = errorOf(model.encoder, Y);
  return (X) => {
    const outputs = nets.map((net) => net.rows(X));
    const each = outputs.map(error);
    return { mean: nets.length === 1 ? each[0] : error(weighted(model, outputs)), each };
  };
}

/** RMSE, the mean over the labels; or log-loss. */
function errorOf(encoder: Encoder, Y: Matrix): (H: Matrix) => number {
  const truth = decode(encoder, Y);
  const ones = new Float64Array(Y.cols).fill(1);
  return (H) => {
    const answer = decode(encoder, H);
    if (truth.task !== "regression")
      return answer.task === "regression" ? Number.NaN : mean(logLosses(truth.classes, answer.probabilities));
    if (answer.task !== "regression") return Number.NaN;
    const errors = truth.values.map((y, i) =>
      rootMeanSquare(
        y.map((value, s) => answer.values[i][s] - value),
        ones,
      ),
    );
    return mean(errors);
  };
}

/** Writes the inputs of one factor, its rows in another order, into X. */
function permuteInPlace(X: Matrix, original: Matrix, { from, count }: Factor, order: Uint32Array): void {
  for (let i = from; i < from + count; i++) {
    for (let s = 0; s < X.cols; s++) X.data[i * X.cols + s] = original.data[i * X.cols + order[s]];
  }
}

function summary(found: readonly Errors[]): { mean: number; sd: number } {
  const values = found.map((one) => one.mean);
  return { mean: mean(values), sd: deviation(values)! };
}
