import {
  crossValidate,
  evaluateIntervals,
  findColumn,
  formatValue,
  learningCurve,
  predict,
  selectRows,
  type FoldResult,
  type IntervalAssessment,
  type LearningCurve,
  type LearningPoint,
  type Model,
  type Prediction,
  type Table,
  type TrainOptions,
} from "gradus";
import type {
  CoverageNumbers,
  CoverageView,
  FactorValues,
  FoldsView,
  Report,
  RowsView,
} from "../shell/model-protocol.js";
import type { Choices } from "../train/protocol.js";
import { cellText } from "../train/preview.js";
import { noticeOf } from "../train/table-view.js";
import { judgedSection, type Subject } from "./subject.js";

/** How long work is stopped, and who is told how far it is. */
export interface WorkControl {
  signal: { readonly aborted: boolean };
  report: (report: Report) => void;
}

/** The same training on folds of the same table; it can be stopped, then the folds that are ready count. */
export async function foldsView(
  { table, choices, model }: Subject,
  { folds, repeats, isQuick }: { folds: number; repeats: number; isQuick: boolean },
  { signal, report }: WorkControl,
): Promise<FoldsView> {
  const metric = model.task === "regression" ? "rmse" : "logLoss";
  const of = folds * repeats;
  const done: FoldsView["folds"] = [];
  let share = 0;
  const soFar = (): FoldsView => ({ metric, folds: [...done], of, complete: false, warnings: [] });
  const found = await crossValidate(table!, {
    ...trainingOf(choices!, isQuick),
    folds,
    repeats,
    signal,
    onFold(fold) {
      done.push(foldOf(fold));
      report({ kind: "folds", view: soFar(), done: done.length / of });
    },
    onProgress({ run, runs, fraction }) {
      const now = (run - 1 + fraction) / runs;
      if (now - share < 0.01) return;
      share = now;
      report({ kind: "share", done: now });
    },
  });
  const { comparison } = found;
  return {
    metric,
    folds: found.folds.map(foldOf),
    of,
    mean: found.mean,
    sd: found.sd,
    pooled: found.pooled,
    intervals: found.confidence.metrics,
    ...(found.baselines["linear"] === undefined ? {} : { linear: found.baselines["linear"].mean }),
    comparison:
      comparison === null
        ? null
        : {
            difference: comparison.difference,
            lo: comparison.lo,
            hi: comparison.hi,
            p: comparison.p,
            useful: comparison.useful,
          },
    complete: found.complete,
    warnings: found.warnings.map(noticeOf),
  };
}

/** Whether more rows would help: the same training on more and more of them. */
export async function curveOf(
  { table, choices }: Subject,
  isQuick: boolean,
  { signal, report }: WorkControl,
): Promise<LearningCurve> {
  const points: LearningPoint[] = [];
  let share = 0;
  return learningCurve(table!, {
    ...trainingOf(choices!, isQuick),
    signal,
    onPoint(point) {
      points.push(point);
      report({ kind: "points", points: [...points], done: share });
    },
    onProgress({ run, runs, fraction }) {
      const now = (run - 1 + fraction) / runs;
      if (now - share < 0.01) return;
      share = now;
      report({ kind: "share", done: now });
    },
  });
}

/** Options of a run for other rows: without its division of the table. */
function trainingOf(all: Choices, isQuick: boolean): Omit<TrainOptions, "split"> {
  const { split: _, ...choices } = all;
  // Workers of its own would be loaded by an address, which a page in one file does not have.
  return {
    ...choices,
    ...(isQuick ? { nets: 1 } : {}),
    ...(import.meta.env.MODE === "single" ? { threads: 1 } : {}),
  };
}

function foldOf({ fold, repeat, test, metrics, baselines }: FoldResult): FoldsView["folds"][number] {
  return { fold: fold + 1, repeat, rows: test, metrics, linear: baselines["linear"] ?? {} };
}

/** How many labels the intervals of a model hold: on the rows that they rest on, and on the judged ones if these are others. */
export function coverageView(subject: Subject, level: number): CoverageView {
  const { model, table } = subject;
  const judged = judgedSection(subject);
  if (table === undefined || judged === undefined)
    throw new Error("Cannot measure intervals: expected a table with labels, got none");
  const rows = judged.section === "folds" ? subject.sections[0].rows : judged.rows;
  const found = evaluateIntervals(model, selectRows(table, rows), { level });
  const rests = model.outOfFold?.Y.cols ?? model.heldOut?.Y.cols ?? 0;
  const isOther = found.part === "folds" ? judged.section !== "folds" : judged.section !== found.part;
  return {
    level: found.level,
    rows: rests,
    realised: numbersOf(model, found.realised),
    measured: isOther
      ? { section: judged.section, rows: found.rows, numbers: numbersOf(model, found.measured) }
      : null,
    warnings: found.warnings.map(noticeOf),
  };
}

function numbersOf({ encoder }: Model, found: IntervalAssessment["measured"]): CoverageNumbers[] {
  if (Array.isArray(found))
    return found.map(({ label, coverage, meanWidth }) => ({ label, coverage, width: meanWidth }));
  return [{ label: encoder.labels[0].name, coverage: found.coverage, width: found.meanSize }];
}

/** Cells of some rows as texts, with label and prediction. */
export function rowsView({ model, table }: Subject, rows: readonly number[]): RowsView {
  const own = selectRows(table!, rows);
  const answer = predict(model, own);
  const labels = model.encoder.labels.map(({ name }) => name);
  const columns = own.columns.filter(({ name }) => !labels.includes(name));
  return {
    columns: columns.map(({ name }) => name),
    rows: rows.map((row, i) => ({
      row: row + 1,
      cells: columns.map((column) => cellText(column, i)),
      actual: labels.map((name) => cellText(findColumn(own, name), i)).join(", "),
      predicted: predictedText(answer, i),
    })),
  };
}

function predictedText(answer: Prediction, i: number): string {
  if (answer.task === "regression") return answer.values.map((values) => formatValue(values[i])).join(", ");
  const { levels, classes, probabilities: P } = answer;
  const share = formatValue(P.data[classes[i] * P.cols + i], { digits: 3 });
  return `${levels[classes[i]]} (${share})`;
}

/** A feature at every row of the table. */
export function factorValues(table: Table, factor: string): FactorValues {
  const column = findColumn(table, factor);
  switch (column.type) {
    case "number":
    case "date":
      return { kind: "numbers", values: column.values };
    case "text":
      return { kind: "levels", codes: new Int32Array(table.rows), levels: [""] };
    default:
      return { kind: "levels", codes: column.codes, levels: [...column.levels] };
  }
}
