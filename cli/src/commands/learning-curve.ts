import {
  learningCurve,
  type CrossValidationOptions,
  type LearningCurve,
  type LearningPoint,
  type Table,
} from "gradus";
import type { Context } from "../context.js";
import { reportWarnings, warningsJson } from "../failure.js";
import { watchFolds } from "../folds.js";
import { formatNumber, formatPercent, sparkline, toJson } from "../output/format.js";
import { pairLines, tableLines } from "../output/table.js";

/**
 * `gradus cv --learning-curve`: the error with fewer rows to learn from, and what twice as many would bring. After a signal
 * it shows the points that are ready.
 *
 * @returns 0, or 130 or 143 after a signal
 */
export async function showLearningCurve(
  context: Context,
  table: Table,
  options: CrossValidationOptions,
  initFile: string | undefined,
): Promise<number> {
  const started = performance.now();
  const points: LearningPoint[] = [];
  const { result: curve, code } = await watchFolds(context, initFile, ({ onProgress, log }) =>
    learningCurve(table, {
      ...options,
      onProgress,
      onPoint(point) {
        points.push(point);
        log({ event: "point", ...point });
      },
    }),
  );
  if (curve !== undefined) await reportWarnings(curve.warnings, context);
  const data = { file: table.source, rows: table.rows, label: [options.label].flat().join(", ") };
  if (context.flags.json) {
    const { warnings = [], ...facts } = curve ?? { metric: null, law: null, doubled: null, verdict: null };
    const json = {
      schema: 1,
      command: "cv",
      data,
      learningCurve: { ...facts, points },
      complete: curve !== undefined,
      warnings: warningsJson(warnings, context),
      seconds: (performance.now() - started) / 1000,
    };
    await context.out.write(`${toJson(json)}\n`);
  }
  const about = `${data.file}  ${context.text.rows(data.rows)}${context.text.comma}${context.text.label(data.label)}`;
  await context.show(
    ...pairLines([[context.text.data, about]], context.out),
    ...curveLines(points, curve, context),
  );
  return code ?? 0;
}

function curveLines(
  points: readonly LearningPoint[],
  curve: LearningCurve | undefined,
  { text, out }: Context,
): string[] {
  if (points.length === 0) return [];
  const name = curve === undefined ? text.errorWord : (text.metricNames.get(curve.metric) ?? curve.metric);
  const columns = [
    { heading: text.trainRows },
    { heading: `${name} (${text.test})`, width: 8 },
    { heading: text.sd, width: 8 },
    { heading: `${name} (${text.train})`, width: 8 },
    { heading: text.baseline(text.baselineNames.linear), width: 8 },
  ];
  const rows = points.map(({ rows: n, test, sd, train, linear }) => [
    String(Math.round(n)),
    ...[test, sd, train, linear].map((value) => formatNumber(value)),
  ]);
  const line = sparkline(
    points.map(({ test }) => test),
    points.length,
    out.ascii,
  );
  return ["", ...tableLines(columns, rows, out), "", `  ${line}  ${sentence(curve, text)}`.trimEnd()];
}

/** What more rows would bring, in a sentence. */
function sentence(curve: LearningCurve | undefined, text: Context["text"]): string {
  if (curve === undefined) return "";
  const { doubled, verdict } = curve;
  if (doubled === null) return text.moreRows.unclear("", "", "");
  const values = [
    String(Math.round(doubled.rows)),
    formatNumber(doubled.error),
    formatPercent(Math.max(doubled.gain, 0)),
  ] as const;
  return text.moreRows[verdict](...values);
}
