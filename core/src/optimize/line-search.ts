import type { Objective } from "./whole-table.js";
import { dot, plus } from "./vectors.js";

/** A point of a line `w + α d`: its value, and the slope `dᵀg` there. */
export interface LinePoint {
  alpha: number;
  parameters: Float64Array;
  loss: number;
  gradient: Float64Array;
  slope: number;
}

const DECREASE = 1e-4; // c₁ of eq. 3.7a
const CURVATURE = 0.9; // c₂ of eq. 3.7b, as usual for quasi-Newton directions
const GROWTH = 10; // how far beyond the last point the next one may lie
const TRIALS = 25; // evaluations of each of the two stages
const MARGIN = 0.1; // share of an interval that a new point keeps away from its ends

/**
 * A step along a direction that meets the strong Wolfe conditions
 * `L(α) ≤ L(0) + c₁ α L'(0)` and `|L'(α)| ≤ c₂ |L'(0)|`, with c₁ = 1e-4 and c₂ = 0.9. Nocedal & Wright 2006, algorithms 3.5 and 3.6,
 * with cubic interpolation (eq. 3.59). A point whose loss or slope is no finite number counts as infinitely high.
 *
 * @param from      where the line begins; its slope is below 0
 * @param direction d
 * @param first     the first α to try
 * @returns the point, or the lowest one found if rounding hides the conditions; nothing if none lies below the start
 */
export function lineSearch(
  objective: Objective,
  from: LinePoint,
  direction: Float64Array,
  first: number,
): LinePoint | undefined {
  const isDecrease = (point: LinePoint): boolean =>
    point.loss <= from.loss + DECREASE * point.alpha * from.slope;
  const isFlat = (point: LinePoint): boolean => Math.abs(point.slope) <= -CURVATURE * from.slope;
  let before = from;
  let alpha = first;
  for (let trial = 0; trial < TRIALS; trial++) {
    const point = pointAt(objective, from.parameters, direction, alpha);
    if (!isDecrease(point) || (before !== from && point.loss >= before.loss)) return zoom(before, point);
    if (isFlat(point)) return point;
    if (point.slope >= 0) return zoom(point, before);
    alpha = Math.min(Math.max(beyond(before, point), 2 * alpha), GROWTH * alpha);
    before = point;
  }
  return before === from ? undefined : before;

  /** Algorithm 3.6: `low` is the lowest point so far that falls enough; the wanted one lies between it and `high`. */
  function zoom(low: LinePoint, high: LinePoint): LinePoint | undefined {
    for (let trial = 0; trial < TRIALS; trial++) {
      const between = pointAt(objective, from.parameters, direction, inside(low, high));
      if (between.alpha === low.alpha || between.alpha === high.alpha) break;
      if (!isDecrease(between) || between.loss >= low.loss) {
        high = between;
        continue;
      }
      if (isFlat(between)) return between;
      if (between.slope * (high.alpha - low.alpha) >= 0) high = low;
      low = between;
    }
    return low.loss < from.loss ? low : undefined;
  }
}

/** The point at α with its loss and slope. */
function pointAt(
  objective: Objective,
  start: Float64Array,
  direction: Float64Array,
  alpha: number,
): LinePoint {
  const parameters = plus(start, direction, alpha);
  const gradient = new Float64Array(start.length);
  const loss = objective.gradient(parameters, gradient);
  const slope = dot(direction, gradient);
  const isFinite = Number.isFinite(loss) && Number.isFinite(slope);
  return { alpha, parameters, gradient, slope, loss: isFinite ? loss : Infinity };
}

/** A point between two: the minimum of the cubic through both, kept away from the ends; the middle if there is none. */
function inside(a: LinePoint, b: LinePoint): number {
  const [low, high] = [Math.min(a.alpha, b.alpha), Math.max(a.alpha, b.alpha)];
  const margin = MARGIN * (high - low);
  const minimum = cubicMinimum(a, b);
  if (!Number.isFinite(minimum)) return low + (high - low) / 2;
  return Math.min(Math.max(minimum, low + margin), high - margin);
}

/** Where the cubic through two points has its minimum beyond the second, or infinitely far. */
function beyond(a: LinePoint, b: LinePoint): number {
  const minimum = cubicMinimum(a, b);
  return minimum > b.alpha ? minimum : Infinity;
}

/** Minimum of the cubic that has the values and slopes of two points (eq. 3.59); NaN if there is none. */
function cubicMinimum(a: LinePoint, b: LinePoint): number {
  const d1 = a.slope + b.slope - (3 * (a.loss - b.loss)) / (a.alpha - b.alpha);
  const d2 = Math.sign(b.alpha - a.alpha) * Math.sqrt(d1 * d1 - a.slope * b.slope);
  return b.alpha - ((b.alpha - a.alpha) * (b.slope + d2 - d1)) / (b.slope - a.slope + 2 * d2);
}
