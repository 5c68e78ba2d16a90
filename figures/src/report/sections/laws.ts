import { describeLaw, lawCaption, qualityWarnings, type Law } from "gradus";
import { factorCurve, importance, rankings } from "../../influence.js";
import { surface } from "../../surface.js";
import type { Explained } from "../explained.js";
import type { Facts } from "../facts.js";
import { write, name, names, type Html, type Part } from "../html.js";
import { capital, figure, figureOptions, grid, number, table, type Look } from "../look.js";
import { advice } from "./data.js";

/** Which factors matter, how the answer goes with each, and how far the methods agree. */
export function laws(facts: Facts, look: Look): Html {
  const { explained, model, curves: most } = facts;
  const { text, language } = look;
  const weak = qualityWarnings(model);
  const head = write`<p class="caption">${capital(lawCaption(language))}${text.stop}</p>
    ${weak.map((one) => write`<p class="warn">${advice(one, look)}</p>`)}`;
  if (explained === null)
    return write`${head}
      <p>${text.laws.noTable}</p>`;
  const order = orderOf(explained);
  const drawn = order.slice(0, most);
  return write`${head}
    <p>${text.laws.rows(explained.rows, explained.of, explained.seed, explainedName(facts, explained))}</p>
    ${importancePart(explained, look)}
    <h3>${text.laws.curves}</h3>
    <p>${text.laws.curvesIntro(drawn.length, explained.curves.length)}</p>
    ${grid(
      drawn.map((factor) => {
        const at = explained.curves.findIndex((curve) => curve.factor === factor);
        if (at < 0) return null;
        return figure(
          factorCurve(explained.curves[at], figureOptions(look)),
          sentence(explained.laws[at], look),
        );
      }),
    )}
    ${
      order.length > drawn.length &&
      write`<ul>
        ${order.slice(drawn.length).map((factor) => {
          const law = explained.laws.find((own) => own.factor === factor);
          return law && write`<li>${sentence(law, look)}</li>`;
        })}
      </ul>`
    }
    ${
      explained.map &&
      write`<h3>${text.laws.map}</h3>
        ${figure(surface({ ...explained.map, ...unitsOf(facts, explained.map.factors) }, figureOptions(look, 520)), text.laws.mapCaption(names(explained.map.factors, text.and)))}`
    }
    ${sensitivityPart(explained, look)}
    ${
      explained.rankings &&
      write`<h3>${text.laws.rankings}</h3>
        <p>${text.laws.rankingsIntro}</p>
        ${figure(rankings(explained.rankings, figureOptions(look, 720)), text.laws.rankingsCaption)}
        ${agreement(explained.rankings, look)}`
    }`;
}

/** The label, or a class of it, whose probability is explained. */
function explainedName({ model }: Facts, { sensitivity }: Explained): Html {
  const [label] = model.encoder.labels;
  return model.task === "regression"
    ? name(sensitivity.output)
    : write`P(${name(label.name)} = ${name(sensitivity.output)})`;
}

function unitsOf({ model }: Facts, factors: readonly [string, string]) {
  const unit = (factor: string): string | undefined =>
    model.encoder.features.find((feature) => feature.name === factor)?.unit;
  return { units: [unit(factors[0]), unit(factors[1])] as const };
}

/** Factors, the most important first. */
export function orderOf({ permutation, sensitivity }: Explained): string[] {
  if (permutation)
    return permutation.importance.toSorted((a, b) => b.mean - a.mean).map(({ factor }) => factor);
  return sensitivity.factors.toSorted((a, b) => b.strength - a.strength).map(({ factor }) => factor);
}

function sentence(law: Law, { language, text }: Look): Part {
  return `${describeLaw(law, language)}${text.stop}`.replaceAll(/(?<=\s)-(?=\d)/g, "−");
}

function importancePart({ permutation, held }: Explained, look: Look): Html {
  const { text, figureText } = look;
  if (permutation === null)
    return write`<h3>${text.laws.importance}</h3>
      <p>${text.laws.noLabels}</p>`;
  const { groups, repeats, error, metric, unit } = permutation;
  return write`<h3>${text.laws.importance}</h3>
    <p>
      ${text.laws.importanceIntro(text.metrics[metric], `${number(error, 4)}${unit === undefined ? "" : ` ${unit}`}`, repeats, held.rows, figureText.parts[held.part])}
    </p>
    ${figure(importance(permutation, figureOptions(look, 560)), text.laws.importanceCaption(repeats))}
    ${
      groups.length > 0 &&
      write`<p>${text.laws.groups}</p>
        <ul>
          ${groups.map((group) => write`<li>${names(group.factors, text.comma)}${text.colon}${number(group.mean)} ± ${number(group.sd, 2)}</li>`)}
        </ul>`
    }`;
}

function sensitivityPart({ sensitivity, impacts }: Explained, look: Look): Html {
  const { text } = look;
  const hasImpacts = impacts.length > 0;
  const heads: Part[] = [
    text.laws.factor,
    text.laws.slope,
    text.laws.absolute,
    text.laws.positive,
    text.laws.standardised,
    text.laws.strength,
    ...(hasImpacts ? [text.laws.miv, text.laws.mivDeviation] : []),
  ];
  const rows = sensitivity.factors.map((own): Part[] => {
    const impact = impacts.find(({ factor }) => factor === own.factor);
    return [
      name(own.factor),
      number(own.mean),
      number(own.meanAbsolute),
      own.positive === null ? "–" : `${Math.round(100 * own.positive)} %`,
      number(own.standardised),
      number(own.strength),
      ...(hasImpacts ? [number(impact?.miv), number(impact?.mivDeviation)] : []),
    ];
  });
  return write`<h3>${text.laws.sensitivity}</h3>
    <p>${text.laws.sensitivityIntro(sensitivity.unit)}</p>
    ${table(
      heads.map((head, i) => ({ text: head, isNumber: i > 0 })),
      rows,
      { label: text.laws.sensitivity },
    )}
    ${hasImpacts && write`<p class="note">${text.laws.mivNote}</p>`}`;
}

function agreement({ methods, agreement: pairs }: NonNullable<Explained["rankings"]>, { text }: Look): Html {
  const of = (a: string, b: string): string => {
    const found = pairs.find(({ methods: [x, y] }) => (x === a && y === b) || (x === b && y === a));
    return a === b ? "1" : correlation(found?.spearman);
  };
  return table(
    [
      { text: text.laws.method },
      ...methods.map(({ method }) => ({ text: text.methods.get(method) ?? method, isNumber: true })),
      { text: text.laws.stability, isNumber: true },
    ],
    methods.map(({ method, stability }): Part[] => [
      text.methods.get(method) ?? method,
      ...methods.map((other) => of(method, other.method)),
      correlation(stability),
    ]),
    { caption: text.laws.agreement },
  );
}

function correlation(r: number | null | undefined): string {
  return r === null || r === undefined || Number.isNaN(r) ? "–" : r.toFixed(2).replace("-", "−");
}
