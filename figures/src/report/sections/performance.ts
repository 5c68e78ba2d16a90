import type { IntervalFacts, Metrics } from "gradus";
import { calibration, precisionRecall, roc } from "../../classes.js";
import { confusion } from "../../confusion.js";
import { coverage } from "../../learning.js";
import type { Predicted } from "../../predicted.js";
import { regression } from "../../regression.js";
import { normalQQ, residualHistogram, residuals } from "../../residuals.js";
import type { AssessedPart } from "../assessed.js";
import type { Facts } from "../facts.js";
import { write, name, type Html, type Part } from "../html.js";
import { bounds, capital, figure, figureOptions, grid, trio, number, table, type Look } from "../look.js";
import { verdict } from "./summary.js";

const METRICS = {
  regression: ["r2", "q2", "r", "rmse", "mae", "medianError", "maxError", "bias", "mape", "wape", "nrmse"],
  binary: [
    "accuracy",
    "balancedAccuracy",
    "auc",
    "averagePrecision",
    "macroF1",
    "mcc",
    "kappa",
    "logLoss",
    "brier",
    "ece",
  ],
  classes: [
    "accuracy",
    "balancedAccuracy",
    "macroF1",
    "microF1",
    "mcc",
    "kappa",
    "auc",
    "logLoss",
    "brier",
    "ece",
  ],
} as const;

const MOST_CLASSES = 30;

/** Metrics of all parts beside the baselines, what the errors look like, and how well intervals hold. */
export function performance(facts: Facts, look: Look): Html | null {
  const { assessed, model } = facts;
  const { text } = look;
  if (assessed.parts.length === 0) return write`<p>${text.performance.nothing}</p>`;
  return write`<p>${text.performance.intro} ${verdict(facts, look)}</p>
    ${metricTable(facts, look)} ${worst(facts, look)}
    ${model.task === "regression" ? regressionFigures(facts, look) : classFigures(facts, look)}
    ${intervals(facts, look)}`;
}

function metricTable({ model, assessed }: Facts, look: Look): Html {
  const { text, figureText } = look;
  const { best, test } = assessed;
  const parts = columnsOf(model, assessed);
  const record = Object.entries(model.run.baselines);
  const ofBaseline = (name: string, values: (typeof record)[number][1]): Metrics | null | undefined => {
    if (best?.part === "test") return test?.baselines[name] ?? values.test;
    return best?.part === "all" ? null : values.validation;
  };
  const baselines = record
    .map(([name, values]) => ({ name, values: ofBaseline(name, values) }))
    .filter(({ values }) => values !== null && values !== undefined);
  const heads: Part[] = [
    text.performance.metric,
    ...parts.flatMap((part) => [
      write`${figureText.parts[part.part]}<br />${text.performance.count(part.rows)}`,
      ...(part.confidence ? [text.performance.interval] : []),
    ]),
    ...baselines.map(
      ({ name: own }) => write`${text.baselines.get(own) ?? own}<br>${best && figureText.parts[best.part]}`,
    ),
  ];
  const rows = METRICS[model.task]
    .filter((metric) => parts.some(({ metrics }) => typeof metrics[metric] === "number"))
    .map((metric): Part[] => {
      const isShare = metric === "mape" || metric === "wape";
      const format = (x: number | null | undefined): string =>
        isShare && typeof x === "number" ? `${number(100 * x)} %` : number(x, 4);
      return [
        write`<abbr title="${text.meanings[metric]}">${text.metrics[metric]}</abbr>`,
        ...parts.flatMap((part) => [
          format(part.metrics[metric]),
          ...(part.confidence ? [bounds(part.confidence.metrics[metric], format)] : []),
        ]),
        ...baselines.map(({ values }) => format(values?.[metric])),
      ];
    });
  return table(
    heads.map((head, i) => ({ text: head, isNumber: i > 0 })),
    rows,
    { label: text.performance.metrics },
  );
}

/** The parts, only the best one with its intervals; those that the table does not hold as training has told them. */
function columnsOf(
  { run }: Facts["model"],
  { parts, best, relation }: Facts["assessed"],
): Pick<AssessedPart, "part" | "rows" | "metrics" | "confidence">[] {
  const known = parts.map((part) => ({ ...part, confidence: part === best ? part.confidence : null }));
  if (relation === "training") return known;
  const told = (["train", "validation", "test"] as const).flatMap((part) => {
    const metrics = run.metrics[part];
    const isKnown =
      parts.some((one) => one.part === part) || (part === "validation" && run.split.validation === 0);
    return metrics === null || isKnown ? [] : [{ part, rows: run.split[part], metrics, confidence: null }];
  });
  return [...told, ...known];
}

function worst({ assessed }: Facts, { text }: Look): Html[] {
  return (assessed.best?.worst ?? []).map(
    ({ label, row, actual, predicted }) =>
      write`<p>${text.performance.worst(name(label), row, number(actual, 4), number(predicted, 4))}</p>`,
  );
}

function regressionFigures({ model, assessed }: Facts, look: Look): Html {
  const { text, figureText } = look;
  return write`${model.encoder.labels.map((label, l) => {
    const panels = assessed.parts.map((part) => predictedOf(part, l)).filter((part) => part !== null);
    const all = allOf(panels);
    const best = panels.find(({ part }) => part === assessed.best?.part) ?? panels[0];
    const unit = label.unit === undefined ? {} : { unit: label.unit };
    const own = { ...best, ...unit };
    const part = figureText.parts[best.part];
    return write`${model.encoder.labels.length > 1 && write`<h3>${name(label.name)}</h3>`}
    ${figure(
      regression(
        [...panels, ...all].map((one) => ({ ...one, ...unit })),
        figureOptions(look, 720),
      ),
      text.performance.parity,
    )}
    ${trio(
      figure(residuals(own, figureOptions(look, 300)), text.performance.residuals(part)),
      figure(residualHistogram(own, figureOptions(look, 300)), text.performance.histogram(part)),
      figure(normalQQ(own, figureOptions(look, 300)), text.performance.qq(part)),
    )}`;
  })}`;
}

/** All rows of the table together, each as often as it stands there. */
function allOf(panels: readonly Predicted[]): Predicted[] {
  const parts = panels.filter(({ part }) => part === "train" || part === "validation" || part === "test");
  if (parts.length < 2) return [];
  return [
    {
      ...parts[0],
      part: "all",
      actual: parts.flatMap(({ actual }) => Array.from(actual)),
      predicted: parts.flatMap(({ predicted }) => Array.from(predicted)),
    },
  ];
}

function predictedOf({ part, truth, predicted }: AssessedPart, l: number): Predicted | null {
  if (truth.task !== "regression" || predicted.task !== "regression") return null;
  return { part, label: truth.labels[l], actual: truth.values[l], predicted: predicted.values[l] };
}

function classFigures({ assessed }: Facts, look: Look): Html {
  const { text, figureText } = look;
  const honest = assessed.parts.filter(({ part }) => part !== "train");
  const shown = honest.length > 0 ? honest.slice(-2) : assessed.parts;
  return write`${shown.map((own) => {
    const { truth, predicted, part, counts, reliability, classes } = own;
    if (truth.task === "regression" || predicted.task === "regression" || counts === null) return null;
    const where = figureText.parts[part];
    const { label, levels } = truth;
    const data = { label, part, levels, classes: truth.classes, probabilities: predicted.probabilities };
    const positive = levels.length === 2 ? { positive: levels[1] } : {};
    return write`<h3>${capital(where)} (${text.performance.count(own.rows)})</h3>
      ${grid(
        figure(
          confusion({ label, part, levels, counts }, figureOptions(look)),
          text.performance.confusion(where),
        ),
        reliability &&
          figure(
            calibration({ label, part, bins: reliability, ...positive }, figureOptions(look)),
            text.performance.calibration(where),
          ),
        figure(roc(data, figureOptions(look)), text.performance.roc(where)),
        figure(precisionRecall(data, figureOptions(look)), text.performance.precisionRecall(where)),
      )}
      ${classes && classTable(classes.slice(0, MOST_CLASSES), look)}`;
  })}`;
}

function classTable(classes: NonNullable<AssessedPart["classes"]>, { text }: Look): Html {
  const heads = [
    text.performance.class,
    text.performance.precision,
    text.performance.recall,
    "F1",
    text.performance.rows,
  ];
  return table(
    heads.map((head, i) => ({ text: head, isNumber: i > 0 })),
    classes.map((own): Part[] => [
      name(own.name),
      `${number(own.precision)} (${bounds(own.precisionInterval)})`,
      `${number(own.recall)} (${bounds(own.recallInterval)})`,
      number(own.f1),
      String(own.rows),
    ]),
    { caption: text.performance.perClass },
  );
}

function intervals({ model, assessed }: Facts, look: Look): Html {
  const { text } = look;
  const found = assessed.intervals;
  if (found === null)
    return write`<h3>${text.intervals.title}</h3>
      <p>${text.intervals.none}</p>`;
  const isSets = model.task !== "regression";
  const [label] = model.encoder.labels;
  const levels = found.levels.map((facts) => ({ nominal: facts.level, ...realisedOf(facts) }));
  const svg = coverage(
    {
      label: label.name,
      ...(label.unit === undefined ? {} : { unit: label.unit }),
      rows: found.own.rows,
      isSets,
      levels,
    },
    figureOptions(look, 480),
  );
  const size = isSets ? text.intervals.size : text.intervals.width(label.unit);
  return write`<h3>${text.intervals.title}</h3>
    <p>
      ${text.intervals.method(found.own.method, found.own.rows, found.own.part)} ${text.intervals.marginal}
    </p>
    ${found.test && write`<p>${testCoverage(found.test, look)}</p>`}
    ${grid(
      figure(svg, text.intervals.caption),
      table(
        [text.intervals.nominal, text.intervals.realised, size].map((head, i) => ({
          text: head,
          isNumber: i >= 0,
        })),
        levels.map(({ nominal, coverage: held, size: own }): Part[] => [
          percent(nominal),
          percent(held),
          number(own, 4),
        ]),
        { label: text.intervals.table },
      ),
    )}`;
}

function testCoverage(
  test: NonNullable<NonNullable<Facts["assessed"]["intervals"]>["test"]>,
  { text }: Look,
): Part {
  const { measured, rows, level } = test;
  const held = Array.isArray(measured) ? measured[0].coverage : measured.coverage;
  return text.intervals.onTest(percent(level), percent(held), rows);
}

/** Coverage and width of the first label, or coverage and size of the sets. */
function realisedOf({ realised }: IntervalFacts): { coverage: number; size: number } {
  if (Array.isArray(realised)) return { coverage: realised[0].coverage, size: realised[0].meanWidth };
  return { coverage: realised.coverage, size: realised.meanSize };
}

function percent(share: number): string {
  return `${number(100 * share)} %`;
}
