import type { Matrix } from "../../matrix.js";
import { asColumn, type Iteration } from "../iteration.js";
import { equation, type Equation, type MatrixEquation } from "./equation.js";
import { constant, difference, either, product, quantity, sum, wrap, type Formula } from "./formula.js";
import { matrixOf, shape, shapeTransposed, transposed } from "./matrices.js";
import { entry, neuron, placesOf, upTo, type Sheet, type StepEquations } from "./letters.js";
import { element, ETA, gradientOf, ofSample, whole, type Name } from "./notation.js";

/**
 * `∂L/∂W^l = δ^l (H^(l−1))ᵀ` and `∂L/∂b^l = δ^l` (tutorial §2(3), §2(4)); of a batch the sum over its samples, which the
 * matrix product takes by itself.
 */
export function gradients(sheet: Sheet, l: number): StepEquations {
  const { it, style } = sheet;
  const { last, sizes } = it.network;
  const [delta, db] = [it.delta[l], it.db[l]];
  const d = matrixOf(whole.delta(l), delta, style, placesOf("delta", l, delta));
  const bias = gradientOf(whole.b(l));
  const dSkip = l === last ? it.dSkip : undefined;
  function ofWeights(name: Name, from: number, value: Matrix): MatrixEquation {
    const H = it.H[from];
    const right = product(d, transposed(matrixOf(whole.H(from), H, style, placesOf("h", from, H))));
    const check = `${shape(delta)}${shapeTransposed(H)} → ${shape(value)}`;
    return { ...equation(gradientOf(name), right, value, style), check };
  }
  const summed = it.X.cols === 1 ? d : wrap(d, "Σₛ ", "", "\\sum_s ", "");
  return {
    matrices: [
      ofWeights(whole.W(l), l - 1, it.dW[l]),
      ...(dSkip ? [ofWeights(whole.wSkip(), 0, dSkip)] : []),
      { ...equation(bias, summed, asColumn(db), style), check: `${shape(delta)} → ${shape(asColumn(db))}` },
    ],
    scalars: () =>
      upTo(sizes[l]).flatMap((i) => [
        ...upTo(sizes[l - 1]).map((j) =>
          overSamples(sheet, element.w(l, i, j), l, i, { from: l - 1, j }, entry(it.dW[l], i, j - 1)),
        ),
        ...(dSkip
          ? upTo(sizes[0]).map((j) =>
              overSamples(sheet, element.wSkip(i, j), l, i, { from: 0, j }, entry(dSkip, i, j - 1)),
            )
          : []),
        overSamples(sheet, element.b(l, i), l, i, undefined, db[i - 1]),
      ]),
  };
}

/** ∂L/∂ of one parameter: δ_i times what the weight carries, summed over the samples. */
function overSamples(
  sheet: Sheet,
  of: Name,
  l: number,
  i: number,
  input: { from: number; j: number } | undefined,
  value: number,
): Equation {
  const { it, style } = sheet;
  function term(s: number): Formula {
    const error = neuron(sheet, "delta", l, i, s);
    return input === undefined ? error : product(error, neuron(sheet, "h", input.from, input.j, s));
  }
  if (it.X.cols === 1) return equation(gradientOf(of), term(0), value, style);
  const names = [
    ofSample(element.delta(l, i), "s"),
    ...(input ? [ofSample(element.h(input.from, input.j), "s")] : []),
  ];
  const letters = wrap(product(...names.map((n) => constant(n.text, n.tex))), "Σₛ ", "", "\\sum_s ", "");
  const samples = sum(Array.from({ length: it.X.cols }, (_, s) => term(s)));
  return equation(gradientOf(of), either(letters, samples), value, style);
}

/** `W^l ← W^l − η ∂L/∂W^l`, `b^l ← b^l − η ∂L/∂b^l` of every layer (tutorial §2(6)). */
export function update({ it, style }: Sheet): StepEquations {
  const eta = quantity(ETA, it.eta, style);
  function matrices({ name, before, by, after }: Part): MatrixEquation {
    const step = product(eta, matrixOf(gradientOf(name), by, style));
    const right = difference(matrixOf(name, before, style), step);
    return {
      ...equation(name, right, after, style, "←"),
      check: `${shape(before)} − ${shape(by)} → ${shape(after)}`,
    };
  }
  function scalars({ nameOf, before, by, after }: Part): Equation[] {
    return upTo(before.rows).flatMap((i) =>
      upTo(before.cols).map((j) => {
        const step = product(eta, quantity(gradientOf(nameOf(i, j)), entry(by, i, j - 1), style));
        const right = difference(quantity(nameOf(i, j), entry(before, i, j - 1), style), step);
        return equation(nameOf(i, j), right, entry(after, i, j - 1), style, "←");
      }),
    );
  }
  return { matrices: parts(it).map(matrices), scalars: () => parts(it).flatMap(scalars) };
}

/** One matrix or vector of parameters: its names, and its numbers before and after the update. */
interface Part {
  name: Name;
  nameOf: (i: number, j: number) => Name;
  before: Matrix;
  by: Matrix;
  after: Matrix;
}

function parts({ network, next, dW, db, dSkip }: Iteration): Part[] {
  const list = upTo(network.last).flatMap((l): Part[] => [
    {
      name: whole.W(l),
      nameOf: (i, j) => element.w(l, i, j),
      before: network.W[l],
      by: dW[l],
      after: next.W[l],
    },
    {
      name: whole.b(l),
      nameOf: (i) => element.b(l, i),
      before: asColumn(network.b[l]),
      by: asColumn(db[l]),
      after: asColumn(next.b[l]),
    },
  ]);
  const { skip } = network;
  if (!skip || !dSkip || !next.skip) return list;
  return [...list, { name: whole.wSkip(), nameOf: element.wSkip, before: skip, by: dSkip, after: next.skip }];
}
