import { transpose, type Backward, type Forward } from "gradus";
import type { Comparison } from "./compare.js";
import type { Golden } from "./golden.js";

/** Every intermediate number of the first batch, from z to ∂L/∂b. */
export function compareGradients(
  comparison: Comparison,
  { step1, tolerance }: Golden,
  pass: Forward,
  gradients: Backward,
): void {
  const t = tolerance.step1_rel;
  comparison.number("step1.loss", gradients.loss, step1.loss, t);
  for (let l = 1; l < pass.Z.length; l++) {
    const k = l - 1;
    comparison.matrix(`step1.z[${k}]`, transpose(pass.Z[l]), step1.z[k], t);
    comparison.matrix(`step1.h[${k}]`, transpose(pass.H[l]), step1.h[k], t);
    comparison.matrix(`step1.delta[${k}]`, transpose(gradients.delta[l]), step1.delta[k], t);
    comparison.matrix(`step1.dW[${k}]`, gradients.dW[l], step1.dW[k], t);
    comparison.vector(`step1.db[${k}]`, gradients.db[l], step1.db[k], t);
  }
}
