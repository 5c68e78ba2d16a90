import type { Table } from "../table/table.js";
import type { RecipeName } from "../train/auto.js";
import type { Model } from "./model.js";
import type { TrainOptions } from "./options.js";
import { prepare, type Prepared } from "./prepare.js";

/** Shares of a split that none was asked for. */
const SHARES = [0.7, 0.15, 0.15] as const;

/**
 * The table as it was divided and encoded when the model was trained, found by doing it again.
 *
 * @param table the table that the model was trained on
 * @returns undefined if it is another one, or was divided by something that the model does not know: groups, a column, given
 *   rows; also if its rows had weights
 */
export function prepareAgain(model: Model, table: Table): Prepared | undefined {
  const { data, split, seed, recipe } = model.run;
  if (split.kind !== "random" && split.kind !== "none" && split.kind !== "time") return undefined;
  const total = split.train + split.validation + split.test;
  const recorded = [split.train / total, split.validation / total, split.test / total] as const;
  const families = recipe["families"];
  // A choice of the number of nets is one for one kind of network, as the run had.
  const isPlain = !(Array.isArray(families) && families.length > 0);
  const options: TrainOptions = {
    label: data.labels,
    features: data.features,
    seed,
    task: model.task === "regression" ? "regression" : "classification",
    recipe: recipe["name"] as RecipeName,
    scaleLabel: recipe["scaleLabel"] as boolean,
    ...(isPlain ? { nets: model.nets.length } : {}),
  };
  // The scale of a recipe is clipped where the same one asked for by name is not; families count their validation rows as
  // training rows, which hides the shares.
  for (const own of [{}, { scale: recipe["scale"] as "standard" }]) {
    for (const fractions of [recorded, SHARES]) {
      const again = prepare(table, { ...options, ...own, split: { kind: split.kind, fractions } });
      if (again.fingerprint === data.fingerprint) return again;
    }
  }
  return undefined;
}
