import type { Choices } from "./protocol.js";

export const roles = ["feature", "label", "ignore"] as const;
export type Role = (typeof roles)[number];

/** Tables to try. */
export const sampleNames = ["concrete", "iris", "penguins"] as const;
export type SampleName = (typeof sampleNames)[number];

/** How far the choice of a network goes by itself. */
export const ways = ["auto", "one", "classic"] as const;
export type Way = (typeof ways)[number];

/** Settings that are numbers, as they are typed. */
export const numberFields = ["learningRate", "batch", "epochs", "patience", "l2", "dropout", "seed"] as const;
export type NumberField = (typeof numberFields)[number];

/** What the page lets a person choose; empty texts leave a choice to the recipe. */
export interface Form {
  roles: Record<string, Role>;
  way: Way;
  /** Percent of training, validation and test. */
  split: [number, number, number];
  splitKind: "random" | "time";
  seed: string;
  /** Hidden layers; nothing where the recipe chooses. */
  hidden: { size: number; activation: string }[] | undefined;
  optimizer: string;
  learningRate: string;
  batch: string;
  epochs: string;
  patience: string;
  l2: string;
  dropout: string;
  scale: string;
}

export function startForm(): Form {
  return {
    roles: {},
    way: "auto",
    split: [70, 15, 15],
    splitKind: "random",
    seed: "42",
    hidden: undefined,
    optimizer: "",
    learningRate: "",
    batch: "",
    epochs: "",
    patience: "",
    l2: "",
    dropout: "",
    scale: "",
  };
}

/** The options of training that the form stands for; undefined without a column to predict. */
export function choicesOf(form: Form): Choices | undefined {
  const named = (role: Role): string[] => Object.keys(form.roles).filter((name) => form.roles[name] === role);
  const [label] = named("label");
  const features = named("feature");
  if (label === undefined || features.length === 0) return undefined;
  return {
    label,
    features,
    split: { kind: form.splitKind, fractions: fractionsOf(form.split) },
    recipe: form.way === "classic" ? "classic" : "auto",
    ...(form.way === "one" ? { nets: 1 } : {}),
    ...(form.hidden === undefined
      ? {}
      : { hidden: form.hidden.map(({ size, activation }) => ({ size, activation })) }),
    ...(form.optimizer === "" ? {} : { optimizer: form.optimizer as NonNullable<Choices["optimizer"]> }),
    ...(form.scale === "" ? {} : { scale: form.scale as NonNullable<Choices["scale"]> }),
    ...Object.assign({}, ...numberFields.map((name) => numberOf(name, form[name]))),
  };
}

/** Percents as shares whose sum is 1. */
function fractionsOf([train, validation, test]: Form["split"]): [number, number, number] {
  const sum = train + validation + test;
  return [train / sum, validation / sum, 1 - train / sum - validation / sum];
}

/** A number by its name, if one is given. */
function numberOf<K extends NumberField>(name: K, text: string): Partial<Record<K, number>> {
  const value = Number(text.trim().replace(",", "."));
  return text.trim() === "" || !Number.isFinite(value)
    ? {}
    : ({ [name]: value } as Partial<Record<K, number>>);
}
