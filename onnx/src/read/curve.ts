import { activations, type ActivationSpec } from "gradus";

/** `a z + c`. */
export type Line = readonly [a: number, c: number];

/**
 * What elementwise operators have made of the weighted sum z: its values at fixed places, so that any chain of operators costs
 * a few numbers, and which activation it is can be seen at its end.
 */
export interface Curve {
  /** Values at `PLACES`. */
  values: Float64Array;
  /** Set as long as it is `a z + c`. */
  line?: Line;
  /** What the first operator that was no line was applied to. */
  inner: Line;
  /** Values before the lines at the end, and what these lines are. */
  core: Float64Array;
  outer: Line;
}

/** An activation with a line before and after it: `outer(f(inner(z)))`. */
export interface Recognised {
  inner: Line;
  activation: ActivationSpec;
  outer: Line;
}

/**
 * Places so far out that a chain of operators may overflow there, where the activation would not: what is not finite there says
 * nothing. They tell a ReLU that is cut off at 1000 from one that is not.
 */
const FAR = [-1e6, -1000, 1000, 1e6];
/** Places at which curves are compared: every eighth from −8 to 8, a few farther out, and the far ones last. */
const PLACES = Float64Array.from([
  ...Array.from({ length: 129 }, (_, i) => (i - 64) / 8),
  -40,
  -20,
  -12,
  12,
  20,
  40,
  ...FAR,
]);
const FIRST_FAR = PLACES.length - FAR.length;
/** Constants of files are float32. */
const TOLERANCE = 2e-6;
const STRAIGHT: Line = [1, 0];

/** z itself. */
export const IDENTITY: Curve = {
  values: PLACES,
  line: STRAIGHT,
  inner: STRAIGHT,
  core: PLACES,
  outer: STRAIGHT,
};

/** The curve times a, plus c. */
export function along(curve: Curve, a: number, c: number): Curve {
  const values = curve.values.map((y) => a * y + c);
  const composed = ([a0, c0]: Line): Line => [a * a0, a * c0 + c];
  if (curve.line !== undefined) return { ...curve, values, core: values, line: composed(curve.line) };
  return { ...curve, values, outer: composed(curve.outer) };
}

/** f of the curve. */
export function bent(curve: Curve, f: (y: number) => number): Curve {
  const values = curve.values.map((y) => f(y));
  return { values, inner: curve.line ?? curve.inner, core: values, outer: STRAIGHT };
}

/** Two curves over the same z, put together place by place. */
export function joined(a: Curve, b: Curve, f: (x: number, y: number) => number, isSum: boolean): Curve {
  const values = a.values.map((y, i) => f(y, b.values[i]));
  if (isSum && a.line !== undefined && b.line !== undefined) {
    const line: Line = [f(a.line[0], b.line[0]), f(a.line[1], b.line[1])];
    return { values, line, inner: STRAIGHT, core: values, outer: STRAIGHT };
  }
  const inner = a.line === undefined ? a.inner : b.line === undefined ? b.inner : a.line;
  return { values, inner, core: values, outer: STRAIGHT };
}

/** Whether two curves over the same z are the same. */
export function areEqual(a: Curve, b: Curve): boolean {
  return agree(a.values, (i) => b.values[i]);
}

/** Which activation a curve is; undefined if it is none of Gradus. */
export function recognise(curve: Curve): Recognised | undefined {
  if (curve.line !== undefined)
    return { inner: curve.line, activation: { name: "identity" }, outer: STRAIGHT };
  const ways = [
    { values: curve.values, inner: STRAIGHT, outer: STRAIGHT },
    { values: curve.values, inner: curve.inner, outer: STRAIGHT },
    { values: curve.core, inner: STRAIGHT, outer: curve.outer },
    { values: curve.core, inner: curve.inner, outer: curve.outer },
  ];
  for (const { values, inner, outer } of ways) {
    const places = PLACES.map((z) => inner[0] * z + inner[1]);
    for (const activation of candidates(places, values)) {
      const { f } = activations[activation.name];
      if (agree(values, (i) => f(places[i], activation.parameters)))
        return { inner, activation: specOf(activation), outer };
    }
  }
  return undefined;
}

interface Candidate {
  name: keyof typeof activations;
  parameters: Readonly<Record<string, number>>;
}

/** Every activation; those with a parameter with the one that the values far on the left suggest. */
function candidates(places: Float64Array, values: Float64Array): Candidate[] {
  const left = places.reduce((least, z, i) => (z < places[least] ? i : least), 0);
  const at = places.reduce((best, z, i) => (Math.abs(z + 1) < Math.abs(places[best] + 1) ? i : best), 0);
  return (Object.keys(activations) as Candidate["name"][]).map((name) => {
    if (name === "leaky_relu") return { name, parameters: { slope: rounded(values[left] / places[left]) } };
    if (name === "elu") return { name, parameters: { alpha: rounded(values[at] / Math.expm1(places[at])) } };
    return { name, parameters: {} };
  });
}

/** The shortest number that is the same in float32: 0.01 of 0.009999999776482582. */
function rounded(x: number): number {
  for (let digits = 1; digits <= 9; digits++) {
    const short = Number(x.toPrecision(digits));
    if (Math.abs(short - x) <= 6e-8 * Math.abs(x)) return short;
  }
  return x;
}

function specOf({ name, parameters }: Candidate): ActivationSpec {
  return Object.keys(parameters).length === 0 ? { name } : { name, parameters };
}

function agree(values: Float64Array, wanted: (i: number) => number): boolean {
  return values.every((y, i) => {
    if (i >= FIRST_FAR && !Number.isFinite(y)) return true;
    const x = wanted(i);
    return Number.isFinite(y) && Math.abs(y - x) <= TOLERANCE * Math.max(1, Math.abs(x));
  });
}
