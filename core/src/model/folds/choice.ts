import "../../messages/assessing.js";
import "../../messages/training.js";
import { GradusError, warning, type Warning } from "../../errors.js";
import { columnNamed } from "../../table/columns.js";
import { timeOrder } from "../../table/dependence.js";
import { foldsOf, planFolds, type Fold, type FoldKind } from "../../table/fold-plan.js";
import { groupsOf, type SplitOptions } from "../../table/split.js";
import type { Table } from "../../table/table.js";
import type { TrainOptions } from "../options.js";
import { labelClasses } from "../label-classes.js";
import { chooseColumns, groupColumns, randomSplitWarnings } from "../prepare.js";

/** How cross-validation divides the rows. */
export interface FoldChoice {
  /** Number of folds, or the fold of each row of the table (any integers ≥ 0). @default 5 */
  folds?: number | ArrayLike<number>;
  /** How often the rows are dealt anew; only with a number of random folds. @default 1 */
  repeats?: number;
  /** Runs only these folds. @default all */
  only?: readonly number[];
  /** @default "time" with `order`; "block" where the table is in the order of a column of dates, or of numbers whose name tells of time; else "random" */
  kind?: FoldKind;
  /** Column, or columns, whose equal values stay in one fold; they are no features. */
  group?: string | readonly string[];
  /** Features that may differ within a group: rows that agree in all others stay in one fold. */
  groupExcept?: readonly string[];
  /** Column that `block` and `time` go by. @default the order of the table */
  order?: string;
  /** Rows next to the test rows that `block` and `time` leave out. @default 0 */
  gap?: number;
}

/** The folds, and how each fold's training rows are divided once more. */
export interface FoldPlan {
  folds: Fold[];
  kind: FoldKind | "given";
  /** Column that the folds go by, and columns that make the groups. */
  order?: string;
  group?: string[];
  /** Features that may differ within a group, if the groups were given so. */
  groupExcept?: string[];
  /** Number of the group of each row of the table. */
  groups?: Int32Array;
  /** Columns that are no features. */
  ignore: string[];
  /** Division of training rows into those that train and those that choose the epoch. */
  inner: Pick<SplitOptions, "kind" | "column" | "columns" | "stratify">;
  warnings: Warning[];
}

/**
 * Decides how the rows are divided.
 *
 * @throws GradusError E206 or E207 if the folds do not fit the table
 * @throws RangeError for folds that the rows do not allow
 */
export function chooseFolds(table: Table, options: FoldChoice & Omit<TrainOptions, "split">): FoldPlan {
  const { folds: wanted = 5, repeats, only, kind: _, group, groupExcept, order, gap, ...train } = options;
  const named = group === undefined ? [] : [group].flat().map((name) => columnNamed(table, name).name);
  const { labels, rows, features } = chooseColumns(table, {
    ...train,
    ignore: [...(train.ignore ?? []), ...named],
  });
  const columns = groupExcept === undefined ? named : groupColumns(table, features, groupExcept);
  const isGrouped = columns.length > 0;
  const { kind, warnings } = kindOf(table, options, { labels, features, isGrouped, rows: rows.length });
  const stratify = isGrouped || isOrdered(kind) ? undefined : labelClasses(table, train, rows);
  const groups = isGrouped ? groupsOf(table, { columns }) : undefined;
  const by = kind === "block" && order === undefined ? warnings[0]?.column : order;
  const all =
    typeof wanted === "number"
      ? planFolds(table, rows, {
          kind: kind === "given" ? "random" : kind,
          folds: wanted,
          ...(train.seed === undefined ? {} : { seed: train.seed }),
          ...(repeats === undefined ? {} : { repeats }),
          ...(stratify ? { stratify } : {}),
          ...(groups ? { groups } : {}),
          ...(by === undefined ? {} : { order: by }),
          ...(gap === undefined ? {} : { gap }),
        })
      : foldsOf(
          rows,
          Int32Array.from(rows, (row) => given(wanted, table)[row]),
          1,
        );
  const folds = all.filter(({ fold }) => only === undefined || only.includes(fold));
  if (folds.length === 0)
    throw new GradusError("E206", { wanted: (only ?? []).join(", "), file: table.source });
  return {
    folds,
    kind,
    ...(by === undefined ? {} : { order: by }),
    ...(isGrouped ? { group: columns } : {}),
    ...(groupExcept === undefined ? {} : { groupExcept: [...groupExcept] }),
    ...(groups ? { groups } : {}),
    ignore: named,
    inner: isGrouped
      ? { kind: "group", columns }
      : isOrdered(kind)
        ? { kind: "time", ...(by === undefined ? {} : { column: by }) }
        : { kind: "random", ...(stratify ? { stratify } : {}) },
    warnings,
  };
}

function isOrdered(kind: FoldPlan["kind"]): boolean {
  return kind === "block" || kind === "time";
}

/** The kind of folds, and what is to be said of it. */
function kindOf(
  table: Table,
  { folds, kind, order }: FoldChoice,
  facts: { labels: string[]; features: string[]; isGrouped: boolean; rows: number },
): { kind: FoldPlan["kind"]; warnings: Warning[] } {
  if (folds !== undefined && typeof folds !== "number") return { kind: "given", warnings: [] };
  if (kind !== undefined) return { kind, warnings: [] };
  if (order !== undefined) return { kind: "time", warnings: [] };
  if (facts.isGrouped) return { kind: "random", warnings: [] };
  const time = facts.features.length > 1 ? timeOrder(table, facts.labels) : null;
  if (time !== null) return { kind: "block", warnings: [warning("W230", { column: time.column })] };
  return {
    kind: "random",
    warnings: randomSplitWarnings(table, facts.features, facts.labels, facts.rows),
  };
}

function given(folds: ArrayLike<number>, table: Table): ArrayLike<number> {
  if (folds.length === table.rows) return folds;
  throw new GradusError("E207", { found: folds.length, rows: table.rows, file: table.source });
}
