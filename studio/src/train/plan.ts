import { familiesOf, parameterCount, startNetwork, type Prepared, type Table } from "gradus";
import { netView } from "./outcome.js";
import { previewOf } from "./preview.js";
import { noticeOf } from "./table-view.js";
import { tellingPair } from "./telling.js";
import type { NetView, Plan } from "./protocol.js";

/** What training would start from, in short. */
export function planOf(prepared: Prepared, table: Table): Plan {
  const { task, encoder, outputs, split, divided, recipe, warnings } = prepared;
  const start = startOf(prepared);
  const telling = tellingPair(prepared, table);
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
    divided,
    folds: recipe.families.length > 0 ? recipe.folds : 0,
    ...(telling ? { telling } : {}),
    preview: previewOf(prepared, table),
    ...(start ? { start } : {}),
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

/** The first net with its start weights; what a front makes of the inputs has no place in the figure. */
function startOf(prepared: Prepared): NetView | undefined {
  const [family] = familiesOf(prepared.recipe);
  if (family.front) return undefined;
  return netView(startNetwork(prepared, family, 0), prepared);
}
