import {
  classMetrics,
  classScores,
  compareWithBaselines,
  confusionMatrix,
  decode,
  encodeX,
  encodeY,
  evaluate,
  mostProbable,
  classIntervals,
  output,
  regressionIntervals,
  selectRows,
  type Decoded,
  type Interval,
  type Matrix,
  type Metrics,
  type Model,
  type Table,
} from "gradus";
import type { AssessView, Judged, Section, SectionMetrics, Verdict } from "../shell/model-protocol.js";
import type { Notice } from "../train/protocol.js";
import { noticeOf } from "../train/table-view.js";
import { judgedSection, type Subject } from "./subject.js";

/** How good the model of a subject is, section by section. */
export function assess(subject: Subject, wanted?: string): AssessView {
  const { model, table, sections } = subject;
  const last = judgedSection(subject);
  if (table === undefined || last === undefined)
    throw new Error("Cannot evaluate: expected a table with labels, got none");
  const { encoder } = model;
  const at = Math.max(
    0,
    encoder.labels.findIndex(({ name }) => name === wanted),
  );
  const { name, unit } = encoder.labels[at];
  const measured = sections.map(({ section, rows }) => measure(model, table, section, rows));
  const views = sections.map(({ section, rows }) => judged(model, table, section, rows, at));
  const { baselines, verdict } = compare(subject);
  return {
    judged: last.section,
    sections: measured.map((one) => one.metrics),
    baselines,
    verdict,
    label: name,
    ...(unit === undefined ? {} : { unit }),
    levels: levelsOf(model),
    views,
    classes: scoresOf(model, views.at(-1)!),
    warnings: [...new Map(measured.at(-1)!.warnings.map((one) => [one.en, one])).values()],
  };
}

/** Metrics of one section with their intervals. */
function measure(
  model: Model,
  table: Table,
  section: Section,
  rows: Int32Array,
): { metrics: SectionMetrics; warnings: Notice[] } {
  if (section === "folds") return { metrics: foldMetrics(model, rows.length), warnings: [] };
  const found = evaluate(model, selectRows(table, rows), { confidence: true });
  return {
    metrics: {
      section,
      rows: found.rows,
      metrics: found.metrics,
      intervals: found.confidence?.metrics ?? {},
    },
    warnings: found.warnings.map(noticeOf),
  };
}

/** The training rows as the nets that had not seen them predict them. */
function foldMetrics(model: Model, rows: number): SectionMetrics {
  const { encoder, outOfFold, run } = model;
  const truth = decode(encoder, outOfFold!.Y);
  const found = decode(encoder, outOfFold!.H);
  const weights = outOfFold!.weights === undefined ? {} : { weights: outOfFold!.weights };
  let intervals: Record<string, Interval | null> = {};
  let metrics: Metrics = run.metrics.validation ?? {};
  if (truth.task === "regression" && found.task === "regression") {
    const labels = truth.values.map((y, l) => ({ y, prediction: found.values[l] }));
    intervals = regressionIntervals(labels, weights);
  } else if (truth.task !== "regression" && found.task !== "regression") {
    intervals = classIntervals(truth.classes, found.probabilities, weights);
    if (run.metrics.validation === null) metrics = { ...classMetrics(truth.classes, found.probabilities) };
  }
  return { section: "folds", rows, metrics, intervals };
}

/** Labels and predictions of the rows of a section. */
function judged(model: Model, table: Table, section: Section, rows: Int32Array, label: number): Judged {
  const { encoder, outOfFold } = model;
  const [Y, H]: [Matrix, Matrix] =
    section === "folds"
      ? [outOfFold!.Y, outOfFold!.H]
      : [encodeY(encoder, table, rows), output(model, encodeX(encoder, table, rows))];
  const [truth, found]: [Decoded, Decoded] = [decode(encoder, Y), decode(encoder, H)];
  if (truth.task === "regression" && found.task === "regression") {
    return { kind: "numbers", section, actual: truth.values[label], predicted: found.values[label], rows };
  }
  if (truth.task === "regression" || found.task === "regression")
    throw new TypeError("Cannot evaluate: expected labels and predictions of one task");
  return {
    kind: "classes",
    section,
    truth: truth.classes,
    predicted: mostProbable(found.probabilities),
    probabilities: found.probabilities.data,
    rows,
  };
}

function levelsOf({ encoder }: Model): string[] {
  const [label] = encoder.labels;
  return label.type === "classes" ? [...label.levels] : [];
}

function scoresOf(model: Model, view: Judged): AssessView["classes"] {
  if (view.kind === "numbers") return [];
  const levels = levelsOf(model);
  return classScores(confusionMatrix(view.truth, view.predicted, levels.length)).map((score, k) => ({
    name: levels[k],
    ...score,
  }));
}

/** Network and baselines on the judged rows: as the library compares them, or as the record of the run has them. */
function compare({ model, table, prepared, sections }: Subject): Pick<AssessView, "baselines" | "verdict"> {
  const metric = model.task === "regression" ? "rmse" : "logLoss";
  const last = sections.at(-1)!;
  if (prepared !== undefined && table !== undefined && last.section !== "train") {
    const { X, Y, weights } = prepared.samples.train;
    const test = {
      X: encodeX(model.encoder, table, last.rows),
      Y: encodeY(model.encoder, table, last.rows),
    };
    const rows = weights === undefined ? { X, Y } : { X, Y, weights };
    const { baselines, comparison } = compareWithBaselines(model, rows, test);
    const all = Object.entries(baselines).map(([name, metrics]) => ({ name, metrics }));
    if (comparison === null) return { baselines: all, verdict: recorded(model, metric) };
    const { lo, hi, difference, p, useful } = comparison;
    const verdict: Verdict = {
      kind: useful ? "better" : lo > 0 ? "worse" : "unclear",
      metric,
      model: comparison.model,
      linear: comparison.baseline,
      difference: { mean: difference, lo, hi, p },
    };
    return { baselines: all, verdict };
  }
  const own = Object.entries(model.run.baselines).flatMap(([name, metrics]) => {
    const one = metrics.test ?? metrics.validation;
    return one === null ? [] : [{ name, metrics: one }];
  });
  return { baselines: last.section === "new" ? [] : own, verdict: recorded(model, metric) };
}

/** What the run itself has written down, without an interval. */
function recorded({ run }: Model, metric: Verdict["metric"]): Verdict {
  const part = run.metrics.test === null ? "validation" : "test";
  const own = run.metrics[part]?.[metric];
  const linear = run.baselines["linear"]?.[part]?.[metric];
  if (typeof own !== "number" || typeof linear !== "number") return { kind: "none", metric };
  return { kind: "recorded", metric, model: own, linear };
}
