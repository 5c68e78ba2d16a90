import type { Interval } from "../assess/bootstrap.js";
import { classScores, confusionMatrix, mostProbable, reliability } from "../assess/metrics.js";
import type { ClassScore, ReliabilityBin } from "../assess/metrics.js";
import { replicatesFor, wilson } from "../assess/bootstrap.js";
import { worstRow } from "../assess/regression-metrics.js";
import type { Warning } from "../errors.js";
import type { Matrix } from "../matrix.js";
import { rowNumber } from "../table/columns.js";
import { encodeX, type Encoder } from "../table/encode.js";
import { decode } from "../table/decode.js";
import { encodeY } from "../table/labels.js";
import { matchColumns, predictionWarnings } from "../table/match.js";
import type { Table } from "../table/table.js";
import { usableRows } from "../table/usable.js";
import type { Confidence } from "./folds/pool.js";
import { intervalsOf, measures } from "./measure.js";
import type { Metrics, Model } from "./model.js";
import { output } from "./predict.js";
import { weightsOf } from "./prepare.js";

/** What `evaluate` may be told besides model and table. */
export interface EvaluateOptions {
  /** Column of row weights; a row of weight 0 counts as absent. */
  weight?: string;
  /** Also confidence intervals; they take a second for 20,000 rows. @default false */
  confidence?: boolean;
}

/** How good a model is on a table. */
export interface Assessment {
  /** Rows that have a label. */
  rows: number;
  metrics: Metrics;
  /** There if asked for. */
  confidence?: Confidence;
  /** Numbers: for each label the row with the largest error. */
  worst?: WorstRow[];
  /** Classes: precision, recall and F1 of each, with Wilson's intervals. */
  classes?: (ClassScore & {
    name: string;
    precisionInterval: Interval | null;
    recallInterval: Interval | null;
  })[];
  /** Classes: predicted probability beside observed frequency. */
  reliability?: ReliabilityBin[];
  warnings: Warning[];
}

/** The row of the largest error. */
export interface WorstRow {
  label: string;
  /** Number of the row, from 1, in the table. */
  row: number;
  actual: number;
  predicted: number;
}

/**
 * Metrics of a model on the rows of a table that have a label.
 *
 * @throws GradusError if a feature or the label is missing, or a cell is not of its column's type
 */
export function evaluate(model: Model, table: Table, options: EvaluateOptions = {}): Assessment {
  const { encoder } = model;
  const matched = matchColumns(encoder, table);
  const names = encoder.labels.map((label) => label.name);
  const usable = usableRows(table, names, { least: 1, share: 1 });
  const { weight } = options;
  const counts = weight === undefined ? undefined : weightsOf(table, weight, usable.rows);
  const rows = counts === undefined ? usable.rows : usable.rows.filter((_, i) => counts[i] > 0);
  const H = output(model, encodeX(encoder, table, rows));
  const Y = encodeY(encoder, table, rows);
  const samples = counts === undefined ? { Y } : { Y, weights: counts.filter((w) => w > 0) };
  return {
    rows: rows.length,
    metrics: measures(encoder, samples, H),
    ...(options.confidence === true ? { confidence: confidenceOf(encoder, samples, H) } : {}),
    ...details(encoder, samples, H, (i) => rowNumber(table, rows[i])),
    warnings: [...matched.warnings, ...usable.warnings, ...predictionWarnings(encoder, table)],
  };
}

const LEVEL = 0.95;

/** Confidence intervals of a model's metrics. */
function confidenceOf(
  encoder: Encoder,
  samples: { Y: Matrix; weights?: Float64Array },
  H: Matrix,
): Confidence {
  const replicates = replicatesFor(H.cols * (H.rows > 2 ? H.rows : 1));
  return {
    level: LEVEL,
    method: "bca",
    replicates,
    metrics: intervalsOf(encoder, samples, H, { level: LEVEL, replicates }),
  };
}

/** What there is to say beyond the metrics. */
function details(
  encoder: Encoder,
  { Y, weights }: { Y: Matrix; weights?: Float64Array },
  H: Matrix,
  numberOf: (row: number) => number,
): Pick<Assessment, "worst" | "classes" | "reliability"> {
  const [truth, predicted] = [decode(encoder, Y), decode(encoder, H)];
  if (truth.task === "regression" || predicted.task === "regression") {
    if (truth.task !== "regression" || predicted.task !== "regression") return {};
    const worst = truth.values.map((y, l) => {
      const at = worstRow(y, predicted.values[l]);
      const { name } = encoder.labels[l];
      return { label: name, row: numberOf(at), actual: y[at], predicted: predicted.values[l][at] };
    });
    return { worst };
  }
  const P = predicted.probabilities;
  const confusion = confusionMatrix(truth.classes, mostProbable(P), P.rows, weights);
  const claimed = Array.from({ length: P.rows }, (_, k) =>
    confusion.data.reduce((sum, count, at) => sum + (at % P.rows === k ? count : 0), 0),
  );
  const within = (share: number | null, n: number) => (share === null ? null : wilson(share, n, LEVEL));
  return {
    classes: classScores(confusion).map((score, k) => ({
      name: truth.levels[k],
      ...score,
      precisionInterval: within(score.precision, claimed[k]),
      recallInterval: within(score.recall, score.rows),
    })),
    reliability: reliability(truth.classes, P, weights === undefined ? {} : { weights }),
  };
}
