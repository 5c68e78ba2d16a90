import type { Rule } from "./rule.js";

/**
 * Adagrad: parameters that have seen large gradients take smaller steps.
 *
 * ```
 * s ← s + g²
 * w ← w − η / (1 + (t − 1) d) · g / (√s + ε)
 * ```
 *
 * Duchi, Hazan & Singer 2011 (section 1.1, the diagonal form); d, the decay of the learning rate, is torch's.
 */
export const adagrad: Rule<"adagrad"> = (h, memory) => {
  const s = memory.vector("squares", h.initialAccumulator);
  return (w, g, eta, t) => {
    const { epsilon, weightDecay } = h;
    const rate = eta / (1 + (t - 1) * h.learningRateDecay);
    for (let i = 0; i < w.length; i++) {
      const gi = g[i] + weightDecay * w[i];
      s[i] += gi * gi;
      w[i] -= (rate * gi) / (Math.sqrt(s[i]) + epsilon);
    }
  };
};

/**
 * RMSprop: as Adagrad, but old gradients are forgotten.
 *
 * ```
 * v ← α v + (1 − α) g²
 * m ← α m + (1 − α) g          only if centered, otherwise m = 0
 * b ← μ b + g / (√(v − m²) + ε)
 * w ← w − η b
 * ```
 *
 * Tieleman & Hinton 2012 (Coursera, Neural Networks for Machine Learning, lecture 6e); centered and with momentum: Graves
 * 2013, eqs. 38 to 41, with ε outside the root.
 */
export const rmsprop: Rule<"rmsprop"> = (h, memory) => {
  const v = memory.vector("squares");
  const m = h.centered ? memory.vector("means") : undefined;
  const b = h.momentum > 0 ? memory.vector("velocity") : undefined;
  return (w, g, eta) => {
    const { alpha, epsilon, momentum, weightDecay } = h;
    for (let i = 0; i < w.length; i++) {
      const gi = g[i] + weightDecay * w[i];
      v[i] = alpha * v[i] + (1 - alpha) * gi * gi;
      let variance = v[i];
      if (m !== undefined) {
        m[i] = alpha * m[i] + (1 - alpha) * gi;
        // A variance is never negative; rounding may make it so when the gradient stays the same for long.
        variance = Math.max(variance - m[i] * m[i], 0);
      }
      let step = gi / (Math.sqrt(variance) + epsilon);
      if (b !== undefined) step = b[i] = momentum * b[i] + step;
      w[i] -= eta * step;
    }
  };
};

/**
 * Adadelta: the learning rate replaced by the root mean square of the last steps.
 *
 * ```
 * v ← ρ v + (1 − ρ) g²
 * d = √(u + ε) / √(v + ε) · g
 * u ← ρ u + (1 − ρ) d²
 * w ← w − η d
 * ```
 *
 * Zeiler 2012, algorithm 1, where η = 1.
 */
export const adadelta: Rule<"adadelta"> = (h, memory) => {
  const v = memory.vector("squares");
  const u = memory.vector("steps");
  return (w, g, eta) => {
    const { rho, epsilon, weightDecay } = h;
    for (let i = 0; i < w.length; i++) {
      const gi = g[i] + weightDecay * w[i];
      v[i] = rho * v[i] + (1 - rho) * gi * gi;
      const d = (Math.sqrt(u[i] + epsilon) / Math.sqrt(v[i] + epsilon)) * gi;
      u[i] = rho * u[i] + (1 - rho) * d * d;
      w[i] -= eta * d;
    }
  };
};
