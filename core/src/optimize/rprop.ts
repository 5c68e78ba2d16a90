import type { Rule } from "./rule.js";

/**
 * Resilient back-propagation: each parameter has a step of its own that grows while its gradient keeps its sign and shrinks
 * when the sign changes; the size of the gradient does not count.
 *
 * ```
 * s = sign(g · g_before):  Δ ← η⁺ Δ if s > 0,  η⁻ Δ if s < 0,  kept within [Δ_min, Δ_max]
 * w ← w − sign(g) Δ, but after a change of sign (s < 0):
 *   rprop+    the step before is taken back, and g ← 0
 *   rprop-    nothing else: w ← w − sign(g) Δ
 *   irprop+   the step before is taken back if the loss has risen, and g ← 0
 *   irprop-   g ← 0
 * ```
 *
 * Every Δ starts at the learning rate of the first step; later learning rates are not used. Igel & Hüsken 2003, algorithms 1 to 4;
 * Rprop⁺ is the method of Riedmiller & Braun 1993.
 */
export const rprop: Rule<"rprop"> = (h, memory) => {
  const before = memory.vector("gradient");
  const delta = memory.vector("step");
  // Only what goes back has to know where it came from.
  const moved = h.variant === "rprop+" || h.variant === "irprop+" ? memory.vector("moved") : undefined;
  if (h.variant === "irprop+") memory.scalars.set("loss", 0);
  return (w, g, eta, t, loss) => {
    const { variant, etaMinus, etaPlus, stepMin, stepMax } = h;
    if (variant === "irprop+" && loss === undefined) {
      throw new RangeError(
        'Cannot take a step of "irprop+": expected the loss beside the gradient, got none',
      );
    }
    if (t === 1) delta.fill(eta);
    const goesBack = variant === "rprop+" || (variant === "irprop+" && loss! > memory.scalars.get("loss")!);
    for (let i = 0; i < w.length; i++) {
      // Signs, not the product of the gradients: it would be 0 for two very small ones.
      const agreement = Math.sign(g[i]) * Math.sign(before[i]);
      const factor = agreement > 0 ? etaPlus : agreement < 0 ? etaMinus : 1;
      delta[i] = Math.min(Math.max(delta[i] * factor, stepMin), stepMax);
      before[i] = agreement < 0 && variant !== "rprop-" ? 0 : g[i];
      if (agreement < 0 && goesBack) {
        w[i] -= moved![i];
        continue;
      }
      const step = -Math.sign(before[i]) * delta[i];
      w[i] += step;
      if (moved !== undefined) moved[i] = step;
    }
    if (variant === "irprop+") memory.scalars.set("loss", loss!);
  };
};
