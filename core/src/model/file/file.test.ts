import { beforeAll, describe, expect, it } from "vitest";
import { registerActivation } from "../../bp/activation.js";
import { createNetwork, type NetworkOptions } from "../../bp/network.js";
import { GradusError } from "../../errors.js";
import type { Cell, Table } from "../../table/table.js";
import { tableFromColumns } from "../../table/types.js";
import { loadModel, saveModel } from "./file.js";
import type { Model } from "../model.js";
import { output, predict } from "../predict.js";
import { train } from "../train.js";

const N = 40;
const cells = (make: (i: number) => Cell): Cell[] => Array.from({ length: N }, (_, i) => make(i));

/** Every kind of column, missing cells, and names that mean something to JavaScript. */
function table(label: (i: number) => Cell): Table {
  return tableFromColumns([
    ["水灰比 (kg/m³)", cells((i) => (i % 7 === 3 ? null : Math.sin(i * 1.7) * 30 + 100))],
    ["__proto__", cells((i) => ["constructor", "toString", '"quoted"\n'][(i * 5) % 3])],
    ["on", cells((i) => (i * 3) % 4 < 2)],
    ["day", cells((i) => new Date(Date.UTC(2024, 0, 1 + i * 11)))],
    ["y", cells(label)],
  ]);
}

const law = (i: number) => Math.cos(i * 1.7) * 4 + (i % 3);
const small = { label: "y", epochs: 3, nets: 2, hidden: [4, 3], seed: 5 } as const;
const models = new Map<string, { model: Model; table: Table }>();

beforeAll(async () => {
  for (const [name, label] of [
    ["regression", (i: number) => law(i) + i / 97],
    ["binary", (i: number) => (law(i) > 1 ? "yes" : "no")],
    ["classes", (i: number) => ["one", "two", "three"][Math.floor(Math.abs(law(i))) % 3]],
  ] as const) {
    const rows = table(label);
    models.set(name, { model: await train(rows, small), table: rows });
  }
});

describe.each(["regression", "binary", "classes"])("saveModel() and loadModel(): %s", (name) => {
  it("give back a model equal to the last bit", () => {
    const { model } = models.get(name)!;
    expect(loadModel(saveModel(model))).toEqual(model);
  });

  it("predict the same bits after loading", () => {
    const { model, table: rows } = models.get(name)!;
    expect(predict(loadModel(saveModel(model)), rows)).toEqual(predict(model, rows));
  });

  it("write the same bytes again after loading", () => {
    const bytes = saveModel(models.get(name)!.model);
    expect(saveModel(loadModel(bytes))).toEqual(bytes);
  });
});

describe("saveModel()", () => {
  it("writes equal bytes for equal runs", async () => {
    const { model, table: rows } = models.get("regression")!;
    expect(saveModel(await train(rows, small))).toEqual(saveModel(model));
  });

  it("keeps -0, infinite options, activation parameters and the order of keys", () => {
    const model = copyOf("regression");
    const { network } = model.nets[0];
    network.parameters[0] = -0;
    network.activations[1] = { name: "leaky_relu", parameters: { slope: 0.125 } };
    model.run.recipe = { z: Infinity, a: -0, deep: { b: [null, "x"], a: true } };
    const again = loadModel(saveModel(model));
    expect(Object.is(again.nets[0].network.parameters[0], -0)).toBe(true);
    expect(again.nets[0].network.activations[1]).toEqual({
      name: "leaky_relu",
      parameters: { slope: 0.125 },
    });
    expect(again.run.recipe).toEqual(model.run.recipe);
    expect(Object.keys(again.run.recipe)).toEqual(["z", "a", "deep"]);
  });

  it.each<[string, NetworkOptions]>([
    ["a front", { front: { embed: [true, false, true], frequencies: 3, width: 2 } }],
    ["a front that only scales", { front: { embed: [false, false, false] }, skip: true }],
    ["a front without a scale", { front: { embed: [true, true, true], scale: false } }],
    ["parametric activations", { hidden: [{ name: "mish", trainable: true }, "elu"] }],
  ])("keeps %s", (_, options) => {
    const model = copyOf("regression");
    const inputs = model.nets[0].network.sizes[0];
    const embed = Array.from({ length: inputs }, (__, i) => options.front?.embed[i % 3] ?? false);
    const front = options.front && { front: { ...options.front, embed } };
    for (const net of model.nets) {
      net.network = createNetwork([inputs, 4, 3, 1], { ...options, ...front, output: "identity" });
      net.network.parameters.forEach((__, k, all) => (all[k] = k + 0.5));
    }
    const again = loadModel(saveModel(model));
    expect(again).toEqual(model);
  });

  it("keeps activations that are registered", () => {
    registerActivation("test_square", {
      f: (z) => z * z,
      df: (z) => 2 * z,
      parameters: {},
      range: [0, Infinity],
      kinks: [],
    });
    const model = copyOf("regression");
    model.nets[0].network.activations[1] = { name: "test_square" };
    expect(loadModel(saveModel(model)).nets[0].network.activations[1]).toEqual({ name: "test_square" });
  });

  it.each<[string, (model: Model) => void, string]>([
    ["a NaN weight", (m) => (m.nets[1].network.parameters[3] = NaN), "expected finite values, got NaN"],
    [
      "an infinite weight",
      (m) => (m.nets[0].network.parameters[0] = -Infinity),
      "tensor net0.W1: expected finite values, got -Infinity",
    ],
    [
      "a NaN in the record",
      (m) => (m.run.history[0].trainLoss = NaN),
      "run.history[0].trainLoss: expected finite number, got NaN",
    ],
    [
      "weights of nets that do not sum to 1",
      (m) => (m.nets[0].weight = 0.7),
      "nets: expected weights that sum to 1, got 1.2",
    ],
    ["no nets", (m) => (m.nets = []), "nets.length: expected 1 … 1000, got 0"],
    ["a net for other inputs", (m) => m.encoder.inputs.pop(), "encoder.inputs.length"],
  ])("refuses %s", (_, change, message) => {
    const model = copyOf("regression");
    change(model);
    expect(() => saveModel(model)).toThrow(message);
    expect(() => saveModel(model)).toThrow(GradusError);
  });
});

describe("checkpoints", () => {
  const options = { ...small, epochs: 6 };
  const stopAfter = (epochs: number) => {
    const signal = { aborted: false };
    let seen = 0;
    return { signal, onProgress: () => (signal.aborted = ++seen >= epochs) };
  };

  it.each([2, 8])(
    "survive the file to the bit, and training goes on to the same weights: stopped after %i epochs",
    async (epochs) => {
      const { table: rows } = models.get("regression")!;
      const stopped = await train(rows, { ...options, ...stopAfter(epochs) });
      const bytes = saveModel(stopped);
      const loaded = loadModel(bytes);
      expect(loaded).toEqual(stopped);
      expect(saveModel(loaded)).toEqual(bytes);
      const whole = await train(rows, options);
      const resumed = await train(rows, { ...options, resume: loaded });
      expect(resumed.nets).toEqual(whole.nets);
      expect(predict(loaded, rows)).toEqual(predict(stopped, rows)); // a checkpoint predicts, with the best weights so far
    },
  );

  it("refuse vectors of another length and unknown optimizers", async () => {
    const { table: rows } = models.get("regression")!;
    const stopped = await train(rows, { ...options, ...stopAfter(2) });
    const checkpoint = stopped.checkpoint!;
    const { net, state } = checkpoint.running[0];
    const best = { ...state.best, parameters: new Float64Array(3) };
    const short = {
      ...stopped,
      checkpoint: { ...checkpoint, running: [{ net, state: { ...state, best } }] },
    };
    expect(() => loadModel(saveModel(short))).toThrow("tensor checkpoint.running0.best: expected shape");
    const optimizer = { ...state.optimizer, name: "magic" as "adam" };
    const other = { ...checkpoint, running: [{ net, state: { ...state, optimizer } }] };
    expect(() => saveModel({ ...stopped, checkpoint: other })).toThrow(
      'checkpoint.running[0].optimizer.name: expected "sgd"',
    );
  });
});

describe("the ensemble", () => {
  it("keeps nets of different sizes and weights", () => {
    const { model } = models.get("regression")!;
    const X = {
      rows: model.encoder.inputs.length,
      cols: 1,
      data: new Float64Array(model.encoder.inputs.length).fill(0.3),
    };
    const uneven = copyOf("regression");
    uneven.nets[0].weight = 0.25;
    uneven.nets[1].weight = 0.75;
    expect(output(loadModel(saveModel(uneven)), X)).toEqual(output(uneven, X));
  });
});

/** A model that may be changed. */
function copyOf(name: string): Model {
  return loadModel(saveModel(models.get(name)!.model));
}
