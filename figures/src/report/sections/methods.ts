import type { Facts } from "../facts.js";
import { write, name, names, type Html, type Part } from "../html.js";
import { bounds, number, pValue, type Look } from "../look.js";
import { foldCount, HEADLINE } from "./summary.js";
import { shown } from "./network.js";

/** A paragraph for a paper: what was done, with every default and its value, and what came of it. */
export function methods(facts: Facts, look: Look): Html {
  return write`<p class="paper">${sentences(facts, look).map((sentence) => write`${sentence} `)}</p>
    <p class="note">${look.text.paper.note}</p>`;
}

function sentences(facts: Facts, look: Look): Part[] {
  const { model, recipe, assessed, explained } = facts;
  const { text } = look;
  const { run, encoder, task } = model;
  const own = text.paper;
  const { train, validation, test, kind } = run.split;
  const folds = foldCount(facts);
  const families = recipe.families.map((family) =>
    own.family(
      text.families.get(family.name) ?? family.name,
      family.hidden.map(({ size }) => size).join("–") || "–",
      family.hidden[0]?.activation.name ?? "–",
      shown(family.optimizer, text.none),
      family.epochs,
      family.whole,
      family.each,
    ),
  );
  const options = recipe.options.map(({ name: option, value }) => `${option} ${shown(value, text.none)}`);
  const { folds: comparison, best, intervals } = assessed;
  return [
    own.model(
      text.summary.tasks[task](
        names(
          encoder.labels.map((label) => label.name),
          text.comma,
        ),
      ),
      run.gradus,
      names(run.data.features, text.comma),
    ),
    own.data(
      name(facts.files.data),
      run.data.rows,
      train,
      validation,
      test,
      text.splitKinds[kind] ?? kind,
      run.seed,
    ),
    ...(families.length > 0
      ? [
          own.families(model.nets.length, families.length, folds),
          write`${families.map((one, i) => write`${i > 0 && "; "}${one}`)}${text.stop}`,
        ]
      : [
          own.plain(
            model.nets.length,
            model.nets[0].network.sizes.join("–"),
            model.nets[0].network.activations
              .slice(1)
              .map((one) => one.name)
              .join(text.comma),
          ),
        ]),
    own.options(options.join("; ")),
    own.engine(run.engine.name, run.engine.precision),
    best &&
      own.result(
        look.figureText.parts[best.part],
        best.rows,
        HEADLINE[task]
          .map(
            (metric) =>
              `${text.metrics[metric]} ${number(best.metrics[metric], 4)}${best.confidence?.metrics[metric] ? ` (${bounds(best.confidence.metrics[metric])})` : ""}`,
          )
          .join(text.comma),
      ),
    comparison &&
      own.comparison(
        text.metrics[comparison.metric],
        number(comparison.difference),
        `${number(comparison.lo)} … ${number(comparison.hi)}`,
        pValue(comparison.p),
        comparison.df + 1,
      ),
    intervals && own.intervals(intervals.own.method, number(100 * intervals.own.level)),
    explained &&
      own.explained(
        explained.rows,
        explained.of,
        explained.permutation?.repeats ?? 0,
        explained.held.rows,
        explained.seed,
      ),
  ];
}
