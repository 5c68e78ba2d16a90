import { weightedMean } from "../../assess/sums.js";
import { columnNamed } from "../../table/columns.js";
import { encodeX } from "../../table/encode.js";
import type { Fold } from "../../table/fold-plan.js";
import { encodeY } from "../../table/labels.js";
import { splitRows } from "../../table/split.js";
import type { Table } from "../../table/table.js";
import type { FoldPlan } from "./choice.js";
import type { FoldRows } from "./pool.js";
import { measures } from "../measure.js";
import type { Metrics, Model } from "../model.js";
import type { TrainOptions } from "../options.js";
import { output } from "../predict.js";
import { weightsOf } from "../prepare.js";
import { train } from "../train.js";

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

/** Options of one fold: those of training, and the share of its rows that chooses the epoch. */
export type FoldTraining = Omit<TrainOptions, "split" | "resume"> & { validation: number };

/**
 * Trains on the training rows of a fold, a part of which chooses the epoch, and tests on its test rows.
 *
 * @returns null if the signal stopped it
 */
export async function runFold(
  table: Table,
  plan: FoldPlan,
  one: Fold,
  { validation, ...options }: FoldTraining,
): Promise<{ model: Model; rows: FoldRows; result: FoldResult } | null> {
  if (options.signal?.aborted === true) return null;
  const inner = splitRows(table, {
    ...plan.inner,
    fractions: [1 - validation, validation, 0],
    rows: one.train,
    seed: (options.seed ?? 42) + one.fold,
  });
  const model = await train(table, {
    ...options,
    ...(plan.ignore.length === 0 ? {} : { ignore: [...(options.ignore ?? []), ...plan.ignore] }),
    split: {
      ...inner,
      test: one.test,
      ...(plan.groups === undefined ? {} : { groups: plan.groups }),
      ...(plan.inner.kind === "time" ? { inTime: true } : {}),
    },
  });
  if (model.checkpoint !== undefined) return null;
  const rows = testRows(table, model, one, { plan, weight: options.weight });
  return { model, rows, result: resultOf(model, one, rows) };
}

/** The test rows of a fold with their predictions. */
function testRows(
  table: Table,
  model: Model,
  { train: trained, test }: Fold,
  { plan, weight }: { plan: FoldPlan; weight: string | undefined },
): FoldRows {
  const { encoder, task } = model;
  const of = (rows: Int32Array) =>
    weight === undefined ? new Float64Array(rows.length).fill(1) : weightsOf(table, weight, rows);
  const means = encoder.labels.flatMap(({ name }) => {
    const column = columnNamed(table, name);
    if (task !== "regression" || column.type !== "number") return [];
    return [
      weightedMean(
        Float64Array.from(trained, (row) => column.values[row]),
        of(trained),
      ),
    ];
  });
  return {
    model: { encoder, task },
    H: output(model, encodeX(encoder, table, test)),
    Y: encodeY(encoder, table, test),
    means,
    units: plan.groups === undefined ? test : test.map((row) => plan.groups![row]),
    ...(weight === undefined ? {} : { weights: of(test) }),
  };
}

function resultOf(model: Model, { fold, repeat, train: trained, test }: Fold, rows: FoldRows): FoldResult {
  const baselines = Object.entries(model.run.baselines).map(([name, parts]) => [name, parts.test!] as const);
  return {
    fold,
    repeat,
    train: trained.length,
    test: test.length,
    metrics: measures(model.encoder, rows, rows.H, model.task === "regression" ? rows.means : undefined),
    baselines: Object.fromEntries(baselines),
  };
}
