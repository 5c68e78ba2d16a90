import { exp, log } from "../elementary.js";
import type { Hyperparameters } from "./optimizer.js";
import { power, type Memory, type Rule, type Update } from "./rule.js";

/**
 * Adam: a mean of the gradients over the root of a mean of their squares, both corrected for their start at 0.
 *
 * ```
 * m ← β₁ m + (1 − β₁) g
 * v ← β₂ v + (1 − β₂) g²
 * w ← w − η m̂ / (√v̂ + ε),  m̂ = m / (1 − β₁^t),  v̂ = v / (1 − β₂^t)
 * ```
 *
 * Kingma & Ba 2015, algorithm 1. With `amsgrad` the largest v so far takes the place of v: Reddi, Kale & Kumar 2018,
 * algorithm 2.
 */
export const adam: Rule<"adam"> = (h, memory) => adamRule(h, memory, false);

/**
 * Adam with decoupled weight decay: `w ← w − η λ w` before Adam's step, so that the decay is not divided by √v̂.
 *
 * Loshchilov & Hutter 2019, algorithm 2, with torch's scaling: the decay is multiplied by the whole learning rate.
 */
export const adamw: Rule<"adamw"> = (h, memory) => adamRule(h, memory, true);

function adamRule(h: Readonly<Hyperparameters<"adam">>, memory: Memory, decoupled: boolean): Update {
  const m = memory.vector("means");
  const v = memory.vector("squares");
  const largest = h.amsgrad ? memory.vector("largest") : undefined;
  return (w, g, eta, t) => {
    const { beta1, beta2, epsilon, weightDecay } = h;
    const rate = eta / (1 - power(beta1, t));
    const root = Math.sqrt(1 - power(beta2, t));
    const coupled = decoupled ? 0 : weightDecay;
    const shrink = decoupled ? 1 - eta * weightDecay : 1;
    for (let i = 0; i < w.length; i++) {
      const gi = g[i] + coupled * w[i];
      m[i] = beta1 * m[i] + (1 - beta1) * gi;
      v[i] = beta2 * v[i] + (1 - beta2) * gi * gi;
      let square = v[i];
      if (largest !== undefined) square = largest[i] = Math.max(largest[i], square);
      w[i] = shrink * w[i] - (rate * m[i]) / (Math.sqrt(square) / root + epsilon);
    }
  };
}

/**
 * Adamax: the largest gradient, slowly forgotten, takes the place of √v̂.
 *
 * ```
 * m ← β₁ m + (1 − β₁) g
 * u ← max(β₂ u, |g| + ε)
 * w ← w − η / (1 − β₁^t) · m / u
 * ```
 *
 * Kingma & Ba 2015, algorithm 2; ε, which keeps u from 0, is torch's.
 */
export const adamax: Rule<"adamax"> = (h, memory) => {
  const m = memory.vector("means");
  const u = memory.vector("largest");
  return (w, g, eta, t) => {
    const { beta1, beta2, epsilon, weightDecay } = h;
    const rate = eta / (1 - power(beta1, t));
    for (let i = 0; i < w.length; i++) {
      const gi = g[i] + weightDecay * w[i];
      m[i] = beta1 * m[i] + (1 - beta1) * gi;
      u[i] = Math.max(beta2 * u[i], Math.abs(gi) + epsilon);
      w[i] -= (rate * m[i]) / u[i];
    }
  };
};

/**
 * Adam with Nesterov's momentum.
 *
 * ```
 * μ_t = β₁ (1 − ½ 0.96^(t ψ))
 * w ← w − η ( (1 − μ_t) / (1 − μ₁⋯μ_t) g + μ_(t+1) / (1 − μ₁⋯μ_(t+1)) m ) / (√v̂ + ε)
 * ```
 *
 * with Adam's m and v̂. Dozat 2016 (Incorporating Nesterov Momentum into Adam, algorithm 2), with his rising momentum.
 */
export const nadam: Rule<"nadam"> = (h, memory) => {
  const m = memory.vector("means");
  const v = memory.vector("squares");
  memory.scalars.set("momentumProduct", 1);
  return (w, g, eta, t) => {
    const { beta1, beta2, epsilon, weightDecay } = h;
    const mu = risingMomentum(beta1, h.momentumDecay, t);
    const next = risingMomentum(beta1, h.momentumDecay, t + 1);
    const product = memory.scalars.get("momentumProduct")! * mu;
    memory.scalars.set("momentumProduct", product);
    const forGradient = (eta * (1 - mu)) / (1 - product);
    const forMean = (eta * next) / (1 - product * next);
    const root = Math.sqrt(1 - power(beta2, t));
    for (let i = 0; i < w.length; i++) {
      const gi = g[i] + weightDecay * w[i];
      m[i] = beta1 * m[i] + (1 - beta1) * gi;
      v[i] = beta2 * v[i] + (1 - beta2) * gi * gi;
      w[i] -= (forGradient * gi + forMean * m[i]) / (Math.sqrt(v[i]) / root + epsilon);
    }
  };
};

const LOG_OF_RISE = log(0.96);

/** μ_t of Dozat 2016, section 3: half of β₁ at first, β₁ in the end. */
export function risingMomentum(beta1: number, decay: number, t: number): number {
  return beta1 * (1 - 0.5 * exp(t * decay * LOG_OF_RISE));
}

/**
 * Rectified Adam: gradient descent with momentum as long as the variance of 1/√v̂ is not tractable, afterwards Adam times r_t.
 *
 * ```
 * ρ_∞ = 2 / (1 − β₂) − 1,  ρ_t = ρ_∞ − 2 t β₂^t / (1 − β₂^t)
 * ρ_t > 5:  w ← w − η r_t m̂ √(1 − β₂^t) / (√v + ε),  r_t = √( (ρ_t − 4)(ρ_t − 2) ρ_∞ / ((ρ_∞ − 4)(ρ_∞ − 2) ρ_t) )
 * else:     w ← w − η m̂
 * ```
 *
 * Liu et al. 2020, algorithm 2; the bound 5 instead of 4 is that of the authors' code and of torch.
 */
export const radam: Rule<"radam"> = (h, memory) => {
  const m = memory.vector("means");
  const v = memory.vector("squares");
  return (w, g, eta, t) => {
    const { beta1, beta2, epsilon, weightDecay } = h;
    const rate = eta / (1 - power(beta1, t));
    const correction = 1 - power(beta2, t);
    const longest = 2 / (1 - beta2) - 1;
    const rho = longest - (2 * t * power(beta2, t)) / correction;
    const rectified = rho > 5;
    const r = rectified
      ? Math.sqrt((((rho - 4) * (rho - 2)) / ((longest - 4) * (longest - 2))) * (longest / rho) * correction)
      : 0;
    for (let i = 0; i < w.length; i++) {
      const gi = g[i] + weightDecay * w[i];
      m[i] = beta1 * m[i] + (1 - beta1) * gi;
      v[i] = beta2 * v[i] + (1 - beta2) * gi * gi;
      w[i] -= rate * m[i] * (rectified ? r / (Math.sqrt(v[i]) + epsilon) : 1);
    }
  };
};
