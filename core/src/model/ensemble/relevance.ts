import type { Encoder } from "../../table/encode.js";
import { inputsOf } from "../../table/inputs.js";
import type { Relevance, TrainedNet } from "../model.js";

const IDLE = 0.05; // share of effective parameters below which a feature is idle

/**
 * What automatic relevance determination (MacKay 1994, Neal 1996) has learnt of the features: means over the nets that have a decay for
 * the weights of each input. A feature of several inputs is as relevant as the most relevant of them.
 *
 * @returns the most relevant feature first; empty without such nets
 */
export function relevanceOf(encoder: Encoder, nets: readonly TrainedNet[]): Relevance[] {
  const learnt = nets.flatMap(({ network, evidence }) =>
    evidence?.inputs.some((input) => input !== null) ? [{ evidence, network }] : [],
  );
  if (learnt.length === 0) return [];
  const inputs = encoder.inputs.map((_, j) => {
    const own = learnt.map(({ evidence: { inputs: of, alpha, gamma }, network: { sizes, last, skip } }) => {
      // The weights to layer 1, and the weight past the hidden layers.
      const groups = Array.from(of.keys()).filter((group) => of[group] === j);
      return {
        width: Math.max(...groups.map((group) => 1 / Math.sqrt(alpha[group]))),
        gamma: groups.reduce((sum, group) => sum + gamma[group], 0),
        size: sizes[1] + (skip ? sizes[last] : 0),
      };
    });
    const mean = (key: keyof (typeof own)[number]): number =>
      own.reduce((sum, one) => sum + one[key], 0) / own.length;
    return { width: mean("width"), gamma: mean("gamma"), size: mean("size") };
  });
  let at = 0;
  const all = encoder.features.map((feature) => {
    const own = inputs.slice(at, (at += inputsOf(feature).length));
    const gamma = own.reduce((sum, one) => sum + one.gamma, 0);
    const parameters = own.reduce((sum, one) => sum + one.size, 0);
    return { feature: feature.name, width: Math.max(...own.map(({ width }) => width)), gamma, parameters };
  });
  const most = Math.max(...all.map(({ width }) => width));
  return all
    .map(({ width, ...rest }) => {
      return { ...rest, relevance: width / most, idle: rest.gamma < IDLE * rest.parameters };
    })
    .toSorted((a, b) => b.relevance - a.relevance);
}
