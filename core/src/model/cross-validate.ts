import { GradusError, type Warning } from "../errors.js";
import type { Matrix } from "../matrix.js";
import { matrix } from "../matrix.js";
import { measures } from "./measure.js";
import type { Metrics, Model } from "./model.js";
import { output } from "./predict.js";
import type { TrainOptions } from "./options.js";
import { labelClasses } from "./prepare.js";
import { train, type Progress } from "./train.js";
import { findColumn, wordsOf } from "../table/columns.js";
import { encodeX } from "../table/encode.js";
import { kFold } from "../table/folds.js";
import { encodeY } from "../table/labels.js";
import { splitRows } from "../table/split.js";
import type { Table } from "../table/table.js";
import { usableRows } from "../table/usable.js";

/** Options of `crossValidate`: those of `train` but the split, and how the folds are made. */
export interface CrossValidationOptions extends Omit<TrainOptions, "split" | "resume" | "onProgress"> {
  /** Number of folds, or the fold of each row of the table (any integers ≥ 0). @default 5 */
  folds?: number | ArrayLike<number>;
  /** How often the rows are dealt anew; only with a number of folds. @default 1 */
  repeats?: number;
  /** Runs only these folds. @default all */
  only?: readonly number[];
  /** Column whose equal values stay in one fold. */
  group?: string;
  /** Share of a fold's training rows that chooses the best epoch. @default 0.15 */
  validation?: number;
  onProgress?: (progress: Progress & { run: number; runs: number }) => void;
  onFold?: (fold: FoldResult) => void;
}

/** What one fold gave. */
export interface FoldResult {
  fold: number;
  /** From 1. */
  repeat: number;
  /** Rows that trained, the validation rows included. */
  train: number;
  test: number;
  metrics: Metrics;
  baselines: Record<string, Metrics>;
}

/** What cross-validation gave. Standard deviations are over the folds, with n − 1. */
export interface CrossValidation {
  task: Model["task"];
  folds: FoldResult[];
  mean: Metrics;
  sd: Metrics;
  /** Metrics over all test rows together. */
  pooled: Metrics;
  baselines: Record<string, { mean: Metrics; sd: Metrics }>;
  warnings: Model["run"]["warnings"];
}

/**
 * Cross-validation: each fold in turn is kept away from everything that is learned (types of columns aside), the rest
 * trains; a part of the rest chooses the best epoch.
 *
 * @param table   all rows
 * @param options `label` is needed
 * @throws GradusError as `train` does, and E206 or E207 if the folds do not fit the table
 */
export async function crossValidate(table: Table, options: CrossValidationOptions): Promise<CrossValidation> {
  const {
    folds: wanted = 5,
    repeats = 1,
    only,
    group,
    validation = 0.15,
    onProgress,
    onFold,
    ...rest
  } = options;
  const { rows } = usableRows(table, typeof rest.label === "string" ? [rest.label] : rest.label);
  const stratify = labelClasses(table, rest, rows);
  const seed = rest.seed ?? 42;
  const plans = typeof wanted === "number" ? repeats : 1;
  const results: FoldResult[] = [];
  const pooled: { model: Model; H: Matrix; Y: Matrix }[] = [];
  const groups = group === undefined ? undefined : groupNumbers(table, group);

  const runs: { repeat: number; fold: number; foldOf: ArrayLike<number> }[] = [];
  for (let repeat = 1; repeat <= plans; repeat++) {
    const foldOf = typeof wanted === "number" ? dealt(repeat) : given(wanted, table);
    for (const fold of [...new Set(Array.from(rows, (row) => foldOf[row]))].sort((a, b) => a - b)) {
      if (only === undefined || only.includes(fold)) runs.push({ repeat, fold, foldOf });
    }
  }
  if (runs.length === 0)
    throw new GradusError("E206", { wanted: (only ?? []).join(", "), file: table.source });

  let last: Model | undefined;
  for (const [i, { repeat, fold, foldOf }] of runs.entries()) {
    const test = rows.filter((row) => foldOf[row] === fold);
    const others = rows.filter((row) => foldOf[row] !== fold);
    const inner = splitRows(table, {
      fractions: [1 - validation, validation, 0],
      rows: others,
      seed: seed + fold,
      ...(stratify ? { stratify } : {}),
      ...(group === undefined ? {} : { kind: "group" as const, column: group }),
    });
    const model = await train(table, {
      ...rest,
      ...(group === undefined ? {} : { ignore: [...(rest.ignore ?? []), group] }),
      split: { ...inner, test },
      ...(onProgress
        ? { onProgress: (p: Progress) => onProgress({ ...p, run: i + 1, runs: runs.length }) }
        : {}),
    });
    last = model;
    const metrics = model.run.metrics.test!;
    const baselines = Object.fromEntries(
      Object.entries(model.run.baselines).map(([name, b]) => [name, b.test!]),
    );
    const result = { fold, repeat, train: others.length, test: test.length, metrics, baselines };
    results.push(result);
    pooled.push({
      model,
      H: output(model, encodeX(model.encoder, table, test)),
      Y: encodeY(model.encoder, table, test),
    });
    onFold?.(result);
  }
  return {
    task: last!.task,
    folds: results,
    ...spread(results.map((result) => result.metrics)),
    pooled: pool(pooled),
    baselines: Object.fromEntries(
      Object.keys(results[0].baselines).map((name) => [name, spread(results.map((r) => r.baselines[name]))]),
    ),
    warnings: distinct(pooled.flatMap(({ model }) => model.run.warnings)),
  };

  function dealt(repeat: number): Int32Array {
    const fold = kFold(rows, wanted as number, {
      seed: seed + repeat - 1,
      ...(stratify ? { stratify } : {}),
      ...(groups ? { groups } : {}),
    });
    const foldOf = new Int32Array(table.rows).fill(-1);
    fold.forEach((k, n) => (foldOf[rows[n]] = k));
    return foldOf;
  }
}

/** Warnings of all folds, each once. */
function distinct(warnings: readonly Warning[]): Warning[] {
  return [...new Map(warnings.map((one) => [one.message, one])).values()];
}

function given(folds: ArrayLike<number>, table: Table): ArrayLike<number> {
  if (folds.length === table.rows) return folds;
  throw new GradusError("E207", { found: folds.length, rows: table.rows, file: table.source });
}

function groupNumbers(table: Table, name: string): Int32Array {
  const numbers = new Map<string | number, number>(); // a row without a group is a group of its own
  const words = wordsOf(
    findColumn(table, name),
    Int32Array.from({ length: table.rows }, (_, r) => r),
  );
  return Int32Array.from(words, (word, row) => {
    const key = word ?? row;
    if (!numbers.has(key)) numbers.set(key, numbers.size);
    return numbers.get(key)!;
  });
}

/** Mean and standard deviation of each metric over the folds; null where a fold has no value. */
function spread(sets: readonly Metrics[]): { mean: Metrics; sd: Metrics } {
  const [mean, sd]: [Metrics, Metrics] = [{}, {}];
  for (const name of Object.keys(sets[0] ?? {})) {
    const values = sets.map((set) => set[name] ?? null).filter((value) => value !== null);
    const isWhole = values.length === sets.length;
    const m = values.reduce((sum, v) => sum + v, 0) / values.length;
    mean[name] = isWhole ? m : null;
    sd[name] =
      isWhole && values.length > 1
        ? Math.sqrt(values.reduce((sum, v) => sum + (v - m) ** 2, 0) / (values.length - 1))
        : null;
  }
  return { mean, sd };
}

/**
 * Metrics over the test rows of all folds. Each fold has scaled the label in its own way, so the outputs are first brought
 * back to the label's unit and then to the scale of the first fold's encoder.
 */
function pool(parts: readonly { model: Model; H: Matrix; Y: Matrix }[]): Metrics {
  const { encoder } = parts[0].model;
  const total = parts.reduce((sum, part) => sum + part.Y.cols, 0);
  const H = matrix(parts[0].Y.rows, total);
  const Y = matrix(H.rows, total);
  let at = 0;
  for (const part of parts) {
    for (const [whole, piece] of [
      [H, part.H],
      [Y, part.Y],
    ] as const) {
      for (let i = 0; i < H.rows; i++) {
        for (let s = 0; s < piece.cols; s++) {
          whole.data[i * total + at + s] = rescaled(piece.data[i * piece.cols + s], i, part.model, encoder);
        }
      }
    }
    at += part.Y.cols;
  }
  return measures(encoder, { Y }, H);
}

function rescaled(value: number, i: number, model: Model, to: Model["encoder"]): number {
  const [a, b] = [model.encoder.labels[i], to.labels[i]];
  if (model.task !== "regression" || a?.type !== "number" || b?.type !== "number") return value;
  return (a.scale.center + a.scale.spread * value - b.scale.center) / b.scale.spread;
}
