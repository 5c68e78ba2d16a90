/** Where the stepper halts: a step as a whole, neuron by neuron, or term by term. */
import type { Step, StepKind, Trace } from "gradus";
import { biasPart, edgePart, labelPart, nodePart } from "./parts.js";

/** How finely a step is divided. */
export const granularities = ["layer", "neuron", "term"] as const;
export type Granularity = (typeof granularities)[number];

/** A halt. Neuron and term count from 1; 0 means all of them. */
export interface Stop {
  /** Place of its step in the trace. */
  step: number;
  kind: StepKind;
  layer: number;
  neuron: number;
  term: number;
}

/** All halts of an iteration in order. A 3-3-2 has 10 by layer and 22 by neuron. */
export function stopsOf({ steps, network: { sizes, last } }: Trace, granularity: Granularity): Stop[] {
  return steps.flatMap((step, at): Stop[] => {
    const whole = { step: at, kind: step.kind, layer: step.layer, neuron: 0, term: 0 };
    if (granularity === "layer") return [whole];
    if (step.kind === "update") return granularity === "neuron" ? [whole] : updateStops(whole, sizes, last);
    if (step.kind === "loss") {
      return granularity === "neuron"
        ? [whole]
        : [...upTo(sizes[last]).map((i) => ({ ...whole, neuron: i })), whole];
    }
    return upTo(sizes[step.layer]).flatMap((neuron) => {
      const own = { ...whole, neuron };
      const terms = granularity === "term" ? termsOf(step, sizes) : 0;
      return terms === 0 ? [own] : upTo(terms).map((term) => ({ ...own, term }));
    });
  });
}

/** The halt that lies nearest to another one, which may be of another granularity: its step, neuron and term or those before. */
export function nearestStop(stops: readonly Stop[], { step, layer, neuron, term }: Stop): number {
  const key = (stop: Stop): number[] => [
    stop.step,
    stop.kind === "update" ? stop.layer : 0,
    stop.neuron,
    stop.term,
  ];
  const wanted = [step, layer, Math.max(neuron, 1), Math.max(term, 1)];
  const first = stops.findIndex((stop) => stop.step === step);
  let found = Math.max(first, 0);
  stops.forEach((stop, k) => {
    if (stop.step === step && key(stop).every((x, d) => x <= wanted[d] || x === 0)) found = k;
  });
  return found;
}

/** Terms of the sum for one neuron: weights and the bias, ways back and f'. */
function termsOf({ kind, layer }: Step, sizes: readonly number[]): number {
  if (kind === "z" || kind === "gradients") return sizes[layer - 1] + 1;
  return kind === "delta" ? sizes[layer + 1] + 1 : 0;
}

function updateStops(whole: Stop, sizes: readonly number[], last: number): Stop[] {
  return upTo(last).flatMap((layer) =>
    upTo(sizes[layer]).flatMap((neuron) =>
      upTo(sizes[layer - 1] + 1).map((term) => ({ ...whole, layer, neuron, term })),
    ),
  );
}

/** Parts of the figure that a halt is about. */
export function partsOf(stop: Stop, sizes: readonly number[]): Set<string> {
  const { kind, layer: l, neuron, term } = stop;
  const last = sizes.length - 1;
  const neurons = neuron === 0 ? upTo(sizes[l] ?? 0) : [neuron];
  switch (kind) {
    case "z":
      return new Set(neurons.flatMap((i) => [nodePart(l, i), ...incoming(sizes, l, i, term, true)]));
    case "h":
      return new Set(neurons.map((i) => nodePart(l, i)));
    case "loss":
    case "delta_out":
      return new Set(neurons.flatMap((i) => [nodePart(last, i), labelPart(i)]));
    case "delta":
      return new Set(neurons.flatMap((j) => [nodePart(l, j), ...outgoing(sizes, l, j, term)]));
    case "gradients":
      return new Set(neurons.flatMap((i) => [nodePart(l, i), ...incoming(sizes, l, i, term, true)]));
    case "update":
      if (l > 0) return new Set(incoming(sizes, l, neuron, term, false));
      return new Set(
        upTo(last).flatMap((k) => upTo(sizes[k]).flatMap((i) => incoming(sizes, k, i, 0, false))),
      );
  }
  return kind satisfies never;
}

function incoming(
  sizes: readonly number[],
  l: number,
  i: number,
  term: number,
  withSource: boolean,
): string[] {
  const all = upTo(sizes[l - 1]).flatMap((j) =>
    term === 0 || term === j ? [edgePart(l, i, j), ...(withSource ? [nodePart(l - 1, j)] : [])] : [],
  );
  return term === 0 || term > sizes[l - 1] ? [...all, biasPart(l, i)] : all;
}

function outgoing(sizes: readonly number[], l: number, j: number, term: number): string[] {
  return upTo(sizes[l + 1]).flatMap((i) =>
    term === 0 || term === i ? [edgePart(l + 1, i, j), nodePart(l + 1, i)] : [],
  );
}

/** Numbers of an equation that a halt by term is about: they are marked; none at other halts. */
export function termIds({ kind, layer: l, neuron: i, term }: Stop, sizes: readonly number[]): Set<string> {
  if (term === 0) return new Set();
  const isBias = term > sizes[l - 1];
  switch (kind) {
    case "z":
      return new Set(isBias ? [`b-${l}-${i}`] : [`w-${l}-${i}-${term}`, `h-${l - 1}-${term}`]);
    case "delta":
      return new Set(
        term > sizes[l + 1] ? [`slope-${l}-${i}`] : [`w-${l + 1}-${term}-${i}`, `delta-${l + 1}-${term}`],
      );
    case "gradients":
      return new Set(isBias ? [`db-${l}-${i}`] : [`dw-${l}-${i}-${term}`]);
    case "update":
      return new Set(isBias ? [`b-${l}-${i}`] : [`w-${l}-${i}-${term}`]);
    default:
      return new Set();
  }
}

/** Whether the result of a step is known at a halt, for a neuron of its layer. */
export function isKnown(trace: Trace, stop: Stop, kind: StepKind, layer: number, neuron: number): boolean {
  const at = trace.steps.findIndex(
    (step) => step.layer === layer && (step.kind === kind || (kind === "delta" && step.kind === "delta_out")),
  );
  if (at !== stop.step) return at < stop.step;
  return stop.neuron === 0 || neuron <= stop.neuron;
}

/** 1 … n. */
export function upTo(n: number): number[] {
  return Array.from({ length: n }, (_, i) => i + 1);
}
