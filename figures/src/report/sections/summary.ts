import { VERSION, type Comparison, type Metrics, type RowComparison } from "gradus";
import type { AssessedPart } from "../assessed.js";
import type { Facts } from "../facts.js";
import { write, name, names, type Html, type Part } from "../html.js";
import { bounds, number, pairs, pValue, type Look } from "../look.js";
import { shellLine } from "../recipe.js";

/** Metrics on the card, by task: the first is the one to be read first. */
export const HEADLINE = {
  regression: ["r2", "rmse", "mae"],
  binary: ["auc", "accuracy", "logLoss"],
  classes: ["accuracy", "macroF1", "logLoss"],
} as const;

/** Task, rows, the best metric with its interval, the verdict, and how to get the same again. */
export function summary(facts: Facts, look: Look): Html {
  const { model, assessed, files, date, recipe } = facts;
  const { run, encoder, task } = model;
  const { text } = look;
  const { train, validation, test } = run.split;
  const entries: [Part, Part][] = [
    [text.summary.task, text.summary.tasks[task](names(encoder.labels.map((label) => label.name)))],
    [text.summary.data, text.summary.rows(name(files.data), run.data.rows, run.data.features.length)],
    [text.summary.split, text.summary.parts(train, validation, test, run.split.kind, foldCount(facts))],
    [text.summary.model, text.summary.nets(model.nets.length, run.families?.length ?? 0)],
    [text.summary.seed, String(run.seed)],
    [text.summary.version, text.summary.versions(run.gradus, VERSION)],
    ...(date === null ? [] : [[text.summary.date, date] as [Part, Part]]),
  ];
  return write`<div class="card">
    <p class="verdict verdict-${verdictKind(facts)}">${verdict(facts, look)}</p>
    ${assessed.best ? tiles(facts, assessed.best, look) : write`<p>${text.summary.noMetrics}</p>`}
    ${pairs(entries)}
    <p class="label">${text.summary.command}</p>
    <pre><code>${shellLine(recipe.command)}</code></pre>
    ${recipe.isPartial && write`<p class="note">${text.summary.partial(run.split.kind)}</p>`}
    ${assessed.relation === "none" && write`<p class="note">${text.summary.noTable}</p>`}
    ${assessed.relation === "other" && write`<p class="note">${text.summary.otherTable}</p>`}
  </div>`;
}

/** Folds of the training rows, 0 if there are none. */
export function foldCount({ model }: Facts): number {
  return model.outOfFold === undefined ? 0 : new Set(model.outOfFold.fold).size;
}

function tiles({ model, assessed }: Facts, best: AssessedPart, { text, figureText }: Look): Html {
  const linear = baselineOf(best, assessed.test?.baselines["linear"], model.run.baselines["linear"]);
  const unit = model.encoder.labels.length === 1 ? model.encoder.labels[0].unit : undefined;
  return write`<div class="tiles">
      ${HEADLINE[model.task].map((metric) => {
        const hasUnit = unit !== undefined && (metric === "rmse" || metric === "mae");
        return write`<div class="tile">
          <div class="tile-name">${text.metrics[metric]}${hasUnit && write` (${unit})`}</div>
          <div class="tile-value">${number(best.metrics[metric])}</div>
          <div class="tile-more">
            ${best.confidence && text.summary.interval(bounds(best.confidence.metrics[metric]))}
          </div>
          <div class="tile-more">${linear && text.summary.linear(number(linear[metric]))}</div>
        </div>`;
      })}
    </div>
    <p class="note">${text.summary.measuredOn(figureText.parts[best.part], best.rows)}</p>`;
}

/** Metrics of the linear baseline on the same rows. */
function baselineOf(
  { part }: AssessedPart,
  test: Metrics | undefined,
  record: Record<"train" | "validation" | "test", Metrics | null> | undefined,
): Metrics | undefined {
  if (part === "test") return test ?? record?.test ?? undefined;
  return part === "outOfFold" || part === "validation" ? (record?.validation ?? undefined) : undefined;
}

function verdictKind({ assessed }: Facts): "good" | "open" | "bad" {
  const comparison = assessed.folds ?? assessed.test?.comparison;
  if (!comparison) return "open";
  if (comparison.lo > 0) return "bad";
  return assessed.folds?.useful === true ? "good" : "open";
}

/** One sentence: whether the network is worth its trouble. */
export function verdict({ assessed }: Facts, look: Look): Part {
  const { text } = look;
  const { folds, test } = assessed;
  if (folds) {
    const kind = folds.useful ? "better" : folds.lo > 0 ? "worse" : "level";
    return text.verdict[kind](figuresOf(folds, look), text.verdict.byFolds(folds.df + 1));
  }
  const comparison = test?.comparison;
  if (comparison) {
    const kind = comparison.useful ? "better" : comparison.lo > 0 ? "worse" : "level";
    return text.verdict.testOnly[kind](figuresOf(comparison, look));
  }
  return assessed.relation === "none" ? text.verdict.noTable : text.verdict.unknown;
}

function figuresOf(comparison: Comparison | RowComparison, { text }: Look): string {
  const { metric, model, baseline, difference, lo, hi, p } = comparison;
  const signed = (x: number): string => (x > 0 ? `+${number(x)}` : number(x));
  return text.verdict.figures(
    text.metrics[metric],
    number(model),
    number(baseline),
    signed(difference),
    `${signed(lo)} … ${signed(hi)}`,
    pValue(p),
  );
}
