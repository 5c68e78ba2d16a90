import {
  activationNames,
  createNetwork,
  encodeX,
  fitEncoder,
  predict,
  registerActivation,
  tableFromColumns,
  type Cell,
  type EncoderOptions,
  type Model,
  type Network,
  type NetworkOptions,
  type Table,
} from "gradus";
import { fromBinary } from "@bufbuild/protobuf";
import { describe, expect, test, type TestContext } from "vitest";
import { runOnnx, runOnnxWeb, type Value } from "../../test/onnx.js";
import { ModelProtoSchema } from "./generated/onnx_pb.js";
import { portsOf, toOnnx } from "./to-onnx.js";

const DAY = 86_400_000;

/** A table with a column of each kind, cells missing in most of them; and two labels of different size. */
function anyTable(rows = 60): Table {
  const at = <T>(k: number, cells: readonly T[]): T => cells[k % cells.length];
  const cells = (cell: (k: number) => Cell): Cell[] => Array.from({ length: rows }, (_, k) => cell(k));
  return tableFromColumns([
    ["水灰比 (kg/m³)", cells((k) => (k % 7 === 3 ? null : 0.3 + 0.01 * ((k * 37) % 60)))],
    ["counter", cells((k) => 1e9 + ((k * 13) % 17))],
    ["等级", cells((k) => at(k * 3, ["甲", "乙", "丙", "丁", null]))],
    ["side", cells((k) => at(k * 3, ["left", "right", null, "right"]))],
    ["是否", cells((k) => at(k, ["是", "否", "是", null, "是"]))],
    ["day", cells((k) => (k % 9 === 4 ? null : new Date(Date.UTC(1968, 11, 25) + k * 40.25 * DAY)))],
    ["强度", cells((k) => 30 + 5 * Math.sin(k))],
    ["temperature", cells((k) => 1e6 + 3 * Math.cos(k))],
    ["kind", cells((k) => at(k * 7, ["a", "b", "c"]))],
    ["good", cells((k) => at(k * 11, ["no", "yes", "yes"]))],
  ]);
}

/** A model with random weights, as training would give it. */
function modelOf(
  table: Table,
  options: Omit<EncoderOptions, "rows"> & { network?: NetworkOptions; hidden?: number[]; weights?: number[] },
): Model {
  const { network, hidden = [7, 5], weights = [1], ...rest } = options;
  const rows = Int32Array.from({ length: table.rows }, (_, r) => r);
  const { encoder } = fitEncoder(table, { ...rest, rows });
  const outputs = encoder.task === "regression" ? encoder.labels.length : outputsOf(encoder);
  const nets = weights.map((weight, k) => ({
    weight,
    network: createNetwork([encoder.inputs.length, ...hidden, outputs], {
      hidden: "tanh",
      output: encoder.task === "regression" ? "identity" : encoder.task === "binary" ? "sigmoid" : "softmax",
      initialisation: "glorot_normal",
      seed: k + 1,
      ...network,
    }),
  }));
  for (const { network } of nets) {
    network.b.forEach((b) => b.forEach((_, i) => (b[i] = Math.sin(i + 1) / 4)));
    network.skip?.data.forEach((_, i, all) => (all[i] = Math.cos(i) / 3));
    centre(network, encodeX(encoder, table, [0]).data);
  }
  return {
    task: encoder.task,
    encoder,
    nets,
    run: { gradus: "0.1.0", engine: { name: "reference", precision: "float64" } } as Model["run"],
  };
}

/** Biases that make z small where the inputs are those of x, as training does. */
function centre(network: Network, x: Float64Array): void {
  const { W, b, skip, last } = network;
  for (const [weights, biases] of skip
    ? [[W[1], b[1]] as const, [skip, b[last]] as const]
    : [[W[1], b[1]] as const]) {
    biases.forEach((_, i) => x.forEach((xj, j) => (biases[i] -= weights.data[i * x.length + j] * xj)));
  }
}

function outputsOf(encoder: Model["encoder"]): number {
  const [label] = encoder.labels;
  return label.type === "classes" && label.levels.length > 2 ? label.levels.length : 1;
}

/** The columns of a table as the file's inputs, by the rule that `toOnnx` states. */
function feedsOf({ encoder }: Model, table: Table): Record<string, Value> {
  const feeds = encoder.features.map(({ name }): [string, Value] => {
    const column = table.columns[table.index.get(name)!];
    const shape = [table.rows, 1];
    if ("values" in column) return [name, { type: "float64", data: [...column.values], shape }];
    if ("texts" in column) throw new Error("no texts in these tables");
    if (column.type === "boolean") {
      const data = [...column.codes].map((code) => (code < 0 ? NaN : code));
      return [name, { type: "float64", data, shape }];
    }
    const data = [...column.codes].map((code) => (code < 0 ? "" : column.levels[code]));
    return [name, { type: "string", data, shape }];
  });
  return Object.fromEntries(feeds);
}

/** Compares the file's outputs with `predict`: numbers to 1e-5 of the label's spread, probabilities to 1e-5. */
async function checkAgainstPredict(context: TestContext, model: Model, table: Table): Promise<void> {
  const outputs = await runOnnx(context, toOnnx(model), feedsOf(model, table));
  const wanted = predict(model, table);
  expect(Object.keys(outputs)).toEqual(portsOf(model.encoder).outputs.map(({ name }) => name));
  if (wanted.task === "regression") {
    wanted.labels.forEach((name, i) => {
      const { data, shape } = outputs[name];
      expect(shape).toEqual([table.rows, 1]);
      const spread = Math.max(...wanted.values[i]) - Math.min(...wanted.values[i]);
      expect(spread).toBeGreaterThan(0);
      expect(farthest(data as number[], wanted.values[i]) / spread).toBeLessThan(1e-5);
    });
    return;
  }
  const [label, probabilities] = Object.values(outputs);
  const { rows, cols, data } = wanted.probabilities;
  expect(probabilities.shape).toEqual([cols, rows]);
  const turned = Array.from(
    { length: rows * cols },
    (_, k) => data[(k % rows) * cols + Math.floor(k / rows)],
  );
  expect(farthest(probabilities.data as number[], turned)).toBeLessThan(1e-5);
  expect(label).toEqual({ data: [...wanted.classes].map((k) => wanted.levels[k]), shape: [cols] });
}

function farthest(a: readonly number[], b: ArrayLike<number>): number {
  expect(a.length).toBe(b.length);
  return a.reduce((most, x, i) => Math.max(most, Math.abs(x - b[i]) || Number(Number.isNaN(x))), 0);
}

const FEATURES = ["水灰比 (kg/m³)", "counter", "等级", "side", "是否", "day"];

describe("toOnnx(): ONNX Runtime gives what predict() gives", () => {
  test("for a front, parametric activations and a skip, inputs scaled or not", async (context) => {
    const table = anyTable();
    for (const scale of ["standard", "none"] as const) {
      const features = ["水灰比 (kg/m³)", "side", "强度"];
      const model = modelOf(table, { labels: ["temperature"], features, scale });
      const [net] = model.nets;
      const embed = model.encoder.inputs.map((_, i) => i % 2 === 0);
      net.network = createNetwork([embed.length, 6, 1], {
        hidden: { name: "mish", trainable: true },
        output: "identity",
        front: { embed, frequencies: 5, width: 3 },
        skip: true,
        seed: 2,
      });
      const { front, alpha, skip } = net.network;
      front!.scale!.forEach((_, i, all) => (all[i] = 1 + Math.sin(i) / 2));
      alpha![1]!.forEach((_, i, all) => (all[i] = 0.3 + 0.2 * i));
      skip!.data.fill(0.1);
      await checkAgainstPredict(context, model, table);
    }
  });

  test("for a front that only scales, of two classes", async (context) => {
    const table = anyTable();
    const model = modelOf(table, { labels: ["good"], features: ["水灰比 (kg/m³)", "side", "等级"] });
    const embed = model.encoder.inputs.map(() => false);
    model.nets[0].network = createNetwork([embed.length, 4, 1], {
      hidden: "tanh",
      front: { embed },
      seed: 3,
    });
    model.nets[0].network.front!.scale!.forEach((_, i, all) => (all[i] = Math.cos(i)));
    await checkAgainstPredict(context, model, table);
  });

  test("for numbers, categories, two words, booleans and dates, with missing cells", async (context) => {
    const table = anyTable();
    const model = modelOf(table, { labels: ["强度"], features: FEATURES });
    // Every kind of column is there, and every kind that can say so says that cells are missing.
    expect(model.encoder.features.map(({ type, indicator }) => [type, indicator])).toEqual([
      ["number", true],
      ["number", false],
      ["category", false],
      ["boolean", true],
      ["boolean", true],
      ["date", true],
    ]);
    await checkAgainstPredict(context, model, table);
  });

  test("for words, numbers and dates that the training rows did not have", async (context) => {
    const model = modelOf(anyTable(), { labels: ["强度"], features: FEATURES });
    const other = tableFromColumns(
      [
        ["水灰比 (kg/m³)", [-3, 1e12, 0.5, null]],
        ["counter", [1e9 + 0.125, null, 0, 1e300]],
        ["等级", ["戊", "甲", "a", "丁"]],
        ["side", ["above", "left", null, "LEFT"]],
        ["是否", ["是", "否", null, "否"]],
        ["day", ["0003-12-31", "1900-03-01T23:59:59", "2000-02-29", "2399-12-31T12:00"]],
      ],
      {
        types: new Map([
          ["等级", "category"],
          ["side", "category"],
          ["day", "date"],
        ]),
      },
    );
    await checkAgainstPredict(context, model, other);
  });

  test.for(["robust", "standard", "minmax", "none"] as const)(
    "with scale %s, clipped or not",
    async (scale, context) => {
      const table = anyTable();
      for (const clip of [true, false]) {
        const model = modelOf(table, { labels: ["强度"], features: FEATURES, scale, clip });
        await checkAgainstPredict(context, model, table);
      }
    },
  );

  test("for several labels, of large offset too, scaled or not", async (context) => {
    const table = anyTable();
    for (const scaleLabel of [true, false]) {
      const model = modelOf(table, { labels: ["强度", "temperature"], features: FEATURES, scaleLabel });
      await checkAgainstPredict(context, model, table);
    }
    const model = modelOf(table, { labels: ["temperature"], features: FEATURES, scaleLabel: false });
    const offset = model.nets[0].network;
    offset.b[offset.last][0] = 1e6;
    await checkAgainstPredict(context, model, table);
  });

  test("for two classes and for several, the sums of whose outputs need not be 1", async (context) => {
    const table = anyTable();
    await checkAgainstPredict(context, modelOf(table, { labels: ["good"], features: FEATURES }), table);
    await checkAgainstPredict(context, modelOf(table, { labels: ["kind"], features: FEATURES }), table);
    for (const output of ["sigmoid", "softplus", "relu"]) {
      const model = modelOf(table, { labels: ["kind"], features: FEATURES, network: { output } });
      await checkAgainstPredict(context, model, table);
    }
  });

  test.for(activationNames())(
    "with activation %s in hidden layers and at the output",
    async (name, context) => {
      const table = anyTable();
      const wide = modelOf(table, {
        labels: ["强度", "temperature"],
        features: FEATURES,
        network: { hidden: name },
      });
      await checkAgainstPredict(context, wide, table);
      const last = modelOf(table, {
        labels: ["强度", "temperature"],
        features: FEATURES,
        network: { output: name },
      });
      await checkAgainstPredict(context, last, table);
    },
  );

  test("with parameters of activations that are not the defaults", async (context) => {
    const table = anyTable();
    const hidden = [
      { name: "leaky_relu", parameters: { slope: 0.3 } },
      { name: "elu", parameters: { alpha: 2.5 } },
    ];
    const model = modelOf(table, { labels: ["强度"], features: FEATURES, network: { hidden } });
    await checkAgainstPredict(context, model, table);
  });

  test("with a skip, without hidden layers, and for the weighted mean of three nets", async (context) => {
    const table = anyTable();
    for (const scale of ["robust", "none"] as const) {
      const options = { labels: ["强度"], features: FEATURES, scale, weights: [0.5, 0.3, 0.2] };
      const model = modelOf(table, { ...options, network: { skip: true } });
      for (const { network } of model.nets)
        network.skip!.data.forEach((_, i, all) => (all[i] = Math.cos(i) / 3));
      await checkAgainstPredict(context, model, table);
      await checkAgainstPredict(context, modelOf(table, { ...options, hidden: [] }), table);
    }
  });

  test("where nets have bounds: each net keeps to its own, before the mean, output by output", async (context) => {
    const table = tableFromColumns([
      ["x", Array.from({ length: 40 }, (_, k) => Math.sin(7 * k))],
      ["y", Array.from({ length: 40 }, (_, k) => Math.cos(3 * k))],
      ["z", Array.from({ length: 40 }, (_, k) => 5 * Math.sin(2 * k))],
    ]);
    const free = modelOf(table, { labels: ["y", "z"], weights: [0.7, 0.3] });
    const nets = free.nets.map((net, k) => {
      const limits: [number, number][] =
        k === 0
          ? [
              [-0.2, 0.6],
              [-0.6, 0.2],
            ]
          : [
              [-0.5, 0.3],
              [-0.3, 0.7],
            ];
      return { ...net, limits };
    });
    expect(predict({ ...free, nets }, table)).not.toEqual(predict(free, table));
    await checkAgainstPredict(context, { ...free, nets }, table);
  });

  test("where columns are called as the outputs and as values in between are", async (context) => {
    const names = ["label", "probabilities", "label_", "Concat", "W1", "float 1", 'a"b\n名 😀'];
    const columns = names.map(
      (name, i) => [name, Array.from({ length: 30 }, (_, k) => (k * (i + 3)) % 11)] as const,
    );
    const table = tableFromColumns([...columns, ["y", Array.from({ length: 30 }, (_, k) => "abc"[k % 3])]]);
    const model = modelOf(table, { labels: ["y"] });
    expect(portsOf(model.encoder).outputs.map(({ name }) => name)).toEqual(["label__", "probabilities_"]);
    await checkAgainstPredict(context, model, table);
  });
});

describe("toOnnx()", () => {
  test("gives equal bytes for equal models, and no clock time", () => {
    const [a, b] = [1, 2].map(() => toOnnx(modelOf(anyTable(), { labels: ["强度"], features: FEATURES })));
    expect(a).toEqual(b);
    expect(a.length).toBeGreaterThan(1000);
  });

  test("says in the file what the columns are, in which unit, and the names of the classes", () => {
    const bytes = toOnnx(modelOf(anyTable(), { labels: ["kind"], features: FEATURES.slice(0, 3) }));
    const { metadataProps, irVersion, opsetImport, producerName } = fromBinary(ModelProtoSchema, bytes);
    expect([irVersion, producerName]).toEqual([8n, "gradus"]);
    expect(opsetImport.map(({ domain, version }) => [domain, version])).toEqual([
      ["", 17n],
      ["ai.onnx.ml", 3n],
    ]);
    const texts = new Map(metadataProps.map(({ key, value }) => [key, value]));
    expect(texts.get("gradus.task")).toBe("classes");
    expect(JSON.parse(texts.get("gradus.classes")!)).toEqual(["a", "b", "c"]);
    expect(JSON.parse(texts.get("gradus.features")!)).toEqual([
      { name: "水灰比 (kg/m³)", kind: "number", type: "double", unit: "kg/m³" },
      { name: "counter", kind: "number", type: "double" },
      { name: "等级", kind: "category", type: "string", words: ["丁", "丙", "乙", "甲"] },
    ]);
  });

  test("refuses what ONNX cannot hold, and says what and where", () => {
    const refusal = (where: string, wanted: string, given: string): string =>
      `the model cannot be written as ONNX: ${where}: expected ${wanted}, got ${given}`;

    registerActivation("cube", { f: (z) => z ** 3, df: (z) => 3 * z * z });
    const own = modelOf(anyTable(), { labels: ["强度"], features: FEATURES, network: { hidden: "cube" } });
    expect(() => toOnnx(own)).toThrow(/ONNX: activation: expected identity, sigmoid, .*, got cube$/);

    for (const name of ["", "a\ud800"]) {
      const table = tableFromColumns([
        [name, [1, 2, 3]],
        ["y", [1, 2, 4]],
      ]);
      const model = modelOf(table, { labels: ["y"] });
      expect(() => toOnnx(model)).toThrow(
        refusal("columns", "names of whole characters", JSON.stringify(name)),
      );
    }

    const far = modelOf(anyTable(), { labels: ["强度"], features: FEATURES });
    far.nets[0].network.W[2].data[0] = 1e39;
    expect(() => toOnnx(far)).toThrow(refusal("weights", "numbers within float32", "1e+39"));
    expect(() => toOnnx({ ...far, nets: [] })).toThrow(refusal("nets", "at least one net", "0"));
  });

  test("runs in ONNX Runtime Web too, which browsers use", async () => {
    const table = anyTable();
    const model = modelOf(table, { labels: ["强度"], features: FEATURES });
    const { 强度 } = await runOnnxWeb(toOnnx(model), feedsOf(model, table));
    const wanted = predict(model, table) as { values: Float64Array[] };
    expect(farthest(强度.data as number[], wanted.values[0])).toBeLessThan(1e-4);
  });
});
