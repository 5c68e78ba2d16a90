import { activation, type ActivationFormula, type activations } from "../activation.js";

/** Every built-in activation in writing, in the order of the table in `../activation.ts`. */
const activationFormulas: Readonly<Record<keyof typeof activations, ActivationFormula>> = {
  identity: {
    tex: { f: "z", df: "1" },
    text: { f: "z", df: "1" },
    source: "linear neuron",
  },
  sigmoid: {
    tex: { f: "\\frac{1}{1+e^{-z}}", df: "f(1-f)" },
    text: { f: "1/(1+e^(-z))", df: "f·(1-f)" },
    source: "tutorial §4(1); Rumelhart, Hinton & Williams 1986",
  },
  tanh: {
    tex: { f: "\\tanh z", df: "1-f^2" },
    text: { f: "tanh z", df: "1-f²" },
    source: "LeCun et al. 1998, Efficient BackProp",
  },
  relu: {
    tex: { f: "\\max(0,z)", df: "[z>0]" },
    text: { f: "max(0, z)", df: "1 if z>0 else 0" },
    source: "Nair & Hinton 2010",
  },
  leaky_relu: {
    tex: { f: "z\\text{ if }z>0\\text{ else }a z", df: "1\\text{ if }z>0\\text{ else }a" },
    text: { f: "z if z>0 else a·z", df: "1 if z>0 else a" },
    source: "Maas, Hannun & Ng 2013",
  },
  elu: {
    tex: { f: "z\\text{ if }z>0\\text{ else }\\alpha(e^z-1)", df: "1\\text{ if }z>0\\text{ else }f+\\alpha" },
    text: { f: "z if z>0 else α·(e^z-1)", df: "1 if z>0 else f+α" },
    source: "Clevert, Unterthiner & Hochreiter 2016",
  },
  selu: {
    tex: {
      f: "\\lambda z\\text{ if }z>0\\text{ else }\\lambda\\alpha(e^z-1)",
      df: "\\lambda\\text{ if }z>0\\text{ else }\\lambda\\alpha e^z",
    },
    text: { f: "λ·z if z>0 else λ·α·(e^z-1)", df: "λ if z>0 else λ·α·e^z" },
    source: "Klambauer et al. 2017, eq. 2",
  },
  gelu_erf: {
    tex: { f: "z\\,\\Phi(z)", df: "\\Phi(z)+z\\,\\varphi(z)" },
    text: { f: "z·Φ(z)", df: "Φ(z)+z·φ(z)" },
    source: "Hendrycks & Gimpel 2016, with the exact normal distribution",
  },
  gelu_tanh: {
    tex: {
      f: "\\tfrac12 z(1+\\tanh u),\\;u=\\sqrt{2/\\pi}(z+0.044715z^3)",
      df: "\\tfrac12(1+\\tanh u)+\\tfrac12 z(1-\\tanh^2u)u'",
    },
    text: { f: "½z(1+tanh u), u=√(2/π)(z+0.044715z³)", df: "½(1+tanh u)+½z(1-tanh²u)u'" },
    source: "Hendrycks & Gimpel 2016, section 2",
  },
  silu: {
    tex: { f: "z\\,\\sigma(z)", df: "\\sigma(z)+f(1-\\sigma(z))" },
    text: { f: "z·σ(z)", df: "σ(z)+f·(1-σ(z))" },
    source: "Elfwing, Uchibe & Doya 2018",
  },
  mish: {
    tex: { f: "z\\tanh(\\ln(1+e^z))", df: "t+z(1-t^2)\\sigma(z),\\;t=\\tanh(\\ln(1+e^z))" },
    text: { f: "z·tanh(ln(1+e^z))", df: "t+z·(1-t²)·σ(z), t=tanh(ln(1+e^z))" },
    source: "Misra 2019",
  },
  softplus: {
    tex: { f: "\\ln(1+e^z)", df: "\\sigma(z)" },
    text: { f: "ln(1+e^z)", df: "σ(z)" },
    source: "Dugas et al. 2001",
  },
  softsign: {
    tex: { f: "\\frac{z}{1+|z|}", df: "\\frac{1}{(1+|z|)^2}" },
    text: { f: "z/(1+|z|)", df: "1/(1+|z|)²" },
    source: "Bergstra et al. 2009",
  },
  hard_sigmoid: {
    tex: { f: "\\min(1,\\max(0,z/6+1/2))", df: "1/6\\text{ if }|z|<3\\text{ else }0" },
    text: { f: "min(1, max(0, z/6+1/2))", df: "1/6 if |z|<3 else 0" },
    source: "Courbariaux, Bengio & David 2015; slope 1/6 as Howard et al. 2019",
  },
  gaussian: {
    tex: { f: "e^{-z^2}", df: "-2zf" },
    text: { f: "e^(-z²)", df: "-2·z·f" },
    source: "radial basis function, Broomhead & Lowe 1988",
  },
  sine: {
    tex: { f: "\\sin z", df: "\\cos z" },
    text: { f: "sin z", df: "cos z" },
    source: "Lapedes & Farber 1987; Sitzmann et al. 2020",
  },
};

const builtIn: ReadonlyMap<string, ActivationFormula> = new Map(Object.entries(activationFormulas));

/**
 * An activation in writing: f and f' as LaTeX and as plain text, and where it comes from.
 *
 * @throws RangeError for an unknown name, and for `softmax`, which has no elementwise f'
 * @example
 * describeActivation("tanh").text // { f: "tanh z", df: "1-f²" }
 */
export function describeActivation(name: string): ActivationFormula {
  return (
    builtIn.get(name) ??
    activation(name).formula ?? {
      tex: { f: `\\mathrm{${name}}(z)`, df: `\\mathrm{${name}}'(z)` },
      text: { f: `${name}(z)`, df: `${name}'(z)` },
      source: "registered",
    }
  );
}
