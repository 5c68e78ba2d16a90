import { VERSION, type Network } from "gradus";
import { addActivation } from "../activations.js";
import { GraphBuilder } from "../builder.js";
import { modelBytes, valueInfo } from "../graph.js";
import { blocksOf, type Layout } from "./layout.js";

/**
 * The forward pass alone (tutorial §1), its parameters as inputs: `X` (rows × inputs) and the pieces of the layout give `Z` and
 * `H` of the last layer (rows × outputs).
 *
 * @throws RangeError for a registered activation
 */
export function forwardGraph(network: Network, layout: Layout): Uint8Array<ArrayBuffer> {
  const { sizes, last, activations } = network;
  const ports = [valueInfo("X", "float", ["rows", sizes[0]])];
  for (const { name, shape } of layout.pieces) ports.push(valueInfo(name, "float", shape));
  const ends = [
    valueInfo("Z", "float", ["rows", sizes[last]]),
    valueInfo("H", "float", ["rows", sizes[last]]),
  ];
  const g = new GraphBuilder([...ports, ...ends].map(({ name }) => name));
  const named = namedBlocks(g, network, layout);
  let H = "X";
  for (let l = 1; l <= last; l++) {
    const isLast = l === last;
    let Z = g.add("Gemm", [H, named.get(`W${l}`)!, named.get(`b${l}`)!], { transB: 1n });
    const skip = named.get("Wskip");
    if (isLast && skip !== undefined) Z = g.add("Gemm", ["X", skip, Z], { transB: 1n });
    H = addActivation(g, activations[l], Z);
    if (!isLast) continue;
    g.add("Identity", [Z], {}, { output: "Z" });
    g.add("Identity", [H], {}, { output: "H" });
  }
  return modelBytes(g.parts("forward", ports, ends), { version: VERSION });
}

/** Every W^l, b^l and W^skip: cut out of the whole vector, or put together from their pieces. */
function namedBlocks(g: GraphBuilder, network: Network, layout: Layout): Map<string, string> {
  const named = new Map<string, string>();
  for (const { name, from, shape } of blocksOf(network)) {
    const size = shape.reduce((product, n) => product * n, 1);
    if (layout.isWhole) {
      const flat = g.add("Slice", ["parameters", g.integers([from]), g.integers([from + size])]);
      named.set(name, g.add("Reshape", [flat, g.integers(shape)]));
      continue;
    }
    const pieces = layout.pieces.filter((piece) => piece.from >= from && piece.from < from + size);
    const names = pieces.map((piece) => piece.name);
    named.set(name, names.length === 1 ? names[0] : g.add("Concat", names, { axis: 0n }));
  }
  return named;
}
