import {
  canDivideAgain,
  chooseRecipe,
  lossSpec,
  shares,
  taskOf,
  type Model,
  type Prepared,
  type Recipe,
  type RecipeName,
  type Table,
} from "gradus";

/** The recipe of a run against what the rule would have chosen, and the command that repeats the run. */
export interface RecipeFacts {
  name: string;
  options: { name: string; value: unknown; usual: unknown; isChanged: boolean }[];
  families: Recipe["families"];
  /** Words of the command line. */
  command: string[];
  /** Why the command may not repeat the run: the model file does not tell by what the rows were divided. */
  isPartial: boolean;
}

type Given = Readonly<Record<string, unknown>>;

/** What the record of a run says of its options. @param file name of the table, as the command takes it */
export function recipeFacts(
  model: Model,
  table: Table | undefined,
  again: Prepared | null,
  file: string,
): RecipeFacts {
  const recipe: Given = model.run.recipe;
  const families = Array.isArray(recipe["families"]) ? (recipe["families"] as Recipe["families"]) : [];
  const usual: Given = { ...usualRecipe(model, families.length === 0) };
  const options = Object.keys(recipe)
    .filter((name) => name !== "name" && name !== "families")
    .filter((name) => families.length === 0 || !OF_FAMILIES.has(name))
    .map((name) => ({
      name,
      value: recipe[name],
      usual: usual[name],
      isChanged: name in usual && !isSame(recipe[name], usual[name]),
    }));
  const changed = options.filter(({ isChanged }) => isChanged).map(({ name }) => name);
  return {
    name: recipe["name"] as string,
    options,
    families,
    command: ["gradus", "train", file, ...wordsOf(model, table, again, changed)],
    isPartial: !canDivideAgain(model),
  };
}

/** Options that each family of nets has for itself. */
export const OF_FAMILIES: ReadonlySet<string> = new Set([
  "hidden",
  "initialisation",
  "nets",
  "optimizer",
  "learningRate",
  "schedule",
  "batch",
  "epochs",
  "patience",
  "dropout",
  "l1",
  "l2",
]);

/** What the rule chooses for these rows, in the form in which training keeps it. */
function usualRecipe({ task, encoder, run }: Model, plain: boolean): Recipe {
  const outputs = task === "classes" ? levelCount(encoder.labels[0]) : encoder.labels.length;
  const facts = { task, rows: run.split.train, inputs: encoder.inputs.length, outputs, plain };
  const choose = (single: boolean): Recipe => {
    const usual = chooseRecipe((run.recipe["name"] as RecipeName | undefined) ?? "auto", {
      ...facts,
      single,
    });
    return { ...usual, loss: lossSpec(usual.loss), scaleLabel: usual.scaleLabel && task === "regression" };
  };
  // One net that was all that was asked for has a recipe of its own.
  const alone = choose(run.recipe["nets"] === 1);
  const own: Given = run.recipe;
  return OF_ALONE.every((name) => isSame(own[name], alone[name])) ? alone : choose(false);
}

const OF_ALONE = ["nets", "optimizer", "hidden", "batch", "epochs", "patience"] as const;

function levelCount(label: Model["encoder"]["labels"][number]): number {
  return label.type === "classes" ? label.levels.length : 1;
}

/** Equal as the model file holds them: Infinity becomes null there, and an empty list of parameters may be left out. */
function isSame(a: unknown, b: unknown): boolean {
  const plain = (value: unknown): string =>
    JSON.stringify(value, (key, part: unknown) =>
      key === "parameters" && JSON.stringify(part) === "{}" ? undefined : part,
    );
  return plain(a) === plain(b);
}

function wordsOf(
  model: Model,
  table: Table | undefined,
  again: Prepared | null,
  changed: readonly string[],
): string[] {
  const { data, seed, recipe, split } = model.run;
  const { train, validation, test } = split.divided ?? split;
  const rows = train + validation + test;
  const [a, b, c] = shares(rows, [0.7, 0.15, 0.15]);
  const isUsual = a === train && b === validation && c === test;
  const isNumber = model.task === "regression";
  const isOther =
    again !== null && table !== undefined && (taskOf(table, data.labels) === "regression") !== isNumber;
  const plain = !(Array.isArray(recipe["families"]) && recipe["families"].length > 0);
  const own = changed.flatMap((name) => flagOf(name, recipe[name]));
  const isForced = plain && recipe["name"] === "auto" && own.length === 0;
  return [
    ...listed("--label", data.labels),
    ...columnWords(model, table),
    ...(isOther ? ["--task", isNumber ? "regression" : "classification"] : []),
    ...(data.weight === undefined ? [] : ["--weight", data.weight]),
    ...divisionWords(model, [train, validation, test], isUsual),
    ...(recipe["name"] === "classic" ? ["--recipe", "classic"] : []),
    ...(isForced ? flagOf("nets", recipe["nets"]) : own),
    ...(model.quantiles === undefined
      ? []
      : ["--interval-method", "cqr", "--interval-level", String(model.quantiles.level)]),
    "--seed",
    String(seed),
  ];
}

/** How the rows were divided: the columns, and the shares where they are not those that are usual. */
function divisionWords({ run: { data, split } }: Model, rows: readonly number[], isUsual: boolean): string[] {
  const { kind, by: { column, columns = column === undefined ? [] : [column], fractions } = {} } = split;
  const total = rows.reduce((sum, n) => sum + n, 0);
  const counted = isUsual ? [] : ["--split", rows.map((n) => n / total).join("/")];
  if (kind === "none") return ["--split", "none"];
  if (kind === "random") return counted;
  if (kind === "time")
    return [...(column === undefined ? ["--split-order"] : ["--split-time", column]), ...counted];
  if (kind === "column") return listed("--split-column", columns);
  if (kind !== "group") return [];
  // The numbers of rows of groups are not the shares that were asked for.
  const asked = fractions === undefined ? [] : ["--split", fractions.join("/")];
  const isOfFeatures = columns.some((name) => data.features.includes(name));
  const others = data.features.filter((name) => !columns.includes(name));
  return [
    ...(isOfFeatures ? listed("--split-group-except", others) : listed("--split-group", columns)),
    ...asked,
  ];
}

/** The columns that were left aside, where the table says which; else those that were not. */
function columnWords({ encoder, run }: Model, table: Table | undefined): string[] {
  const { features, labels } = run.data;
  if (table === undefined || encoder.features.some(({ name }) => !table.index.has(name)))
    return listed("--features", features);
  // Columns of weights, of groups and of named parts are no features anyhow.
  const { column, columns = [] } = run.split.kind === "time" ? {} : (run.split.by ?? {});
  const known = new Set([...features, ...labels, run.data.weight, column, ...columns]);
  const others = table.columns.map(({ name }) => name).filter((name) => !known.has(name));
  return others.length > features.length ? listed("--features", features) : listed("--ignore", others);
}

/** A flag with names: one list, or each for itself where a name holds a comma. */
function listed(flag: string, names: readonly string[]): string[] {
  if (names.length === 0) return [];
  return names.some((name) => name.includes(","))
    ? names.flatMap((name) => [flag, name])
    : [flag, names.join(",")];
}

const FLAGS: Readonly<Record<string, string>> = {
  nets: "--nets",
  learningRate: "--lr",
  batch: "--batch",
  epochs: "--epochs",
  patience: "--patience",
  dropout: "--dropout",
  l1: "--l1",
  l2: "--l2",
  goal: "--goal",
  minGradient: "--min-grad",
  scale: "--scale",
};

function flagOf(name: string, value: unknown): string[] {
  const flag = FLAGS[name];
  if (name === "batch" && (value === null || value === Infinity)) return ["--batch", "all"];
  if (flag !== undefined) return value === null ? [] : [flag, JSON.stringify(value).replaceAll('"', "")];
  if (name === "hidden") {
    const layers = value as Recipe["hidden"];
    return [
      "--hidden",
      layers.map(({ size, activation }) => `${size}:${activation.name}`).join(",") || "none",
    ];
  }
  if (name === "loss" || name === "optimizer") return [`--${name}`, (value as { name: string }).name];
  return [];
}

/** Words as a shell takes them, those with signs of its own between quotes. */
export function shellLine(words: readonly string[]): string {
  return words
    .map((word) => (/^[\p{L}\p{N}_./:=,%+-]+$/u.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`))
    .join(" ");
}
