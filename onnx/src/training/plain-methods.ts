import { decayed, formulas, type Method } from "./method.js";

/** `v ← μ v + (1 − τ) g`, `w ← w − η v`; with Nesterov `w ← w − η (g + μ v)`. The first step takes v = g. */
export const sgd: Method<"sgd"> = {
  states: (h) => (h.momentum > 0 ? { velocity: 0 } : {}),
  numbers({ momentum }, { eta, t }, { momentum: start, dampening, nesterov }) {
    if (!(start > 0)) return { eta };
    return {
      eta,
      keep: t === 1 ? 0 : momentum,
      ...(dampening > 0 ? { take: t === 1 ? 1 : 1 - dampening } : {}),
      ...(nesterov ? { momentum } : {}),
    };
  },
  update(g, h, reads) {
    const f = formulas(g);
    const { w, states, numbers } = reads;
    const gradient = decayed(f, reads, h.weightDecay);
    if (!(h.momentum > 0)) return { w: f.sub(w, f.mul(gradient, numbers["eta"])), states: {} };
    const taken = h.dampening === 0 ? gradient : f.mul(gradient, numbers["take"]);
    const velocity = f.add(f.mul(states["velocity"], numbers["keep"]), taken);
    const step = h.nesterov ? f.add(gradient, f.mul(velocity, numbers["momentum"])) : velocity;
    return { w: f.sub(w, f.mul(step, numbers["eta"])), states: { velocity } };
  },
};

/** `v ← α v + (1 − α) g²`, `w ← w − η g / (√v + ε)`; centered: v less the square of the mean gradient. */
export const rmsprop: Method<"rmsprop"> = {
  states: (h) => ({
    squares: 0,
    ...(h.centered ? { means: 0 } : {}),
    ...(h.momentum > 0 ? { velocity: 0 } : {}),
  }),
  numbers: ({ momentum }, { eta }, h) => (h.momentum > 0 ? { eta, momentum } : { eta }),
  update(g, h, reads) {
    const f = formulas(g);
    const { w, states, numbers } = reads;
    const gradient = decayed(f, reads, h.weightDecay);
    const square = f.mul(f.mul(gradient, gradient), 1 - h.alpha);
    const squares = f.add(f.mul(states["squares"], h.alpha), square);
    const next: Record<string, string> = { squares };
    let variance = squares;
    if (h.centered) {
      next["means"] = f.add(f.mul(states["means"], h.alpha), f.mul(gradient, 1 - h.alpha));
      variance = f.max(f.sub(squares, f.mul(next["means"], next["means"])), 0);
    }
    let step = f.div(gradient, f.add(f.sqrt(variance), h.epsilon));
    if (h.momentum > 0) {
      step = f.add(f.mul(states["velocity"], numbers["momentum"]), step);
      next["velocity"] = step;
    }
    return { w: f.sub(w, f.mul(step, numbers["eta"])), states: next };
  },
};

/** `s ← s + g²`, `w ← w − η / (1 + (t − 1) d) · g / (√s + ε)`. */
export const adagrad: Method<"adagrad"> = {
  states: (h) => ({ squares: h.initialAccumulator }),
  numbers: (h, { eta, t }) => ({ eta: eta / (1 + (t - 1) * h.learningRateDecay) }),
  update(g, h, reads) {
    const f = formulas(g);
    const gradient = decayed(f, reads, h.weightDecay);
    const squares = f.add(reads.states["squares"], f.mul(gradient, gradient));
    const step = f.div(f.mul(gradient, reads.numbers["eta"]), f.add(f.sqrt(squares), h.epsilon));
    return { w: f.sub(reads.w, step), states: { squares } };
  },
};

/** `v ← ρ v + (1 − ρ) g²`, `d = √(u + ε) / √(v + ε) · g`, `u ← ρ u + (1 − ρ) d²`, `w ← w − η d`. */
export const adadelta: Method<"adadelta"> = {
  states: () => ({ squares: 0, steps: 0 }),
  numbers: (_, { eta }) => ({ eta }),
  update(g, h, reads) {
    const f = formulas(g);
    const { w, states, numbers } = reads;
    const gradient = decayed(f, reads, h.weightDecay);
    const square = f.mul(f.mul(gradient, gradient), 1 - h.rho);
    const squares = f.add(f.mul(states["squares"], h.rho), square);
    const ratio = f.div(f.sqrt(f.add(states["steps"], h.epsilon)), f.sqrt(f.add(squares, h.epsilon)));
    const d = f.mul(ratio, gradient);
    const steps = f.add(f.mul(states["steps"], h.rho), f.mul(f.mul(d, d), 1 - h.rho));
    return { w: f.sub(w, f.mul(d, numbers["eta"])), states: { squares, steps } };
  },
};

/** A step Δ for each parameter, larger while the gradient keeps its sign, smaller and without effect when it changes. */
export const rprop: Method<"rprop"> = {
  states: () => ({ gradient: 0, step: "eta" }),
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
