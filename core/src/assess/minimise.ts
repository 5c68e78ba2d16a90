/** A function to be made small: its value and its gradient at x. */
export type Objective = (x: Float64Array) => { value: number; gradient: Float64Array };

export interface MinimiseOptions {
  /** Evaluations of the objective at most. @default 500 */
  evaluations?: number;
  /** Stops when the largest entry of the gradient is this small against the one at the start. @default 1e-8 */
  tolerance?: number;
}

const MEMORY = 10; // pairs kept, as usual for L-BFGS
const DECREASE = 1e-4; // Armijo's constant (Nocedal & Wright 2006, eq. 3.4)

/**
 * Minimum of a smooth convex function by L-BFGS (Nocedal & Wright 2006, algorithms 7.4 and 7.5) with steps halved until the
 * value falls. It never ends above where it started.
 *
 * @param start taken as it is, not changed
 * @returns the best x found, a new vector
 */
export function minimise(
  objective: Objective,
  start: Float64Array,
  options: MinimiseOptions = {},
): Float64Array {
  const { evaluations = 500, tolerance = 1e-8 } = options;
  let x = start.slice();
  let at = objective(x);
  const enough = tolerance * largestEntry(at.gradient);
  const pairs: Pair[] = [];
  for (let used = 1; largestEntry(at.gradient) > enough;) {
    const direction = descentDirection(at.gradient, pairs);
    const slope = dot(direction, at.gradient);
    let step = pairs.length === 0 ? 1 / norm(at.gradient) : 1;
    for (;;) {
      const next = x.map((value, i) => value + step * direction[i]);
      const there = objective(next);
      if (there.value <= at.value + DECREASE * step * slope) {
        remember(pairs, x, next, at.gradient, there.gradient);
        [x, at] = [next, there];
        break;
      }
      step /= 2;
      // Nothing below can be told from the value here.
      if (step < 1e-12 || used + 1 >= evaluations) return x;
      used++;
    }
    if (++used >= evaluations) return x;
  }
  return x;
}

/** A step s, the change y of the gradient along it, and 1 / yᵀs. */
interface Pair {
  s: Float64Array;
  y: Float64Array;
  rho: number;
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

/** Keeps the pair of a step if the function curves upwards along it. Writes into pairs. */
function remember(
  pairs: Pair[],
  x: Float64Array,
  next: Float64Array,
  g: Float64Array,
  nextG: Float64Array,
): void {
  const s = next.map((value, i) => value - x[i]);
  const y = nextG.map((value, i) => value - g[i]);
  const curvature = dot(s, y);
  if (!(curvature > Number.EPSILON * norm(s) * norm(y))) return;
  pairs.push({ s, y, rho: 1 / curvature });
  if (pairs.length > MEMORY) pairs.shift();
}

function addInPlace(target: Float64Array, v: Float64Array, factor: number): void {
  for (let i = 0; i < target.length; i++) target[i] += factor * v[i];
}

function dot(a: Float64Array, b: Float64Array): number {
  let total = 0;
  for (let i = 0; i < a.length; i++) total += a[i] * b[i];
  return total;
}

function norm(v: Float64Array): number {
  return Math.sqrt(dot(v, v));
}

function largestEntry(v: Float64Array): number {
  return v.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
}
