import { readdirSync, readFileSync } from "node:fs";
import { createNetwork, describe as wording, forward, GradusError, matrix, type Network } from "gradus";
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
    const found = fixture.inputs.map((row) => answer(read, row));
    const wanted = fixture.outputs;
    // Of two classes, a single output is the probability of the second.
    const columns =
      wanted[0].length === 2 && network.sizes.at(-1) === 1 ? wanted.map(([, p]) => [p]) : wanted;
    expect(found.map((row) => row.length)).toEqual(columns.map((row) => row.length));
    const size = Math.max(...columns.flat().map(Math.abs));
    found.flat().forEach((y, k) => expect(Math.abs(y - columns.flat()[k]) / size).toBeLessThan(1e-5));
  });
});
