import { familiesOf, startNetwork, type Prepared, type Table } from "gradus";
import { netView } from "./outcome.js";
import { previewOf } from "./preview.js";
import { noticeOf } from "./table-view.js";
import { tellingPair } from "./telling.js";
import type { NetView, Plan } from "./protocol.js";

/** What training would start from, in short. */
export function planOf(prepared: Prepared, table: Table): Plan {
  const { task, encoder, outputs, split, recipe, warnings } = prepared;
  const start = startOf(prepared);
  const telling = tellingPair(prepared, table);
  return {
    task,
    inputs: encoder.inputs,
    outputs,
    features: encoder.features.map(({ name }) => name),
    split: { train: split.train.length, validation: split.validation.length, test: split.test.length },
    folds: recipe.families.length > 0 ? recipe.folds : 0,
    ...(telling ? { telling } : {}),
    preview: previewOf(prepared, table),
    ...(start ? { start } : {}),
    kinds: familiesOf(recipe).map((family) => ({
      name: recipe.families.length === 0 ? "" : family.name,
      hidden: family.hidden.map(({ size, activation }) => [size, activation.name]),
      nets: recipe.families.length === 0 ? recipe.nets : family.whole + family.each * recipe.folds,
      parameters: startNetwork(prepared, family, 0).parameters.length,
      optimizer: family.optimizer.name,
    })),
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
