/** What a step does. */
export type StepKind = "z" | "h" | "loss" | "delta_out" | "gradients" | "delta" | "update";

/** A text in each language. */
export type Wording = Readonly<Record<"en" | "zh", string>>;

/** A line of the pseudo-code, and the step of the trace that it stands for. */
export interface CodeLine extends Wording {
  step?: StepKind;
}

/**
 * Training and validation as pseudo-code (tutorial §3(2)), line by line; blanks at the start are the indentation. The lines
 * that one iteration passes through name their step.
 */
export const pseudoCode: readonly CodeLine[] = [
  {
    en: "choose layers, neurons and f; W, b ← small random values",
    zh: "选定层数、神经元数和 f;W, b ← 小随机数",
  },
  { en: "for epoch = 1, 2, …", zh: "对每一轮 epoch = 1, 2, …" },
  { en: "  shuffle the training samples and cut them into batches", zh: "  打乱训练样本并分成小批" },
  { en: "  for each batch (X, Y)", zh: "  对每一批 (X, Y)" },
  { en: "    H⁰ ← X", zh: "    H⁰ ← X" },
  { en: "    for l = 1 … last", zh: "    对 l = 1 … 末层" },
  { en: "      Zˡ ← Wˡ Hˡ⁻¹ + bˡ", zh: "      Zˡ ← Wˡ Hˡ⁻¹ + bˡ", step: "z" },
  { en: "      Hˡ ← f(Zˡ)", zh: "      Hˡ ← f(Zˡ)", step: "h" },
  { en: "    L ← loss of Y and the last H", zh: "    L ← 由 Y 与末层 H 算出损失", step: "loss" },
  { en: "    δ of the last layer ← ∂L/∂Z", zh: "    末层 δ ← ∂L/∂Z", step: "delta_out" },
  { en: "    for l = last … 1", zh: "    对 l = 末层 … 1" },
  {
    en: "      ∂L/∂Wˡ ← δˡ (Hˡ⁻¹)ᵀ;  ∂L/∂bˡ ← Σ δˡ",
    zh: "      ∂L/∂Wˡ ← δˡ (Hˡ⁻¹)ᵀ;  ∂L/∂bˡ ← Σ δˡ",
    step: "gradients",
  },
  {
    en: "      if l > 1: δˡ⁻¹ ← (Wˡ)ᵀ δˡ ⊙ f′(Zˡ⁻¹)",
    zh: "      若 l > 1:δˡ⁻¹ ← (Wˡ)ᵀ δˡ ⊙ f′(Zˡ⁻¹)",
    step: "delta",
  },
  {
    en: "    for every l: Wˡ ← Wˡ − η ∂L/∂Wˡ;  bˡ ← bˡ − η ∂L/∂bˡ",
    zh: "    对每个 l:Wˡ ← Wˡ − η ∂L/∂Wˡ;  bˡ ← bˡ − η ∂L/∂bˡ",
    step: "update",
  },
  {
    en: "  loss of the validation samples, by a forward pass alone",
    zh: "  只做正向传播，计算验证样本的损失",
  },
  { en: "  if it is the lowest so far: keep W, b", zh: "  若为迄今最低：保存 W、b" },
  { en: "  if it has not fallen for a number of epochs: stop", zh: "  若连续若干轮未下降：停止" },
  { en: "return the W, b kept", zh: "返回保存的 W, b" },
];

/** What a step is called, by kind; l is its layer. */
export const titles: Readonly<Record<StepKind, (l: number) => Wording>> = {
  z: (l) => ({ en: `weighted sums of layer ${l}`, zh: `第 ${l} 层的加权和` }),
  h: (l) => ({ en: `activations of layer ${l}`, zh: `第 ${l} 层的激活值` }),
  loss: () => ({ en: "loss", zh: "损失" }),
  delta_out: (l) => ({ en: `error term of the output, layer ${l}`, zh: `输出层（第 ${l} 层）的误差项` }),
  gradients: (l) => ({ en: `gradients of layer ${l}`, zh: `第 ${l} 层的梯度` }),
  delta: (l) => ({ en: `error term of layer ${l}`, zh: `第 ${l} 层的误差项` }),
  update: () => ({ en: "update of all weights and biases", zh: "更新所有权重和偏置" }),
};

/** Why a step is as it is, in a sentence or two. */
export const reasons: Readonly<Record<StepKind, Wording>> = {
  z: {
    en: "Each neuron adds up what the layer before sends, weight by weight, and its bias. H⁰ is the input X.",
    zh: "每个神经元把上一层传来的值按权重相加，再加上偏置。H⁰ 就是输入 X。",
  },
  h: {
    en: "Without f, layer upon layer would still be one linear map; f lets the network follow curves.",
    zh: "若没有 f，再多层叠加也只是一个线性映射；f 带来非线性。",
  },
  loss: {
    en: "One number says how far the prediction lies from the label; everything that follows is its derivative.",
    zh: "用一个数表示预测与标签相差多远；其后各步都是对它求导。",
  },
  delta_out: {
    en: "δ is ∂L/∂z: how much L would change if this z moved a little. At the output the loss gives it at once.",
    zh: "δ 即 ∂L/∂z：z 稍有变动时 L 变化多少。在输出层，由损失函数直接得到。",
  },
  gradients: {
    en: "Moving w moves z by h times as much, moving b moves z by just as much: so ∂L/∂w is δ times h, and ∂L/∂b is δ.",
    zh: "w 变动时 z 随之变动 h 倍，b 变动时 z 变动相同的量：所以 ∂L/∂w 等于 δ 乘 h，∂L/∂b 等于 δ。",
  },
  delta: {
    en: "A hidden neuron acts on the loss through every neuron of the next layer, so δ is a sum over all these ways.",
    zh: "隐藏层神经元通过下一层的每个神经元影响损失，所以 δ 是对所有这些路径求和。",
  },
  update: {
    en: "Each parameter takes a step against its gradient: downhill, the longer the larger η. Then the next forward pass begins.",
    zh: "每个参数沿梯度的反方向走一步，η 越大步子越大；随后进入下一轮正向传播。",
  },
};
