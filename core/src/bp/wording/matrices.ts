import type { Matrix } from "../../matrix.js";
import { either, linked, shortened, wrap, type Formula, type Style } from "./formula.js";
import { formatTex, formatValue } from "./number.js";
import type { Name } from "./notation.js";

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
