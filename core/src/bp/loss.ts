/** The losses: one table, and what is computed from it. The table stays in one piece, which makes the file a long one. */
import { matrix, type Matrix } from "../matrix.js";
import { activation, sigmoid, softplus, type ActivationSpec } from "./activation.js";
import { crossEntropy, smoothedLabels, surprise, type SmoothedLabels } from "./cross-entropy.js";

/** Parameters of a loss; one number, or one for each output. */
export type LossParameters = Readonly<Record<string, number | readonly number[]>>;

/**
 * A loss: the term of one output of one sample, its derivative, and what the sum of the terms is divided by.
 *
 * `of` says whether the term is a function of h or, computed stably, of z. `divide` is the normalisation that the name
 * promises: `none`, `batch` (B, the rows) or `elements` (B · n, rows times outputs).
 */
export interface Loss {
  of: "h" | "z";
  divide: "none" | "batch" | "elements";
  /** Term for one output; o is h or z, p the parameters (those given per output already chosen). */
  term(o: number, y: number, p: Readonly<Record<string, number>>): number;
  /** ∂term/∂o. */
  slope(o: number, y: number, p: Readonly<Record<string, number>>): number;
  parameters: Readonly<Record<string, number>>;
  /** Residuals o − y at which the slope jumps or bends, for numeric checks. */
  kinks(p: Readonly<Record<string, number>>): number[];
  /** The output's activation must be this one, or its values must lie in this interval. */
  output: "sigmoid" | "softmax" | readonly [number, number];
  /** Interval in which labels must lie. */
  labels: readonly [number, number];
  /** The whole loss, and the error term of an output, as LaTeX. */
  tex: { loss: string; delta: string };
  /** The same as plain text. */
  text: { loss: string; delta: string };
  source: string;
}

const ANY = [-Infinity, Infinity] as const;
const DEFAULTS = {
  of: "h",
  parameters: {},
  kinks: () => [],
  output: ANY,
  labels: ANY,
  source: "tutorial §2(1)",
} as const;
const POISSON_EPSILON = 1e-8; // keeps ln(h) finite at h = 0
const BCE_EPSILON = 1e-12; // keeps 1/(h (1 − h)) finite
const LOG_FLOOR = -100; // ln of a probability is not taken below this

/**
 * Every loss by name; the name ends with its normalisation. B = rows of the batch, n = outputs. With sample weights ω each
 * term is multiplied by its row's ω, and B becomes Σω: weight 2 is a row twice, weight 0 a row left out.
 */
export const losses = {
  half_mse_sum: {
    ...DEFAULTS,
    divide: "none",
    term: (h, y) => 0.5 * (y - h) * (y - h),
    slope: (h, y) => h - y,
    tex: { loss: "\\tfrac12\\sum_i(y_i-h_i)^2", delta: "(h-y)\\,f'(z)" },
    text: { loss: "½ Σ (y - h)²", delta: "(h - y) · f'(z)" },
  },
  half_mse_batch_mean: {
    ...DEFAULTS,
    divide: "batch",
    term: (h, y) => 0.5 * (y - h) * (y - h),
    slope: (h, y) => h - y,
    tex: { loss: "\\tfrac1{2B}\\sum(y-h)^2", delta: "\\tfrac1B(h-y)\\,f'(z)" },
    text: { loss: "1/(2B) Σ (y - h)²", delta: "(h - y) · f'(z) / B" },
  },
  mse_mean: {
    ...DEFAULTS,
    divide: "elements",
    term: (h, y) => (y - h) * (y - h),
    slope: (h, y) => 2 * (h - y),
    tex: { loss: "\\tfrac1{Bn}\\sum(y-h)^2", delta: "\\tfrac2{Bn}(h-y)\\,f'(z)" },
    text: { loss: "1/(B·n) Σ (y - h)²", delta: "2 (h - y) · f'(z) / (B·n)" },
  },
  mae_mean: {
    ...DEFAULTS,
    divide: "elements",
    term: (h, y) => Math.abs(y - h),
    slope: (h, y) => Math.sign(h - y),
    kinks: () => [0],
    tex: { loss: "\\tfrac1{Bn}\\sum|y-h|", delta: "\\tfrac1{Bn}\\operatorname{sign}(h-y)\\,f'(z)" },
    text: { loss: "1/(B·n) Σ |y - h|", delta: "sign(h - y) · f'(z) / (B·n)" },
    source: "least absolute deviations; derivative at 0 is 0",
  },
  huber_mean: {
    ...DEFAULTS,
    divide: "elements",
    term: (h, y, p) => {
      const r = Math.abs(h - y);
      return r <= p["delta"] ? 0.5 * r * r : p["delta"] * (r - 0.5 * p["delta"]);
    },
    slope: (h, y, p) => Math.max(-p["delta"], Math.min(p["delta"], h - y)),
    parameters: { delta: 1 },
    kinks: (p) => [-p["delta"], p["delta"]],
    tex: {
      loss: "\\tfrac1{Bn}\\sum\\begin{cases}\\tfrac12r^2&|r|\\le d\\\\d(|r|-\\tfrac d2)&\\text{else}\\end{cases}",
      delta: "\\tfrac1{Bn}\\operatorname{clip}(h-y,\\pm d)\\,f'(z)",
    },
    text: {
      loss: "1/(B·n) Σ (½r² if |r|≤d else d(|r|-d/2)), r = h - y",
      delta: "clip(h - y, ±d) · f'(z) / (B·n)",
    },
    source: "Huber 1964, eq. 3.5",
  },
  smooth_l1_mean: {
    ...DEFAULTS,
    divide: "elements",
    term: (h, y, p) => {
      const r = Math.abs(h - y);
      return r < p["beta"] ? (0.5 * r * r) / p["beta"] : r - 0.5 * p["beta"];
    },
    slope: (h, y, p) => {
      const r = h - y;
      return Math.abs(r) < p["beta"] ? r / p["beta"] : Math.sign(r);
    },
    parameters: { beta: 1 },
    kinks: (p) => [-p["beta"], p["beta"]],
    tex: {
      loss: "\\tfrac1{Bn}\\sum\\begin{cases}\\tfrac{r^2}{2\\beta}&|r|<\\beta\\\\|r|-\\tfrac\\beta2&\\text{else}\\end{cases}",
      delta: "\\tfrac1{Bn}\\operatorname{clip}(\\tfrac{h-y}\\beta,\\pm1)\\,f'(z)",
    },
    text: {
      loss: "1/(B·n) Σ (r²/2β if |r|<β else |r|-β/2), r = h - y",
      delta: "clip((h - y)/β, ±1) · f'(z) / (B·n)",
    },
    source: "Girshick 2015, eq. 3",
  },
  log_cosh_mean: {
    ...DEFAULTS,
    divide: "elements",
    // ln cosh r = |r| + ln(1 + e^(−2|r|)) − ln 2, which cannot overflow; near 0 the half square is exact.
    term: (h, y) => {
      const r = Math.abs(h - y);
      return r < 1e-4 ? 0.5 * r * r : r + Math.log1p(Math.exp(-2 * r)) - Math.LN2;
    },
    slope: (h, y) => Math.tanh(h - y),
    tex: { loss: "\\tfrac1{Bn}\\sum\\ln\\cosh(h-y)", delta: "\\tfrac1{Bn}\\tanh(h-y)\\,f'(z)" },
    text: { loss: "1/(B·n) Σ ln cosh(h - y)", delta: "tanh(h - y) · f'(z) / (B·n)" },
    source: "Green 1990",
  },
  pinball_mean: {
    ...DEFAULTS,
    divide: "elements",
    term: (h, y, p) => (y >= h ? p["tau"] * (y - h) : (1 - p["tau"]) * (h - y)),
    slope: (h, y, p) => (y > h ? -p["tau"] : y < h ? 1 - p["tau"] : 0),
    parameters: { tau: 0.5 },
    kinks: () => [0],
    tex: {
      loss: "\\tfrac1{Bn}\\sum\\max(\\tau(y-h),(\\tau-1)(y-h))",
      delta: "\\tfrac1{Bn}([y<h]-\\tau)\\,f'(z)",
    },
    text: { loss: "1/(B·n) Σ max(τ(y-h), (τ-1)(y-h))", delta: "([y<h] - τ) · f'(z) / (B·n)" },
    source: "Koenker & Bassett 1978: the minimum is the τ-quantile",
  },
  poisson_mean: {
    ...DEFAULTS,
    divide: "elements",
    term: (h, y) => h - y * Math.log(h + POISSON_EPSILON),
    slope: (h, y) => 1 - y / (h + POISSON_EPSILON),
    output: [0, Infinity],
    labels: [0, Infinity],
    tex: { loss: "\\tfrac1{Bn}\\sum(h-y\\ln h)", delta: "\\tfrac1{Bn}(1-\\tfrac yh)\\,f'(z)" },
    text: { loss: "1/(B·n) Σ (h - y ln h)", delta: "(1 - y/h) · f'(z) / (B·n)" },
    source: "negative log-likelihood of counts y with mean h, without ln y!",
  },
  bce_prob_mean: {
    ...DEFAULTS,
    divide: "elements",
    term: (h, y, p) =>
      -(
        p["pos_weight"] * y * Math.max(Math.log(h), LOG_FLOOR) +
        (1 - y) * Math.max(Math.log(1 - h), LOG_FLOOR)
      ),
    slope: (h, y, p) => (h * (1 - y) - p["pos_weight"] * y * (1 - h)) / Math.max(h * (1 - h), BCE_EPSILON),
    parameters: { pos_weight: 1 },
    output: [0, 1],
    labels: [0, 1],
    tex: {
      loss: "-\\tfrac1{Bn}\\sum(p\\,y\\ln h+(1-y)\\ln(1-h))",
      delta: "\\tfrac1{Bn}\\tfrac{h(1-y)-p\\,y(1-h)}{h(1-h)}\\,f'(z)",
    },
    text: {
      loss: "-1/(B·n) Σ (p·y ln h + (1-y) ln(1-h))",
      delta: "(h(1-y) - p·y(1-h)) / (h(1-h)) · f'(z) / (B·n)",
    },
    source: "binary cross-entropy from probabilities",
  },
  bce_logits_mean: {
    ...DEFAULTS,
    of: "z",
    divide: "elements",
    // −ln σ(z) = softplus(−z) and −ln(1 − σ(z)) = softplus(z): finite for every z.
    term: (z, y, p) => p["pos_weight"] * y * softplus(-z) + (1 - y) * softplus(z),
    slope: (z, y, p) => (1 - y) * sigmoid(z) - p["pos_weight"] * y * sigmoid(-z),
    parameters: { pos_weight: 1 },
    output: "sigmoid",
    labels: [0, 1],
    tex: {
      loss: "-\\tfrac1{Bn}\\sum(p\\,y\\ln\\sigma(z)+(1-y)\\ln(1-\\sigma(z)))",
      delta: "\\tfrac1{Bn}((1-y)h-p\\,y(1-h))",
    },
    text: {
      loss: "-1/(B·n) Σ (p·y ln σ(z) + (1-y) ln(1-σ(z)))",
      delta: "((1-y)·h - p·y·(1-h)) / (B·n)",
    },
    source: "binary cross-entropy, computed from z: f' cancels",
  },
  cross_entropy_mean: {
    ...DEFAULTS,
    of: "z",
    divide: "batch",
    // The whole column enters: see cross-entropy.ts. Term and slope are those of −ln softmax at the label's own neuron.
    term: () => Number.NaN,
    slope: () => Number.NaN,
    parameters: { label_smoothing: 0, class_weight: 1 },
    output: "softmax",
    labels: [0, 1],
    tex: { loss: "-\\tfrac1B\\sum_s\\sum_i y_i\\ln\\operatorname{softmax}(z)_i", delta: "\\tfrac1B(h-y)" },
    text: { loss: "-1/B Σ y ln softmax(z)", delta: "(h - y) / B" },
    source: "Bridle 1990; label smoothing Szegedy et al. 2016, section 7",
  },
} as const satisfies Record<string, Loss>;

/** Name of a loss. */
export type LossName = keyof typeof losses;

/** A loss with its parameters where they differ from the defaults; `pos_weight` and `class_weight` may be given per output. */
export interface LossSpec {
  name: LossName;
  parameters?: LossParameters;
}

/** A name or a spec as a spec with every parameter. @throws RangeError for an unknown name or parameter */
export function lossSpec(given: LossName | LossSpec): Required<LossSpec> {
  const spec = typeof given === "string" ? { name: given } : given;
  if (!Object.hasOwn(losses, spec.name)) {
    const known = Object.keys(losses).map((name) => `"${name}"`);
    throw new RangeError(`Cannot use loss "${spec.name}": expected one of ${known.join(", ")}`);
  }
  const defaults: Readonly<Record<string, number>> = losses[spec.name].parameters;
  for (const [name, value] of Object.entries(spec.parameters ?? {})) {
    if (
      !Object.hasOwn(defaults, name) ||
      ![value].flat().every((v) => Number.isFinite(v) && (name === "class_weight" ? v > 0 : v >= 0))
    ) {
      const known = Object.keys(defaults).join(", ") || "no parameters";
      throw new RangeError(
        `Cannot use loss "${spec.name}": expected ${known} ≥ 0, got ${name} = ${String(value)}`,
      );
    }
  }
  return { name: spec.name, parameters: { ...defaults, ...spec.parameters } };
}

/**
 * Says why a loss cannot follow an output activation, or nothing if it can: a loss computed from z needs its own
 * activation, one that takes logarithms needs outputs in its domain.
 */
export function lossMisfit(given: LossName | LossSpec, output: ActivationSpec): string | undefined {
  const { name } = lossSpec(given);
  const needed: Loss["output"] = losses[name].output;
  if (typeof needed === "string") {
    return output.name === needed
      ? undefined
      : `Cannot use loss "${name}": expected output activation "${needed}", got "${output.name}"`;
  }
  const [low, high] = output.name === "softmax" ? [0, 1] : activation(output.name).range;
  if (low >= needed[0] && high <= needed[1]) return undefined;
  return `Cannot use loss "${name}": expected outputs from ${needed[0]} to ${needed[1]}, got activation "${output.name}" with ${low} to ${high}`;
}

/** Value of the loss and its derivative by what it is a function of. */
export interface LossResult {
  /** L, one number. */
  value: number;
  /** ∂L/∂h or ∂L/∂z of the output layer, n × batch; `of` says which. */
  slope: Matrix;
  of: "h" | "z";
}

/**
 * The loss L of a batch and its derivative at the output (tutorial §2(1)).
 *
 * @param given   name or spec; the name says the normalisation
 * @param Z       weighted sums of the output layer, n × batch
 * @param H       its activations, n × batch
 * @param Y       labels, n × batch; one-hot or probability columns for cross_entropy_mean
 * @param weights weight of each row, batch; 1 if left out
 * @throws RangeError if the shapes differ, or the weights sum to 0
 */
export function evaluateLoss(
  given: LossName | LossSpec,
  Z: Matrix,
  H: Matrix,
  Y: Matrix,
  weights?: ArrayLike<number>,
): LossResult {
  if (H.rows !== Y.rows || H.cols !== Y.cols) {
    throw new RangeError(
      `Cannot compute the loss: expected labels ${H.rows} × ${H.cols}, got ${Y.rows} × ${Y.cols}`,
    );
  }
  const spec = lossSpec(given);
  if (spec.name === "cross_entropy_mean") {
    return { ...crossEntropy(Z, crossEntropyLabels(spec, Y, weights), weights), of: "z" };
  }
  const loss: Loss = losses[spec.name];
  const O = loss.of === "h" ? H : Z;
  const slope = matrix(O.rows, O.cols);
  const scale = 1 / divisor(loss.divide, O, weights);
  let value = 0;
  for (let i = 0; i < O.rows; i++) {
    const p = parametersOfOutput(spec.parameters, i);
    for (let s = 0; s < O.cols; s++) {
      const k = i * O.cols + s;
      const factor = scale * (weights === undefined ? 1 : weights[s]);
      value += factor * loss.term(O.data[k], Y.data[k], p);
      slope.data[k] = factor * loss.slope(O.data[k], Y.data[k], p);
    }
  }
  return { value, slope, of: loss.of };
}

/**
 * What each output of each sample adds to L, normalisation and weight included: the elements sum to the loss.
 *
 * @param given   name or spec
 * @param Z       weighted sums of the output layer, n × batch
 * @param H       its activations, n × batch
 * @param Y       labels, n × batch
 * @param weights weight of each row, batch; 1 if left out
 * @returns n × batch, a new matrix
 * @throws RangeError if the weights sum to 0
 * @see docs/tutorial.md §2(1)
 */
export function lossTerms(
  given: LossName | LossSpec,
  Z: Matrix,
  H: Matrix,
  Y: Matrix,
  weights?: ArrayLike<number>,
): Matrix {
  const spec = lossSpec(given);
  const loss: Loss = losses[spec.name];
  const labels = spec.name === "cross_entropy_mean" ? crossEntropyLabels(spec, Y, weights) : undefined;
  const total = labels?.total ?? divisor(loss.divide, H, weights);
  const terms = matrix(H.rows, H.cols);
  for (let i = 0; i < H.rows; i++) {
    const p = parametersOfOutput(spec.parameters, i);
    for (let s = 0; s < H.cols; s++) {
      const k = i * H.cols + s;
      const term = labels
        ? labels.Q.data[k] * surprise(Z, s, k)
        : loss.term(loss.of === "h" ? H.data[k] : Z.data[k], Y.data[k], p);
      terms.data[k] = ((weights === undefined ? 1 : weights[s]) / total) * term;
    }
  }
  return terms;
}

/**
 * Labels of cross_entropy_mean, smoothed and weighted by class.
 *
 * @param spec    its spec with every parameter, as `lossSpec` gives it
 * @param Y       one-hot or probability columns, n × batch
 * @param weights weight of each row, batch; 1 if left out
 * @throws RangeError if the weights sum to 0
 */
export function crossEntropyLabels(
  spec: Required<LossSpec>,
  Y: Matrix,
  weights?: ArrayLike<number>,
): SmoothedLabels {
  const { label_smoothing: smoothing, class_weight: classWeight } = spec.parameters;
  const labels = smoothedLabels(Y, smoothing as number, classWeight, weights);
  checkDivisor(labels.total);
  return labels;
}

function divisor(divide: Loss["divide"], O: Matrix, weights?: ArrayLike<number>): number {
  if (divide === "none") return 1;
  let rows = O.cols;
  if (weights !== undefined) {
    rows = 0;
    for (let s = 0; s < O.cols; s++) rows += weights[s];
  }
  return checkDivisor(divide === "batch" ? rows : rows * O.rows);
}

function checkDivisor(total: number): number {
  if (total > 0) return total;
  throw new RangeError(
    `Cannot compute the loss: expected rows whose weights sum to more than 0, got ${total}`,
  );
}

/** Parameters with those given per output replaced by output i's own. */
function parametersOfOutput(parameters: LossParameters, i: number): Record<string, number> {
  const own: Record<string, number> = {};
  for (const [name, value] of Object.entries(parameters))
    own[name] = typeof value === "number" ? value : value[i];
  return own;
}
