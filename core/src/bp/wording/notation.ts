/**
 * The tutorial's symbols as plain text and as LaTeX. In text the layer stands above and the neuron below, `w₁₂²`; in LaTeX
 * the layer stands in brackets, `w_{12}^{(2)}`, so that it is not taken for a power.
 */
export interface Name {
  text: string;
  tex: string;
  /** What it is, with layer, row and column from 1, as `w-2-1-3`; empty for whole matrices. */
  id: string;
  /** Whether its numbers carry their sign. */
  isSigned: boolean;
}

const SUBSCRIPTS = "₀₁₂₃₄₅₆₇₈₉";
const SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/** Element names: a letter with its neuron, or row and column, below and its layer above. */
export const element = {
  z: (l: number, i: number) => name("z", "z", `z-${l}-${i}`, l, [i]),
  h: (l: number, i: number) => name("h", "h", `h-${l}-${i}`, l, [i]),
  b: (l: number, i: number) => name("b", "b", `b-${l}-${i}`, l, [i]),
  w: (l: number, i: number, j: number) => name("w", "w", `w-${l}-${i}-${j}`, l, [i, j]),
  delta: (l: number, i: number) => name("δ", "\\delta", `delta-${l}-${i}`, l, [i]),
  /** g_i = ∂L/∂h_i, the factor that a softmax layer passes through its Jacobian. */
  g: (l: number, i: number) => name("g", "g", `g-${l}-${i}`, l, [i]),
  /** q_i, a label as a cross-entropy with smoothing or class weights sees it. */
  q: (i: number) => name("q", "q", `q-${i}`, undefined, [i]),
  y: (i: number) => name("y", "y", `y-${i}`, undefined, [i]),
  /** Weight from input j to output i of the linear way past the hidden layers. */
  wSkip(i: number, j: number): Name {
    const below = subscript(i, j);
    return {
      text: `w^skip${below.text}`,
      tex: `w_{${below.tex}}^{\\mathrm{skip}}`,
      id: `wskip-${i}-${j}`,
      isSigned: true,
    };
  },
  /** The share of output i in the loss. */
  share: (i: number) => ({ ...name("L", "L", `loss-${i}`, undefined, [i]), isSigned: false }),
  slope(l: number, i: number): Name {
    const z = element.z(l, i);
    return { text: `f′(${z.text})`, tex: `f'(${z.tex})`, id: `slope-${l}-${i}`, isSigned: false };
  },
};

/** Names of whole matrices. */
export const whole = {
  Z: (l: number) => name("Z", "Z", "", l, []),
  H: (l: number) => name("H", "H", "", l, []),
  W: (l: number) => name("W", "W", "", l, []),
  b: (l: number) => name("b", "b", "", l, []),
  delta: (l: number) => name("δ", "\\delta", "", l, []),
  Y: () => name("Y", "Y", "", undefined, []),
  wSkip: (): Name => ({ text: "W^skip", tex: "W^{\\mathrm{skip}}", id: "", isSigned: true }),
  slope: (l: number): Name => ({
    text: `f′(Z${superscript(l)})`,
    tex: `f'(Z^{(${l})})`,
    id: "",
    isSigned: false,
  }),
};

/** The loss L. */
export const LOSS: Name = { text: "L", tex: "L", id: "loss", isSigned: false };
/** The learning rate η. */
export const ETA: Name = { text: "η", tex: "\\eta", id: "eta", isSigned: false };

/** ∂L/∂ of something. */
export function gradientOf(of: Name): Name {
  return {
    text: `∂L/∂${of.text}`,
    tex: `\\frac{\\partial L}{\\partial ${of.tex}}`,
    id: of.id === "" ? "" : `d${of.id}`,
    isSigned: true,
  };
}

/** The same for sample s: `h₁¹[2]`; `"s"` for any sample. */
export function ofSample(of: Name, s: number | "s"): Name {
  return { ...of, text: `${of.text}[${s}]`, tex: `${of.tex}[${s}]` };
}

function name(
  text: string,
  tex: string,
  id: string,
  l: number | undefined,
  indices: readonly number[],
): Name {
  const below = subscript(...indices);
  const above = l === undefined ? { text: "", tex: "" } : { text: superscript(l), tex: `^{(${l})}` };
  return {
    text: text + below.text + above.text,
    tex: tex + (below.tex === "" ? "" : `_{${below.tex}}`) + above.tex,
    id,
    isSigned: true,
  };
}

/** Two indices stand close, `₁₂`, unless one has more than one digit: `₁₀,₂`. */
function subscript(...indices: number[]): { text: string; tex: string } {
  const between = indices.some((i) => i > 9) ? "," : "";
  return { text: indices.map((i) => digits(i, SUBSCRIPTS)).join(between), tex: indices.join(between) };
}

function superscript(l: number): string {
  return digits(l, SUPERSCRIPTS);
}

function digits(n: number, signs: string): string {
  return Array.from(String(n), (digit) => signs[Number(digit)]).join("");
}
