import { GradusError } from "../errors.js";
import type { SplitOptions } from "../table/split.js";
import type { Table } from "../table/table.js";
import type { RecipeName } from "../train/auto.js";
import type { Model } from "./model.js";
import type { TrainOptions } from "./options.js";
import { prepare, type Prepared } from "./prepare.js";

type SplitKind = NonNullable<SplitOptions["kind"]>;

const KINDS: readonly string[] = ["random", "none", "time", "group", "column"] satisfies SplitKind[];

/** Whether the record says how the rows were divided. */
export function canDivideAgain({ run: { split } }: Pick<Model, "run">): boolean {
  const needsColumns = split.kind === "group" || split.kind === "column";
  return KINDS.includes(split.kind) && !(needsColumns && split.by === undefined);
}

/**
 * The table as it was divided and encoded when the model was trained, found by doing it again.
 *
 * @param table the table that the model was trained on
 * @returns undefined if it is another one, or was divided by something that the model does not know: rows that were given, or
 *   columns in a model of an older version
 */
export function prepareAgain(model: Model, table: Table): Prepared | undefined {
  const { data, split, seed, recipe } = model.run;
  const { kind } = split;
  if (!canDivideAgain(model)) return undefined;
  // Families count their validation rows as training rows; the record says how the rows were divided before.
  const { train, validation, test } = split.divided ?? split;
  const total = train + validation + test;
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
    ...(data.weight === undefined ? {} : { weight: data.weight }),
    ...(isPlain ? { nets: model.nets.length } : {}),
  };
  // The scale of a recipe may be clipped where the same one asked for by name is not.
  for (const own of [{}, { scale: recipe["scale"] as "standard" }]) {
    const counted = { fractions: [train / total, validation / total, test / total] as const };
    // The numbers of rows of groups and of named parts are not the shares that were asked for.
    const shares = kind === "group" || kind === "column" ? {} : counted;
    const again = prepared(table, {
      ...options,
      ...own,
      split: { kind: kind as SplitKind, ...shares, ...columnsOf(model) },
    });
    if (again === undefined || again.fingerprint === data.fingerprint) return again;
  }
  return undefined;
}

/** The columns and shares of the division; groups of features are told by those that may differ, for they stay features. */
function columnsOf({ run: { data, split } }: Model): Partial<SplitOptions> {
  const { columns, ...others } = split.by ?? {};
  if (columns === undefined) return others;
  const isOfFeatures = columns.some((name) => data.features.includes(name));
  if (!isOfFeatures) return { columns, ...others };
  return { except: data.features.filter((name) => !columns.includes(name)), ...others };
}

/** As `prepare`; undefined for a table that training refuses: without the label, the weights or enough rows it is another one. */
function prepared(table: Table, options: TrainOptions): Prepared | undefined {
  try {
    return prepare(table, options);
  } catch (error) {
    if (error instanceof GradusError) return undefined;
    throw error;
  }
}
