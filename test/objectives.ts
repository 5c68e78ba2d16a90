import type { Objective } from "gradus";

/** A function of a vector with its gradient, as an objective. */
export function objectiveOf(
  count: number,
  f: (w: Float64Array) => number,
  df: (w: Float64Array) => ArrayLike<number>,
): Objective {
  return {
    count,
    loss: f,
    gradient(w, into) {
      into.set(df(w));
      return f(w);
    },
  };
}

/** `(1 − x)² + 100 (y − x²)²`: a curved valley with its minimum 0 at (1, 1). Rosenbrock 1960. */
export const rosenbrock = objectiveOf(
  2,
  ([x, y]) => (1 - x) * (1 - x) + 100 * (y - x * x) * (y - x * x),
  ([x, y]) => [-2 * (1 - x) - 400 * x * (y - x * x), 200 * (y - x * x)],
);

/** `½ wᵀ A w − bᵀ w + c` with a symmetric A. */
export function parabola(A: readonly number[][], b: readonly number[], c: number): Objective {
  const product = (w: Float64Array): number[] => A.map((row) => row.reduce((sum, a, j) => sum + a * w[j], 0));
  return objectiveOf(
    b.length,
    (w) => product(w).reduce((sum, Aw, i) => sum + w[i] * (Aw / 2 - b[i]), c),
    (w) => product(w).map((Aw, i) => Aw - b[i]),
  );
}
