import { readdirSync, readFileSync } from "node:fs";
import {
  activationNames,
  createNetwork,
  createRandom,
  describe as wording,
  forward,
  GradusError,
  matrix,
  type Network,
} from "gradus";
import { describe, expect, test } from "vitest";
import { addNetwork } from "./net.js";
import { GraphBuilder } from "./builder.js";
import { fromOnnx } from "./from-onnx.js";
import type { NodeProto, TensorProto } from "./generated/onnx_pb.js";
import { graph, modelBytes, node, tensor, valueInfo } from "./graph.js";
import type { OnnxNetwork } from "./read/assemble.js";

const FOLDER = "test/fixtures/onnx";

/** What stands beside a file: who wrote it, and what that program answers to some inputs. */
interface Fixture {
  program: string;
  inputs: number[][];
  outputs: number[][];
  activations: string[];
  classes?: string[];
  /** Names of the columns of `inputs`, if the file has an input for each. */
  columns?: string[];
}

const FILES = readdirSync(FOLDER).filter((file) => file.endsWith(".onnx"));

/** What an imported network answers to one row, its scalers applied. */
function answer({ network, inputs, outputs }: OnnxNetwork, row: readonly number[]): number[] {
  const x = row.map((value, j) => (inputs ? (value - inputs[j].center) / inputs[j].spread : value));
  const { H } = forward(network, matrix(x.length, 1, x));
  return Array.from(H[network.last].data, (h, i) =>
    outputs ? outputs[i].center + outputs[i].spread * h : h,
  );
}

describe("fromOnnx(): networks that other programs wrote", () => {
  test("there are files of scikit-learn, PyTorch and Keras", () => {
    expect(FILES.map((file) => file.split("-")[0])).toEqual(
      expect.arrayContaining(["skl", "torch", "keras"]),
    );
  });

  test.each(FILES)("%s answers what its own program answers, to 1e-5 of the largest", (file) => {
    const fixture = JSON.parse(readFileSync(`${FOLDER}/${file.replace(/onnx$/, "json")}`, "utf8")) as Fixture;
    const read = fromOnnx(readFileSync(`${FOLDER}/${file}`), file);
    const { network, classes } = read;
    expect(network.activations.slice(1).map(({ name }) => name)).toEqual(fixture.activations);
    if (fixture.classes !== undefined) expect(classes).toEqual(fixture.classes);
    const order = fixture.columns && read.names.inputs.map((name) => fixture.columns!.indexOf(name));
    const found = fixture.inputs.map((row) => answer(read, order?.map((j) => row[j]) ?? row));
    const wanted = fixture.outputs;
    // Of two classes, a single output is the probability of the second.
    const columns =
      wanted[0].length === 2 && network.sizes.at(-1) === 1 ? wanted.map(([, p]) => [p]) : wanted;
    expect(found.map((row) => row.length)).toEqual(columns.map((row) => row.length));
    const size = Math.max(...columns.flat().map(Math.abs));
    found.flat().forEach((y, k) => expect(Math.abs(y - columns.flat()[k]) / size).toBeLessThan(1e-5));
  });
});

/** A file of a network as `toOnnx` writes networks, from one input with all columns. */
function fileOf(network: Network): Uint8Array {
  const g = new GraphBuilder(["x"]);
  const moved = Array.from({ length: network.sizes[0] }, () => ({ center: 0, spread: 1 }));
  const { H } = addNetwork(g, network, "x", { moved, withoutBias: false, prefix: "" });
  return fileWith(g.nodes, g.initializers, network.sizes[0], H);
}

/** A file of these nodes, from x to the named output. */
function fileWith(
  nodes: readonly NodeProto[],
  initializers: readonly TensorProto[],
  width: number,
  output = "y",
): Uint8Array {
  const inputs = [valueInfo("x", "float", ["N", width])];
  const outputs = [valueInfo(output, "float", ["N", 1])];
  return modelBytes(graph({ name: "test", inputs, outputs, nodes, initializers }), { version: "0" });
}

/** W of a layer with two inputs and two neurons. */
const W = tensor("W", [2, 2], Float32Array.of(1, 2, 3, 4));

describe("fromOnnx(): networks that Gradus wrote", () => {
  test.each(activationNames())("with activation %s comes back as it was, to float32", (name) => {
    const network = createNetwork([3, 4, 2], { hidden: name, output: "identity", skip: true, seed: 5 });
    network.skip!.data.forEach((_, i, all) => (all[i] = i - 2));
    const read = fromOnnx(fileOf(network));
    expect(read.network.activations).toEqual(network.activations);
    expect(read.network.sizes).toEqual(network.sizes);
    network.parameters.forEach((w, i) => expect(read.network.parameters[i]).toBeCloseTo(w, 6));
    expect(read.inputs ?? read.outputs).toBeUndefined();
  });

  test("come back with the parameters of their activations", () => {
    const hidden = [
      { name: "leaky_relu", parameters: { slope: 0.3 } },
      { name: "elu", parameters: { alpha: 2.5 } },
    ];
    const network = createNetwork([2, 3, 3, 1], { hidden });
    expect(fromOnnx(fileOf(network)).network.activations.slice(1, 3)).toEqual(hidden);
  });
});

describe("fromOnnx(): what the operators of a graph may do", () => {
  const one = (value: number): TensorProto => tensor("one", [], Float32Array.of(value));

  test("lines around an activation go into the weights and into the outputs: 1.7159 tanh(⅔ z) (LeCun 1998)", () => {
    const nodes = [
      node("MatMul", ["x", "W"], ["z"]),
      node("Mul", ["z", "two thirds"], ["u"]),
      node("Tanh", ["u"], ["t"]),
      node("Mul", ["t", "factor"], ["y"]),
    ];
    const constants = [
      W,
      tensor("two thirds", [], Float32Array.of(2 / 3)),
      tensor("factor", [], Float32Array.of(1.7159)),
    ];
    const read = fromOnnx(fileWith(nodes, constants, 2));
    expect(read.network.activations[1].name).toBe("tanh");
    const [y1, y2] = answer(read, [0.5, -0.25]);
    // z = (0.5·1 − 0.25·3, 0.5·2 − 0.25·4) = (−0.25, 0)
    expect(y1).toBeCloseTo(1.7159 * Math.tanh((2 / 3) * -0.25), 6);
    expect(y2).toBe(0);
  });

  test("a constant may stand on the left, and be computed in the graph", () => {
    const nodes = [
      node("Constant", [], ["k"], { value: one(3) }),
      node("Transpose", ["W"], ["Wt"], { perm: [1n, 0n] }),
      node("Sub", ["k", "x"], ["u"]),
      node("Gemm", ["u", "Wt"], ["y"], { transB: 1n, alpha: 0.5 }),
    ];
    const read = fromOnnx(fileWith(nodes, [W], 2));
    // ½ (3 − x) W: the input is scaled by center 3 and spread −1.
    expect(read.inputs).toEqual([
      { center: 3, spread: -1 },
      { center: 3, spread: -1 },
    ]);
    expect(answer(read, [1, 2])).toEqual([0.5 * (2 * 1 + 1 * 3), 0.5 * (2 * 2 + 1 * 4)]);
  });

  test.each([
    [
      "a convolution",
      [node("Conv", ["x", "W"], ["y"])],
      'node "y" (Conv): expected an operator of perceptrons',
    ],
    [
      "an operator of another domain",
      [node("MatMul", ["x", "W"], ["z"]), node("Gelu", ["z"], ["y"], {}, "com.microsoft")],
      'node "y" (Gelu): expected an operator of perceptrons, got com.microsoft.Gelu',
    ],
    [
      "an activation that Gradus has not",
      [node("MatMul", ["x", "W"], ["z"]), node("Cos", ["z"], ["c"]), node("MatMul", ["c", "W"], ["y"])],
      'node "c" (Cos): expected an activation of Gradus after it',
    ],
    [
      "an answer that is cut off far out",
      [node("MatMul", ["x", "W"], ["z"]), node("Clip", ["z", "low", "high"], ["y"])],
      'node "y" (Clip): expected an activation of Gradus after it',
    ],
    [
      "a residual connection",
      [node("MatMul", ["x", "W"], ["z"]), node("Tanh", ["z"], ["h"]), node("Add", ["h", "x"], ["y"])],
      'node "y" (Add): expected one way through the network, and a skip from the input at most, got two ways',
    ],
    [
      "weights without values",
      [node("MatMul", ["x", "E"], ["y"])],
      'node "y" (MatMul): expected weights, got none',
    ],
    [
      "weights of another size",
      [node("MatMul", ["x", "V"], ["y"])],
      'node "y" (MatMul): expected weights for 2 columns',
    ],
    [
      "a product of two inputs",
      [node("MatMul", ["x", "x"], ["y"])],
      'node "y" (MatMul): expected a value of the network times',
    ],
    [
      "an activation of the input",
      [node("Relu", ["x"], ["y"])],
      'node "y" (Relu): expected a dense layer before it',
    ],
    [
      "a layer after softmax",
      [node("MatMul", ["x", "W"], ["z"]), node("Softmax", ["z"], ["p"]), node("Relu", ["p"], ["y"])],
      'node "y" (Relu): expected nothing after the probabilities',
    ],
  ])("%s is refused with the node and its operator", (_, nodes, message) => {
    const V = tensor("V", [3, 1], Float32Array.of(1, 2, 3));
    const E = tensor("E", [0, 2 ** 40], new Float32Array(0));
    const limits = [tensor("low", [], Float32Array.of(0)), tensor("high", [], Float32Array.of(500))];
    const error = errorOf(() => fromOnnx(fileWith(nodes, [W, V, E, ...limits], 2), "a.onnx"));
    expect(error.code).toBe("E321");
    expect(error.message).toContain(`a.onnx is not a multi-layer perceptron: ${message}`);
    expect(wording(error, "zh").message).toMatch(/^a\.onnx 不是多层感知机：节点 /);
  });
});

describe("fromOnnx(): bytes that are no such model", () => {
  const good = fileOf(createNetwork([3, 4, 2], { hidden: "gelu_erf" }));

  test.each([
    ["no bytes", new Uint8Array(0), "file: expected 1 to 1073741824 bytes, got 0"],
    ["a text", new TextEncoder().encode("a,b,c\n1,2,3\n"), "expected"],
    ["a file cut short", good.slice(0, good.length - 7), "more bytes, got"],
    ["a model without a graph", Uint8Array.of(8, 8), "model: expected a graph, got none"],
    [
      "no input",
      modelBytes({ name: "g", inputs: [], outputs: [], nodes: [] }, { version: "0" }),
      "graph: expected an input, got none",
    ],
    [
      "values in another file",
      fileWith(
        [node("MatMul", ["x", "W"], ["y"])],
        [{ ...W, rawData: new Uint8Array(0), dataLocation: 1 }],
        2,
      ),
      'tensor "W": expected its values in the file itself, got a reference to another file',
    ],
    [
      "a shape far larger than its values",
      fileWith([node("MatMul", ["x", "W"], ["y"])], [{ ...W, dims: [2n ** 40n, 2n ** 20n] }], 2),
      'tensor "W": expected 1152921504606847000 values for shape',
    ],
    [
      "more columns than a network may have",
      fileWith([node("MatMul", ["x", "W"], ["y"])], [W], 2 ** 40),
      'input "x": expected at most 65536 columns, got 1099511627776',
    ],
    [
      "values of a type that is not read",
      fileWith([node("MatMul", ["x", "W"], ["y"])], [{ ...W, dataType: 16 }], 2),
      "expected values of type float, double, int32, int64, bool or string, got bfloat16",
    ],
    [
      "weights that are no numbers",
      fileWith([node("MatMul", ["x", "N"], ["y"])], [tensor("N", [2, 1], Float32Array.of(1, NaN))], 2),
      "weights: expected finite numbers, got NaN",
    ],
    [
      "a name that nothing gives",
      fileWith([node("MatMul", ["x", "nothing"], ["y"])], [], 2),
      'value "nothing": expected an input, a constant or the output of a node before',
    ],
  ])("%s: the message says what is wrong", (_, bytes, message) => {
    const error = errorOf(() => fromOnnx(bytes, "a.onnx"));
    expect(error.code).toBe("E320");
    expect(error.message).toContain(message);
  });

  test("every file cut short, and every file with one byte changed, gives a network or a GradusError", () => {
    const random = createRandom(7);
    let refused = 0;
    for (let i = 0; i < 1500; i++) {
      const bytes = good.slice(0, i % 4 === 0 ? random.integer(good.length) : good.length);
      if (i % 4 > 0) bytes[random.integer(bytes.length)] = random.integer(256);
      try {
        fromOnnx(bytes);
      } catch (error) {
        expect(error).toBeInstanceOf(GradusError);
        refused++;
      }
    }
    expect(refused).toBeGreaterThan(300);
  });

  test("small files that would become large are refused before they are decoded", () => {
    // Two bytes for a node each; a graph in a graph in a graph; a constant that each node turns around again.
    const nodes = new Uint8Array(3_000_000).map((_, i) => (i % 2 === 0 ? 0x0a : 0));
    const bomb = Uint8Array.of(0x3a, ...varint(nodes.length));
    expect(errorOf(() => fromOnnx(joined(bomb, nodes))).message).toContain(
      "graph: expected at most 1000000 parts",
    );

    let deep: Uint8Array = new Uint8Array(0);
    // graph = { node: { attribute: { g: graph } } }
    for (let i = 0; i < 200; i++)
      for (const tag of [0x32, 0x2a, 0x0a]) deep = joined(Uint8Array.of(tag, ...varint(deep.length)), deep);
    const nested = joined(Uint8Array.of(0x3a, ...varint(deep.length)), deep);
    expect(errorOf(() => fromOnnx(nested)).message).toContain("messages at most 16 deep");

    const large = tensor("L0", [300, 300], new Float32Array(90_000));
    const turns = Array.from({ length: 200 }, (_, i) => node("Transpose", [`L${i}`], [`L${i + 1}`]));
    const busy = fileWith([...turns, node("MatMul", ["x", "L200"], ["y"])], [large], 300);
    expect(errorOf(() => fromOnnx(busy)).message).toContain("operations in proportion to its weights");
  });

  test("a curve that doubles with every node is no more work than its nodes", () => {
    const nodes = Array.from({ length: 300 }, (_, i) => node("Mul", [`z${i}`, `z${i}`], [`z${i + 1}`]));
    const bytes = fileWith([node("MatMul", ["x", "W"], ["z0"]), ...nodes], [W], 2, "z300");
    expect(errorOf(() => fromOnnx(bytes)).message).toContain(
      'node "z300" (Mul): expected an activation of Gradus',
    );
  });
});

function errorOf(run: () => unknown): GradusError {
  try {
    run();
  } catch (error) {
    if (error instanceof GradusError) return error;
    throw error;
  }
  throw new Error("expected a GradusError, got none");
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  const all = new Uint8Array(a.length + b.length);
  all.set(a);
  all.set(b, a.length);
  return all;
}

function varint(value: number): number[] {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return [...bytes, rest];
    bytes.push((rest % 128) | 0x80);
  }
}
