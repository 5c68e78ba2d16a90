import type { BoundMethod } from "./methods.js";
import type { TrainingPort } from "./training-graph.js";

/** A sentence in both languages. */
export interface Explained {
  name: string;
  en: string;
  zh: string;
}

type Sentences = Readonly<Record<string, { en: string; zh: string }>>;

/** Numbers of a step: t counts the steps from 1, η is the learning rate of the step; the Greek letters are the recipe's. */
const numbers: Readonly<Record<string, Sentences>> = {
  sgd: { take: formula("1 if t = 1, else 1 − dampening", "t = 1 时为 1，否则为 1 − dampening") },
  rmsprop: { eta: formula("η / √(1 − α)") },
  adam: {
    eta: formula("η (1 − β₁) r_t / (1 − β₁^t), r_t = √((1 − β₂^t) / (1 − β₂))"),
    epsilon: formula("ε r_t, r_t = √((1 − β₂^t) / (1 − β₂))"),
  },
  adamax: { eta: formula("η (1 − β₁) / (1 − β₁^t)") },
  nadam: {
    forGradient: formula(
      "η r_t (1 − μ_t) / (1 − μ₁⋯μ_t), r_t = √((1 − β₂^t) / (1 − β₂)), μ_t = β₁ (1 − ½ 0.96^(ψ t))",
    ),
    forMean: formula("η r_t (1 − β₁) μ_(t+1) / (1 − μ₁⋯μ_(t+1))"),
    epsilon: formula("ε r_t"),
  },
  radam: {
    eta: formula(
      "η (1 − β₁) q_t / (1 − β₁^t), q_t = √((ρ_t − 4)(ρ_t − 2) ρ_∞ (1 − β₂^t) / ((ρ_∞ − 4)(ρ_∞ − 2) ρ_t (1 − β₂))), ρ_∞ = 2 / (1 − β₂) − 1, ρ_t = ρ_∞ − 2 t β₂^t / (1 − β₂^t); q_t = 1 if ρ_t ≤ 5",
      "η (1 − β₁) q_t / (1 − β₁^t),q_t = √((ρ_t − 4)(ρ_t − 2) ρ_∞ (1 − β₂^t) / ((ρ_∞ − 4)(ρ_∞ − 2) ρ_t (1 − β₂))),ρ_∞ = 2 / (1 − β₂) − 1,ρ_t = ρ_∞ − 2 t β₂^t / (1 − β₂^t);ρ_t ≤ 5 时 q_t = 1",
    ),
    forRoot: formula("1 if ρ_t > 5, else 0", "ρ_t > 5 时为 1，否则为 0"),
    epsilon: formula("ε / √(1 − β₂) if ρ_t > 5, else 1", "ρ_t > 5 时为 ε / √(1 − β₂),否则为 1"),
  },
  adagrad: { eta: formula("η / (1 + (t − 1) learningRateDecay)") },
};

/** Numbers that mean the same in every method. */
const common: Sentences = {
  eta: formula("η"),
  momentum: formula("the momentum of the step", "该步的动量"),
  keep: formula("β₁ of the step", "该步的 β₁"),
  take: formula("(1 − β₁ of the step) / (1 − β₁ of the recipe)", "(1 − 该步的 β₁) / (1 − 配方的 β₁)"),
  shrink: formula("1 − η weightDecay"),
};

const ports: Sentences = {
  X: {
    en: "inputs, a sample in each row; the columns are listed in gradus.training.columns",
    zh: "输入，每行一个样本；各列见 gradus.training.columns",
  },
  Y: {
    en: "labels, a sample in each row, scaled as in training; classes as 0 and 1, one column for each if there are several",
    zh: "标签，每行一个样本，按训练时的方式缩放；类别为 0 和 1，多类时每类一列",
  },
  weights: { en: "weight of each row", zh: "每行的权重" },
  order: {
    en: "row numbers of each batch, from 0: steps × batch; a last, shorter batch is a run of its own",
    zh: "每批的行号，从 0 开始：步数 × 批大小；最后较短的一批单独运行一次",
  },
  parameters: {
    en: "W¹, b¹, W², b², …, W^skip one after the other, matrices row by row (to a neuron from its inputs)",
    zh: "W¹、b¹、W²、b²、……、W^skip 依次排列，矩阵按行（一行为到一个神经元的全部权重）",
  },
};

/** What each input is, in both languages. */
export function explain(
  inputs: readonly TrainingPort[],
  optimizer: string,
  method: BoundMethod,
): Explained[] {
  const ofMethod = numbers[optimizer === "adamw" ? "adam" : optimizer] ?? {};
  return inputs.map(({ name, shape }) => {
    const known =
      ports[name] ?? (shape.length === 1 && shape[0] === "steps" ? number(name) : other(name, method));
    return { name, ...known };
  });

  function number(name: string): { en: string; zh: string } {
    const { en, zh } = ofMethod[name] ?? common[name] ?? formula(name);
    return { en: `one number for each step: ${en}`, zh: `每步一个数：${zh}` };
  }
}

function other(name: string, { states }: BoundMethod): { en: string; zh: string } {
  if (name.startsWith("mask")) {
    return {
      en: "dropout mask of a hidden layer, steps × batch × neurons: 0 with probability p, else 1 / (1 − p)",
      zh: "隐藏层的 dropout 掩码，步数 × 批大小 × 神经元数：以概率 p 为 0，否则为 1 / (1 − p)",
    };
  }
  const factor = Number(states[name].unit.toPrecision(12));
  const unit = factor === 1 ? "" : `; × ${factor} = `;
  return {
    en: `state "${name}" of the optimizer; give the output of the run before${unit && `${unit}the usual ${name}`}`,
    zh: `优化器的状态“${name}”；填入上一次运行的输出${unit && `${unit}通常的 ${name}`}`,
  };
}

function formula(en: string, zh = en): { en: string; zh: string } {
  return { en, zh };
}
