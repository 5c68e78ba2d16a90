import type { Formula } from "./formula.js";

/**
 * What stands for the letters of a formula from the tables of activations and losses: h, y, z, f' (key `f'(z)`), B, n and the
 * parameters' letters.
 */
export type Letters = ReadonlyMap<string, Formula>;

/** Tokens of a plain formula: `f′(z)` as one, else words and Greek letters; only whole words are ever replaced. */
const TEXT_TOKEN = /f′\(z\)|softmax\(z\)|[A-Za-zα-ω]+/g;
/** Tokens of a LaTeX formula: commands with a name in braces, other commands, single letters with their index i. */
const TEX_TOKEN =
  /f'\(z\)|\\operatorname\{softmax\}\(z\)_i|\\(?:operatorname|mathrm|text|begin|end)\{[^{}]*\}|\\[A-Za-z]+|[A-Za-z](?:_i)?/g;
const KEYS = new Map([
  ["f′(z)", "f'(z)"],
  ["\\operatorname{softmax}(z)_i", "softmax(z)"],
  ["h_i", "h"],
  ["y_i", "y"],
  ["\\alpha", "α"],
  ["\\beta", "β"],
  ["\\tau", "τ"],
]);

/**
 * A formula of a table with indexed letters, and with numbers, in place of its letters. Numbers are put in parentheses where
 * they would run into their neighbours or their sign would be misread.
 *
 * @param pattern formula as it stands in the table, plain and as LaTeX
 * @param letters what to put in; letters not named stay
 */
export function substitute(pattern: { text: string; tex: string }, letters: Letters): Formula {
  const text = pattern.text.replaceAll("-", "−").replaceAll("'", "′");
  function plain(form: "symbolic" | "numeric"): string {
    return text.replaceAll(TEXT_TOKEN, (token: string, at: number) => {
      const found = letters.get(KEYS.get(token) ?? token);
      return found === undefined
        ? token
        : fitText(found.text[form], text.slice(0, at), text.slice(at + token.length));
    });
  }
  function tex(form: "symbolic" | "numeric"): string {
    return pattern.tex.replaceAll(TEX_TOKEN, (token: string, at: number) => {
      const found = letters.get(KEYS.get(token) ?? token);
      if (found === undefined) return token;
      return fitTex(found.tex[form], pattern.tex.slice(0, at), pattern.tex.slice(at + token.length), form);
    });
  }
  return {
    text: { symbolic: plain("symbolic"), numeric: plain("numeric") },
    tex: { symbolic: tex("symbolic"), numeric: tex("numeric") },
  };
}

/** A power behind it, or a digit, letter or minus sign before it, calls for parentheses. */
function fitText(put: string, before: string, after: string): string {
  const isNegative = put.startsWith("−");
  const isNumber = isNegative || /^[0-9]/.test(put);
  const isAlone = /^$|[([|,]\s*$/.test(before);
  const isPower = /^[²³^]/.test(after) || (before.endsWith("^") && /[−e]/.test(put));
  const runsOn = isNumber && /[0-9½A-Za-zα-ω]$/.test(before);
  return isPower || runsOn || (isNegative && !isAlone) ? `(${put})` : put;
}

function fitTex(put: string, before: string, after: string, form: "symbolic" | "numeric"): string {
  const isPower = after.startsWith("^");
  const runsOn = form === "numeric" && (/[0-9A-Za-z)]\s*$/.test(before) || before.endsWith("\\,"));
  return (isPower || runsOn) && !put.startsWith("(") ? `{(${put})}` : `{${put}}`;
}
