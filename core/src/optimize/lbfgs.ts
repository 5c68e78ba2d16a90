import { lineSearch, type LinePoint } from "./line-search.js";
import { euclideanNorm } from "./regularise.js";
import { checkMethodState } from "./method-state.js";
import { addInPlace, dot } from "./vectors.js";
import type { LbfgsSpec, Objective, WholeTableMethod } from "./whole-table.js";

/** A step s, the change y of the gradient along it, and `1 / yᵀs`. */
interface Pair {
  s: Float64Array;
  y: Float64Array;
  rho: number;
}

/**
 * Limited-memory BFGS: the direction `−H g`, where H is made of the last steps and changes of the gradient, and a line search
 * that meets the strong Wolfe conditions. One iteration is one line search. Nocedal & Wright 2006, algorithms 7.4 and 7.5.
 *
 * The first step, of which nothing is known, is at most 1 long; later ones try α = 1 first. A direction that does not descend, or
 * along which no lower point is found, makes it forget its pairs and try `−g`.
 *
 * @param objective what is made small
 * @param start     parameters at the start; copied
 * @param spec      how many pairs are kept
 * @throws RangeError if `history` is no integer above 0
 */
export function createLbfgs(
  objective: Objective,
  start: Float64Array,
  { history = 10 }: Omit<LbfgsSpec, "name"> = {},
): WholeTableMethod {
  if (!Number.isSafeInteger(history) || history < 1) {
    throw new RangeError(
      `Cannot set "history" of optimizer "lbfgs": expected an integer ≥ 1, got ${history}`,
    );
  }
  let parameters: Float64Array = start.slice();
  let gradient: Float64Array = new Float64Array(objective.count);
  let loss = objective.gradient(parameters, gradient);
  let pairs: Pair[] = [];
  let step = 0;

  function search(): LinePoint | undefined {
    const direction = descentDirection(gradient, pairs);
    const slope = dot(direction, gradient);
    if (!(slope < 0)) return undefined;
    const first = pairs.length > 0 ? 1 : Math.min(1, 1 / euclideanNorm(gradient));
    return lineSearch(objective, { alpha: 0, parameters, loss, gradient, slope }, direction, first);
  }

  return {
    get parameters() {
      return parameters;
    },
    start: () => ({ loss, record: {} }),
    iterate() {
      const gradientNorm = euclideanNorm(gradient);
      if (gradientNorm === 0) return { loss, gradientNorm, record: { step: 0 }, ended: "gradient" };
      let found = search();
      if (found === undefined && pairs.length > 0) {
        pairs = [];
        found = search();
      }
      if (found === undefined) return { loss, gradientNorm, record: { step: 0 }, ended: "converged" };
      remember(pairs, parameters, found.parameters, gradient, found.gradient, history);
      ({ parameters, gradient, loss } = found);
      step++;
      return { loss, gradientNorm, record: { step: found.alpha } };
    },
    state: () => ({
      name: "lbfgs",
      step,
      arrays: new Map(
        pairs.flatMap(({ s, y }, k): [string, Float64Array][] => [
          [`s${k}`, s.slice()],
          [`y${k}`, y.slice()],
        ]),
      ),
      scalars: new Map([["pairs", pairs.length]]),
    }),
    restore(given, state) {
      const count = state.scalars.get("pairs") ?? 0;
      const names = Array.from({ length: count }, (_, k) => [`s${k}`, `y${k}`]).flat();
      checkMethodState("lbfgs", objective.count, given, state, { arrays: names, scalars: ["pairs"] });
      pairs = Array.from({ length: count }, (_, k) => {
        const [s, y] = [state.arrays.get(`s${k}`)!.slice(), state.arrays.get(`y${k}`)!.slice()];
        return { s, y, rho: 1 / dot(s, y) };
      });
      step = state.step;
      parameters = given.slice();
      loss = objective.gradient(parameters, gradient);
    },
  };
}

/** `−H g`, with H from the last steps (algorithm 7.4: the pairs once backwards, once forwards). */
function descentDirection(gradient: Float64Array, pairs: readonly Pair[]): Float64Array {
  const q = gradient.map((g) => -g);
  const alphas = pairs.toReversed().map(({ s, y, rho }) => {
    const alpha = rho * dot(s, q);
    addInPlace(q, y, -alpha);
    return alpha;
  });
  const newest = pairs.at(-1);
  if (newest !== undefined) {
    const scale = 1 / (newest.rho * dot(newest.y, newest.y));
    for (let i = 0; i < q.length; i++) q[i] *= scale;
  }
  pairs.forEach(({ s, y, rho }, k) => {
    addInPlace(q, s, alphas[pairs.length - 1 - k] - rho * dot(y, q));
  });
  return q;
}

/** Keeps the pair of a step if the loss curves upwards along it. Writes into pairs. */
function remember(
  pairs: Pair[],
  w: Float64Array,
  next: Float64Array,
  g: Float64Array,
  nextG: Float64Array,
  history: number,
): void {
  const s = next.map((value, i) => value - w[i]);
  const y = nextG.map((value, i) => value - g[i]);
  const curvature = dot(s, y);
  if (!(curvature > Number.EPSILON * euclideanNorm(s) * euclideanNorm(y))) return;
  pairs.push({ s, y, rho: 1 / curvature });
  if (pairs.length > history) pairs.shift();
}
