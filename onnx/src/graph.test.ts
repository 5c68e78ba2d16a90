import { expect, test } from "vitest";
import { runOnnx } from "../../test/onnx.js";
import { graph, modelBytes, node, tensor, valueInfo } from "./graph.js";

/** y = leaky(x·W + b), leaky with slope 0.25 below 0. */
function small(): Uint8Array {
  return modelBytes(
    graph({
      name: "small",
      inputs: [valueInfo("x", "float", ["N", 2])],
      outputs: [valueInfo("y", "float", ["N", 1])],
      initializers: [tensor("W", [2, 1], Float32Array.of(2, -1)), tensor("b", [1], Float32Array.of(0.5))],
      nodes: [node("Gemm", ["x", "W", "b"], ["z"]), node("LeakyRelu", ["z"], ["y"], { alpha: 0.25 })],
    }),
    { version: "1.2.3", metadata: new Map([["单位", "MPa"]]) },
  );
}

test("a file of builders runs in ONNX Runtime: y = leaky(2·x1 - x2 + 0.5)", async (context) => {
  const { y } = await runOnnx(context, small(), {
    x: { type: "float32", data: [1, 2, 1, 4.5], shape: [2, 2] },
  });
  expect(y).toEqual({ data: [0.5, -0.5], shape: [2, 1] });
});

test("equal graphs give equal bytes", () => {
  expect(small()).toEqual(small());
});

test("an attribute is INT of a bigint, FLOAT of a number, lists likewise, STRING of a text", () => {
  const attributes = { a: 1n, b: 1, c: [1n, 2n], d: [1, 2], e: "é", f: ["x"] };
  const made = node("Op", ["x", ""], ["y"], attributes, "com.microsoft");
  // Numbers of AttributeProto.AttributeType: FLOAT 1, INT 2, STRING 3, FLOATS 6, INTS 7, STRINGS 8.
  expect(made.attribute.map(({ name, type }) => [name, type])).toEqual([
    ["a", 2],
    ["b", 1],
    ["c", 7],
    ["d", 6],
    ["e", 3],
    ["f", 8],
  ]);
  expect(made.attribute[4].s).toEqual(Uint8Array.of(0xc3, 0xa9));
  expect([made.domain, made.input]).toEqual(["com.microsoft", ["x", ""]]);
});

test("numbers are kept as little-endian bytes, texts as UTF-8", () => {
  expect(tensor("x", [], Float64Array.of(-2)).rawData).toEqual(Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0xc0));
  expect(tensor("x", [2], BigInt64Array.of(1n, -1n)).rawData).toEqual(
    Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 0, 255, 255, 255, 255, 255, 255, 255, 255),
  );
  expect(tensor("x", [2], [true, false]).rawData).toEqual(Uint8Array.of(1, 0));
  expect(tensor("x", [1], ["号"]).stringData).toEqual([Uint8Array.of(0xe5, 0x8f, 0xb7)]);
});

test("a shape that does not fit the values is refused", () => {
  expect(() => tensor("W", [2, 2], Float32Array.of(1, 2, 3))).toThrow(
    new RangeError('Cannot make tensor "W": expected 4 values for shape [2, 2], got 3'),
  );
});
