import { matrix, type Matrix } from "../matrix.js";
import { activation, type ActivationSpec } from "./activation.js";

/**
 * A parametric activation: `h = z + α_i (f(z) − z)`, with a trainable α for each neuron; α = 1 is f itself, α = 0 the identity
 * (Holzmüller, Grinsztajn & Steinwart 2024, RealMLP).
 *
 * @param Z     n × batch
 * @param alpha n
 * @returns n × batch, a new matrix
 */
export function activateParametric(spec: ActivationSpec, Z: Matrix, alpha: Float64Array): Matrix {
  const { f } = activation(spec.name);
  const p = spec.parameters ?? {};
  const H = matrix(Z.rows, Z.cols);
  for (let k = 0; k < H.data.length; k++) {
    const z = Z.data[k];
    H.data[k] = z + alpha[Math.floor(k / Z.cols)] * (f(z, p) - z);
  }
  return H;
}

/**
 * From ∂L/∂h to ∂L/∂z and ∂L/∂α of a parametric activation: `δ = ∂L/∂h ⊙ (1 + α (f'(z) − 1))`, `∂L/∂α_i = Σ ∂L/∂h (f(z) − z)`
 * over the batch.
 *
 * @param dH   ∂L/∂h, n × batch
 * @param mask dropout mask of the layer, if any
 */
export function throughParametric(
  spec: ActivationSpec,
  Z: Matrix,
  alpha: Float64Array,
  dH: Matrix,
  mask?: Matrix,
): { delta: Matrix; dAlpha: Float64Array } {
  const { f, df } = activation(spec.name);
  const p = spec.parameters ?? {};
  const delta = matrix(Z.rows, Z.cols);
  const dAlpha = new Float64Array(alpha.length);
  for (let k = 0; k < delta.data.length; k++) {
    const m = mask === undefined ? 1 : mask.data[k];
    if (m === 0) continue;
    const i = Math.floor(k / Z.cols);
    const z = Z.data[k];
    const h = f(z, p);
    delta.data[k] = dH.data[k] * m * (1 + alpha[i] * (df(z, h, p) - 1));
    dAlpha[i] += dH.data[k] * m * (h - z);
  }
  return { delta, dAlpha };
}
