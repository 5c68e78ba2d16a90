import type { IntervalFacts, Metrics } from "gradus";
import { calibration, precisionRecall, roc } from "../../classes.js";
import { confusion } from "../../confusion.js";
import { coverage } from "../../learning.js";
import type { Predicted } from "../../predicted.js";
import { regression } from "../../regression.js";
import { normalQQ, residualHistogram, residuals } from "../../residuals.js";
import type { AssessedPart } from "../assessed.js";
import type { Facts } from "../facts.js";
import { html, name, type Html, type Part } from "../html.js";
import { bounds, figure, figureOptions, grid, number, table, type Look } from "../look.js";
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
  if (assessed.parts.length === 0) return html`<p>${text.performance.nothing}</p>`;
  return html`<p>${text.performance.intro} ${verdict(facts, look)}</p>
    ${metricTable(facts, look)} ${worst(facts, look)}
    ${model.task === "regression" ? regressionFigures(facts, look) : classFigures(facts, look)}
    ${intervals(facts, look)}`;
}

function metricTable({ model, assessed }: Facts, look: Look): Html {
  const { text, figureText } = look;
  const { parts, best, test } = assessed;
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
      html`${figureText.parts[part.part]}<br />${text.performance.count(part.rows)}`,
      ...(part === best && part.confidence ? [text.performance.interval] : []),
    ]),
    ...baselines.map(({ name: own }) => text.baselines.get(own) ?? own),
  ];
  const rows = METRICS[model.task]
    .filter((metric) => parts.some(({ metrics }) => typeof metrics[metric] === "number"))
    .map((metric): Part[] => {
      const isShare = metric === "mape" || metric === "wape";
      const format = (x: number | null | undefined): string =>
        isShare && typeof x === "number" ? `${number(100 * x)} %` : number(x, 4);
      return [
        html`<abbr title="${text.meanings[metric]}">${text.metrics[metric]}</abbr>`,
        ...parts.flatMap((part) => [
          format(part.metrics[metric]),
          ...(part === best && part.confidence ? [bounds(part.confidence.metrics[metric], format)] : []),
        ]),
        ...baselines.map(({ values }) => format(values?.[metric])),
      ];
    });
  return table(
    heads.map((head, i) => ({ text: head, isNumber: i > 0 })),
    rows,
    { caption: text.performance.metrics },
  );
}

function worst({ assessed }: Facts, { text }: Look): Html | false {
  const found = assessed.best?.worst;
  return (
    found !== undefined &&
    html`<ul>
      ${found.map(
        (own) =>
          html`<li>
            ${text.performance.worst(name(own.label), own.row, number(own.actual, 4), number(own.predicted, 4))}
          </li>`,
      )}
    </ul>`
  );
}

function regressionFigures({ model, assessed }: Facts, look: Look): Html {
  const { text, figureText } = look;
  return html`${model.encoder.labels.map((label, l) => {
    const panels = assessed.parts.map((part) => predictedOf(part, l)).filter((part) => part !== null);
    const all = allOf(panels);
    const best = panels.find(({ part }) => part === assessed.best?.part) ?? panels[0];
    const unit = label.unit === undefined ? {} : { unit: label.unit };
    const own = { ...best, ...unit };
    const part = figureText.parts[best.part];
    return html`${model.encoder.labels.length > 1 && html`<h3>${name(label.name)}</h3>`}
    ${figure(
      regression(
        [...panels, ...all].map((one) => ({ ...one, ...unit })),
        figureOptions(look, 720),
      ),
      text.performance.parity,
    )}
    ${grid(
      figure(residuals(own, figureOptions(look)), text.performance.residuals(part)),
      figure(residualHistogram(own, figureOptions(look)), text.performance.histogram(part)),
      figure(normalQQ(own, figureOptions(look)), text.performance.qq(part)),
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
  return html`${shown.map((own) => {
    const { truth, predicted, part, counts, reliability, classes } = own;
    if (truth.task === "regression" || predicted.task === "regression" || counts === null) return null;
    const where = figureText.parts[part];
    const { label, levels } = truth;
    const data = { label, part, levels, classes: truth.classes, probabilities: predicted.probabilities };
    const positive = levels.length === 2 ? { positive: levels[1] } : {};
    return html`<h3>${where} (${text.performance.count(own.rows)})</h3>
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
    return html`<h3>${text.intervals.title}</h3>
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
  return html`<h3>${text.intervals.title}</h3>
    <p>
      ${text.intervals.method(found.own.method, found.own.rows, found.own.part)} ${text.intervals.marginal}
    </p>
    ${found.test && html`<p>${testCoverage(found.test, look)}</p>`}
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
        { caption: text.intervals.table },
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
