/** How each step follows from the chain rule, in general letters (tutorial §2). The sentences before them are in the texts. */
import type { StepKind } from "gradus";

export const derivations: Readonly<Record<StepKind, readonly string[]>> = {
  z: ["z_i=\\sum_j w_{ij}\\,h_j+b_i\\quad\\Longleftrightarrow\\quad Z=W\\,H+b"],
  h: ["h_i=f(z_i)\\quad\\Longleftrightarrow\\quad H=f(Z)"],
  loss: ["L=\\tfrac12\\sum_i(y_i-h_i)^2\\quad\\Rightarrow\\quad\\frac{\\partial L}{\\partial h_i}=h_i-y_i"],
  delta_out: [
    "\\delta_i=\\frac{\\partial L}{\\partial z_i}=\\frac{\\partial L}{\\partial h_i}\\cdot\\frac{\\partial h_i}{\\partial z_i}=\\frac{\\partial L}{\\partial h_i}\\,f'(z_i)",
  ],
  gradients: [
    "\\frac{\\partial L}{\\partial w_{ij}}=\\frac{\\partial L}{\\partial z_i}\\cdot\\frac{\\partial z_i}{\\partial w_{ij}}=\\delta_i\\,h_j",
    "\\frac{\\partial L}{\\partial b_i}=\\frac{\\partial L}{\\partial z_i}\\cdot\\frac{\\partial z_i}{\\partial b_i}=\\delta_i\\cdot1",
  ],
  delta: [
    "\\delta_j^{(l-1)}=\\frac{\\partial L}{\\partial z_j^{(l-1)}}=\\sum_i\\frac{\\partial L}{\\partial z_i^{(l)}}\\cdot\\frac{\\partial z_i^{(l)}}{\\partial h_j^{(l-1)}}\\cdot\\frac{\\partial h_j^{(l-1)}}{\\partial z_j^{(l-1)}}",
    "=\\Big(\\sum_i\\delta_i^{(l)}\\,w_{ij}^{(l)}\\Big)\\,f'\\big(z_j^{(l-1)}\\big)",
  ],
  update: [
    "L\\Big(w-\\eta\\,\\frac{\\partial L}{\\partial w}\\Big)\\approx L(w)-\\eta\\,\\Big(\\frac{\\partial L}{\\partial w}\\Big)^{2}\\le L(w)",
  ],
};
