import {
  createRandom,
  encodeX,
  matrix,
  referenceEngine,
  tableFromColumns,
  train,
  type LossSpec,
  type Model,
  type OptimizerSpec,
  type TrainOptions,
} from "gradus";
import { fromBinary } from "@bufbuild/protobuf";
import { describe, expect, test, type TestContext } from "vitest";
import { ModelProtoSchema } from "../generated/onnx_pb.js";
import type { Explained } from "./explain.js";
import { toOnnxTraining } from "./to-onnx-training.js";
import type { TrainingGraph } from "./training-graph.js";

const runtime = await import("onnxruntime-node").catch((error: unknown) => String(error));
const ROWS = 40;
const table = tableFromColumns([
  ["a", Array.from({ length: ROWS }, (_, k) => Math.sin(k))],
  ["b", Array.from({ length: ROWS }, (_, k) => (k * 7) % 11)],
  ["y", Array.from({ length: ROWS }, (_, k) => Math.sin(k) + ((k * 7) % 11))],
]);

function trained(options: Omit<TrainOptions, "label">): Promise<Model> {
  return train(table, { label: "y", epochs: 2, nets: 1, batch: 8, ...options });
}

describe("toOnnxTraining()", () => {
  test("goes on from the model's weights as the reference does, nothing being given but rows and rates", async (context: TestContext) => {
    const model = await trained({ optimizer: { name: "rmsprop", momentum: 0.5 }, l2: 0.01 });
    const graph = toOnnxTraining(model);
    if (typeof runtime === "string") context.skip(`onnxruntime-node cannot be loaded: ${runtime}`);
    const { InferenceSession, Tensor } = runtime;
    // By default it warns of inputs that have a value in the file.
    const session = await InferenceSession.create(graph.bytes, { logSeverityLevel: 3 });
    const X = encodeX(model.encoder, table);
    const Y = matrix(
      1,
      ROWS,
      Float64Array.from({ length: ROWS }, (_, s) => Math.cos(s)),
    );
    const float = (data: ArrayLike<number>, shape: number[]) =>
      new Tensor("float32", Float32Array.from(data), shape);
    const given = await session.run({
      X: float(rowsOf(X.data, X.rows), [ROWS, X.rows]),
      Y: float(Y.data, [ROWS, 1]),
      order: new Tensor(
        "int32",
        Int32Array.from({ length: ROWS }, (_, s) => s),
        [5, 8],
      ),
      eta: float([0.1, 0.2, 0.3, 0.4, 0.5], [5]), // η / √(1 − α), α = 0.99
    });
    const { recipe } = model.run;
    const trainer = await referenceEngine.trainer(model.nets[0].network, {
      loss: recipe["loss"] as LossSpec,
      optimizer: recipe["optimizer"] as OptimizerSpec,
      batch: 8,
      dropout: 0,
      l1: 0,
      l2: 0.01,
      maxNorm: Infinity,
      clipNorm: (recipe["clipNorm"] as number | null) ?? Infinity,
      clipValue: Infinity,
    });
    let step = 0;
    const rate = () => ({ learningRate: 0.01 * ++step, momentum: undefined });
    const order = Uint32Array.from({ length: ROWS }, (_, s) => s);
    const { loss } = trainer.epoch(trainer.hold({ X, Y }), order, rate, createRandom(0)) as { loss: number };
    const losses = Array.from(given["losses"].data as Float32Array);
    expect(losses.reduce((sum, one) => sum + one, 0) / 5).toBeCloseTo(loss, 4);
    const after = given["parameters.next"].data as Float32Array;
    trainer.parameters.forEach((w, i) => expect(Math.abs(after[i] - w)).toBeLessThan(1e-3));
    await session.release();
  });

  test("says what every input is, in both languages, and what the columns of X are", async () => {
    for (const name of [
      "sgd",
      "rmsprop",
      "adam",
      "adamw",
      "adamax",
      "nadam",
      "radam",
      "adagrad",
      "adadelta",
      "rprop",
    ]) {
      const model = await trained({ optimizer: { name } as OptimizerSpec, dropout: 0.1, epochs: 1 });
      const graph = toOnnxTraining(model, { weighted: true });
      const said = metadata(graph);
      const inputs = JSON.parse(said.get("gradus.training.inputs")!) as Explained[];
      expect(inputs.map((input) => input.name)).toEqual(graph.inputs.map((input) => input.name));
      for (const { en, zh } of inputs) {
        expect(en.length).toBeGreaterThan(5);
        expect(zh).toMatch(/\p{Script=Han}/u);
      }
      expect(JSON.parse(said.get("gradus.training.columns")!)).toEqual(model.encoder.inputs);
      expect(JSON.parse(said.get("gradus.training.recipe")!)).toMatchObject({ optimizer: { name } });
    }
  });

  test("is plain ONNX: its own operators alone, opset 17; equal models give equal bytes", async () => {
    const model = await trained({});
    const { bytes } = toOnnxTraining(model);
    const { opsetImport, graph } = fromBinary(ModelProtoSchema, bytes);
    expect(opsetImport.map(({ domain, version }) => [domain, version])).toEqual([["", 17n]]);
    const body = graph!.node.find(({ opType }) => opType === "Scan")!.attribute[0].g!;
    for (const { domain } of [...graph!.node, ...body.node]) expect(domain).toBe("");
    expect(toOnnxTraining(model).bytes).toEqual(bytes);
  });

  test("refuses a net that is not there", async () => {
    const model = await trained({});
    expect(() => toOnnxTraining(model, { net: 1 })).toThrow("Cannot write net 1: expected 0 to 0, got 1");
  });
});

function metadata({ bytes }: TrainingGraph): Map<string, string> {
  const { metadataProps } = fromBinary(ModelProtoSchema, bytes);
  return new Map(metadataProps.map(({ key, value }) => [key, value]));
}

/** Columns of a matrix as rows. */
function rowsOf(data: Float64Array, rows: number): number[] {
  const cols = data.length / rows;
  return Array.from({ length: data.length }, (_, k) => data[(k % rows) * cols + Math.floor(k / rows)]);
}
