/** Which equations of a step are shown at a halt. */
import type { Equation, Step } from "gradus";
import { upTo, type Stop } from "./stops.js";

/** What the reader looks at where the halt leaves it open. */
export interface Selection {
  /** Neuron of the layer, from 1. */
  neuron: number;
  /** Neuron of the layer before, from 1; one more for the bias. */
  source: number;
}

/** The equations of one neuron, or of one parameter, at a halt. */
export function scalarsAt(
  step: Step,
  stop: Stop,
  selection: Selection,
  sizes: readonly number[],
): Equation[] {
  const byId = (id: string): Equation[] => step.scalars.filter((equation) => equation.id === id);
  const l = stop.layer;
  switch (stop.kind) {
    case "loss":
      return stop.neuron === 0 ? step.scalars : byId(`loss-${stop.neuron}`);
    case "z":
    case "h":
      return byId(`${stop.kind}-${l}-${neuronAt(stop, selection, sizes)}`);
    case "delta":
    case "delta_out": {
      const i = neuronAt(stop, selection, sizes);
      const slope = step.slopes.filter(({ id }) => id === `slope-${l}-${i}`);
      return [...slope, ...byId(`g-${l}-${i}`), ...byId(`delta-${l}-${i}`)];
    }
    case "gradients":
    case "update": {
      const layer = l === 0 ? 1 : l;
      const i = neuronAt({ ...stop, layer }, selection, sizes);
      const d = stop.kind === "gradients" ? "d" : "";
      const name = (j: number): string =>
        j > sizes[layer - 1] ? `${d}b-${layer}-${i}` : `${d}w-${layer}-${i}-${j}`;
      if (stop.term > 0) return byId(name(stop.term));
      return stop.neuron > 0
        ? upTo(sizes[layer - 1] + 1).flatMap((j) => byId(name(j)))
        : byId(name(Math.min(selection.source, sizes[layer - 1] + 1)));
    }
  }
  return stop.kind satisfies never;
}

/** The neuron that a halt is about, or else the selected one as far as the layer has so many. */
export function neuronAt(stop: Stop, { neuron }: Selection, sizes: readonly number[]): number {
  return stop.neuron > 0 ? stop.neuron : Math.min(neuron, sizes[stop.layer === 0 ? 1 : stop.layer]);
}

/** Whether the step has equations whose neuron the reader may choose. */
export function isSelectable(stop: Stop): boolean {
  return stop.neuron === 0 && stop.kind !== "loss";
}
