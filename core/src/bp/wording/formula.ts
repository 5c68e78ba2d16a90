import type { Matrix } from "../../matrix.js";
import { formatTex, formatValue } from "./number.js";
import type { Name } from "./notation.js";

/** One side of an equation in letters and with the numbers put in. */
export interface Forms {
  symbolic: string;
  numeric: string;
}

/** A formula as plain text and as LaTeX. */
export interface Formula {
  text: Forms;
  tex: Forms;
}

/** An equation: `symbolic` is `left = right` in letters, `numeric` goes on with `= … = result`. */
export interface Equation extends Formula {
  /** What stands left: letter, layer and place from 1, as `delta-1-2`; empty for a whole matrix. */
  id: string;
  value: number | Matrix;
}

/** An equation between whole matrices, with the check that their dimensions fit: `(3×2)(2×1) ⊙ (3×1) → (3×1)`. */
export interface MatrixEquation extends Equation {
  check: string;
}

/** How formulas are written. */
export interface Style {
  /** Significant digits of a number. */
  digits: number;
  /** Whether each number in LaTeX is wrapped in `\htmlData{t=ID}{…}`, so that a page can link it to the network's figure. */
  links: boolean;
}

const MOST_TERMS = 8; // of a longer sum, and of a longer row or column, the first FIRST and the last are shown
const FIRST = 3;

/** A name and its number. */
export function quantity(name: Name, value: number, style: Style): Formula {
  const number = formatTex(value, style.digits);
  return {
    text: { symbolic: name.text, numeric: formatValue(value, { digits: style.digits, plus: name.isSigned }) },
    tex: {
      symbolic: linked(name.tex, name.id, style),
      numeric: linked(value < 0 ? `(${number})` : number, name.id, style),
    },
  };
}

/** A text that is the same in letters and in numbers. */
export function constant(text: string, tex = text): Formula {
  return { text: { symbolic: text, numeric: text }, tex: { symbolic: tex, numeric: tex } };
}

/** Factors close together: `w₁₁² δ₁²`, `+0.58·−0.1080`. */
export function product(...factors: Formula[]): Formula {
  return combine(factors, { text: " ", numbers: "·", tex: "\\,", texNumbers: "\\cdot " });
}

/** Factors with a sign between them that shows what is meant: `(…) · f′(z₁¹)`, `A ⊙ B`. */
export function times(factors: readonly Formula[], text = "·", tex = "\\cdot"): Formula {
  return combine(factors, { text: ` ${text} `, tex: ` ${tex} ` });
}

/** Terms joined by a plus; more than eight are shortened to the first three and the last. */
export function sum(terms: readonly Formula[]): Formula {
  const shown = shortened(terms, () => constant("…", "\\dots"));
  return combine(shown, { text: " + ", tex: " + " });
}

/** `a − b`. */
export function difference(a: Formula, b: Formula): Formula {
  return combine([a, b], { text: " − ", tex: " - " });
}

/** Transposed: `(W²)ᵀ`. */
export function transposed(M: Formula): Formula {
  return either(wrap(M, "(", ")ᵀ", "(", ")^{\\mathsf T}"), wrap(M, "", "ᵀ", "", "^{\\mathsf T}"));
}

/** Dimensions of a matrix: `(3×2)`. */
export function shape({ rows, cols }: Matrix): string {
  return `(${rows}×${cols})`;
}

/** Dimensions of its transpose. */
export function shapeTransposed({ rows, cols }: Matrix): string {
  return `(${cols}×${rows})`;
}

/** In parentheses. */
export function group(inner: Formula): Formula {
  return wrap(inner, "(", ")");
}

/** With something before and after it. */
export function wrap(
  inner: Formula,
  before: string,
  after: string,
  texBefore = before,
  texAfter = after,
): Formula {
  return {
    text: mapForms(inner.text, (t) => before + t + after),
    tex: mapForms(inner.tex, (t) => texBefore + t + texAfter),
  };
}

/** In letters one formula, in numbers another. */
export function either(letters: Formula, numbers: Formula): Formula {
  return {
    text: { symbolic: letters.text.symbolic, numeric: numbers.text.numeric },
    tex: { symbolic: letters.tex.symbolic, numeric: numbers.tex.numeric },
  };
}

/** A matrix: its letter, and its numbers row by row, `[+0.58 −0.37; −0.29 +0.64]`. */
export function matrixOf(
  name: Name,
  M: Matrix,
  style: Style,
  idOf?: (i: number, j: number) => string,
): Formula {
  return {
    text: { symbolic: name.text, numeric: matrixText(M, name, style) },
    tex: { symbolic: name.tex, numeric: matrixTex(M, style, idOf) },
  };
}

/**
 * Left side, right side and result as an equation.
 *
 * @param left  name of the result
 * @param right what it is computed from
 * @param sign  between left and right. @default "="
 */
export function equation(
  left: Name,
  right: Formula,
  value: number | Matrix,
  style: Style,
  sign: "=" | "←" = "=",
): Equation {
  const result = typeof value === "number" ? resultOf(left, value, style) : matrixOf(left, value, style);
  const texSign = sign === "=" ? "=" : "\\leftarrow";
  return {
    id: left.id,
    text: {
      symbolic: `${left.text} ${sign} ${right.text.symbolic}`,
      numeric: once(right.text.numeric, result.text.numeric),
    },
    tex: {
      symbolic: `${linked(left.tex, left.id, style)} ${texSign} ${right.tex.symbolic}`,
      numeric: once(right.tex.numeric, result.tex.numeric),
    },
    value,
  };
}

/** A result stands alone, so that a number below 0 needs no parentheses in LaTeX. */
function resultOf(left: Name, value: number, style: Style): Formula {
  const { text } = quantity(left, value, style);
  const tex = linked(formatTex(value, style.digits), left.id, style);
  return { text, tex: { symbolic: left.tex, numeric: tex } };
}

/** `= right = result`, or only one of them where both are the same. */
function once(right: string, result: string): string {
  return right === result ? `= ${result}` : `= ${right} = ${result}`;
}

function linked(tex: string, id: string, { links }: Style): string {
  return links && id !== "" ? `\\htmlData{t=${id}}{${tex}}` : tex;
}

function combine(
  parts: readonly Formula[],
  between: { text: string; numbers?: string; tex: string; texNumbers?: string },
): Formula {
  const { text, numbers = text, tex, texNumbers = tex } = between;
  return {
    text: {
      symbolic: parts.map((part) => part.text.symbolic).join(text),
      numeric: parts.map((part) => part.text.numeric).join(numbers),
    },
    tex: {
      symbolic: parts.map((part) => part.tex.symbolic).join(tex),
      numeric: parts.map((part) => part.tex.numeric).join(texNumbers),
    },
  };
}

function mapForms({ symbolic, numeric }: Forms, map: (text: string) => string): Forms {
  return { symbolic: map(symbolic), numeric: map(numeric) };
}

function matrixText(M: Matrix, { isSigned }: Name, { digits }: Style): string {
  const rows = shortened(places(M.rows), () => -1).map((i) => {
    if (i < 0) return "…";
    const row = shortened(places(M.cols), () => -1);
    return row
      .map((j) => (j < 0 ? "…" : formatValue(M.data[i * M.cols + j], { digits, plus: isSigned })))
      .join(" ");
  });
  return `[${rows.join("; ")}]`;
}

function matrixTex(M: Matrix, style: Style, idOf: ((i: number, j: number) => string) | undefined): string {
  const columns = shortened(places(M.cols), () => -1);
  const rows = shortened(places(M.rows), () => -1).map((i) => {
    const row = columns.map((j) => {
      if (i < 0) return j < 0 ? "\\ddots" : "\\vdots";
      if (j < 0) return "\\cdots";
      return linked(formatTex(M.data[i * M.cols + j], style.digits), idOf?.(i + 1, j + 1) ?? "", style);
    });
    return row.join(" & ");
  });
  return `\\begin{bmatrix} ${rows.join(" \\\\ ")} \\end{bmatrix}`;
}

function places(n: number): number[] {
  return Array.from({ length: n }, (_, i) => i);
}

/** The first three and the last with a gap between them, if there are more than eight. */
function shortened<T>(items: readonly T[], gap: () => T): T[] {
  if (items.length <= MOST_TERMS) return [...items];
  return [...items.slice(0, FIRST), gap(), items[items.length - 1]];
}
