import type { Rule } from "./rule.js";

/**
 * Resilient back-propagation: each parameter has a step of its own that grows while its gradient keeps its sign and shrinks
 * when the sign changes; the size of the gradient does not count.
 *
 * ```
 * s = sign(g · g_before):  Δ ← η⁺ Δ if s > 0,  η⁻ Δ if s < 0,  kept within [Δ_min, Δ_max]
 * if s < 0:  g ← 0
 * w ← w − sign(g) Δ
 * ```
 *
 * Every Δ starts at the learning rate of the first step; later learning rates are not used. Riedmiller & Braun 1993, in
 * the form without going back after a change of sign: iRprop⁻ of Igel & Hüsken 2003.
 */
export const rprop: Rule<"rprop"> = (h, memory) => {
  const before = memory.vector("gradient");
  const delta = memory.vector("step");
  return (w, g, eta, t) => {
    const { etaMinus, etaPlus, stepMin, stepMax } = h;
    if (t === 1) delta.fill(eta);
    for (let i = 0; i < w.length; i++) {
      // Signs, not the product of the gradients: it would be 0 for two very small ones.
      const agreement = Math.sign(g[i]) * Math.sign(before[i]);
      const factor = agreement > 0 ? etaPlus : agreement < 0 ? etaMinus : 1;
      delta[i] = Math.min(Math.max(delta[i] * factor, stepMin), stepMax);
      before[i] = agreement < 0 ? 0 : g[i];
      w[i] -= Math.sign(before[i]) * delta[i];
    }
  };
};
