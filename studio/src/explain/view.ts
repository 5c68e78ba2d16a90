import {
  describeLaw,
  explain,
  lawCaption,
  outputNames,
  predict,
  selectRows,
  shapeName,
  typicalRow,
  type Model,
  type Table,
  type WorkOptions,
} from "gradus";
import { judgedSection, type Subject } from "../evaluate/subject.js";
import { noticeOf } from "../train/table-view.js";
import type { ExplainView } from "./protocol.js";
import { rangesOf } from "./ranges.js";

/** Importance, sensitivity and law of every factor; importance on rows that were not trained on, as far as there are any. */
export async function explainView(
  subject: Subject,
  wanted: string | undefined,
  options: WorkOptions,
): Promise<ExplainView> {
  const { model, table } = subject;
  if (table === undefined) throw new Error("Cannot explain: expected a table, got none");
  const outputs = outputNames(model.encoder);
  // Of two classes the second is the one whose probability the network gives.
  const output = wanted ?? outputs[model.task === "binary" ? 1 : 0];
  const judged = judgedSection(subject);
  const heldOut = judged === undefined || judged.rows.length < 2 ? table : selectRows(table, judged.rows);
  const found = await explain(model, table, { output, heldOut, ...options });
  const { permutation, sensitivity } = found;
  const importance = new Map(permutation?.importance.map((one) => [one.factor, one]));
  const factors = sensitivity.factors.flatMap((one) => {
    const k = found.curves.findIndex(({ factor }) => factor === one.factor);
    if (k < 0) return [];
    const [curve, law] = [found.curves[k], found.laws[k]];
    return {
      name: one.factor,
      ...(curve.unit === undefined ? {} : { unit: curve.unit }),
      kind: curve.kind,
      importance: importance.get(one.factor)?.mean ?? null,
      sd: importance.get(one.factor)?.sd ?? null,
      curve,
      sentence: { en: describeLaw(law, "en"), zh: describeLaw(law, "zh") },
      shape: { en: shapeName(law.shape, "en"), zh: shapeName(law.shape, "zh") },
      sensitivity: one,
    };
  });
  return {
    output,
    outputs,
    ...(sensitivity.unit === undefined ? {} : { outputUnit: sensitivity.unit }),
    metric: permutation?.metric ?? (model.task === "regression" ? "rmse" : "logLoss"),
    ...(permutation?.unit === undefined ? {} : { unit: permutation.unit }),
    rows: permutation?.rows ?? 0,
    section: judged?.section ?? "new",
    factors: factors.toSorted((a, b) => strengthOf(b) - strengthOf(a)),
    slopes: sensitivity.rows,
    groups: permutation?.groups ?? [],
    caption: { en: lawCaption("en"), zh: lawCaption("zh") },
    warnings: found.warnings.map(noticeOf),
    tableRows: table.rows,
    row: typicalRow(model, table),
    ranges: rangesOf(model.encoder),
    answers: answersOf(model, table, output),
  };
}

/** What factors are ordered by: importance, and without labels the strength of the sensitivity. */
function strengthOf({ importance, sensitivity }: ExplainView["factors"][number]): number {
  return importance ?? sensitivity.strength;
}

/** Smallest and largest answer for the rows of a table. */
function answersOf(model: Model, table: Table, output: string): [number, number] {
  const answer = predict(model, table);
  const k = outputNames(model.encoder).indexOf(output);
  const values =
    answer.task === "regression"
      ? answer.values[k]
      : answer.probabilities.data.subarray(
          k * answer.probabilities.cols,
          (k + 1) * answer.probabilities.cols,
        );
  return [values.reduce((a, b) => Math.min(a, b)), values.reduce((a, b) => Math.max(a, b))];
}
