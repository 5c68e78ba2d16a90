import type { OptimizerName } from "gradus";

const MOMENTS = String.raw`m \leftarrow \beta_1 m + (1-\beta_1)\,g,\quad v \leftarrow \beta_2 v + (1-\beta_2)\,g^2`;

/** One update of each method, with w for a weight or bias and g for ∂L/∂w, as LaTeX. */
export const optimizerFormulas: Readonly<Record<OptimizerName, string>> = {
  sgd: String.raw`u \leftarrow \mu u + g,\quad w \leftarrow w - \eta\,u`,
  rmsprop: String.raw`v \leftarrow \alpha v + (1-\alpha)\,g^2,\quad w \leftarrow w - \eta\,\frac{g}{\sqrt v+\varepsilon}`,
  adam: String.raw`${MOMENTS},\quad w \leftarrow w - \eta\,\frac{\hat m}{\sqrt{\hat v}+\varepsilon}`,
  adamw: String.raw`${MOMENTS},\quad w \leftarrow (1-\eta\lambda)\,w - \eta\,\frac{\hat m}{\sqrt{\hat v}+\varepsilon}`,
  adamax: String.raw`m \leftarrow \beta_1 m + (1-\beta_1)\,g,\quad u \leftarrow \max(\beta_2 u, |g|+\varepsilon),\quad w \leftarrow w - \frac{\eta}{1-\beta_1^t}\,\frac{m}{u}`,
  nadam: String.raw`${MOMENTS},\quad w \leftarrow w - \eta\,\frac{\mu_{t+1}\hat m + (1-\mu_t)\,\hat g}{\sqrt{\hat v}+\varepsilon}`,
  radam: String.raw`${MOMENTS},\quad w \leftarrow w - \eta\,r_t\,\frac{\hat m}{\sqrt{\hat v}+\varepsilon}`,
  adagrad: String.raw`v \leftarrow v + g^2,\quad w \leftarrow w - \eta\,\frac{g}{\sqrt v+\varepsilon}`,
  adadelta: String.raw`v \leftarrow \rho v + (1-\rho)\,g^2,\quad d = \sqrt{\frac{u+\varepsilon}{v+\varepsilon}}\,g,\quad w \leftarrow w - \eta\,d,\quad u \leftarrow \rho u + (1-\rho)\,d^2`,
  rprop: String.raw`s \leftarrow \begin{cases}1.2\,s & g\,g_{t-1}>0\\ 0.5\,s & g\,g_{t-1}<0\end{cases},\quad w \leftarrow w - s\,\operatorname{sign} g`,
  lm: String.raw`(J^{\mathsf T}J + \mu I)\,d = J^{\mathsf T}e,\quad w \leftarrow w - d`,
  br: String.raw`(\beta J^{\mathsf T}J + (\alpha+\mu) I)\,d = \beta J^{\mathsf T}e + \alpha w,\quad \gamma = N - \alpha\operatorname{tr}H^{-1}`,
  lbfgs: String.raw`w \leftarrow w - s\,\tilde H^{-1} g,\quad \tilde H^{-1}\ \leftarrow\ (\Delta w_i, \Delta g_i)_{i=1\ldots 10}`,
  scg: String.raw`d \leftarrow -g + \beta d,\quad w \leftarrow w + \frac{-d^{\mathsf T}g}{d^{\mathsf T}Hd + \lambda|d|^2}\,d`,
  gdx: String.raw`u \leftarrow \mu u - (1-\mu)\,\eta\,g,\quad w \leftarrow w + u,\quad \eta \leftarrow \begin{cases}1.05\,\eta & L\ \downarrow\\ 0.7\,\eta & L > 1.04\,L_{t-1}\end{cases}`,
};
