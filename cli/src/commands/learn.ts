import {
  columns,
  createNetwork,
  createRandom,
  exampleNetwork,
  formatValue,
  GradusError,
  trace,
  type Equation,
  type Example,
  type LossName,
  type Matrix,
  type Network,
  type Step,
  type Trace,
} from "gradus";
import type { Context } from "../context.js";
import { toJson } from "../output/format.js";
import { renderTrace } from "../output/learn.js";
import { asUsage } from "../training-flags.js";

/** Flags of `gradus learn`. */
export interface LearnFlags {
  shape?: number[];
  activation?: string;
  output?: string;
  loss?: LossName;
  /** Samples, one list each. */
  x?: number[][];
  y?: number[][];
  lr?: number;
  seed?: number;
  /** Number of a step from 1; all without it. */
  step?: number;
  iterations?: number;
  tex?: boolean;
  check?: boolean;
}

const SEED = 7;

/**
 * `gradus learn`: one iteration of back-propagation with every number, on the tutorial's network 3-3-2 or any other; with
 * `--iterations` the last of several.
 */
export async function learn(context: Context, flags: LearnFlags): Promise<number> {
  const { text, out, language } = context;
  return asUsage(async () => {
    const { network, X, Y, eta } = example(flags);
    checkLengths("--x", flags.x, network.sizes[0], context);
    checkLengths("--y", flags.y, network.sizes[network.last], context);
    const options = { eta, ...(flags.loss === undefined ? {} : { loss: flags.loss }) };
    const losses: number[] = [];
    let shown = trace(network, X, Y, options);
    for (let k = 1; k < (flags.iterations ?? 1); k++) {
      losses.push(shown.loss);
      shown = trace(shown.next, X, Y, options);
    }
    losses.push(shown.loss);
    const lines = renderTrace(shown, {
      step: flags.step ?? "all",
      tex: flags.tex ?? false,
      check: flags.check ?? false,
      language,
      paint: out.paint,
      width: out.columns,
    });
    if (context.flags.json) await out.write(`${toJson(learnJson(shown, losses, flags, context))}\n`);
    const before =
      losses.length === 1
        ? []
        : losses.map((loss, k) => `  ${text.iteration(k + 1)}  L = ${formatValue(loss)}`);
    await context.show(...before, ...(before.length > 0 ? [""] : []), lines);
    return 0;
  });
}

/** Refuses samples of another length than the network's. @throws GradusError E001 that names the flag */
function checkLengths(
  option: string,
  samples: readonly number[][] | undefined,
  length: number,
  { text }: Context,
): void {
  const wrong = samples?.find((sample) => sample.length !== length);
  if (wrong === undefined) return;
  const given = wrong.join(",");
  throw new GradusError("E001", { option, wanted: text.wantedLength(length), given, suggestion: "" });
}

/** The tutorial's example, or a network as asked for; values that are not given are drawn, with two decimals. */
function example({ shape, activation = "sigmoid", output = "sigmoid", x, y, lr, seed }: LearnFlags): Example {
  const given = exampleNetwork();
  const eta = lr ?? given.eta;
  const isOther =
    shape !== undefined || seed !== undefined || activation !== "sigmoid" || output !== "sigmoid";
  const sizes = shape ?? given.network.sizes;
  const random = createRandom(seed ?? SEED);
  const network = isOther
    ? rounded(createNetwork(sizes, { hidden: activation, output, seed: random }))
    : given.network;
  const rows = Math.max(x?.length ?? 0, y?.length ?? 0, 1);
  const drawn = (n: number): number[][] =>
    Array.from({ length: rows }, () =>
      Array.from({ length: n }, () => Math.round(100 * random.uniform()) / 100),
    );
  const oneHot = (n: number): number[][] =>
    Array.from({ length: rows }, () => {
      const k = random.integer(n);
      return Array.from({ length: n }, (_, i) => Number(i === k));
    });
  return {
    network,
    X: x ? columns(x) : isOther || rows > 1 ? columns(drawn(sizes[0])) : given.X,
    Y: y
      ? columns(y)
      : isOther || rows > 1
        ? columns(output === "softmax" ? oneHot(sizes.at(-1)!) : drawn(sizes.at(-1)!))
        : given.Y,
    eta,
  };
}

/** Start values with two decimals, so that they can be followed by hand. */
function rounded(network: Network): Network {
  network.parameters.forEach((w, k) => (network.parameters[k] = Math.round(100 * w) / 100));
  return network;
}

function learnJson(
  shown: Trace,
  losses: number[],
  { step }: LearnFlags,
  { language }: Context,
): Record<string, unknown> {
  const { network, X, Y, eta, lossSpec } = shown;
  const steps = shown.steps.map((one, k) => stepJson(one, k + 1, language));
  return {
    schema: 1,
    command: "learn",
    network: {
      sizes: network.sizes,
      activations: network.activations.slice(1).map(({ name }) => name),
      W: network.W.slice(1).map(rowsOf),
      b: network.b.slice(1).map((b) => [...b]),
    },
    x: rowsOf(X),
    y: rowsOf(Y),
    learningRate: eta,
    loss: { name: lossSpec.name, value: shown.loss, after: shown.lossAfter },
    iterations: losses,
    steps: step === undefined ? steps : steps.slice(step - 1, step),
  };
}

function stepJson(step: Step, number: number, language: Context["language"]): Record<string, unknown> {
  return {
    step: number,
    kind: step.kind,
    layer: step.layer,
    title: step.title[language],
    line: step.line,
    matrices: step.matrices.map((one) => ({ ...equationJson(one), check: one.check })),
    slopes: step.slopes.map(equationJson),
    scalars: step.scalars.map(equationJson),
  };
}

function equationJson({ id, text, tex, value }: Equation): Record<string, unknown> {
  return { id, text, tex, value: typeof value === "number" ? value : rowsOf(value) };
}

function rowsOf({ rows, cols, data }: Matrix): number[][] {
  return Array.from({ length: rows }, (_, i) => [...data.subarray(i * cols, (i + 1) * cols)]);
}
