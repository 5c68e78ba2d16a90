import {
  activationSpec,
  additionsIn,
  createPool,
  frontRows,
  frontShape,
  numberInputs,
  parameterCount,
  type Encoder,
  type Model,
  type Ready,
  type Task,
} from "gradus";

/** What the first lines of a run say. */
export interface Head {
  source: string;
  rows: number;
  features: number;
  labels: readonly string[];
  missing: number;
  split: { train: number; validation: number; test: number };
  seed: number;
  task: Task;
  network: NetworkFacts;
  recipe: Readonly<Record<string, unknown>>;
  engine: EngineFacts;
  /** Of a recipe with families. */
  families?: FamilyFacts;
  /** Name of an engine that was asked for and cannot train families. */
  batchesOnly?: string;
  stream?: StreamFacts;
}

/** What trains, or has trained. */
export interface EngineFacts {
  name: string;
  precision: string;
  threads: number;
  /** Microseconds of a step of the engines there were to choose from, the chosen one first. */
  steps: readonly { name: string; microseconds: number }[];
}

/** One family. */
interface KindFacts extends Omit<NetworkFacts, "nets"> {
  name: string;
  optimizer: string;
  /** Rows per update; null: all. */
  batch: number | null;
}

/** Families of nets as the head tells them. */
export interface FamilyFacts {
  folds: number;
  nets: number;
  of: KindFacts[];
  /** Nets at once at most; undefined: not known any more. */
  atOnce?: number;
}

/** Where the rows of a streamed table are. */
export interface StreamFacts {
  /** Bytes of memory allowed. */
  memory: number;
  /** Rows that are shuffled at once. */
  buffer: number;
  /** Bytes of the encoded rows on the disk, and the folder. */
  cache: { bytes: number; folder: string };
}

/** A network's shape and functions. */
export interface NetworkFacts {
  sizes: readonly number[];
  /** Names of the activations of layers 1 … last. */
  activations: readonly string[];
  parameters: number;
  skip: boolean;
  /** Rows that the front gives layer 1; missing where there is no front. */
  front?: number;
  nets: number;
}

/** The head of a run that has not begun. @param threads nets at once, if they were said */
export function headOfPrepared(
  { encoder, outputs, recipe, split, seed, task, choice, learning }: Omit<Ready, "data">,
  { source, rows, missing }: Ready["data"],
  threads?: number,
): Head {
  const folds = learning === undefined ? 0 : 1 + Math.max(...learning.fold);
  const sizes = [encoder.inputs.length, ...recipe.hidden.map(({ size }) => size), outputs];
  return {
    source,
    rows,
    features: encoder.features.length,
    labels: encoder.labels.map(({ name }) => name),
    missing,
    split: { train: split.train.length, validation: split.validation.length, test: split.test.length },
    seed,
    task,
    network: {
      sizes,
      activations: [...recipe.hidden.map(({ activation }) => activation.name), recipe.output.name],
      parameters: parameterCount(sizes, recipe.skip),
      skip: recipe.skip,
      nets: recipe.nets,
    },
    recipe: { ...recipe },
    ...(folds === 0
      ? {}
      : {
          families: {
            ...familyFacts(recipe, encoder, outputs, folds),
            atOnce: threads ?? createPool().workers,
          },
        }),
    engine: {
      name: choice.engine.name,
      precision: choice.engine.precision,
      threads: choice.engine.threads ?? 1,
      steps: choice.costs
        .filter(({ engine }) => engine === choice.engine || engine.name !== choice.engine.name)
        .map(({ engine, cost }) => ({ name: engine.name, microseconds: cost.step })),
    },
  };
}

/** The head of the run that made a model. */
export function headOfModel(model: Model): Head {
  const { data, split, seed, recipe } = model.run;
  const { source, rows, features, labels, missing } = data;
  return {
    source,
    rows,
    features: features.length,
    labels,
    missing,
    split,
    seed,
    task: model.task,
    network: networkFacts(model),
    recipe,
    ...(model.outOfFold === undefined ? {} : { families: familiesOfModel(model, model.outOfFold) }),
    engine: { ...model.run.engine, threads: 1, steps: [] },
  };
}

/** The families of a model. */
export function familiesOfModel(
  { nets, run, encoder }: Model,
  { fold }: NonNullable<Model["outOfFold"]>,
): FamilyFacts {
  const { network } = nets[0];
  const folds = 1 + Math.max(...fold);
  const recipe = run.recipe as unknown as FamilyRecipe;
  return familyFacts(recipe, encoder, network.sizes[network.last], folds);
}

type FamilyRecipe = Pick<Ready["recipe"], "families" | "output" | "skip">;

function familyFacts(
  { families, output, skip }: FamilyRecipe,
  encoder: Encoder,
  outputs: number,
  folds: number,
): FamilyFacts {
  const inputs = encoder.inputs.length;
  const of = families.map(({ name, hidden, optimizer, batch, front, skip: own = skip }) => {
    const sizes = [inputs, ...hidden.map(({ size }) => size), outputs];
    const specs = [...hidden.map(({ activation }) => activation), output];
    const shape = front && frontShape({ ...front, embed: numberInputs(encoder) }, inputs);
    return {
      name,
      sizes,
      activations: specs.map((spec) => spec.name),
      parameters: parameterCount(sizes, own, additionsIn(specs.map(activationSpec), shape)),
      skip: own,
      ...(shape ? { front: frontRows(shape) } : {}),
      optimizer: optimizer.name,
      batch,
    };
  });
  const nets = families.reduce((sum, { each, whole }) => sum + each * folds + whole, 0);
  return { folds, nets, of };
}

/** The shape and functions of a model's first net. */
export function networkFacts(model: Model): NetworkFacts {
  const { network } = model.nets[0];
  return {
    sizes: network.sizes,
    activations: network.activations.slice(1).map(({ name }) => name),
    parameters: network.parameters.length,
    skip: network.skip !== undefined,
    ...(network.front ? { front: network.front.rows } : {}),
    nets: model.nets.length,
  };
}
