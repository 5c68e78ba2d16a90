import {
  assessUnseen,
  compareOutOfFold,
  compareWithBaselines,
  confusionMatrix,
  createIntervals,
  decode,
  encodeX,
  encodeY,
  evaluate,
  evaluateIntervals,
  hasIntervals,
  hasLabels,
  output,
  prepareAgain,
  reliability,
  selectRows,
  usableRows,
  type Assessment,
  type Comparison,
  type Confidence,
  type Decoded,
  type IntervalAssessment,
  type IntervalFacts,
  type Matrix,
  type Metrics,
  type Model,
  type Prepared,
  type ReliabilityBin,
  type RowComparison,
  type Table,
} from "gradus";
import { spreadOver } from "../numbers.js";
import type { Part } from "../predicted.js";

/** Rows of one part, what was predicted for them, and how good that was. */
export interface AssessedPart {
  part: Part;
  /** All rows of the part; of many, only some are in `truth` and `predicted`. */
  rows: number;
  truth: Decoded;
  predicted: Decoded;
  metrics: Metrics;
  confidence: Confidence | null;
  /** Rows of the table, from 0, in the order of the predictions; null where the model file holds the predictions. */
  places: Int32Array | null;
  worst: Assessment["worst"];
  classes: Assessment["classes"];
  reliability: ReliabilityBin[] | null;
  /** Of classes: rows of each class that were predicted as each. */
  counts: number[][] | null;
}

/** What is known of how good a model is. */
export interface Assessed {
  /** The rows a table holds: those that the model was trained on, other ones, or there is no table. */
  relation: "training" | "other" | "none";
  again: Prepared | null;
  parts: AssessedPart[];
  /** The part that says most: rows that neither taught nor chose anything, where there are some. */
  best: AssessedPart | null;
  /** Fold by fold, by the corrected resampled t-test. */
  folds: Comparison | null;
  /** On the test rows. */
  test: { comparison: RowComparison | null; baselines: Record<string, Metrics> } | null;
  intervals: { levels: IntervalFacts[]; own: IntervalFacts; test: IntervalAssessment | null } | null;
}

const SHOWN = 5000; // rows whose predictions are drawn
const LEVEL = 0.9;
const LEVELS = [0.5, 0.6, 0.7, 0.8, 0.9, 0.95];

/** Assesses a model by its file, and by a table if there is one. */
export function assess(model: Model, table: Table | undefined): Assessed {
  const isLabelled = table !== undefined && hasLabels(model, table);
  const again = (isLabelled && prepareAgain(model, table)) || null;
  const unseen = unseenPart(model);
  const parts = again
    ? [
        partOf(model, table!, again, "train"),
        partOf(model, table!, again, "validation"),
        unseen?.part === "outOfFold" ? unseen : null,
        partOf(model, table!, again, "test"),
      ]
    : [isLabelled ? otherPart(model, table) : null, unseen];
  const found = parts.filter((part) => part !== null);
  const rank: Part[] = ["train", "validation", "outOfFold", "test", "all"];
  const best = found.toSorted((a, b) => rank.indexOf(b.part) - rank.indexOf(a.part))[0] ?? null;
  const { train, test } = again?.samples ?? { train: null, test: null };
  return {
    relation: table === undefined ? "none" : again ? "training" : "other",
    again,
    parts: found,
    best,
    folds: train && model.outOfFold ? compareOutOfFold(model, train) : null,
    test: train && test ? compareWithBaselines(model, train, test) : null,
    intervals: hasIntervals(model) ? intervalsOf(model, table, again) : null,
  };
}

function intervalsOf(model: Model, table: Table | undefined, again: Prepared | null): Assessed["intervals"] {
  const hasTest = table !== undefined && again !== null && again.split.test.length > 0;
  return {
    levels: LEVELS.map((level) => createIntervals(model, { level })),
    own: createIntervals(model, { level: LEVEL }),
    test: hasTest ? evaluateIntervals(model, selectRows(table, again.split.test), { level: LEVEL }) : null,
  };
}

/** A part of the training table; of rows that taught the model the metrics are those of its record. */
function partOf(
  model: Model,
  table: Table,
  again: Prepared,
  part: "train" | "validation" | "test",
): AssessedPart | null {
  const rows = again.split[part];
  if (rows.length === 0) return null;
  // The rows count as they did in training, so that the figures stand beside those of the record and of the baselines.
  if (part === "test") return evaluated(model, selectRows(table, rows), rows, part, model.run.data.weight);
  const places = Int32Array.from(spreadOver(rows.length, SHOWN), (k) => rows[k]);
  const [X, Y] = [encodeX(model.encoder, table, places), encodeY(model.encoder, table, places)];
  const metrics = model.run.metrics[part] ?? {};
  return decodedPart(model, { part, rows: rows.length, Y, H: output(model, X), metrics, places });
}

/** Rows of a table that the model was not trained on. */
function otherPart(model: Model, table: Table): AssessedPart | null {
  const names = model.encoder.labels.map(({ name }) => name);
  const { rows } = usableRows(table, names, { least: 1, share: 1 });
  return evaluated(model, selectRows(table, rows), rows, "all");
}

function evaluated(model: Model, table: Table, rows: Int32Array, part: Part, weight?: string): AssessedPart {
  const { metrics, confidence, worst, classes } = evaluate(model, table, {
    confidence: true,
    ...(weight === undefined ? {} : { weight }),
  });
  const [X, Y] = [encodeX(model.encoder, table), encodeY(model.encoder, table)];
  const found = decodedPart(model, {
    part,
    rows: rows.length,
    Y,
    H: output(model, X),
    metrics,
    places: rows,
  });
  return { ...found, confidence: confidence ?? null, worst, classes };
}

/** Rows whose predictions the model file holds. */
function unseenPart(model: Model): AssessedPart | null {
  const unseen = assessUnseen(model);
  const source = model.outOfFold ?? model.heldOut;
  if (unseen === null || source === undefined) return null;
  const { metrics, confidence, rows } = unseen;
  const part = unseen.part === "folds" ? "outOfFold" : unseen.part;
  const found = decodedPart(model, { part, rows, Y: source.Y, H: source.H, metrics, places: null });
  return { ...found, confidence };
}

function decodedPart(
  { encoder }: Model,
  { Y, H, ...rest }: Pick<AssessedPart, "part" | "rows" | "metrics" | "places"> & { Y: Matrix; H: Matrix },
): AssessedPart {
  const [truth, predicted] = [decode(encoder, Y), decode(encoder, H)];
  const found = { ...rest, truth, predicted, confidence: null, worst: undefined, classes: undefined };
  if (truth.task === "regression" || predicted.task === "regression")
    return { ...found, reliability: null, counts: null };
  const { data, cols } = confusionMatrix(truth.classes, predicted.classes, truth.levels.length);
  return {
    ...found,
    reliability: reliability(truth.classes, predicted.probabilities),
    counts: truth.levels.map((_, i) => [...data.subarray(i * cols, (i + 1) * cols)]),
  };
}
