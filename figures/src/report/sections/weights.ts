import { describeActivation, formatValue, type Network } from "gradus";
import type { Facts } from "../facts.js";
import { formula } from "../formula.js";
import { write, name, type Html, type Part } from "../html.js";
import { formulaLine, table, type Look } from "../look.js";
import { shellLine } from "../recipe.js";

const MOST = 600; // parameters that are all written down

/** The model as a formula, and its numbers: all of a small net, of large ones the shapes and where the numbers are. */
export function weights(facts: Facts, look: Look): Html {
  const { model, files } = facts;
  const { text } = look;
  const { nets } = model;
  const isSmall = nets.length === 1 && nets[0].network.parameters.length <= MOST;
  return write`<p>${text.weights.intro}</p>
    ${formulas(facts, look)}
    <p>${text.weights.letters}</p>
    ${isSmall ? allWeights(nets[0].network, facts, look) : shapes(facts, look)}
    <p>
      ${text.weights.where}
      <code>${shellLine(["gradus", "show", files.model, "--weights"])}</code>${text.comma}<code
        >${shellLine(["gradus", "export", files.model, "--to", "onnx"])}</code
      >
    </p>`;
}

function formulas({ model }: Facts, look: Look): Html {
  const kinds = new Map(model.nets.map(({ network }) => [shapeOf(network), network]));
  const isRegression = model.task === "regression";
  const head = isRegression
    ? "\\hat y = c + s \\sum_{k=1}^{K} \\omega_k\\, h_k^{\\text{last}}(x)"
    : model.task === "binary"
      ? "P = \\sum_{k=1}^{K} \\omega_k\\, h_k^{\\text{last}}(x)"
      : "P_c = \\sum_{k=1}^{K} \\omega_k\\, h_{k,c}^{\\text{last}}(x)";
  const lines = [...kinds.values()].slice(0, 6).map(chainOf);
  return write`<div class="formulas">
    ${formulaLine(formula(`${head},\\qquad K = ${model.nets.length}`, { display: true }), look)}
    ${lines.map((line) => formulaLine(formula(line, { display: true }), look))}
  </div>`;
}

/** What tells one kind of net from another. */
function shapeOf({ sizes, activations, skip, front }: Network): string {
  return JSON.stringify([
    sizes,
    activations.slice(1).map(({ name: own }) => own),
    skip !== undefined,
    front !== undefined,
  ]);
}

/** `h^last = f(W² tanh(W¹ h⁰ + b¹) + b² + W^skip h⁰)` of a net. */
function chainOf({ last, activations, skip, front, sizes }: Network): string {
  let inner = front ? "e(h^0)" : "h^0";
  for (let l = 1; l <= last; l++) {
    const past = l === last && skip ? " + W^{\\text{skip}} h^0" : "";
    const sum = `W^{${l}} ${inner} + b^{${l}}${past}`;
    inner = functionOf(activations[l].name, sum);
  }
  return `h^{\\text{last}} = ${inner},\\qquad ${sizes.join("\\text{–}")}`;
}

function functionOf(activation: string, inner: string): string {
  if (activation === "identity") return inner;
  if (activation === "tanh") return `\\tanh\\!\\left(${inner}\\right)`;
  return `\\mathrm{${activation.replaceAll("_", "\\_")}}\\!\\left(${inner}\\right)`;
}

function allWeights(network: Network, { model }: Facts, { text }: Look): Html {
  const { W, b, last, skip, alpha } = network;
  const layers = Array.from({ length: last }, (_, k) => k + 1);
  return write`${layers.map((l) => {
    const inputs =
      l === 1 && !network.front
        ? model.encoder.inputs.map((own) => name(own))
        : Array.from({ length: W[l].cols }, (_, j) => write`h<sub>${j + 1}</sub><sup>${l - 1}</sup>`);
    const own = alpha?.[l];
    const past = l === last && skip ? skip : undefined;
    const heads = [
      { text: text.example.neuron },
      ...inputs.map((input) => ({ text: input, isNumber: true })),
      { text: "b", isNumber: true },
      ...(own ? [{ text: "α", isNumber: true }] : []),
      ...(past
        ? model.encoder.inputs.map((input) => ({
            text: write`${text.weights.skip} ${name(input)}`,
            isNumber: true,
          }))
        : []),
    ];
    const rows = Array.from({ length: W[l].rows }, (_, i): Part[] => [
      String(i + 1),
      ...[...W[l].data.subarray(i * W[l].cols, (i + 1) * W[l].cols), b[l][i], ...(own ? [own[i]] : [])].map(
        (x) => formatValue(x, { digits: 6 }),
      ),
      ...(past
        ? [...past.data.subarray(i * past.cols, (i + 1) * past.cols)].map((x) =>
            formatValue(x, { digits: 6 }),
          )
        : []),
    ]);
    return write`${table(heads, rows, { caption: text.weights.layer(l, describeShort(network, l)) })}`;
  })}${scales(model.encoder, text)}`;
}

function describeShort({ activations }: Network, l: number): string {
  const { name: own } = activations[l];
  return own === "softmax" ? "softmax" : describeActivation(own).text.f;
}

/** Centre and spread of inputs and labels, without which the weights say nothing. */
function scales({ features, labels }: Facts["model"]["encoder"], text: Look["text"]): Html {
  const all = [...features, ...labels].flatMap((one) =>
    "scale" in one ? [{ own: one.name, scale: one.scale }] : [],
  );
  return table(
    [
      { text: text.data.column },
      { text: "c", isNumber: true },
      { text: "s", isNumber: true },
      { text: text.weights.clip },
    ],
    all.map(({ own, scale }): Part[] => [
      name(own),
      formatValue(scale.center, { digits: 8 }),
      formatValue(scale.spread, { digits: 8 }),
      scale.clip ? text.yes : text.no,
    ]),
    { caption: text.weights.scales },
  );
}

function shapes({ model }: Facts, { text }: Look): Html {
  const kinds = [
    ...new Set(model.nets.map(({ network, family }) => JSON.stringify([family ?? "", shapeOf(network)]))),
  ];
  const rows = kinds.map((kind): Part[] => {
    const own = model.nets.filter(
      ({ network, family }) => JSON.stringify([family ?? "", shapeOf(network)]) === kind,
    );
    const { network, family } = own[0];
    const blocks = Array.from(
      { length: network.last },
      (_, k) => `W${k + 1} ${network.W[k + 1].rows}×${network.W[k + 1].cols}`,
    );
    return [
      family === undefined ? text.training.oneKind : (text.families.get(family) ?? family),
      String(own.length),
      [
        ...blocks,
        ...(network.skip ? [`Wskip ${network.skip.rows}×${network.skip.cols}`] : []),
        ...(network.front ? [text.weights.frontRows(network.front.rows)] : []),
      ].join(text.comma),
      String(network.parameters.length),
      formatValue(own.reduce((sum, { weight }) => sum + weight, 0)),
    ];
  });
  const heads = [
    text.network.family,
    text.network.nets,
    text.weights.matrices,
    text.network.parameters,
    "Σ ω",
  ];
  return table(
    heads.map((head, i) => ({ text: head, isNumber: i === 1 || i > 2 })),
    rows,
    { caption: text.weights.shapes },
  );
}
