import { qualityWarnings, type Model, type Warning } from "gradus";
import type { Facts } from "../facts.js";
import { write, name, names, type Html, type Part } from "../html.js";
import { number, type Look } from "../look.js";
import { advice, distinct } from "./data.js";

/** Warnings of training that say that figures may be too good, or that rows are not what a random division takes them for. */
const LEAKAGE = new Set(["W136", "W145", "W146", "W147", "W155", "W156", "W180", "W181", "W182"]);
const FEW = { rows: 100, test: 50 };

/** What the model must not be used for, and what its figures do not tell. */
export function limits(facts: Facts, look: Look): Html {
  const { model, explained } = facts;
  const { text } = look;
  const told = distinct([...model.run.warnings, ...qualityWarnings(model)]).filter(
    ({ code }) => LEAKAGE.has(code) || code.startsWith("W65"),
  );
  const points: Part[] = [
    text.limits.extrapolation(rangesOf(model)),
    explained && text.limits.outside(explained.outside, explained.of),
    ...(explained?.permutation?.groups ?? []).map((group) =>
      text.limits.together(names(group.factors, text.comma)),
    ),
    ...fewRows(facts, look),
    ...told.map((one: Warning) => advice(one, look)),
    text.limits.association,
    text.limits.marginal,
    text.limits.same,
  ];
  return write`<ul>
    ${points.map((point) => point !== null && point !== false && write`<li>${point}</li>`)}
  </ul>`;
}

/** Ranges of the numbers that the model has seen, as a list. */
function rangesOf({ encoder }: Model): Html {
  const shown = encoder.features.flatMap((feature) =>
    feature.type === "number"
      ? [write`${name(feature.name)} ${number(feature.min, 4)} … ${number(feature.max, 4)}`]
      : [],
  );
  return write`${shown.slice(0, 12).map((one, i) => write`${i > 0 && "; "}${one}`)}${shown.length > 12 && write`; …`}`;
}

function fewRows({ model, assessed }: Facts, { text }: Look): Part[] {
  const { train } = model.run.split;
  const best = assessed.best;
  return [
    train < FEW.rows && text.limits.few(train),
    best !== null && best.rows < FEW.test && text.limits.fewTest(best.rows),
  ];
}
