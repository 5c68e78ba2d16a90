/**
 * Numbers by which the float64 kernels know activations and losses. Kernels and TypeScript are both compiled with this file,
 * so that one number stands in one place; the names are those of the tables in `bp/`.
 */

/** Built-in activations; softmax, which maps vectors, has functions of its own. */
export enum Activation64 {
  identity,
  sigmoid,
  tanh,
  relu,
  leaky_relu,
  elu,
  selu,
  gelu_erf,
  gelu_tanh,
  silu,
  mish,
  softplus,
  softsign,
  hard_sigmoid,
  gaussian,
  sine,
}

/** Losses whose terms depend on one output each, by what they have in common. */
export enum Loss64 {
  /** p r² */
  squared,
  absolute,
  huber,
  smooth_l1,
  log_cosh,
  pinball,
  poisson,
  bce_prob,
  bce_logits,
}
