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
import type { Context } from "../context.js";
import type { Texts } from "../language/language.js";
import { formatBytes } from "./format.js";
import { pairLines } from "./table.js";
import { displayWidth, padEnd } from "./width.js";

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

/** The name of a family as a person reads it. */
export function familyName(name: string, { families }: Pick<Texts, "families">): string {
  return families.names.get(name) ?? name;
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

/** The first lines of a run: data, split, network, optimiser. */
export function headLines(head: Head, { text, out }: Pick<Context, "text" | "out">): string[] {
  const { split } = head;
  const data = [
    text.rows(head.rows),
    text.features(head.features),
    text.label(head.labels.join(", ")),
    text.missing(head.missing),
  ];
  const { stream } = head;
  const streamed = stream && [
    text.memory(formatBytes(stream.memory)),
    text.buffer(stream.buffer),
    text.cache(formatBytes(stream.cache.bytes), stream.cache.folder),
  ];
  const { families } = head;
  if (families) return familyHeadLines(head, families, data, { text, out });
  return pairLines(
    [
      [text.data, `${head.source}  ${data.join(", ")}`],
      ...(streamed ? [[text.stream, streamed.join(", ")] as [string, string]] : []),
      [text.split, `${text.parts(split.train, split.validation, split.test)}   ${text.seed(head.seed)}`],
      ...(head.batchesOnly === undefined
        ? []
        : [[text.families.recipe, text.families.batchesOnly(head.batchesOnly)] as [string, string]]),
      [text.network, networkText(head.network, text)],
      [text.optimizer, recipeText(head.recipe, head.task, text)],
      [text.engine, engineText(head.engine, text)],
    ],
    out,
  );
}

/** The first lines of a run with families: what the rule has picked and why, and the layout of each kind of net. */
function familyHeadLines(
  { source, split, seed, recipe, task, engine }: Head,
  families: FamilyFacts,
  data: readonly string[],
  { text, out }: Pick<Context, "text" | "out">,
): string[] {
  const own = text.families;
  const { of: kinds, nets, folds, atOnce } = families;
  const layouts = new Map<string, string[]>();
  for (const { name, optimizer: _o, batch: _b, ...facts } of kinds) {
    const layout = networkText({ ...facts, nets: 1 }, text);
    layouts.set(layout, [...(layouts.get(layout) ?? []), familyName(name, text)]);
  }
  const width = Math.max(...[...layouts.keys()].map(displayWidth));
  const methods = [...new Set(kinds.map(({ optimizer }) => optimizer))].join(", ");
  return pairLines(
    [
      [text.data, `${source}  ${data.join(", ")}`],
      [text.split, `${own.parts(split.train, split.test, folds)}   ${text.seed(seed)}`],
      [
        own.recipe,
        (kinds[0].batch === null ? own.why : own.whyMany)(
          split.train,
          kinds[0].sizes[0],
          nets,
          kinds.length,
          folds,
        ),
      ],
      [text.network, [...layouts].map(([layout, names]) => `${padEnd(layout, width)}   ${names.join(", ")}`)],
      [text.optimizer, wholeText(recipe, methods, kinds[0].batch, task, text)],
      [
        text.engine,
        [
          engine.name,
          engine.precision,
          ...(atOnce === undefined || atOnce < 2 ? [] : [own.atOnce(atOnce)]),
        ].join(", "),
      ],
    ],
    out,
  );
}

/** `lm, br, all rows at once, mse_mean, x standardised, smooth clip, y standardised`. */
function wholeText(
  recipe: Readonly<Record<string, unknown>>,
  methods: string,
  batch: number | null,
  task: Task,
  text: Texts,
): string {
  const { loss, scale, clip, scaleLabel } = recipe as unknown as Ready["recipe"];
  const label = text.scaled(text.scales[scale], scaleLabel && task === "regression");
  const [x, ...y] = label.split(", ");
  const own = text.families;
  return [
    methods,
    batch === null ? own.allRows : text.batch(batch),
    loss.name,
    x,
    ...(clip ? [own.smoothClip] : []),
    ...y,
  ].join(", ");
}

/** `wasm, float32   about 27 µs an update, reference 560 µs`. */
function engineText({ name, precision, threads, steps }: EngineFacts, text: Texts): string {
  const what = [text.onThreads(name, threads), precision].join(", ");
  if (steps.length < 2) return what;
  const [own, ...others] = steps.map(({ microseconds }) => `${Number(microseconds.toPrecision(2))} µs`);
  return `${what}   ${[text.aboutStep(own), ...others.map((time, i) => `${steps[i + 1].name} ${time}`)].join(", ")}`;
}

/** `8 → 16 tanh → 1 linear   161 parameters`; with a front `8 → 32 embedded → 16 tanh → …`. */
export function networkText(
  { sizes, activations, parameters, skip, front, nets }: NetworkFacts,
  text: Pick<Texts, "embedded" | "parameters" | "skip" | "nets">,
): string {
  const first = front === undefined ? [sizes[0]] : [sizes[0], text.embedded(front)];
  const layers = activations.map((name, i) => `${sizes[i + 1]} ${name === "identity" ? "linear" : name}`);
  const more = [
    text.parameters(parameters),
    ...(skip ? [text.skip] : []),
    ...(nets > 1 ? [text.nets(nets)] : []),
  ];
  return `${[...first, ...layers].join(" → ")}   ${more.join(", ")}`;
}

/** Methods that find the length of a step themselves. */
const RATELESS = new Set(["lm", "br", "lbfgs", "scg"]);

/** `adam lr 0.01, batch 32, mse_mean, x robustly scaled, y standardised`. */
function recipeText(recipe: Readonly<Record<string, unknown>>, task: Task, text: Texts): string {
  const { optimizer, learningRate, batch, loss, scale, scaleLabel, schedule } = recipe as unknown as {
    optimizer: { name: string };
    learningRate: number;
    batch: number;
    loss: { name: string };
    scale: keyof Texts["scales"];
    scaleLabel: boolean;
    schedule: { name: string };
  };
  const way = schedule.name === "constant" ? "" : ` ${schedule.name}`;
  const rate = RATELESS.has(optimizer.name) ? "" : ` ${text.learningRate(String(learningRate))}${way}`;
  return [
    `${optimizer.name}${rate}`,
    text.batch(batch),
    loss.name,
    text.scaled(text.scales[scale], scaleLabel && task === "regression"),
  ].join(", ");
}
