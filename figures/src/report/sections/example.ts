import { describeActivation, formatTex, formatValue, type FeatureEncoder, type Network } from "gradus";
import type { Facts } from "../facts.js";
import { formula } from "../formula.js";
import { write, name, type Html, type Part } from "../html.js";
import { listingsOf, type LayerListing, type NeuronListing } from "../listing.js";
import { formulaLine, more, pairs, table, type Look } from "../look.js";
import { outputNamesOf } from "./network.js";

const DIGITS = 5;

/** One prediction worked by hand: the cells as numbers, each z and h of one net, all nets together, and back to the label's unit. */
export function example(facts: Facts, look: Look): Html {
  const { model, worked } = facts;
  const { text } = look;
  const { network, family } = model.nets[worked.net];
  const layers = listingsOf(network, model.encoder, worked);
  const kind = family === undefined ? null : (text.families.get(family) ?? family);
  return write`<p>
      ${worked.row === null ? text.example.usual : text.example.row(worked.row, name(facts.files.data))}
      ${text.example.net(worked.net + 1, model.nets.length, kind, network.sizes.join("–"))}
    </p>
    <h3>${text.example.step(1, text.example.encode)}</h3>
    <p>
      ${text.example.encodeIntro}
      ${formula("u=\\frac{x-c}{s}")}${clips(facts) && write`${text.comma}${formula("h^0=\\frac{u}{\\sqrt{1+(u/3)^2}}")}`}
    </p>
    ${encodeTable(facts, look)}
    ${network.front && write`<p>${text.example.front} ${formula("e=V\\cos(2\\pi\\,\\omega\\,x+\\varphi)+\\beta")}</p>`}
    ${layers.map((layer, i) => layerPart(layer, i + 2, facts, look))}
    <h3>
      ${text.example.step(layers.length + 2, model.nets.length > 1 ? text.example.together : text.example.answer)}
    </h3>
    ${model.nets.length > 1 && ensemble(facts, look)} ${result(facts, look)}`;
}

function clips({ model }: Facts): boolean {
  return model.encoder.features.some((feature) => "scale" in feature && feature.scale.clip);
}

function encodeTable({ worked }: Facts, { text, figureText }: Look): Html {
  const rows = worked.cells.flatMap(({ feature, cell, inputs }) =>
    inputs.map(({ name: input, value }, i): Part[] => [
      name(feature.indicator && i === inputs.length - 1 ? figureText.network.missing(feature.name) : input),
      i === 0 ? cellWords(cell, text.example.missing) : "",
      i === 0 ? howOf(feature, text.example.how) : "",
      formatValue(value, { digits: DIGITS }),
    ]),
  );
  return table(
    [
      { text: text.example.input },
      { text: text.example.cell },
      { text: text.example.reckoning },
      { text: "h⁰", isNumber: true },
    ],
    rows,
    { label: text.example.encode },
  );
}

function cellWords(cell: string | number | boolean | Date | null, missing: string): Part {
  if (cell === null) return missing;
  if (cell instanceof Date) return cell.toISOString().slice(0, 10);
  return typeof cell === "number" ? formatValue(cell, { digits: 6 }) : name(String(cell));
}

function howOf(feature: FeatureEncoder, how: Look["text"]["example"]["how"]): Part {
  if (!("scale" in feature)) return feature.type === "boolean" ? how.pair : how.levels;
  const { center, spread } = feature.scale;
  return how.scale(formatValue(center, { digits: DIGITS }), formatValue(spread, { digits: DIGITS }));
}

function layerPart(layer: LayerListing, step: number, { model, worked }: Facts, look: Look): Html {
  const { text } = look;
  const { network } = model.nets[worked.net];
  const { layer: l, activation } = layer;
  const isLast = l === network.last;
  const skip = isLast && network.skip ? " + W^{\\text{skip}} h^0" : "";
  const f = activation === "softmax" ? "\\operatorname{softmax}(z)" : describeActivation(activation).tex.f;
  return write`<h3>
      ${text.example.step(step, isLast ? text.example.output : text.example.layer(l, layer.size))}
    </h3>
    ${formulaLine(
      write`${formula(`z^{${l}} = W^{${l}} ${l === 1 && network.front ? "e" : `h^{${l - 1}}`} + b^{${l}}${skip}`)} &emsp; ${formula(`h^{${l}} = ${activated(network, l)},\\quad f(z) = ${f}`)}`,
      look,
    )}
    ${layer.whole === null && !isLast && write`<p class="note">${text.example.reduced(layer.size, layer.neurons[0].neuron)}</p>`}
    ${layer.whole === null || isLast ? layer.neurons.map((neuron) => neuronTable(neuron, layer, look)) : write`${scalar(layer.neurons[0], layer, look)}${wholeTable(layer, look)}`}`;
}

/** `f(z)`, or `z + α (f(z) − z)` where each neuron has learned how much of f it takes. */
function activated({ alpha }: Network, l: number): string {
  const z = `z^{${l}}`;
  return alpha?.[l] ? `${z} + \\alpha^{${l}}\\,(f(${z}) - ${z})` : `f(${z})`;
}

/** A neuron's z in one line, as the tutorial writes it. */
function scalar(neuron: NeuronListing, { layer: l, inputs, whole }: LayerListing, look: Look): Html {
  const own = whole![neuron.neuron - 1];
  const terms = inputs.slice(0, 3).map((input, j) => `${tex(own.weights[j])}\\cdot ${tex(input.value)}`);
  const dots = inputs.length > 4 ? ["\\dots"] : [];
  const end =
    inputs.length > 3
      ? inputs.slice(-1).map((input) => `${tex(own.weights.at(-1)!)}\\cdot ${tex(input.value)}`)
      : [];
  const sum = [...terms, ...dots, ...end, tex(own.bias)].join(" + ");
  const line = formula(`z_{${own.neuron}}^{${l}} = ${sum} = ${formatTex(own.z)}`);
  return write`<p>${look.text.example.forInstance}</p>${formulaLine(line, look)}`;
}

/** A number as a factor: one below 0 in parentheses. */
function tex(x: number, digits?: number): string {
  return x < 0 ? `(${formatTex(x, digits)})` : formatTex(x, digits);
}

function wholeTable({ layer: l, inputs, whole }: LayerListing, { text }: Look): Html {
  const heads = [
    { text: text.example.neuron },
    ...inputs.map((input) => ({ text: symbol(input), isNumber: true })),
    ...["b", "z", "h"].map((letter) => ({ text: letter, isNumber: true })),
  ];
  const values: Part[] = [text.example.values, ...inputs.map(({ value }) => short(value)), "", "", ""];
  return table(
    heads,
    [
      values,
      ...whole!.map((own): Part[] => [
        String(own.neuron),
        ...own.weights.map(short),
        short(own.bias),
        short(own.z),
        short(own.h),
      ]),
    ],
    { caption: text.example.weights(l), marked: [0] },
  );
}

function short(x: number): string {
  return formatValue(x, { digits: 4 });
}

function symbol({ name: own, isInput }: { name: string; isInput: boolean }): Html {
  if (isInput) return name(own);
  const [, index, layer] = /_\{(\d+)\}\^\{(\d+)\}/.exec(own) ?? ["", "", ""];
  return write`h<sub>${index}</sub><sup>${layer}</sup>`;
}

/** The sum of a neuron, addend under addend. */
function neuronTable(
  { neuron, terms, rest, bias, alpha, z, h }: NeuronListing,
  { layer: l }: LayerListing,
  { text }: Look,
): Html {
  const rows: Part[][] = terms.map((term) => [
    write`${symbol(term)}${term.isPast && write` <span class="hint">(W<sup>skip</sup>)</span>`}`,
    formatValue(term.weight, { digits: DIGITS }),
    formatValue(term.value, { digits: DIGITS }),
    formatValue(term.product, { digits: DIGITS, plus: true }),
  ]);
  const end: Part[][] = [
    ...(rest.count > 0
      ? [[text.example.rest(rest.count), "", "", formatValue(rest.sum, { digits: DIGITS, plus: true })]]
      : []),
    [text.example.bias, "", "", formatValue(bias, { digits: DIGITS, plus: true })],
    [write`z<sub>${neuron}</sub><sup>${l}</sup>`, "", "", formatValue(z, { digits: DIGITS })],
    ...(alpha === undefined ? [] : [[`α`, "", "", formatValue(alpha, { digits: DIGITS })]]),
    [
      write`h<sub>${neuron}</sub><sup>${l}</sup>${alpha === undefined && " = f(z)"}`,
      "",
      "",
      formatValue(h, { digits: DIGITS }),
    ],
  ];
  const all = [...rows, ...end];
  return table(
    [
      { text: text.example.from },
      { text: text.example.weight, isNumber: true },
      { text: text.example.value, isNumber: true },
      { text: text.example.product, isNumber: true },
    ],
    all,
    { caption: text.example.sum(neuron, l), marked: [all.length - 2, all.length - 1] },
  );
}

/** The nets by family, and each of them for those who want to see. */
function ensemble({ worked, model }: Facts, { text }: Look): Html {
  const kinds = [...new Set(worked.nets.map(({ family }) => family ?? ""))];
  const label = (kind: string): string =>
    kind === "" ? text.training.oneKind : (text.families.get(kind) ?? kind);
  const letter = (k: number): string => (worked.sum.length === 1 ? "Σ ω h" : `Σ ω h${k + 1}`);
  const rows = kinds.map((kind): Part[] => {
    const own = worked.nets.filter(({ family }) => (family ?? "") === kind);
    return [
      label(kind),
      String(own.length),
      formatValue(
        own.reduce((sum, { weight }) => sum + weight, 0),
        { digits: DIGITS },
      ),
      ...worked.sum.map((_, k) =>
        formatValue(
          own.reduce((sum, { weight, answers }) => sum + weight * answers[k], 0),
          { digits: DIGITS, plus: true },
        ),
      ),
    ];
  });
  const total = [
    text.network.together,
    String(worked.nets.length),
    "1",
    ...worked.sum.map((h) => formatValue(h, { digits: DIGITS })),
  ];
  const heads = [text.network.family, text.network.nets, "Σ ω", ...worked.sum.map((_, k) => letter(k))];
  const limited = worked.nets.filter(({ isLimited }) => isLimited).length;
  return write`<p>
      ${text.example.ensemble} ${formula("h = \\sum_k \\omega_k\\, h_k")}${text.stop}
      ${limited > 0 && text.example.limited(limited)}
    </p>
    ${table(
      heads.map((head, i) => ({ text: head, isNumber: i > 0 })),
      [...rows, total],
      { label: text.example.together, marked: [rows.length] },
    )}
    ${more(text.example.allNets(model.nets.length), netTable(worked, label, text))}`;
}

function netTable(worked: Facts["worked"], label: (kind: string) => string, text: Look["text"]): Html {
  const heads = [
    text.example.netNumber,
    text.network.family,
    "ω",
    ...worked.sum.map((_, k) => (worked.sum.length === 1 ? "h" : `h${k + 1}`)),
  ];
  return table(
    heads.map((head, i) => ({ text: head, isNumber: i !== 1 })),
    worked.nets.map(({ family, weight, answers }, n): Part[] => [
      String(n + 1),
      label(family ?? ""),
      formatValue(weight, { digits: DIGITS }),
      ...answers.map((h) => formatValue(h, { digits: DIGITS })),
    ]),
    { label: text.example.eachNet },
  );
}

/** From the outputs to what `predict` says. */
function result(facts: Facts, look: Look): Html {
  const { text } = look;
  const { worked, model } = facts;
  const { decoded } = worked;
  if (decoded.task === "regression") {
    return write`${decoded.labels.map((label, i) => {
      const own = model.encoder.labels[i];
      const value = decoded.values[i][0];
      const { center, spread } = own.type === "number" ? own.scale : { center: 0, spread: 1 };
      const unit = own.unit === undefined ? "" : ` ${own.unit}`;
      const sum = `\\hat y = c + s\\,h = ${formatTex(center, DIGITS)} + ${formatTex(spread, DIGITS)}\\cdot ${tex(worked.sum[i], DIGITS)} = ${formatTex(value, DIGITS)}`;
      return write`${formulaLine(formula(sum), look)}
        <p class="answer">
          ${text.example.predicts(name(label))}
          <output data-value="${String(value)}">${formatValue(value, { digits: 6 })}</output
          >${unit}${actualWords(facts, text)}
        </p>`;
    })}`;
  }
  const { levels, probabilities, classes } = decoded;
  const names = outputNamesOf(facts);
  return write`<p>${levels.length === 2 ? text.example.probability(name(names[0])) : text.example.largest}</p>
    ${pairs(levels.map((level, k): [Part, Part] => [write`P(${name(level)})`, write`<output data-value="${String(probabilities.data[k])}">${formatValue(probabilities.data[k], { digits: DIGITS })}</output>`]))}
    <p class="answer">
      ${text.example.predictsClass(name(decoded.label), name(levels[classes[0]]))}${actualWords(facts, text)}
    </p>`;
}

function actualWords({ worked }: Facts, text: Look["text"]): Part {
  return worked.actual === null ? "" : text.example.actual(cellWords(worked.actual, ""));
}
