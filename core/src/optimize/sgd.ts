import type { Rule } from "./rule.js";

/**
 * Gradient descent, the tutorial's `w ← w − η ∂L/∂w` (§2(6)), with momentum if asked for:
 *
 * ```
 * g ← g + λ w
 * v ← g                      in the first step
 * v ← μ v + (1 − τ) g        afterwards
 * w ← w − η v                or, with Nesterov: w ← w − η (g + μ v)
 * ```
 *
 * μ is the momentum (Polyak 1964; Rumelhart, Hinton & Williams 1986, eq. 9), τ its dampening, λ the weight decay. Nesterov's
 * form is that of Sutskever, Martens, Dahl & Hinton 2013 (section 2), with the parameters at the point looked ahead to.
 * As the learning rate stands outside of v, a schedule acts on the whole step.
 */
export const sgd: Rule<"sgd"> = (h, memory) => {
  const v = h.momentum > 0 ? memory.vector("velocity") : undefined;
  return (w, g, eta, t) => {
    const { momentum, nesterov, weightDecay } = h;
    const keep = t === 1 ? 0 : momentum;
    const take = t === 1 ? 1 : 1 - h.dampening;
    for (let i = 0; i < w.length; i++) {
      let step = g[i] + weightDecay * w[i];
      if (v !== undefined) {
        v[i] = keep * v[i] + take * step;
        step = nesterov ? step + momentum * v[i] : v[i];
      }
      w[i] -= eta * step;
    }
  };
};
