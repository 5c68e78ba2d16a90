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

/** LaTeX that a page can find by its id. */
export function linked(tex: string, id: string, { links }: Style): string {
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

/** The first three and the last with a gap between them, if there are more than eight. */
export function shortened<T>(items: readonly T[], gap: () => T): T[] {
  if (items.length <= MOST_TERMS) return [...items];
  return [...items.slice(0, FIRST), gap(), items[items.length - 1]];
}
