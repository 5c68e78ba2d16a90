import { parameterCount, type Model, type Ready, type Task } from "gradus";
import type { Context } from "../context.js";
import type { Texts } from "../language/language.js";
import { formatBytes } from "./format.js";
import { pairLines } from "./table.js";

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

/** The head of a run that has not begun. */
export function headOfPrepared(
  { encoder, outputs, recipe, split, seed, task, choice }: Omit<Ready, "data">,
  { source, rows, missing }: Ready["data"],
): Head {
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
    engine: { ...model.run.engine, threads: 1, steps: [] },
  };
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
  return pairLines(
    [
      [text.data, `${head.source}  ${data.join(", ")}`],
      ...(streamed ? [[text.stream, streamed.join(", ")] as [string, string]] : []),
      [text.split, `${text.parts(split.train, split.validation, split.test)}   ${text.seed(head.seed)}`],
      [text.network, networkText(head.network, text)],
      [text.optimizer, recipeText(head.recipe, head.task, text)],
      [text.engine, engineText(head.engine, text)],
    ],
    out,
  );
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
