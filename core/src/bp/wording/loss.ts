import { column } from "../../matrix.js";
import type { SmoothedLabels } from "../cross-entropy.js";
import { crossEntropyLabels, losses, type Loss } from "../loss.js";
import type { Iteration } from "../iteration.js";
import { equation, type Equation } from "./equation.js";
import { constant, either, quantity, sum, times, wrap, type Formula } from "./formula.js";
import { matrixOf, shape } from "./matrices.js";
import {
  entry,
  inFormula,
  parameterLetters,
  unsigned,
  upTo,
  type Sheet,
  type StepEquations,
} from "./letters.js";
import { element, LOSS, ofSample, type Name } from "./notation.js";
import { substitute, type Letters } from "./substitute.js";

/** What a smoothed or weighted cross-entropy is divided by. */
const TOTAL = unsigned("C", "C", "total");

/** The loss: each output's share, and their sum over outputs and samples (tutorial §2(1)). */
export function lossValue(sheet: Sheet): StepEquations {
  const { it, s, style } = sheet;
  const { text, tex }: Loss = losses[it.lossSpec.name];
  const outputs = upTo(it.Y.rows);
  const perSample = Array.from({ length: it.X.cols }, (_, t) =>
    column(it.terms, t).reduce((a, b) => a + b, 0),
  );
  const name = (t: number): Name => (perSample.length === 1 ? LOSS : ofSample(LOSS, t + 1));
  const shares = either(
    constant(text.loss.replaceAll("-", "−"), tex.loss),
    wrap(matrixOf(unsigned("", ""), it.terms, style), "Σ ", "", "\\sum ", ""),
  );
  function scalars(): Equation[] {
    const names = outputs.map(element.share);
    const own = outputs.map((i) => equation(names[i - 1], share(sheet, i), entry(it.terms, i, s), style));
    const parts = outputs.map((i) => quantity(names[i - 1], entry(it.terms, i, s), style));
    const all = [...labelEquations(sheet), ...own, equation(name(s), sum(parts), perSample[s], style)];
    if (perSample.length > 1) {
      all.push(
        equation(LOSS, sum(perSample.map((part, t) => quantity(name(t), part, style))), it.loss, style),
      );
    }
    return all;
  }
  return {
    matrices: [
      {
        ...equation(LOSS, shares, it.loss, style),
        check: `${shape(it.Y)}, ${shape(it.H[it.network.last])} → (1×1)`,
      },
    ],
    scalars,
  };
}

/**
 * The derivative of the loss at output i of the sample, as the loss's table words it: ∂L/∂z_i with f', or ∂L/∂h_i without.
 *
 * @param withSlope whether the factor f'(z_i) belongs to it
 */
export function lossSlope(sheet: Sheet, i: number, withSlope: boolean): Formula {
  const labels = smoothed(sheet.it);
  if (labels !== undefined) {
    const mass = column(labels.Q, sheet.s).reduce((a, b) => a + b, 0);
    const m = inFormula(unsigned("m", "m"), mass, sheet.style);
    const letters = new Map([...smoothedLetters(sheet, labels, i), ["m", m] as const]);
    return weighted(sheet, substitute({ text: "(m·h - q) / C", tex: "\\frac{m\\,h-q}{C}" }, letters));
  }
  const { text, tex }: Loss = losses[sheet.it.lossSpec.name];
  const pattern = withSlope
    ? { text: text.delta, tex: tex.delta }
    : { text: text.delta.replace(" · f'(z)", ""), tex: tex.delta.replace("\\,f'(z)", "") };
  return weighted(sheet, substitute(pattern, lossLetters(sheet, i)));
}

/** One output's part of the loss: the formula of the table without its sum sign. */
function share(sheet: Sheet, i: number): Formula {
  const labels = smoothed(sheet.it);
  if (labels !== undefined) {
    const pattern = { text: "-q ln h / C", tex: "-\\frac{q\\ln h}{C}" };
    return weighted(sheet, substitute(pattern, smoothedLetters(sheet, labels, i)));
  }
  const { text, tex }: Loss = losses[sheet.it.lossSpec.name];
  const pattern = { text: text.loss.replace("Σ ", ""), tex: tex.loss.replaceAll(/\\sum(?:_[a-z])?/g, "") };
  return weighted(sheet, substitute(pattern, lossLetters(sheet, i)));
}

/** The letters q, m and C of a smoothed or weighted cross-entropy: how they come about. */
function labelEquations(sheet: Sheet): Equation[] {
  const { it, s, style } = sheet;
  const labels = smoothed(it);
  if (labels === undefined) return [];
  const { label_smoothing: smoothing, class_weight: classWeight } = it.lossSpec.parameters;
  const outputs = upTo(it.Y.rows);
  const number = (letter: string, value: number): [string, Formula] => [
    letter,
    quantity(unsigned(letter, letter), value, style),
  ];
  const formula = (i: number): Formula =>
    substitute(
      { text: "c·((1-e)·y + e/n)", tex: "c\\,((1-e)\\,y+\\tfrac en)" },
      new Map([
        number("c", typeof classWeight === "number" ? classWeight : classWeight[i - 1]),
        number("e", smoothing as number),
        number("n", outputs.length),
        ["y", inFormula(element.y(i), entry(it.Y, i, s), style)],
      ]),
    );
  const q = outputs.map((i) => inFormula(element.q(i), entry(labels.Q, i, s), style));
  const C = constant("Σ ω c y", "\\sum\\omega\\,c\\,y");
  return [
    ...outputs.map((i) =>
      equation({ ...element.q(i), isSigned: false }, formula(i), entry(labels.Q, i, s), style),
    ),
    equation(
      unsigned("m", "m", "mass"),
      sum(q),
      column(labels.Q, s).reduce((a, b) => a + b, 0),
      style,
    ),
    equation(TOTAL, either(C, quantity(TOTAL, labels.total, style)), labels.total, style),
  ];
}

/** With the sample's weight ω before it, if the samples have weights. */
function weighted({ it, s, style }: Sheet, formula: Formula): Formula {
  if (it.weights === undefined) return formula;
  return times([quantity(unsigned("ω", "\\omega"), it.weights[s], style), formula]);
}

/** h, y, z, f' of output i, B (rows, or the sum of their weights), n (outputs) and the loss's parameters. */
export function lossLetters({ it, s, style }: Sheet, i: number): Letters {
  const { last } = it.network;
  const z = entry(it.Z[last], i, s);
  const h = inFormula(element.h(last, i), entry(it.H[last], i, s), style);
  const y = entry(it.Y, i, s);
  const r = entry(it.H[last], i, s) - y;
  const slopes = it.slopes[last];
  return new Map([
    ...sizeLetters({ it, s, style }),
    ["h", h],
    ["softmax(z)", h],
    ["y", inFormula(element.y(i), y, style)],
    ["z", inFormula(element.z(last, i), z, style)],
    // The residual is defined behind the plain formula; LaTeX has it in place.
    [
      "r",
      {
        ...constant("r"),
        tex: inFormula(unsigned("", `(${element.h(last, i).tex}-${element.y(i).tex})`), r, style).tex,
      },
    ],
    ...(slopes ? [["f'(z)", quantity(element.slope(last, i), entry(slopes, i, s), style)] as const] : []),
    ...parameterLetters(it.lossSpec.parameters, i, style),
  ]);
}

/** B (rows of the batch, or the sum of their weights) and n (outputs). */
export function sizeLetters({ it, style }: Sheet): [string, Formula][] {
  const rows = it.weights?.reduce((a, b) => a + b, 0) ?? it.X.cols;
  return [
    ["B", quantity(unsigned("B", "B"), rows, style)],
    ["n", quantity(unsigned("n", "n"), it.Y.rows, style)],
  ];
}

/** Labels of a cross-entropy whose plain formula does not hold: smoothed, weighted by class, or not summing to 1. */
export function smoothed(it: Iteration): SmoothedLabels | undefined {
  if (it.lossSpec.name !== "cross_entropy_mean") return undefined;
  const labels = crossEntropyLabels(it.lossSpec, it.Y, it.weights);
  const sums = Array.from({ length: it.Y.cols }, (_, s) => column(labels.Q, s).reduce((a, b) => a + b, 0));
  const isPlain =
    labels.Q.data.every((q, k) => q === it.Y.data[k]) && sums.every((x) => Math.abs(x - 1) < 1e-12);
  return isPlain ? undefined : labels;
}

function smoothedLetters({ it, s, style }: Sheet, { Q, total }: SmoothedLabels, i: number): Letters {
  const { last } = it.network;
  return new Map([
    ["q", inFormula(element.q(i), entry(Q, i, s), style)],
    ["C", quantity(TOTAL, total, style)],
    ["h", inFormula(element.h(last, i), entry(it.H[last], i, s), style)],
  ]);
}
