import type { Ready, Task } from "gradus";
import type { Context } from "../context.js";
import type { EngineFacts, FamilyFacts, Head, NetworkFacts } from "../head.js";
import type { Texts } from "../language/language.js";
import { formatBytes } from "./format.js";
import { pairLines } from "./table.js";
import { displayWidth, padEnd } from "./width.js";

/** The first lines of a run: data, split, network, optimizer. */
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
      [text.data, `${head.source}  ${data.join(text.comma)}`],
      ...(streamed ? [[text.stream, streamed.join(text.comma)] as [string, string]] : []),
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
  const methods = [...new Set(kinds.map(({ optimizer }) => optimizer))].join(text.comma);
  return pairLines(
    [
      [text.data, `${source}  ${data.join(text.comma)}`],
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
      [
        text.network,
        [...layouts].map(([layout, names]) => `${padEnd(layout, width)}   ${names.join(text.comma)}`),
      ],
      [text.optimizer, wholeText(recipe, methods, kinds[0].batch, task, text)],
      [
        text.engine,
        [
          engine.name,
          engine.precision,
          ...(atOnce === undefined || atOnce < 2 ? [] : [own.atOnce(atOnce)]),
        ].join(text.comma),
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
  const [x, ...y] = label.split(text.comma);
  const own = text.families;
  return [
    methods,
    batch === null ? own.allRows : text.batch(batch),
    loss.name,
    x,
    ...(clip ? [own.smoothClip] : []),
    ...y,
  ].join(text.comma);
}

/** `wasm, float32   about 27 µs an update, reference 560 µs`. */
function engineText({ name, precision, threads, steps }: EngineFacts, text: Texts): string {
  const what = [text.onThreads(name, threads), precision].join(text.comma);
  if (steps.length < 2) return what;
  const [own, ...others] = steps.map(({ microseconds }) => `${Number(microseconds.toPrecision(2))} µs`);
  return `${what}   ${[text.aboutStep(own), ...others.map((time, i) => `${steps[i + 1].name} ${time}`)].join(text.comma)}`;
}

/** `8 → 16 tanh → 1 linear   161 parameters`; with a front `8 → 32 embedded → 16 tanh → …`. */
export function networkText(
  { sizes, activations, parameters, skip, front, nets }: NetworkFacts,
  text: Pick<Texts, "comma" | "embedded" | "parameters" | "skip" | "nets">,
): string {
  const first = front === undefined ? [sizes[0]] : [sizes[0], text.embedded(front)];
  const layers = activations.map((name, i) => `${sizes[i + 1]} ${name === "identity" ? "linear" : name}`);
  const more = [
    text.parameters(parameters),
    ...(skip ? [text.skip] : []),
    ...(nets > 1 ? [text.nets(nets)] : []),
  ];
  return `${[...first, ...layers].join(" → ")}   ${more.join(text.comma)}`;
}

/** The name of a family as a person reads it. */
export function familyName(name: string, { families }: Pick<Texts, "families">): string {
  return families.names.get(name) ?? name;
}

/** Methods that find the length of a step themselves. */
export const RATELESS: ReadonlySet<string> = new Set(["lm", "br", "lbfgs", "scg"]);

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
  ].join(text.comma);
}
