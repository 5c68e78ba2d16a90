import type { Matrix } from "../../matrix.js";
import { linked, quantity, type Formula, type Style } from "./formula.js";
import { matrixOf } from "./matrices.js";
import { formatTex } from "./number.js";
import type { Name } from "./notation.js";

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
  const isSame = right.text.numeric === result.text.numeric;
  const texSign = sign === "=" ? "=" : "\\leftarrow";
  return {
    id: left.id,
    text: {
      symbolic: `${left.text} ${sign} ${right.text.symbolic}`,
      numeric: once(right.text.numeric, result.text.numeric),
    },
    tex: {
      symbolic: `${linked(left.tex, left.id, style)} ${texSign} ${right.tex.symbolic}`,
      // Links tell the numbers of both sides apart where the sides themselves are the same.
      numeric: once(
        isSame && typeof value !== "number" ? result.tex.numeric : right.tex.numeric,
        result.tex.numeric,
      ),
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
