import { emptyNetwork } from "../bp/network.js";
import type { Model } from "./model.js";
declare class TextEncoder { encode(s: string): Uint8Array }
declare class TextDecoder { decode(s: Uint8Array): string }
/** TEMPORARY stand-in. */
export function saveModel(model: Model): Uint8Array {
  const nets = model.nets.map(({ network: n, weight }) => ({ weight, sizes: n.sizes, activations: n.activations, skip: n.skip !== undefined, parameters: [...n.parameters] }));
  return new TextEncoder().encode(JSON.stringify({ ...model, nets, checkpoint: undefined }));
}
/** TEMPORARY stand-in. */
export function loadModel(bytes: Uint8Array, _source?: string): Model {
  const m = JSON.parse(new TextDecoder().decode(bytes)) as any;
  m.nets = m.nets.map((n: any) => ({ weight: n.weight, network: emptyNetwork(n.sizes, n.activations.slice(1), n.skip, Float64Array.from(n.parameters)) }));
  return m as Model;
}
