import type { Hyperparameters } from "gradus";
import {
  decayed,
  formulas,
  type Formulas,
  type Gives,
  type Method,
  type Moment,
  type Reads,
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
  numbers: (h, moment) => ({ ...adamNumbers(h, moment), shrink: 1 - moment.eta * h.weightDecay }),
  update: (g, h, reads) => {
    const f = formulas(g);
    const w = h.weightDecay === 0 ? reads.w : f.mul(reads.w, reads.numbers["shrink"]);
    return adamUpdate(f, h, reads, w);
  },
};

/** `u ← max(β₂ u, |g| + ε)`, `w ← w − η / (1 − β₁^t) · m / u`. */
export const adamax: Method<"adamax"> = {
  states: () => ({ means: 0, largest: 0 }),
  numbers: (h, { eta, t }) => ({ ...meanNumbers(h), eta: eta / (1 - h.beta1 ** t) }),
  update(g, h, reads) {
    const f = formulas(g);
    const { w, states, numbers } = reads;
    const gradient = decayed(f, reads, h.weightDecay);
    const means = meanOf(f, reads, gradient);
    const largest = f.max(f.mul(states["largest"], h.beta2), f.add(f.abs(gradient), h.epsilon));
    return { w: f.sub(w, f.div(f.mul(means, numbers["eta"]), largest)), states: { means, largest } };
  },
};

/** Adam with Nesterov's momentum: a share of g and a share of m over `√v̂ + ε`. */
export const nadam: Method<"nadam"> = {
  states: () => ({ means: 0, squares: 0 }),
  numbers(h, { eta, t, scalars }) {
    const product = scalars.get("momentumProduct")!;
    const rising = (at: number): number => h.beta1 * (1 - 0.5 * 0.96 ** (at * h.momentumDecay));
    const next = rising(t + 1);
    const root = Math.sqrt(1 - h.beta2 ** t);
    return {
      ...meanNumbers(h),
      forGradient: (root * eta * (1 - rising(t))) / (1 - product),
      forMean: (root * eta * next) / (1 - product * next),
      epsilon: root * h.epsilon,
    };
  },
  update(g, h, reads) {
    const f = formulas(g);
    const { w, numbers } = reads;
    const gradient = decayed(f, reads, h.weightDecay);
    const means = meanOf(f, reads, gradient);
    const squares = squareOf(f, reads, gradient, h.beta2);
    const top = f.add(f.mul(gradient, numbers["forGradient"]), f.mul(means, numbers["forMean"]));
    const step = f.div(top, f.add(f.sqrt(squares), numbers["epsilon"]));
    return { w: f.sub(w, step), states: { means, squares } };
  },
};

/** Adam times r_t once the variance is tractable; before that, gradient descent with momentum. */
export const radam: Method<"radam"> = {
  states: () => ({ means: 0, squares: 0 }),
  numbers(h, { eta, t }) {
    const power = h.beta2 ** t;
    const longest = 2 / (1 - h.beta2) - 1;
    const rho = longest - (2 * t * power) / (1 - power);
    const rate = eta / (1 - h.beta1 ** t);
    // a m / (b √v + c): with b = 0 and c = 1 the plain step
    if (!(rho > 5)) return { ...meanNumbers(h), eta: rate, forRoot: 0, epsilon: 1 };
    const rectified = ((rho - 4) * (rho - 2)) / ((longest - 4) * (longest - 2));
    const r = Math.sqrt(rectified * (longest / rho) * (1 - power));
    return { ...meanNumbers(h), eta: rate * r, forRoot: 1, epsilon: h.epsilon };
  },
  update(g, h, reads) {
    const f = formulas(g);
    const { w, numbers } = reads;
    const gradient = decayed(f, reads, h.weightDecay);
    const means = meanOf(f, reads, gradient);
    const squares = squareOf(f, reads, gradient, h.beta2);
    const bottom = f.add(f.mul(f.sqrt(squares), numbers["forRoot"]), numbers["epsilon"]);
    return { w: f.sub(w, f.div(f.mul(means, numbers["eta"]), bottom)), states: { means, squares } };
  },
};

type AdamLike = Hyperparameters<"adam">;

function adamStates(h: AdamLike): Record<string, number> {
  return { means: 0, squares: 0, ...(h.amsgrad ? { largest: 0 } : {}) };
}

/** `η m̂ / (√v̂ + ε) = η' m / (√v + ε')`: both corrections are in η' and ε', so that each parameter is spared a division. */
function adamNumbers(h: AdamLike, { eta, t }: Moment): Record<string, number> {
  const root = Math.sqrt(1 - h.beta2 ** t);
  return { ...meanNumbers(h), eta: (root * eta) / (1 - h.beta1 ** t), epsilon: root * h.epsilon };
}

function adamUpdate(f: Formulas, h: AdamLike, reads: Reads, w: string): Gives {
  const { gradient, states, numbers } = reads;
  const means = meanOf(f, reads, gradient);
  const squares = squareOf(f, reads, gradient, h.beta2);
  const next: Record<string, string> = { means, squares };
  let square = squares;
  if (h.amsgrad) square = next["largest"] = f.max(states["largest"], squares);
  const step = f.div(f.mul(means, numbers["eta"]), f.add(f.sqrt(square), numbers["epsilon"]));
  return { w: f.sub(w, step), states: next };
}

/** β₁ and 1 − β₁ enter as numbers of the step: a schedule may move them. */
function meanNumbers(h: { beta1: number }): { keep: number; take: number } {
  return { keep: h.beta1, take: 1 - h.beta1 };
}

function meanOf(f: Formulas, { states, numbers }: Reads, gradient: string): string {
  return f.add(f.mul(states["means"], numbers["keep"]), f.mul(gradient, numbers["take"]));
}

function squareOf(f: Formulas, { states }: Reads, gradient: string, beta2: number): string {
  return f.add(f.mul(states["squares"], beta2), f.mul(f.mul(gradient, gradient), 1 - beta2));
}
