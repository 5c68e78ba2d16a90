import { parameterCount, type Prepared } from "gradus";
import { noticeOf } from "./table-view.js";
import type { Plan } from "./protocol.js";

/** What training would start from, in short. */
export function planOf({ task, encoder, outputs, split, recipe, warnings }: Prepared): Plan {
  const inputs = encoder.inputs.length;
  const kind = (
    name: string,
    hidden: Prepared["recipe"]["hidden"],
    nets: number,
    optimizer: string,
    skip: boolean,
  ): Plan["kinds"][number] => ({
    name,
    hidden: hidden.map(({ size, activation }) => [size, activation.name]),
    nets,
    parameters: parameterCount([inputs, ...hidden.map(({ size }) => size), outputs], skip),
    optimizer,
  });
  return {
    task,
    inputs: encoder.inputs,
    outputs,
    features: encoder.features.map(({ name }) => name),
    split: { train: split.train.length, validation: split.validation.length, test: split.test.length },
    kinds:
      recipe.families.length === 0
        ? [kind("", recipe.hidden, recipe.nets, recipe.optimizer.name, recipe.skip)]
        : recipe.families.map((family) =>
            kind(
              family.name,
              family.hidden,
              family.whole + family.each * recipe.folds,
              family.optimizer.name,
              false,
            ),
          ),
    recipe: {
      learningRate: recipe.learningRate,
      batch: recipe.batch,
      epochs: recipe.epochs,
      patience: recipe.patience,
      l2: recipe.l2,
      scale: recipe.scale,
    },
    skip: recipe.skip,
    warnings: warnings.map(noticeOf),
  };
}
