import { frontPlaces, type Front, type Matrix } from "gradus";
import { toFloat32, type GraphBuilder } from "./builder.js";
import type { Affine } from "./scaling.js";

/**
 * Adds a front to a graph: the inputs, and behind them what the cosines of the embedded ones give, `V cos(2π ω x + φ) + β`. The
 * scale d is left to the weights of layer 1: see `behindFront`.
 *
 * @param X     name of the inputs, rows × inputs, float
 * @param moved for each input by what it has been moved: `x = center + spread · x'`
 * @returns name of a float tensor, rows × (inputs + embedded inputs · (width − 1))
 * @throws GradusError E322 for weights beyond float32
 */
export function addFront(
  g: GraphBuilder,
  front: Front,
  X: string,
  moved: readonly Affine[],
  prefix: string,
): string {
  const { frequencies: K, width } = front.shape;
  const inputs = frontPlaces(front.shape).flatMap(({ input, embedded }) => (embedded < 0 ? [] : [input]));
  if (inputs.length === 0) return X;
  const E = inputs.length;
  const [turns, phase] = [front.frequency.data.map((w) => 2 * Math.PI * w), front.phase.data.slice()];
  turns.forEach((turn, k) => {
    const { center, spread } = moved[inputs[Math.floor(k / K)]];
    phase[k] += turn * center;
    turns[k] = turn * spread;
  });
  const add = (name: string, shape: number[], data: Float64Array): string =>
    g.weights(`${prefix}front.${name}`, shape, toFloat32(data));
  const x = g.add("Gather", [X, g.integers(inputs)], { axis: 1n });
  const column = g.add("Unsqueeze", [x, g.integers([2])]);
  const angles = g.add("Add", [
    g.add("Mul", [column, add("turns", [E, K], turns)]),
    add("phase", [E, K], phase),
  ]);
  // One product for each embedded input: E × rows × K times E × K × (width − 1).
  const cosines = g.add("Transpose", [g.add("Cos", [angles])], { perm: [1n, 0n, 2n] });
  const weight = add("weight", [E, width - 1, K], front.weight.data);
  const turned = g.add("Transpose", [weight], { perm: [0n, 2n, 1n] });
  const sums = g.add("Transpose", [g.add("MatMul", [cosines, turned])], { perm: [1n, 0n, 2n] });
  const embedded = g.add("Add", [sums, add("bias", [E, width - 1], front.bias.data)]);
  const flat = g.add("Reshape", [embedded, g.integers([-1, E * (width - 1)])]);
  return g.add("Concat", [X, flat], { axis: 1n });
}

/**
 * W¹ for what `addFront` gives: its columns in that order, each multiplied by its d.
 *
 * @returns W¹, row by row, and by what each column's values have been moved
 */
export function behindFront(
  { shape, rows, scale }: Front,
  W: Matrix,
  moved: readonly Affine[],
): { W: Float64Array; moved: Affine[] } {
  const places = frontPlaces(shape);
  const embedded = places.filter((place) => place.embedded >= 0);
  const order = [
    ...places.map(({ row }) => row),
    ...embedded.flatMap(({ row }) => Array.from({ length: shape.width - 1 }, (_, r) => row + 1 + r)),
  ];
  const turned = new Float64Array(W.data.length);
  for (let i = 0; i < W.rows; i++) {
    order.forEach((row, j) => (turned[i * rows + j] = W.data[i * rows + row] * (scale?.[row] ?? 1)));
  }
  const still = order.slice(places.length).map(() => ({ center: 0, spread: 1 }));
  return { W: turned, moved: [...moved, ...still] };
}
