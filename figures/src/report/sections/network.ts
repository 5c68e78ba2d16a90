import { type FamilyRecord, type Recipe, type Relevance } from "gradus";
import { network as drawNetwork } from "../../network.js";
import type { Facts } from "../facts.js";
import { write, name, type Html, type Part } from "../html.js";
import { figure, figureOptions, more, number, table, type Look } from "../look.js";

/** A net as a diagram, the families with their shares, and every option with its value. */
export function network(facts: Facts, look: Look): Html {
  const { model, worked, recipe } = facts;
  const { text } = look;
  const { families, relevance } = model.run;
  const net = model.nets[worked.net].network;
  const isOne = model.nets.length === 1;
  const svg = drawNetwork(
    {
      network: net,
      inputs: model.encoder.inputs,
      outputs: outputNamesOf(facts),
      ...(isOne ? {} : { net: { number: worked.net + 1, of: model.nets.length } }),
    },
    figureOptions(look, 720),
  );
  const total = model.nets.reduce((sum, own) => sum + own.network.parameters.length, 0);
  return write`<p>
      ${text.network.intro(model.nets.length, total, model.run.engine.name, model.run.engine.precision)}
      ${net.skip && text.network.skip} ${net.front && text.network.front(net.front.rows)}
    </p>
    ${figure(svg, text.network.caption(isOne ? null : worked.net + 1, net.sizes.join("–"), net.parameters.length))}
    ${
      families &&
      write`<h3>${text.network.families}</h3>
        <p>${text.network.familiesIntro}</p>
        ${familyTable(families, facts, look)}`
    }
    ${
      relevance &&
      relevance.length > 1 &&
      write`<h3>${text.network.relevance}</h3>
        <p>${text.network.relevanceIntro}</p>
        ${relevanceTable(relevance, look)}`
    }
    <h3>${text.network.options}</h3>
    <p>
      ${text.network.optionsIntro(recipe.name, recipe.options.filter(({ isChanged }) => isChanged).length)}
    </p>
    ${optionTable(facts, look)}
    ${recipe.families.length > 0 && more(text.network.familyOptions, familyOptions(recipe.families, look))}`;
}

/** Names of what the last layer gives. */
export function outputNamesOf({ model: { encoder } }: Facts): string[] {
  const [label] = encoder.labels;
  if (label.type === "number") return encoder.labels.map((one) => one.name);
  return encoder.task === "binary"
    ? [`${label.name}=${label.levels[1]}`]
    : label.levels.map((level) => `${label.name}=${level}`);
}

function familyTable(families: readonly FamilyRecord[], { model }: Facts, { text }: Look): Html {
  const metric = model.task === "regression" ? "rmse" : "logLoss";
  const hasGamma = families.some(({ gamma }) => gamma !== undefined);
  const heads = [
    text.network.family,
    text.network.hidden,
    text.network.nets,
    text.network.iterations,
    ...(hasGamma ? [text.network.effective] : [text.network.parameters]),
    text.network.errorOf(text.metrics[metric]),
    text.network.share,
  ];
  const rows = families.map((own): Part[] => [
    text.families.get(own.name) ?? own.name,
    own.hidden.join("–") || "–",
    String(own.nets),
    own.epochs.toFixed(0),
    hasGamma && own.gamma !== undefined
      ? `${own.gamma.toFixed(0)} / ${own.parameters}`
      : hasGamma
        ? `– / ${own.parameters}`
        : String(own.parameters),
    number(own.metrics[metric], 4),
    share(own.weight),
  ]);
  const together = [
    text.network.together,
    "",
    String(model.nets.length),
    "",
    "",
    number(model.run.metrics.validation?.[metric], 4),
    "",
  ];
  return table(
    heads.map((head, i) => ({ text: head, isNumber: i > 0 })),
    [...rows, together],
    {
      label: text.network.families,
      marked: [rows.length],
    },
  );
}

/** A share with a bar as long. */
function share(part: number): Html {
  const percent = Math.round(100 * part);
  return write`<span class="share"><span class="track"><span class="bar" style="width:${percent}%"></span></span>${percent} %</span>`;
}

function relevanceTable(relevance: readonly Relevance[], { text }: Look): Html {
  const heads = [
    text.network.feature,
    text.network.relevanceShort,
    text.network.effective,
    text.network.idle,
  ];
  return table(
    heads.map((head, i) => ({ text: head, isNumber: i > 0 && i < 3 })),
    relevance.map((own): Part[] => [
      name(own.feature),
      share(own.relevance),
      `${own.gamma.toFixed(1)} / ${own.parameters}`,
      own.idle ? text.yes : text.no,
    ]),
    { label: text.network.relevance },
  );
}

function optionTable({ recipe }: Facts, { text }: Look): Html {
  const marked = recipe.options.flatMap(({ isChanged }, r) => (isChanged ? [r] : []));
  return table(
    [text.network.option, text.network.value, text.network.usual, text.network.meaning].map((head) => ({
      text: head,
    })),
    recipe.options.map(({ name: option, value, usual, isChanged }): Part[] => [
      write`<code>${option}</code>`,
      write`${isChanged && write`<strong class="changed">${text.network.changed}</strong> `}${shown(value, text.none)}`,
      usual === undefined ? "–" : shown(usual, text.none),
      text.options.get(option) ?? "",
    ]),
    { label: text.network.options, marked },
  );
}

function familyOptions(families: Recipe["families"], { text }: Look): Html {
  const keys = [...new Set(families.flatMap((family) => Object.keys(family)))].filter(
    (key) => key !== "name",
  );
  return table(
    [
      { text: text.network.option },
      ...families.map(({ name: own }) => ({ text: text.families.get(own) ?? own })),
    ],
    keys.map((key): Part[] => [
      write`<code>${key}</code>`,
      ...families.map((family) => shown((family as unknown as Record<string, unknown>)[key], text.none)),
    ]),
    { label: text.network.familyOptions },
  );
}

/** A default in a line: `{ name: "adam", beta2: 0.95 }` as `adam, beta2 0.95`. */
export function shown(value: unknown, none: string): string {
  if (value === null || value === undefined) return none;
  if (Array.isArray(value))
    return value.length === 0 ? none : value.map((part) => shown(part, none)).join("; ");
  if (typeof value === "number") return number(value, 4);
  if (typeof value !== "object") return JSON.stringify(value).replaceAll('"', "");
  return Object.entries(value as Record<string, unknown>)
    .filter(([, part]) => JSON.stringify(part) !== "{}")
    .map(([key, part]) =>
      key === "name" || key === "size"
        ? shown(part, none)
        : key === "parameters" || key === "activation"
          ? shown(part, none)
          : `${key} ${shown(part, none)}`,
    )
    .join(", ");
}
