import type { LossParameters } from "../loss.js";
import type { Iteration } from "../iteration.js";
import type { ActivationParameters } from "../activation.js";
import type { MatrixEquation, Equation } from "./equation.js";
import { quantity, type Formula, type Style } from "./formula.js";
import { element, type Name } from "./notation.js";

/** What the equations of a step are made from. */
export interface Sheet {
  it: Iteration;
  /** The sample whose scalar equations are written. */
  s: number;
  style: Style;
}

/** The equations of one step: whole matrices at once, scalars when they are asked for. */
export interface StepEquations {
  matrices: MatrixEquation[];
  scalars: () => Equation[];
}

/** Letters that the formulas of the tables use for parameters, as text and LaTeX. */
const PARAMETER_LETTERS: ReadonlyMap<string, readonly [string, string]> = new Map([
  ["slope", ["a", "a"]],
  ["alpha", ["α", "\\alpha"]],
  ["delta", ["d", "d"]],
  ["beta", ["β", "\\beta"]],
  ["tau", ["τ", "\\tau"]],
  ["pos_weight", ["p", "p"]],
]);

/** Ids of a matrix's numbers; a batch has none, since the network's figure shows one sample. */
export function placesOf(letter: string, l?: number, M?: { cols: number }): (i: number, j: number) => string {
  const start = l === undefined ? letter : `${letter}-${l}`;
  if (M === undefined) return (i, j) => `${start}-${i}-${j}`;
  return M.cols === 1 ? (i) => `${start}-${i}` : () => "";
}

/** The number (i, s) of a layer's matrix, i counted from 1. */
export function entry(M: { cols: number; data: Float64Array }, i: number, s: number): number {
  return M.data[(i - 1) * M.cols + s];
}

/** 1 … n. */
export function upTo(n: number): number[] {
  return Array.from({ length: n }, (_, i) => i + 1);
}

/** `z_i^l`, `h_i^l`, `δ_i^l` and `f'(z_i^l)` of one sample, with their numbers. */
export function neuron(
  { it, style }: Sheet,
  what: "z" | "h" | "delta" | "slope",
  l: number,
  i: number,
  s: number,
): Formula {
  const M = what === "slope" ? it.slopes[l]! : { z: it.Z, h: it.H, delta: it.delta }[what][l];
  return quantity(element[what](l, i), entry(M, i, s), style);
}

/** The parameters of an activation or a loss by the letters of its formula; a list holds one number for each output. */
export function parameterLetters(
  parameters: ActivationParameters | LossParameters,
  i: number,
  style: Style,
): [string, Formula][] {
  return Object.entries(parameters).map(([key, value]) => {
    const [text, tex] = PARAMETER_LETTERS.get(key) ?? [key, key];
    return [text, quantity(unsigned(text, tex), typeof value === "number" ? value : value[i - 1], style)];
  });
}

/** A letter inside a formula of a table: its number stands without plus. */
export function inFormula(name: Name, value: number, style: Style): Formula {
  return quantity({ ...name, isSigned: false }, value, style);
}

/** A letter without an index. */
export function unsigned(text: string, tex: string, id = ""): Name {
  return { text, tex, id, isSigned: false };
}
