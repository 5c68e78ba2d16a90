import { column, matrix, multiplyTransposedA, type Matrix } from "../../matrix.js";
import { asColumn } from "../iteration.js";
import { evaluateLoss, losses, type Loss } from "../loss.js";
import { equation, type MatrixEquation } from "./equation.js";
import {
  constant,
  difference,
  either,
  group,
  product,
  quantity,
  sum,
  times,
  type Formula,
} from "./formula.js";
import { matrixOf, shape, shapeTransposed, transposed } from "./matrices.js";
import { entry, neuron, placesOf, unsigned, upTo, type Sheet, type StepEquations } from "./letters.js";
import { lossSlope, sizeLetters, smoothed } from "./loss.js";
import { element, gradientOf, ofSample, whole, type Name } from "./notation.js";
import { substitute } from "./substitute.js";

/** A loss whose derivative is h − y but for a factor: only then the whole matrix may stand in the table's formula. */
const IS_DIFFERENCE = /^(?:\d )?\(h - y\)/;

/** δ^last, from the loss (tutorial §2(2)). */
export function outputDelta(sheet: Sheet): StepEquations {
  const { it, s, style } = sheet;
  const l = it.network.last;
  const loss: Loss = losses[it.lossSpec.name];
  const { slope } = evaluateLoss(it.lossSpec, it.Z[l], it.H[l], it.Y, it.weights);
  if (loss.of === "h" && it.slopes[l] === undefined) {
    const g = upTo(slope.rows).map((i) => lossSlope(sheet, i, false));
    const G = { ...unsigned("G", "G"), isSigned: true };
    const right = constant(gradientOf(whole.H(l)).text, gradientOf(whole.H(l)).tex);
    const first = equation(G, either(right, matrixOf(G, slope, style)), slope, style);
    return throughJacobian(sheet, l, slope, g, [{ ...first, check: `${shape(slope)} → ${shape(slope)}` }]);
  }
  return {
    matrices: [outputMatrix(sheet, slope)],
    scalars: () =>
      upTo(slope.rows).map((i) =>
        equation(element.delta(l, i), lossSlope(sheet, i, true), entry(it.delta[l], i, s), style),
      ),
  };
}

/** `δ^last = (H^last − Y) ⊙ f'(Z^last)`, or for other losses `∂L/∂H^last ⊙ f'(Z^last)` or `∂L/∂Z^last`. */
function outputMatrix(sheet: Sheet, slope: Matrix): MatrixEquation {
  const { it, style } = sheet;
  const l = it.network.last;
  const { of, text, tex }: Loss = losses[it.lossSpec.name];
  const [delta, H] = [it.delta[l], it.H[l]];
  const slopes = of === "h" ? it.slopes[l] : undefined;
  const factor = slopes && matrixOf(whole.slope(l), slopes, style, placesOf("slope", l, slopes));
  const given = slopes ? ` ⊙ ${shape(slopes)}` : "";
  if (IS_DIFFERENCE.test(text.delta) && it.weights === undefined && smoothed(it) === undefined) {
    const letters = new Map([
      ...sizeLetters(sheet),
      ["h", matrixOf(whole.H(l), H, style, placesOf("h", l, H))] as const,
      ["y", matrixOf(whole.Y(), it.Y, style, it.Y.cols === 1 ? (i) => `y-${i}` : undefined)] as const,
      ...(factor ? [["f'(z)", factor] as const] : []),
    ]);
    const pattern = {
      text: text.delta.replace(" · f'", " ⊙ f'"),
      tex: tex.delta.replace("\\,f'", "\\odot{}f'"),
    };
    const right = substitute(pattern, letters);
    return {
      ...equation(whole.delta(l), right, delta, style),
      check: `(${shape(H)} − ${shape(it.Y)})${given} → ${shape(delta)}`,
    };
  }
  const by = matrixOf(gradientOf(of === "h" ? whole.H(l) : whole.Z(l)), slope, style);
  const right = factor ? times([by, factor], "⊙", "\\odot") : by;
  return {
    ...equation(whole.delta(l), right, delta, style),
    check: `${shape(slope)}${given} → ${shape(delta)}`,
  };
}

/** δ^l from layer l + 1: `(W^(l+1))ᵀ δ^(l+1) ⊙ f'(Z^l)` (tutorial §2(5)); each neuron sums over all neurons behind it. */
export function hiddenDelta(sheet: Sheet, l: number): StepEquations {
  const { it, s, style } = sheet;
  const [W, above, delta, slopes] = [it.network.W[l + 1], it.delta[l + 1], it.delta[l], it.slopes[l]];
  const back = product(
    transposed(matrixOf(whole.W(l + 1), W, style, placesOf("w", l + 1))),
    matrixOf(whole.delta(l + 1), above, style, placesOf("delta", l + 1, above)),
  );
  const check = shapeTransposed(W) + shape(above);
  const sums = (j: number): Formula[] =>
    upTo(W.rows).map((i) =>
      product(
        quantity(element.w(l + 1, i, j), entry(W, i, j - 1), style),
        neuron(sheet, "delta", l + 1, i, s),
      ),
    );
  if (slopes === undefined) {
    const g = multiplyTransposedA(W, above);
    const name = { ...unsigned("G", "G"), isSigned: true };
    const first: MatrixEquation = { ...equation(name, back, g, style), check: `${check} → ${shape(g)}` };
    return throughJacobian(
      sheet,
      l,
      g,
      upTo(g.rows).map((j) => sum(sums(j))),
      [first],
    );
  }
  const right = times(
    [back, matrixOf(whole.slope(l), slopes, style, placesOf("slope", l, slopes))],
    "⊙",
    "\\odot",
  );
  return {
    matrices: [
      {
        ...equation(whole.delta(l), right, delta, style),
        check: `${check} ⊙ ${shape(slopes)} → ${shape(delta)}`,
      },
    ],
    scalars: () =>
      upTo(delta.rows).map((j) => {
        const terms = sum(sums(j));
        const formula = times([W.rows > 1 ? group(terms) : terms, neuron(sheet, "slope", l, j, s)]);
        return equation(element.delta(l, j), formula, entry(delta, j, s), style);
      }),
  };
}

/**
 * δ of a softmax layer, each column by its Jacobian: `δ = (diag(h) − h hᵀ) g`, one by one `δ_i = h_i (g_i − Σ_k g_k h_k)`, with
 * g = ∂L/∂h. Every h depends on every z, so that no f' stands for the whole.
 *
 * @param G        ∂L/∂H^l
 * @param formulas how each g_i of the sample is computed
 * @param before   equations that go first
 */
function throughJacobian(
  sheet: Sheet,
  l: number,
  G: Matrix,
  formulas: readonly Formula[],
  before: MatrixEquation[],
): StepEquations {
  const { it, s, style } = sheet;
  const h = column(it.H[l], s);
  const J = matrix(h.length, h.length);
  h.forEach((a, i) => h.forEach((b, k) => (J.data[i * h.length + k] = (i === k ? a : 0) - a * b)));
  const name = (text: string, tex: string): Name => unsigned(`${text}[${s + 1}]`, `${tex}[${s + 1}]`);
  const own = it.X.cols === 1 ? unsigned : name;
  const [g, delta] = [asColumn(column(G, s)), asColumn(column(it.delta[l], s))];
  const jacobian = unsigned(`(diag(h) − h hᵀ)`, `(\\operatorname{diag}(h)-h\\,h^{\\mathsf T})`);
  const left = { ...whole.delta(l), ...(it.X.cols === 1 ? {} : ofSample(whole.delta(l), s + 1)) };
  const right = product(
    matrixOf({ ...jacobian, isSigned: true }, J, style),
    matrixOf({ ...own("g", "g"), isSigned: true }, g, style),
  );
  const gs = upTo(h.length).map((i) => quantity(element.g(l, i), entry(G, i, s), style));
  const hs = upTo(h.length).map((i) => neuron(sheet, "h", l, i, s));
  const mean = group(sum(gs.map((g, k) => product(g, hs[k]))));
  return {
    matrices: [
      ...before,
      { ...equation(left, right, delta, style), check: `${shape(J)}${shape(g)} → ${shape(delta)}` },
    ],
    scalars: () => [
      ...formulas.map((formula, k) => equation(element.g(l, k + 1), formula, entry(G, k + 1, s), style)),
      ...gs.map((g, k) =>
        equation(
          element.delta(l, k + 1),
          times([hs[k], group(difference(g, mean))]),
          entry(it.delta[l], k + 1, s),
          style,
        ),
      ),
    ],
  };
}
