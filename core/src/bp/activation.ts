import { activationAliases, expectedNames } from "../aliases.js";
import { exp } from "../elementary.js";
import { erf } from "./erf.js";

/** Parameters of an activation that has any, such as the slope of leaky ReLU. */
export type ActivationParameters = Readonly<Record<string, number>>;

/**
 * An activation function and its derivative, side by side.
 *
 * `f(z)` gives h; `df(z, h)` gives f'(z), and may use h where that is cheaper (sigmoid: f' = f (1 − f)).
 * At a kink the derivative is that of the left side, 0 for ReLU; at those of hard_sigmoid it is 0, as in torch.
 */
export interface Activation {
  f: (z: number, p: ActivationParameters) => number;
  df: (z: number, h: number, p: ActivationParameters) => number;
  /** Parameters with their defaults; empty if there are none. */
  parameters: ActivationParameters;
  /** Interval in which h lies; infinite bounds where none is useful. */
  range: readonly [number, number];
  /** z at which f' jumps, so that numeric checks keep away from there. */
  kinks: readonly number[];
  /** How an activation of your own is written; for the built-in ones `wording/activation.ts` says it. */
  formula?: ActivationFormula;
}

/** f and f' in writing. */
export interface ActivationFormula {
  /** As LaTeX. */
  tex: { f: string; df: string };
  /** As plain text. */
  text: { f: string; df: string };
  /** Where it comes from. */
  source: string;
}

const SELU_ALPHA = 1.6732632423543772; // Klambauer et al. 2017, eq. 14
const SELU_SCALE = 1.0507009873554805;
const SQRT_2_OVER_PI = 0.7978845608028654;
const SQRT_2PI = 2.5066282746310002;
const SOFTPLUS_IDENTITY = 20;
const GELU_CUBIC = 0.044715; // Hendrycks & Gimpel 2016, section 2

/** 1 / (1 + e^(−z)), without overflow at either end. */
export function sigmoid(z: number): number {
  if (z >= 0) return 1 / (1 + exp(-z));
  const e = exp(z);
  return e / (1 + e);
}

/** ln(1 + e^z), without overflow and without loss for very negative z. */
export function softplus(z: number): number {
  return Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z)));
}

/** Every built-in activation by name: function and derivative are neighbours (tutorial §4). `softmax` is not here: it maps vectors. */
export const activations = {
  identity: {
    f: (z) => z,
    df: () => 1,
    parameters: {},
    range: [-Infinity, Infinity],
    kinks: [],
  },
  sigmoid: {
    f: sigmoid,
    df: (_, h) => h * (1 - h),
    parameters: {},
    range: [0, 1],
    kinks: [],
  },
  tanh: {
    f: Math.tanh,
    df: (_, h) => 1 - h * h,
    parameters: {},
    range: [-1, 1],
    kinks: [],
  },
  relu: {
    f: (z) => Math.max(z, 0),
    df: (z) => (z > 0 ? 1 : 0),
    parameters: {},
    range: [0, Infinity],
    kinks: [0],
  },
  leaky_relu: {
    f: (z, p) => (z > 0 ? z : p["slope"] * z),
    df: (z, _, p) => (z > 0 ? 1 : p["slope"]),
    parameters: { slope: 0.01 },
    range: [-Infinity, Infinity],
    kinks: [0],
  },
  elu: {
    f: (z, p) => (z > 0 ? z : p["alpha"] * Math.expm1(z)),
    df: (z, h, p) => (z > 0 ? 1 : h + p["alpha"]),
    parameters: { alpha: 1 },
    range: [-Infinity, Infinity],
    kinks: [0],
  },
  selu: {
    f: (z) => SELU_SCALE * (z > 0 ? z : SELU_ALPHA * Math.expm1(z)),
    df: (z) => SELU_SCALE * (z > 0 ? 1 : SELU_ALPHA * Math.exp(z)),
    parameters: {},
    range: [-Infinity, Infinity],
    kinks: [0],
  },
  gelu_erf: {
    f: (z) => 0.5 * z * (1 + erf(z * Math.SQRT1_2)),
    df: (z) => 0.5 * (1 + erf(z * Math.SQRT1_2)) + (z * Math.exp(-0.5 * z * z)) / SQRT_2PI,
    parameters: {},
    range: [-Infinity, Infinity],
    kinks: [],
  },
  gelu_tanh: {
    f: (z) => 0.5 * z * (1 + Math.tanh(SQRT_2_OVER_PI * (z + GELU_CUBIC * z * z * z))),
    df: (z) => {
      const t = Math.tanh(SQRT_2_OVER_PI * (z + GELU_CUBIC * z * z * z));
      return 0.5 * (1 + t) + 0.5 * z * (1 - t * t) * SQRT_2_OVER_PI * (1 + 3 * GELU_CUBIC * z * z);
    },
    parameters: {},
    range: [-Infinity, Infinity],
    kinks: [],
  },
  silu: {
    f: (z) => z * sigmoid(z),
    df: (z, h) => {
      const s = sigmoid(z);
      return s + h * (1 - s);
    },
    parameters: {},
    range: [-Infinity, Infinity],
    kinks: [],
  },
  mish: {
    f: (z) => z * Math.tanh(softplus(z)),
    df: (z) => {
      const t = Math.tanh(softplus(z));
      return t + z * (1 - t * t) * sigmoid(z);
    },
    parameters: {},
    range: [-Infinity, Infinity],
    kinks: [],
  },
  softplus: {
    // Above 20 the identity, as torch.nn.Softplus has it: the two differ by less than 2.1e-9 there.
    f: (z) => (z > SOFTPLUS_IDENTITY ? z : softplus(z)),
    df: (z) => (z > SOFTPLUS_IDENTITY ? 1 : sigmoid(z)),
    parameters: {},
    range: [0, Infinity],
    kinks: [SOFTPLUS_IDENTITY],
  },
  softsign: {
    f: (z) => z / (1 + Math.abs(z)),
    df: (z) => 1 / ((1 + Math.abs(z)) * (1 + Math.abs(z))),
    parameters: {},
    range: [-1, 1],
    kinks: [],
  },
  hard_sigmoid: {
    f: (z) => Math.min(Math.max(z / 6 + 0.5, 0), 1),
    df: (z) => (z > -3 && z < 3 ? 1 / 6 : 0),
    parameters: {},
    range: [0, 1],
    kinks: [-3, 3],
  },
  gaussian: {
    f: (z) => Math.exp(-z * z),
    df: (z, h) => -2 * z * h,
    parameters: {},
    range: [0, 1],
    kinks: [],
  },
  sine: {
    f: Math.sin,
    df: (z) => Math.cos(z),
    parameters: {},
    range: [-1, 1],
    kinks: [],
  },
} as const satisfies Record<string, Activation>;

/** Name of a built-in activation; `softmax` works on a whole layer at once. */
export type ActivationName = keyof typeof activations | "softmax";

/** An activation as it stands in a network: its name, and its parameters where they differ from the defaults. */
export interface ActivationSpec {
  name: string;
  parameters?: ActivationParameters;
  /** Whether each neuron has a trainable α: `h = z + α (f(z) − z)`; in hidden layers only, and not with softmax. @default false */
  trainable?: boolean;
}

const custom = new Map<string, Activation>();
const builtIn: ReadonlyMap<string, Activation> = new Map(Object.entries(activations));

/** Names that a network may use, built-in ones first, then those registered. */
export function activationNames(): string[] {
  return [...builtIn.keys(), "softmax", ...custom.keys()];
}

/**
 * The activation of a name.
 *
 * @throws RangeError for an unknown name, and for `softmax`, which has no elementwise f'
 */
export function activation(name: string): Activation {
  const found = builtIn.get(name) ?? custom.get(name);
  if (found === undefined) {
    throw new RangeError(
      `Cannot use activation "${name}": ${expectedNames(name, activationNames(), Object.keys(activationAliases))}`,
    );
  }
  return found;
}

/**
 * Registers an activation of your own after checking its derivative: central differences of `f` at 41 points from −4 to 4
 * must agree with `df` to a relative error of 1e-5, points within 1e-3 of a named kink left out.
 *
 * @param name  a name not yet taken
 * @param own   `f(z)` and `df(z, h)`; optionally the kinks of f and its formula
 * @throws RangeError if the name is taken, or if the derivative is wrong: the message names z and both values
 * @example
 * registerActivation("cube", { f: (z) => z ** 3, df: (z) => 3 * z * z })
 */
export function registerActivation(
  name: string,
  own: { f: (z: number) => number; df: (z: number, h: number) => number } & Partial<Activation>,
): void {
  if (activationNames().includes(name) || Object.hasOwn(activationAliases, name)) {
    throw new RangeError(`Cannot register activation "${name}": expected a free name, got one that is taken`);
  }
  const kinks = own.kinks ?? [];
  for (let i = -20; i <= 20; i++) {
    const z = i / 5;
    if (kinks.some((kink) => Math.abs(z - kink) < 1e-3)) continue;
    const numeric = (own.f(z + 1e-6) - own.f(z - 1e-6)) / 2e-6;
    const analytic = own.df(z, own.f(z));
    if (!(Math.abs(numeric - analytic) <= 1e-5 * Math.max(1, Math.abs(numeric)))) {
      throw new RangeError(
        `Cannot register activation "${name}": expected f'(${z}) = ${numeric.toPrecision(6)} by central difference, got ${analytic}`,
      );
    }
  }
  custom.set(name, {
    f: own.f,
    df: own.df,
    parameters: own.parameters ?? {},
    range: own.range ?? [-Infinity, Infinity],
    kinks,
    ...(own.formula ? { formula: own.formula } : {}),
  });
}
