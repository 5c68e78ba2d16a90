import type { Bounds } from "../../assess/conformal.js";
import { crossConformalSets, type SetMethod } from "../../assess/conformal-classes.js";
import type { Warning } from "../../errors.js";
import type { Matrix } from "../../matrix.js";
import { encodeX, type Encoder } from "../../table/encode.js";
import { decode } from "../../table/decode.js";
import { matchColumns, predictionWarnings } from "../../table/match.js";
import { outsideFactors } from "../../table/outside.js";
import type { Table } from "../../table/table.js";
import { calibrationRows, type CalibrationRows } from "./calibration.js";
import { classScores, type RealisedSets } from "./scores.js";
import type { Model } from "../model.js";
import { numberIntervals, type IntervalKind } from "./numbers.js";
import { temperatureFor, type Temperature } from "./temperature.js";
import { meanAndSpread, type MeanAndSpread } from "../ensemble/unseen.js";

/** How intervals, or sets of classes, are made. */
export interface IntervalOptions {
  /** Share of new labels that they are to hold, 0 … 1. @default 0.9 */
  level?: number;
  /** Numbers: how the intervals are laid. @default "cqr" of a model that has nets for quantiles, else "cv" */
  kind?: IntervalKind;
  /** Classes: which sets. @default "lac" */
  method?: SetMethod;
  /** Classes: whether a temperature corrects the probabilities first. @default false */
  temperature?: boolean;
}

/** How well the intervals of one label held rows that the nets had not seen, each judged by the rows of the other folds. */
export interface RealisedIntervals {
  label: string;
  /** Share of the rows within. */
  coverage: number;
  /** Mean width, and Winkler's score, less is better; in the label's unit. */
  meanWidth: number;
  intervalScore: number;
  /** Whether they are wider where the nets differ. */
  normalised: boolean;
}

/** What is known of a model's intervals before any new row. */
export interface IntervalFacts {
  level: number;
  /** How they are laid; `split` where the rows were held out, from which `cv` and `cv+` give the same. */
  method: IntervalKind | "split";
  /** Where the rows come from, and how many there are. */
  part: CalibrationRows["part"];
  rows: number;
  /** What was realised on them; of classes with the mean size of a set. */
  realised: RealisedIntervals[] | RealisedSets;
  temperature?: Temperature;
  warnings: Warning[];
}

/** Intervals of rows in the label's unit, or sets of classes. */
export type IntervalsOfRows =
  | { task: "regression"; labels: string[]; values: Float64Array[]; bounds: Bounds[] }
  | {
      task: "binary" | "classes";
      label: string;
      levels: string[];
      /** levels × rows. */
      probabilities: Matrix;
      /** 1 where a class belongs to the set of a row, levels × rows. */
      sets: Matrix;
    };

/** Intervals made ready: what is known of them, and those of new rows. */
export interface IntervalMaker extends IntervalFacts {
  /** @param X inputs × rows, as `encodeX` gives it */
  rowsOf(X: Matrix): IntervalsOfRows;
}

/** Intervals of a table's rows. */
export type IntervalPrediction = IntervalsOfRows &
  IntervalFacts & {
    /** For each row the features that lie outside the range of the training rows: there the intervals promise nothing. */
    outside: (readonly string[])[];
  };

/**
 * Predicts every row of a table with an interval that holds the label in about `level` of new rows, on average over rows that
 * come from where the training rows came from; of classes with a set. Their reach comes from the errors of nets that leave out a
 * fold, else of rows that were held out; it is wider where the nets differ, if that narrows them on average.
 *
 * @throws GradusError E360 if all rows taught the model, so that nothing is known of its errors; E361 for `kind: "cqr"` of a
 *   model without nets for quantiles; and as `predict` does
 * @see docs/intervals.md
 */
export function predictIntervals(
  model: Model,
  table: Table,
  options: IntervalOptions = {},
): IntervalPrediction {
  const { encoder } = model;
  const noticed = [...matchColumns(encoder, table).warnings, ...predictionWarnings(encoder, table)];
  const { rowsOf, ...facts } = createIntervals(model, options);
  return {
    ...facts,
    ...rowsOf(encodeX(encoder, table)),
    outside: outsideFactors(encoder, table),
    warnings: [...noticed, ...facts.warnings],
  };
}

/** Makes intervals ready for rows that are encoded already. @throws GradusError as `predictIntervals`, RangeError for the level */
export function createIntervals(
  model: Model,
  { level = 0.9, kind, method = "lac", temperature = false }: IntervalOptions = {},
): IntervalMaker {
  if (!(level > 0 && level < 1))
    throw new RangeError(`Cannot make intervals: expected a level between 0 and 1, got ${level}`);
  const alpha = 1 - level;
  const source = calibrationRows(model);
  const { part, warnings } = source;
  const facts = { level, part, rows: source.fold.length, warnings };
  if (model.task === "regression") {
    const made = numberIntervals(model, source, { alpha, ...(kind === undefined ? {} : { kind }) });
    return {
      ...facts,
      method: made.method,
      realised: made.realised.map(({ coverage, meanWidth, intervalScore, normalised }, l) => {
        const { name, spread } = scaleOf(model.encoder, l);
        const inUnit = { meanWidth: spread * meanWidth, intervalScore: spread * intervalScore };
        return { label: name, coverage, ...inUnit, normalised };
      }),
      rowsOf: (X) => inUnits(model.encoder, made.rowsOf(X)),
    };
  }
  const T = temperature ? temperatureFor(model, source) : undefined;
  const scores = classScores(model.encoder, source, { alpha, method, T: T?.temperature ?? 1 });
  return {
    ...facts,
    method: part === "folds" ? "cv+" : "split",
    realised: scores.realised,
    ...(T ? { temperature: T } : {}),
    rowsOf(X) {
      const means = predictionsOf(source, X).map(({ H }) => scores.probabilitiesOf(H));
      const folds = scores.folds.map((fold, k) => ({ ...fold, prediction: means[k] }));
      const { H } = meanAndSpread(model.nets, X);
      const decoded = decode(model.encoder, H);
      if (decoded.task === "regression") throw new TypeError("Cannot make sets: expected classes");
      const { task, label, levels } = decoded;
      const sets = crossConformalSets(folds, { alpha, method });
      return { task, label, levels, probabilities: scores.probabilitiesOf(H), sets };
    },
  };
}

/** Predictions and bounds in the labels' units. */
function inUnits(encoder: Encoder, { H, bounds }: { H: Matrix; bounds: Bounds[] }): IntervalsOfRows {
  const decoded = decode(encoder, H);
  if (decoded.task !== "regression") throw new TypeError("Cannot make intervals: expected numbers");
  const scaled = bounds.map(({ lo, hi }, l) => {
    const { center, spread } = scaleOf(encoder, l);
    return { lo: lo.map((x) => center + spread * x), hi: hi.map((x) => center + spread * x) };
  });
  return { task: "regression", labels: decoded.labels, values: decoded.values, bounds: scaled };
}

/** What the nets of each fold say of new rows. */
function predictionsOf({ nets }: CalibrationRows, X: Matrix): MeanAndSpread[] {
  return nets.map((own) => meanAndSpread(own, X));
}

function scaleOf(encoder: Encoder, l: number): { name: string; center: number; spread: number } {
  const label = encoder.labels[l];
  if (label.type !== "number") throw new TypeError("Cannot make intervals: expected a number label");
  return { name: label.name, center: label.scale.center, spread: label.scale.spread };
}
