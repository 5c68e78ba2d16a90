import { cholesky, solveCholesky } from "../linear.js";
import { matrix, type Matrix } from "../matrix.js";
import { createRandom } from "../random.js";
import type { Design } from "./factors.js";
import type { Surface } from "./surface.js";

/** What coalitions of factors are worth; a coalition has bit j set if factor j takes part. */
export type Game = (coalitions: readonly (readonly boolean[])[]) => Float64Array;

const COLUMNS = 8192; // of X at once: bounds the memory

/**
 * `v(S) = mean over the background of f(x_S, b_rest)`: the factors of a coalition have the values of the row to explain, the others
 * those of the background's rows in turn.
 *
 * @param X rows to explain
 * @param s which of them
 */
export function createGame(surface: Surface, background: Design, X: Matrix, s: number): Game {
  const { factors, X: B } = background;
  return (coalitions) => {
    const v = new Float64Array(coalitions.length);
    const atOnce = Math.max(1, Math.floor(COLUMNS / B.cols));
    for (let from = 0; from < coalitions.length; from += atOnce) {
      const part = coalitions.slice(from, from + atOnce);
      const M = matrix(B.rows, part.length * B.cols);
      factors.forEach((factor, j) => {
        for (let i = factor.from; i < factor.from + factor.count; i++) {
          const own = B.data.subarray(i * B.cols, (i + 1) * B.cols);
          part.forEach((members, c) => {
            const at = i * M.cols + c * B.cols;
            if (members[j]) M.data.fill(X.data[i * X.cols + s], at, at + B.cols);
            else M.data.set(own, at);
          });
        }
      });
      const answers = surface.answer(M);
      part.forEach((_, c) => {
        let sum = 0;
        for (let b = 0; b < B.cols; b++) sum += answers[c * B.cols + b];
        v[from + c] = sum / B.cols;
      });
    }
    return v;
  };
}

/** Shapley values over all 2^p coalitions. */
export function exactValues(game: Game, p: number): number[] {
  const count = 2 ** p;
  const v = game(
    Array.from({ length: count }, (_, S) => Array.from({ length: p }, (_, j) => ((S >> j) & 1) === 1)),
  );
  const weights = [1 / p]; // |S|! (p − |S| − 1)! / p!, by the size of S
  for (let size = 1; size < p; size++) weights.push((weights[size - 1] * size) / (p - size));
  const sizes = Uint8Array.from({ length: count }, (_, S) => bitsOf(S));
  return Array.from({ length: p }, (_, j) => {
    let share = 0;
    for (let S = 0; S < count; S++) {
      if (((S >> j) & 1) === 0) share += weights[sizes[S]] * (v[S | (1 << j)] - v[S]);
    }
    return share;
  });
}

/**
 * Shapley values from a sample of coalitions (kernel SHAP, Lundberg & Lee 2017, theorem 2): sizes drawn with
 * `(p − 1) / (s (p − s))`, each coalition together with its complement, then least squares under the condition that the values sum to
 * `v(all) − v(none)`.
 */
export function sampledValues(game: Game, p: number, count: number, seed: number): number[] {
  const random = createRandom(seed, 14);
  const weights = Array.from({ length: p - 1 }, (_, i) => 1 / ((i + 1) * (p - i - 1)));
  const all = weights.reduce((a, b) => a + b, 0);
  const drawn: boolean[][] = [];
  while (drawn.length < count) {
    let [size, left] = [1, random.uniform() * all];
    while (size < p - 1 && left >= weights[size - 1]) left -= weights[size++ - 1];
    const order = random.shuffle(Uint32Array.from({ length: p }, (_, j) => j));
    const members = Array<boolean>(p).fill(false);
    for (const j of order.subarray(0, size)) members[j] = true;
    drawn.push(
      members,
      members.map((isIn) => !isIn),
    );
  }
  const none = Array<boolean>(p).fill(false);
  const v = game([none, none.map(() => true), ...drawn]);
  return leastSquares(drawn, v.subarray(2), v[0], v[1]);
}

/** `min Σ (v(z) − v(none) − Σ φ_j z_j)²` with `Σ φ_j = v(all) − v(none)`: the last φ is put in from the condition. */
function leastSquares(
  drawn: readonly boolean[][],
  v: Float64Array,
  none: number,
  everything: number,
): number[] {
  const p = drawn[0].length;
  const sum = everything - none;
  const A = matrix(p - 1, p - 1);
  const right = new Float64Array(p - 1);
  drawn.forEach((members, c) => {
    const last = members[p - 1] ? 1 : 0;
    const y = v[c] - none - last * sum;
    const z = members.slice(0, -1).map((isIn) => (isIn ? 1 : 0) - last);
    z.forEach((a, i) => {
      if (a === 0) return;
      right[i] += a * y;
      z.forEach((b, k) => (A.data[i * (p - 1) + k] += a * b));
    });
  });
  const L = cholesky(A);
  if (L === null)
    throw new RangeError(`Cannot find ${p} Shapley values: expected more coalitions, got ${drawn.length}`);
  const values = [...solveCholesky(L, right)];
  return [...values, sum - values.reduce((a, b) => a + b, 0)];
}

function bitsOf(S: number): number {
  let count = 0;
  for (let rest = S; rest > 0; rest >>= 1) count += rest & 1;
  return count;
}
