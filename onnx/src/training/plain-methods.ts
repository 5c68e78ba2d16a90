import { decayed, formulas, squareSum, type Method } from "./method.js";

/** `v ← μ v + (1 − τ) g`, `w ← w − η v`; with Nesterov `w ← w − η (g + μ v)`. The first step takes v = g. */
export const sgd: Method<"sgd"> = {
  states: (h) => (h.momentum > 0 ? { velocity: { start: 0, unit: 1 } } : {}),
  numbers: ({ momentum, dampening }, { eta, t, now }, moves) => ({
    eta,
    ...(momentum > 0 && moves ? { momentum: now.momentum } : {}),
    ...(momentum > 0 && dampening > 0 ? { take: t === 1 ? 1 : 1 - dampening } : {}),
  }),
  update(g, h, reads) {
    const f = formulas(g);
    const { w, states, numbers } = reads;
    const gradient = decayed(f, reads, h.weightDecay);
    if (!(h.momentum > 0)) return { w: f.sub(w, f.mul(gradient, numbers["eta"])), states: {} };
    const momentum = numbers["momentum"] ?? h.momentum;
    const taken = h.dampening === 0 ? gradient : f.mul(gradient, numbers["take"]);
    const velocity = f.add(f.mul(states["velocity"], momentum), taken);
    const step = h.nesterov ? f.add(gradient, f.mul(velocity, momentum)) : velocity;
    return { w: f.sub(w, f.mul(step, numbers["eta"])), states: { velocity } };
  },
};

/**
 * `v ← α v + (1 − α) g²`, `w ← w − η g / (√v + ε)`; centered: v less the square of the mean gradient. With V = v / (1 − α) and
 * s = √(1 − α) a step is `η/s · g / (√V + ε/s)`.
 */
export const rmsprop: Method<"rmsprop"> = {
  states: (h) => ({
    squares: { start: 0, unit: 1 - h.alpha },
    ...(h.centered ? { means: { start: 0, unit: 1 - h.alpha } } : {}),
    ...(h.momentum > 0 ? { velocity: { start: 0, unit: 1 / Math.sqrt(1 - h.alpha) } } : {}),
  }),
  numbers: ({ alpha, momentum }, { eta, now }, moves) => ({
    eta: eta / Math.sqrt(1 - alpha),
    ...(momentum > 0 && moves ? { momentum: now.momentum } : {}),
  }),
  update(g, h, reads) {
    const f = formulas(g);
    const { w, states, numbers } = reads;
    const gradient = decayed(f, reads, h.weightDecay);
    const squares = squareSum(f, states["squares"], h.alpha, gradient);
    const next: Record<string, string> = { squares };
    let variance = squares;
    if (h.centered) {
      const means = f.add(f.mul(states["means"], h.alpha), gradient);
      next["means"] = means;
      variance = f.max(f.sub(squares, f.mul(f.mul(means, means), 1 - h.alpha)), 0);
    }
    let step = f.div(gradient, f.add(f.sqrt(variance), h.epsilon / Math.sqrt(1 - h.alpha)));
    if (h.momentum > 0) {
      step = f.add(f.mul(states["velocity"], numbers["momentum"] ?? h.momentum), step);
      next["velocity"] = step;
    }
    return { w: f.sub(w, f.mul(step, numbers["eta"])), states: next };
  },
};

/** `s ← s + g²`, `w ← w − η / (1 + (t − 1) d) · g / (√s + ε)`. */
export const adagrad: Method<"adagrad"> = {
  states: (h) => ({ squares: { start: h.initialAccumulator, unit: 1 } }),
  numbers: (h, { eta, t }) => ({ eta: eta / (1 + (t - 1) * h.learningRateDecay) }),
  update(g, h, reads) {
    const f = formulas(g);
    const gradient = decayed(f, reads, h.weightDecay);
    const squares = f.add(reads.states["squares"], f.mul(gradient, gradient));
    const step = f.div(f.mul(gradient, reads.numbers["eta"]), f.add(f.sqrt(squares), h.epsilon));
    return { w: f.sub(reads.w, step), states: { squares } };
  },
};

/**
 * `v ← ρ v + (1 − ρ) g²`, `d = √(u + ε) / √(v + ε) · g`, `u ← ρ u + (1 − ρ) d²`, `w ← w − η d`; u and v without their factor
 * 1 − ρ, and ε divided by it, which leaves d as it is.
 */
export const adadelta: Method<"adadelta"> = {
  states: (h) => ({
    squares: { start: 0, unit: 1 - h.rho },
    steps: { start: 0, unit: 1 - h.rho },
  }),
  numbers: (_, { eta }) => ({ eta }),
  update(g, h, reads) {
    const f = formulas(g);
    const { w, states, numbers } = reads;
    const epsilon = h.epsilon / (1 - h.rho);
    const gradient = decayed(f, reads, h.weightDecay);
    const squares = squareSum(f, states["squares"], h.rho, gradient);
    const ratio = f.div(f.sqrt(f.add(states["steps"], epsilon)), f.sqrt(f.add(squares, epsilon)));
    const d = f.mul(ratio, gradient);
    const steps = squareSum(f, states["steps"], h.rho, d);
    return { w: f.sub(w, f.mul(d, numbers["eta"])), states: { squares, steps } };
  },
};

/** A step Δ for each parameter, larger while the gradient keeps its sign, smaller and without effect when it changes. */
export const rprop: Method<"rprop"> = {
  states: () => ({ gradient: { start: 0, unit: 1 }, step: { start: "eta", unit: 1 } }),
  numbers: () => ({}),
  update(g, h, { w, gradient, states }) {
    const f = formulas(g);
    const agreement = f.mul(f.sign(gradient), f.sign(states["gradient"]));
    const below = f.ifAbove(agreement, -0.5, 1, h.etaMinus);
    const factor = f.ifAbove(agreement, 0.5, h.etaPlus, below);
    const step = f.min(f.max(f.mul(states["step"], factor), h.stepMin), h.stepMax);
    const kept = f.ifAbove(agreement, -0.5, gradient, 0);
    return { w: f.sub(w, f.mul(f.sign(kept), step)), states: { gradient: kept, step } };
  },
};
