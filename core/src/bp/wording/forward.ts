import { describeActivation } from "./activation.js";
import { asColumn } from "../iteration.js";
import { equation, type Equation } from "./equation.js";
import { either, group, product, quantity, sum, wrap, type Formula } from "./formula.js";
import { matrixOf, shape } from "./matrices.js";
import { entry, inFormula, neuron, parameterLetters, placesOf, upTo } from "./letters.js";
import type { Sheet, StepEquations } from "./letters.js";
import { element, whole } from "./notation.js";
import { substitute, type Letters } from "./substitute.js";

/** `Z^l = W^l H^(l−1) + b^l`, and the last layer's linear way from the input (tutorial §1). */
export function weightedSums(sheet: Sheet, l: number): StepEquations {
  const { it, s, style } = sheet;
  const { W, b, skip, sizes, last } = it.network;
  const passed = l === last ? skip : undefined;
  const X = it.H[0];
  const [Wl, H, Z] = [W[l], it.H[l - 1], it.Z[l]];
  const bias = asColumn(b[l]);
  const terms = [
    product(
      matrixOf(whole.W(l), Wl, style, placesOf("w", l)),
      matrixOf(whole.H(l - 1), H, style, placesOf("h", l - 1, H)),
    ),
    ...(passed
      ? [product(matrixOf(whole.wSkip(), passed, style, placesOf("wskip")), matrixOf(whole.H(0), X, style))]
      : []),
    matrixOf(whole.b(l), bias, style, placesOf("b", l, bias)),
  ];
  const check = [shape(Wl) + shape(H), ...(passed ? [shape(passed) + shape(X)] : []), shape(bias)].join(
    " + ",
  );
  function scalar(i: number): Equation {
    const weighted = upTo(sizes[l - 1]).map((j) =>
      product(quantity(element.w(l, i, j), entry(Wl, i, j - 1), style), neuron(sheet, "h", l - 1, j, s)),
    );
    const past = !passed
      ? []
      : upTo(sizes[0]).map((j) =>
          product(quantity(element.wSkip(i, j), entry(passed, i, j - 1), style), neuron(sheet, "h", 0, j, s)),
        );
    const parts = [
      sum(weighted),
      ...(past.length > 0 ? [sum(past)] : []),
      quantity(element.b(l, i), b[l][i - 1], style),
    ];
    return equation(element.z(l, i), sum(parts), entry(Z, i, s), style);
  }
  return {
    matrices: [{ ...equation(whole.Z(l), sum(terms), Z, style), check: `${check} → ${shape(Z)}` }],
    scalars: () => upTo(sizes[l]).map(scalar),
  };
}

/** `H^l = f(Z^l)` (tutorial §1). */
export function activated(sheet: Sheet, l: number): StepEquations {
  const { it, s, style } = sheet;
  const { name } = it.network.activations[l];
  const [Z, H] = [it.Z[l], it.H[l]];
  const f = name === "softmax" ? "softmax" : "f";
  const tex = name === "softmax" ? "\\operatorname{softmax}" : "f";
  const inner = matrixOf(whole.Z(l), Z, style, placesOf("z", l, Z));
  return {
    matrices: [
      {
        ...equation(whole.H(l), wrap(inner, `${f}(`, ")", `${tex}\\left(`, "\\right)"), H, style),
        check: `${shape(Z)} → ${shape(H)}`,
      },
    ],
    scalars: () =>
      upTo(Z.rows).map((i) =>
        equation(element.h(l, i), activationFormula(sheet, l, i), entry(H, i, s), style),
      ),
  };
}

/** `f'(z_i^l)` of one sample, by the derivative's formula; none for softmax. */
export function slopeEquations(sheet: Sheet, l: number): Equation[] {
  const { it, s, style } = sheet;
  const slopes = it.slopes[l];
  if (slopes === undefined) return [];
  const { text, tex } = describeActivation(it.network.activations[l].name);
  return upTo(slopes.rows).map((i) => {
    const formula = substitute({ text: text.df, tex: tex.df }, activationLetters(sheet, l, i));
    return equation(element.slope(l, i), formula, entry(slopes, i, s), style);
  });
}

/** `f(z)` of the table, after the bare `f(z_i^l)`; through softmax the share of e^z. */
function activationFormula(sheet: Sheet, l: number, i: number): Formula {
  const { it, s, style } = sheet;
  const { name } = it.network.activations[l];
  const z = element.z(l, i);
  if (name === "softmax") {
    const powers = upTo(it.Z[l].rows).map((k) =>
      wrap(inFormula(element.z(l, k), entry(it.Z[l], k, s), style), "e^(", ")", "e^{", "}"),
    );
    const [own, all] = [powers[i - 1], group(sum(powers))];
    return {
      text: joined(own.text, all.text, (a, b) => `${a} / ${b}`),
      tex: joined(own.tex, all.tex, (a, b) => `\\frac{${a}}{${b}}`),
    };
  }
  const { text, tex } = describeActivation(name);
  const formula = substitute({ text: text.f, tex: tex.f }, activationLetters(sheet, l, i));
  return either(wrap(formula, `f(${z.text}) = `, "", `f(${z.tex}) = `, ""), formula);
}

function joined(
  a: Formula["text"],
  b: Formula["text"],
  join: (a: string, b: string) => string,
): Formula["text"] {
  return { symbolic: join(a.symbolic, b.symbolic), numeric: join(a.numeric, b.numeric) };
}

/** z, and f where a derivative is written with it, and the activation's parameters. */
function activationLetters({ it, s, style }: Sheet, l: number, i: number): Letters {
  const { parameters = {} } = it.network.activations[l];
  return new Map([
    ["z", inFormula(element.z(l, i), entry(it.Z[l], i, s), style)],
    ["f", inFormula(element.h(l, i), entry(it.H[l], i, s), style)],
    ...parameterLetters(parameters, i, style),
  ]);
}
