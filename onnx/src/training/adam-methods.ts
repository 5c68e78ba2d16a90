/**
 * Adam and its kin. The graph carries `M = m / (1 − β₁)` and `V = v / (1 − β₂)`, so that `M ← β₁ M + g` and `V ← β₂ V + g²` need no
 * factor for the gradient; the factors are in the numbers of the step instead. If a schedule moves β₁, M keeps the factor of the
 * start, and the gradient gets `(1 − β₁ of the step) / (1 − β₁ of the start)`.
 */
import type { Hyperparameters } from "gradus";
import {
  decayed,
  formulas,
  squareSum,
  type Formulas,
  type Gives,
  type Method,
  type Reads,
  type State,
} from "./method.js";

/** `m ← β₁ m + (1 − β₁) g`, `v ← β₂ v + (1 − β₂) g²`, `w ← w − η m̂ / (√v̂ + ε)`. */
export const adam: Method<"adam"> = {
  states: adamStates,
  numbers: adamNumbers,
  update: (g, h, reads) => {
    const f = formulas(g);
    return adamUpdate(f, h, { ...reads, gradient: decayed(f, reads, h.weightDecay) }, reads.w);
  },
};

/** Adam whose weights first shrink by `1 − η λ`. */
export const adamw: Method<"adamw"> = {
  states: adamStates,
  numbers: (h, moment, moves) => ({
    ...adamNumbers(h, moment, moves),
    ...(h.weightDecay === 0 ? {} : { shrink: 1 - moment.eta * h.weightDecay }),
  }),
  update: (g, h, reads) => {
    const f = formulas(g);
    const w = h.weightDecay === 0 ? reads.w : f.mul(reads.w, reads.numbers["shrink"]);
    return adamUpdate(f, h, reads, w);
  },
};

/** `u ← max(β₂ u, |g| + ε)`, `w ← w − η / (1 − β₁^t) · m / u`. */
export const adamax: Method<"adamax"> = {
  states: (h) => ({ means: meansOf(h), largest: { start: 0, unit: 1 } }),
  numbers: (h, { eta, t, now }, moves) => ({
    eta: ((1 - h.beta1) * eta) / (1 - now.beta1 ** t),
    ...moved(h, now, moves),
  }),
  update(g, h, reads) {
    const f = formulas(g);
    const { w, states, numbers } = reads;
    const gradient = decayed(f, reads, h.weightDecay);
    const means = meanSum(f, h, reads, gradient);
    const largest = f.max(f.mul(states["largest"], h.beta2), f.add(f.abs(gradient), h.epsilon));
    return { w: f.sub(w, f.div(f.mul(means, numbers["eta"]), largest)), states: { means, largest } };
  },
};

/** Adam with Nesterov's momentum: a share of g and a share of m over `√v̂ + ε`. */
export const nadam: Method<"nadam"> = {
  states: (h) => ({ means: meansOf(h), squares: squaresOf(h) }),
  numbers(h, { eta, t, now, scalars }, moves) {
    const product = scalars.get("momentumProduct")!;
    const rising = (at: number): number => now.beta1 * (1 - 0.5 * 0.96 ** (at * h.momentumDecay));
    const next = rising(t + 1);
    const root = rootOf(h, t);
    return {
      forGradient: (root * eta * (1 - rising(t))) / (1 - product),
      forMean: ((1 - h.beta1) * root * eta * next) / (1 - product * next),
      epsilon: root * h.epsilon,
      ...moved(h, now, moves),
    };
  },
  update(g, h, reads) {
    const f = formulas(g);
    const { w, states, numbers } = reads;
    const gradient = decayed(f, reads, h.weightDecay);
    const means = meanSum(f, h, reads, gradient);
    const squares = squareSum(f, states["squares"], h.beta2, gradient);
    const top = f.add(f.mul(gradient, numbers["forGradient"]), f.mul(means, numbers["forMean"]));
    const step = f.div(top, f.add(f.sqrt(squares), numbers["epsilon"]));
    return { w: f.sub(w, step), states: { means, squares } };
  },
};

/** Adam times r_t once the variance is tractable; before that, gradient descent with momentum. */
export const radam: Method<"radam"> = {
  states: (h) => ({ means: meansOf(h), squares: squaresOf(h) }),
  numbers(h, { eta, t, now }, moves) {
    const power = h.beta2 ** t;
    const longest = 2 / (1 - h.beta2) - 1;
    const rho = longest - (2 * t * power) / (1 - power);
    const rate = ((1 - h.beta1) * eta) / (1 - now.beta1 ** t);
    // a M / (b √V + c): with b = 0 and c = 1 the plain step
    if (!(rho > 5)) return { eta: rate, forRoot: 0, epsilon: 1, ...moved(h, now, moves) };
    const rectified = ((rho - 4) * (rho - 2)) / ((longest - 4) * (longest - 2));
    const r = Math.sqrt(rectified * (longest / rho)) * rootOf(h, t);
    const epsilon = h.epsilon / Math.sqrt(1 - h.beta2);
    return { eta: rate * r, forRoot: 1, epsilon, ...moved(h, now, moves) };
  },
  update(g, h, reads) {
    const f = formulas(g);
    const { w, states, numbers } = reads;
    const gradient = decayed(f, reads, h.weightDecay);
    const means = meanSum(f, h, reads, gradient);
    const squares = squareSum(f, states["squares"], h.beta2, gradient);
    const bottom = f.add(f.mul(f.sqrt(squares), numbers["forRoot"]), numbers["epsilon"]);
    return { w: f.sub(w, f.div(f.mul(means, numbers["eta"]), bottom)), states: { means, squares } };
  },
};

type AdamLike = Hyperparameters<"adam">;

function adamStates(h: AdamLike): Record<string, State> {
  return { means: meansOf(h), squares: squaresOf(h), ...(h.amsgrad ? { largest: squaresOf(h) } : {}) };
}

/** `η m̂ / (√v̂ + ε) = η' M / (√V + ε')`: all corrections are in η' and ε', so that each parameter is spared a division. */
function adamNumbers(
  h: AdamLike,
  { eta, t, now }: { eta: number; t: number; now: { beta1: number } },
  moves: boolean,
): Record<string, number> {
  const root = rootOf(h, t);
  return {
    eta: ((1 - h.beta1) * root * eta) / (1 - now.beta1 ** t),
    epsilon: root * h.epsilon,
    ...moved(h, now, moves),
  };
}

function adamUpdate(f: Formulas, h: AdamLike, reads: Reads, w: string): Gives {
  const { gradient, states, numbers } = reads;
  const means = meanSum(f, h, reads, gradient);
  const squares = squareSum(f, states["squares"], h.beta2, gradient);
  const next: Record<string, string> = { means, squares };
  let square = squares;
  if (h.amsgrad) square = next["largest"] = f.max(states["largest"], squares);
  const step = f.div(f.mul(means, numbers["eta"]), f.add(f.sqrt(square), numbers["epsilon"]));
  return { w: f.sub(w, step), states: next };
}

function meansOf({ beta1 }: { beta1: number }): State {
  return { start: 0, unit: 1 - beta1 };
}

function squaresOf({ beta2 }: { beta2: number }): State {
  return { start: 0, unit: 1 - beta2 };
}

/** `√((1 − β₂^t) / (1 − β₂))`: by this √V is larger than √v̂. */
function rootOf({ beta2 }: { beta2: number }, t: number): number {
  return Math.sqrt((1 - beta2 ** t) / (1 - beta2));
}

/** β₁ of the step and the factor of its gradient, if a schedule moves β₁. */
function moved(h: { beta1: number }, now: { beta1: number }, moves: boolean): Record<string, number> {
  return moves ? { keep: now.beta1, take: (1 - now.beta1) / (1 - h.beta1) } : {};
}

/** `M ← β₁ M + g`. */
function meanSum(f: Formulas, h: { beta1: number }, { states, numbers }: Reads, gradient: string): string {
  const keep = numbers["keep"];
  if (keep === undefined) return f.add(f.mul(states["means"], h.beta1), gradient);
  return f.add(f.mul(states["means"], keep), f.mul(gradient, numbers["take"]));
}
