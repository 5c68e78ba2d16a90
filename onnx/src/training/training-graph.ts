import { VERSION, type Network, type TrainerOptions } from "gradus";
import { GraphBuilder, toFloat32 } from "../builder.js";
import { graph, modelBytes, node, tensor, valueInfo, type ElementType, type Shape } from "../graph.js";
import { layoutOf, sizeOf, type Layout } from "./layout.js";
import { methodOf, type BoundMethod } from "./methods.js";
import { addPasses } from "./step.js";
import { addUpdate } from "./update.js";

/** How the graph is written. */
export interface TrainingGraphOptions {
  /** Whether rows have weights. @default false */
  weighted?: boolean;
  /** Whether a schedule moves the momentum, which is then a number of each step. @default false */
  moves?: boolean;
  /**
   * Whether parameters and states enter and leave as whole vectors, also where the graph works with pieces of them: easier to
   * use, at the price of two copies for each run. @default true
   */
  flat?: boolean;
  /** Values that vectors have unless they are given, by name: the file keeps them. Only where they are whole. */
  initial?: ReadonlyMap<string, Float64Array>;
  /** What the file says about itself, by name. */
  metadata?: ReadonlyMap<string, string>;
  description?: string;
}

/** An input or output of the graph. */
export interface TrainingPort {
  name: string;
  type: ElementType;
  /** "rows", "steps" and "batch" differ from run to run. */
  shape: Shape;
}

/** A training graph and what it takes and gives. */
export interface TrainingGraph {
  bytes: Uint8Array<ArrayBuffer>;
  inputs: TrainingPort[];
  outputs: TrainingPort[];
  /** How the parameters are cut. */
  layout: Layout;
  method: BoundMethod;
}

/** What ends the name of a vector after the steps. */
export const NEXT = ".next";

/** Name of a state's vector for a piece. */
export function stateName(layout: Layout, piece: string, state: string): string {
  return layout.isWhole ? state : `${piece}.${state}`;
}

/**
 * Back-propagation as an ONNX graph: the operator `Scan` goes over the batches, and its body is one step: forward pass, error
 * terms, gradients, update. All operators are ONNX's own (opset 17), in float32.
 *
 * Inputs: `X` (rows × inputs) and `Y` (rows × outputs), a sample being a row; `weights` (rows × 1) if rows have weights;
 * `order` (steps × batch), the row numbers of each batch; one vector of `steps` numbers for each number that the method needs
 * for a step, such as `eta`; with dropout a `mask1`, … for each hidden layer (steps × batch × neurons; 0, or 1 / (1 − p));
 * `parameters`, and a vector for each state of the method. Outputs: the new vectors, their names ending with `.next`; `losses`,
 * the loss of each batch before its update, without penalties; `norms`, the length of each gradient before clipping.
 *
 * @param network its sizes, activations and skip count, not its parameters
 * @throws RangeError for a registered activation and for unknown names
 */
export function trainingGraph(
  network: Network,
  options: TrainerOptions,
  given: TrainingGraphOptions = {},
): TrainingGraph {
  const { weighted = false, moves = false, flat = true, initial = new Map(), metadata, description } = given;
  const layout = layoutOf(network, options.maxNorm < Infinity);
  const method = methodOf(options.optimizer, moves);
  const ports = portsOf(network, options, layout, method, weighted);
  const body = bodyOf(network, options, layout, method, ports);
  const g = new GraphBuilder([...body.taken, ...ports.inputs.map(({ name }) => name)]);
  addShares(g);
  const carried = ports.carried.map(({ name }) => name);
  const perStep = ports.perStep.map(({ name }) => name);
  const after = [...carried.map((name) => `${name}${NEXT}`), "losses", "norms"];
  const isCut = flat && !layout.isWhole;
  if (isCut) addCuts(g, layout, method);
  const attributes = { body: body.graph, num_scan_inputs: BigInt(perStep.length) };
  g.nodes.push(node("Scan", [...carried, ...perStep], after, attributes));
  if (isCut) addJoins(g, layout, method);

  for (const [name, values] of initial) {
    g.initializers.push(tensor(name, [layout.length], toFloat32(values)));
  }
  const vectors = isCut ? wholePorts(layout, method) : ports.carried;
  const inputs = [...ports.rows, ...ports.perStep, ...vectors];
  const outputs: TrainingPort[] = [
    ...vectors.map((port) => ({ ...port, name: `${port.name}${NEXT}` })),
    { name: "losses", type: "float", shape: ["steps"] },
    { name: "norms", type: "float", shape: ["steps"] },
  ];
  const bytes = modelBytes(g.parts("training", inputs.map(infoOf), outputs.map(infoOf)), {
    version: VERSION,
    ...(metadata === undefined ? {} : { metadata }),
    ...(description === undefined ? {} : { description }),
  });
  return { bytes, inputs, outputs, layout, method };
}

/** Everything that enters. */
interface Ports {
  /** What holds for all steps: X, Y, weights. */
  rows: TrainingPort[];
  /** What is cut into steps: rows of the batch, numbers, masks. */
  perStep: TrainingPort[];
  /** What goes from step to step: for each piece its parameters, then its states. */
  carried: TrainingPort[];
  inputs: TrainingPort[];
}

function portsOf(
  { sizes, last }: Network,
  { dropout }: TrainerOptions,
  layout: Layout,
  method: BoundMethod,
  weighted: boolean,
): Ports {
  const float = (name: string, shape: Shape): TrainingPort => ({ name, type: "float", shape });
  const rows = [float("X", ["rows", sizes[0]]), float("Y", ["rows", sizes[last]])];
  if (weighted) rows.push(float("weights", ["rows", 1]));
  const perStep: TrainingPort[] = [{ name: "order", type: "int32", shape: ["steps", "batch"] }];
  for (const name of method.numberNames) perStep.push(float(name, ["steps"]));
  if (dropout > 0) {
    for (let l = 1; l < last; l++) perStep.push(float(`mask${l}`, ["steps", "batch", sizes[l]]));
  }
  const carried = layout.pieces.flatMap(({ name, shape }) => [
    float(name, shape),
    ...Object.keys(method.states).map((state) => float(stateName(layout, name, state), shape)),
  ]);
  return { rows, perStep, carried, inputs: [...rows, ...perStep, ...carried] };
}

/** The graph of one step; its own names for what it gets end with ".now". */
function bodyOf(
  network: Network,
  options: TrainerOptions,
  layout: Layout,
  method: BoundMethod,
  { rows, perStep, carried, inputs }: Ports,
): { graph: ReturnType<typeof graph>; taken: string[] } {
  const now = (name: string): string => `${name}.now`;
  const entering = [
    ...carried.map((port) => ({ ...port, name: now(port.name) })),
    ...perStep.map((port) => ({ ...port, name: now(port.name), shape: port.shape.slice(1) })),
  ];
  const g = new GraphBuilder([...inputs, ...entering].map(({ name }) => name).concat("ones", "share"));
  const pieces = layout.pieces.map(({ name }) => now(name));
  const passes = addPasses(g, network, options, layout, {
    pieces,
    rows: now("order"),
    masks: perStep.filter(({ name }) => /^mask\d/.test(name)).map(({ name }) => now(name)),
    X: "X",
    Y: "Y",
    weights: rows.some(({ name }) => name === "weights") ? "weights" : undefined,
    ones: "ones",
    share: "share",
  });
  const states = layout.pieces.map(({ name }) => {
    const names = Object.keys(method.states);
    return Object.fromEntries(names.map((state) => [state, now(stateName(layout, name, state))]));
  });
  const numbers = Object.fromEntries(method.numberNames.map((name) => [name, now(name)]));
  const update = addUpdate(g, method, options, layout, { ...passes, pieces, states, numbers });
  const leaving = layout.pieces.flatMap(({ shape }, k) => {
    const { w, states: next } = update.pieces[k];
    const names = [w, ...Object.keys(method.states).map((state) => next[state])];
    return names.map((name) => valueInfo(name, "float", shape));
  });
  leaving.push(valueInfo(passes.loss, "float", []), valueInfo(update.norm, "float", []));
  return {
    graph: graph(g.parts("step", entering.map(infoOf), leaving)),
    taken: [...g.nodes.flatMap(({ output }) => output), ...g.initializers.map(({ name }) => name)],
  };
}

/** Adds `ones` and `share`, which depend on the number of rows in a batch alone. */
function addShares(g: GraphBuilder): void {
  const batch = g.add("Shape", ["order"], { start: 1n, end: 2n });
  g.add("Expand", [g.scalar(1, "float"), batch], {}, { output: "ones" });
  const count = g.add("Squeeze", [g.cast(batch, "float")]);
  g.add("Reciprocal", [count], {}, { output: "share" });
}

/** The vectors as a whole: the parameters and each state. */
function wholePorts({ length }: Layout, method: BoundMethod): TrainingPort[] {
  const names = ["parameters", ...Object.keys(method.states)];
  return names.map((name) => ({ name, type: "float", shape: [length] }));
}

/** Names of a vector's pieces: of the parameters, or of a state. */
function pieceNames(layout: Layout, vector: string): string[] {
  return layout.pieces.map(({ name }) => {
    return vector === "parameters" ? name : stateName(layout, name, vector);
  });
}

/** Adds the cutting of whole vectors into pieces. */
function addCuts(g: GraphBuilder, layout: Layout, method: BoundMethod): void {
  const lengths = g.integers(layout.pieces.map(sizeOf));
  for (const { name: vector } of wholePorts(layout, method)) {
    const parts = layout.pieces.map(() => g.name("Split"));
    g.nodes.push(node("Split", [vector, lengths], parts, { axis: 0n }));
    pieceNames(layout, vector).forEach((output, k) => {
      g.add("Reshape", [parts[k], g.integers(layout.pieces[k].shape)], {}, { output });
    });
  }
}

/** Adds the joining of pieces to whole vectors. */
function addJoins(g: GraphBuilder, layout: Layout, method: BoundMethod): void {
  for (const { name: vector } of wholePorts(layout, method)) {
    const flat = pieceNames(layout, vector).map((name) => {
      return g.add("Reshape", [`${name}${NEXT}`, g.integers([-1])]);
    });
    g.add("Concat", flat, { axis: 0n }, { output: `${vector}${NEXT}` });
  }
}

function infoOf({ name, type, shape }: TrainingPort): ReturnType<typeof valueInfo> {
  return valueInfo(name, type, shape);
}
