import { frontPlaces, type Encoder, type Network } from "gradus";
import type { Worked } from "./worked.js";

/** One addend of a weighted sum. */
export interface Term {
  /** `h₃¹`, or the name of an input. */
  name: string;
  /** Whether the name is a text of the user's. */
  isInput: boolean;
  /** Whether it comes past the hidden layers. */
  isPast: boolean;
  weight: number;
  value: number;
  product: number;
}

/** A neuron with how its z comes about. */
export interface NeuronListing {
  /** From 1. */
  neuron: number;
  terms: Term[];
  /** Addends that are not listed one by one, and what they sum to. */
  rest: { count: number; sum: number };
  bias: number;
  /** Of a parametric activation. */
  alpha?: number;
  z: number;
  h: number;
}

/** A layer as it is shown. */
export interface LayerListing {
  layer: number;
  activation: string;
  /** Number of neurons. */
  size: number;
  /** What W reads: names and values. */
  inputs: { name: string; isInput: boolean; value: number }[];
  /** All weights, where they are few: one row for each neuron. */
  whole: { neuron: number; weights: number[]; bias: number; z: number; h: number }[] | null;
  /** Of the last layer what comes past the hidden layers, for each neuron. */
  neurons: NeuronListing[];
}

const MOST_CELLS = 400; // weights of a layer that are all shown
const MOST_INPUTS = 12; // of such a layer: more columns are wider than a page
const MOST_TERMS = 12; // addends of a sum that are listed one by one, the largest

/**
 * A net's way from a row to its answer, layer by layer. Small layers are shown whole. Of large ones one neuron is followed, the one that
 * gives most to the neuron followed in the layer after it, with its largest addends.
 */
export function listingsOf(network: Network, encoder: Encoder, { forward, X }: Worked): LayerListing[] {
  const { last, sizes, activations } = network;
  let followed = Array.from({ length: Math.min(sizes[last], 3) }, (_, i) => i);
  const layers: LayerListing[] = [];
  for (let l = last; l >= 1; l--) {
    const [Z, H] = [forward.Z[l].data, forward.H[l].data];
    const inputs = inputsTo(network, encoder, forward, l);
    const W = network.W[l];
    const alpha = network.alpha?.[l];
    const isWhole = W.rows * W.cols <= MOST_CELLS && W.cols <= MOST_INPUTS && alpha === undefined;
    const listed = followed.map((i): NeuronListing => {
      const own = inputs.map((input, j) => termOf(input, W.data[i * W.cols + j]));
      const skip = l === last && network.skip ? skipTerms(network.skip.data, i, encoder, X.data) : [];
      const { terms, rest } = shortened([...own, ...skip]);
      const share = alpha ? { alpha: alpha[i] } : {};
      return { neuron: i + 1, terms, rest, bias: network.b[l][i], ...share, z: Z[i], h: H[i] };
    });
    layers.unshift({
      layer: l,
      activation: activations[l].name,
      size: sizes[l],
      inputs,
      whole:
        isWhole && l < last
          ? Array.from({ length: W.rows }, (_, i) => ({
              neuron: i + 1,
              weights: [...W.data.subarray(i * W.cols, (i + 1) * W.cols)],
              bias: network.b[l][i],
              z: Z[i],
              h: H[i],
            }))
          : null,
      neurons: listed,
    });
    followed = [strongest(listed[0], l)];
  }
  return layers;
}

function termOf({ name, isInput, value }: LayerListing["inputs"][number], weight: number): Term {
  return { name, isInput, isPast: false, weight, value, product: weight * value };
}

function skipTerms(skip: Float64Array, i: number, { inputs }: Encoder, x: Float64Array): Term[] {
  return inputs.map((name, j) => ({
    ...termOf({ name, isInput: true, value: x[j] }, skip[i * inputs.length + j]),
    isPast: true,
  }));
}

/** Place of the hidden neuron that gives most to a sum. */
function strongest({ terms }: NeuronListing, l: number): number {
  const own = terms.filter(({ isInput }) => !isInput);
  const most = own.reduce<Term | undefined>(
    (a, b) => (a === undefined || Math.abs(b.product) > Math.abs(a.product) ? b : a),
    undefined,
  );
  return most === undefined || l === 1 ? 0 : Number(/_\{?(\d+)/.exec(most.name)![1]) - 1;
}

/** The largest addends in their order, and the sum of the others. */
function shortened(terms: readonly Term[]): Pick<NeuronListing, "terms" | "rest"> {
  if (terms.length <= 2 * MOST_TERMS + 4) return { terms: [...terms], rest: { count: 0, sum: 0 } };
  const large = new Set(
    terms.toSorted((a, b) => Math.abs(b.product) - Math.abs(a.product)).slice(0, MOST_TERMS),
  );
  const others = terms.filter((term) => !large.has(term));
  return {
    terms: terms.filter((term) => large.has(term)),
    rest: { count: others.length, sum: others.reduce((sum, { product }) => sum + product, 0) },
  };
}

/** What layer l reads: the inputs, the rows of the front, or the layer before. */
function inputsTo(
  network: Network,
  encoder: Encoder,
  { H, front }: Worked["forward"],
  l: number,
): LayerListing["inputs"] {
  if (l > 1)
    return Array.from(H[l - 1].data, (value, j) => ({
      name: `h_{${j + 1}}^{${l - 1}}`,
      isInput: false,
      value,
    }));
  if (!network.front || !front)
    return encoder.inputs.map((name, j) => ({ name, isInput: true, value: H[0].data[j] }));
  const { width } = network.front.shape;
  return frontPlaces(network.front.shape).flatMap(({ input, row, embedded }) =>
    Array.from({ length: embedded < 0 ? 1 : width }, (_, r) => ({
      name: r === 0 ? encoder.inputs[input] : `${encoder.inputs[input]} [${r}]`,
      isInput: true,
      value: front.H.data[row + r],
    })),
  );
}
