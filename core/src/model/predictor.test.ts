import { beforeAll, describe, expect, test } from "vitest";
import { registerActivation } from "../bp/activation.js";
import { describe as describeMessage, GradusError } from "../errors.js";
import { referenceEngine } from "../engine/reference.js";
import { wasmEngine } from "../engine/wasm.js";
import { createRandom } from "../random.js";
import { encodeX } from "../table/encode.js";
import type { Decoded } from "../table/decode.js";
import { typesOf } from "../table/match.js";
import type { Cell } from "../table/table.js";
import { tableFromRows } from "../table/types.js";
import { loadPredictionModel } from "./file/read.js";
import { saveModel } from "./file/file.js";
import type { Model } from "./model.js";
import { predict } from "./predict.js";
import { createPredictor } from "./predictor.js";
import { createRowPredictor, type Answer } from "./row-predictor.js";
import { train } from "./train.js";

type Row = Record<string, Cell>;

const random = createRandom(9);
const colours = ["red", "green", "blue", "black"];

/** Every kind of column: numbers and categories with gaps, dates with a time of day, yes and no, and two words. */
const rows: Row[] = Array.from({ length: 90 }, (_, i) => {
  const [size, colour] = [random.normal() * 20 + 100, colours[random.integer(4)]];
  const y = size / 20 + colours.indexOf(colour) + random.normal() / 5;
  return {
    size: i % 9 === 4 ? null : size,
    colour: i % 11 === 5 ? null : colour,
    day: i % 13 === 6 ? null : new Date(Date.UTC(2023, 0, 1 + i * 5, i % 24)),
    sold: i % 3 === 0,
    side: i % 4 < 2 ? "left" : "right",
    y,
    z: -3 * y + i / 50,
    two: y > 6.5 ? "high" : "low",
    three: y > 7.2 ? "a" : y > 5.8 ? "b" : "c",
  };
});
const asked: Row[] = [
  ...rows.slice(0, 30),
  { size: null, colour: null, day: null, sold: null, side: null },
  { size: " 104.5 ", colour: " red", day: "2024-02-29 13:30", sold: "yes", side: "left" },
  { size: "1e2", colour: "violet", day: "5.3.2024", sold: 1, side: "middle" },
  { size: "NA", colour: "?", day: "none", sold: "", side: "n/a" },
  { size: -1e6, colour: 7, day: new Date(0), sold: "off", side: true },
];
const features = ["size", "colour", "day", "sold", "side"];
const models = new Map<string, Model>();

beforeAll(async () => {
  const table = tableFromRows(rows);
  for (const label of [["y"], ["y", "z"], ["two"], ["three"]]) {
    const others = ["y", "z", "two", "three"].filter((name) => !label.includes(name));
    const options = { label, ignore: others, epochs: 4, nets: 3, hidden: [9, 6], seed: 2 };
    models.set(label.join(), await train(table, options));
  }
});

/** Row s of a bulk prediction in the form of a single one. */
function rowOf(bulk: Decoded, s: number): Answer {
  if (bulk.task === "regression") {
    const values = bulk.values.map((one) => one[s]);
    return values.length === 1
      ? values[0]
      : Object.fromEntries(bulk.labels.map((name, i) => [name, values[i]]));
  }
  const { levels, probabilities: P, classes } = bulk;
  const probabilities = Object.fromEntries(levels.map((level, k) => [level, P.data[k * P.cols + s]]));
  return { class: levels[classes[s]], probabilities };
}

function numbersOf(answer: Answer): number[] {
  if (typeof answer === "number") return [answer];
  return Object.values("probabilities" in answer ? (answer.probabilities as Record<string, number>) : answer);
}

function only(row: Row): Row {
  return Object.fromEntries(features.map((name) => [name, row[name]]));
}

/** The model as if it had been trained in this precision. */
function trainedIn(precision: "float32" | "float64", model: Model): Model {
  const name = precision === "float32" ? "wasm" : "reference";
  return { ...model, run: { ...model.run, engine: { name, precision } } };
}

describe.each(["y", "y,z", "two", "three"])("a model of %s", (name) => {
  test("float64: row() gives the bits of predict() for the table of that row", () => {
    const model = models.get(name)!;
    const predictor = createPredictor(model, { engine: referenceEngine });
    for (const row of asked) {
      const table = tableFromRows([only(row)], { types: typesOf(model.encoder) });
      expect(predictor.row(row)).toEqual(rowOf(predict(model, table), 0));
    }
  });

  test("float32: row() differs from predict() by less than 1e-6 of the label's spread", () => {
    const model = trainedIn("float32", models.get(name)!);
    const predictor = createPredictor(model);
    const spread = (label: number): number => {
      const one = model.encoder.labels[label];
      return one?.type === "number" ? one.scale.spread : 1;
    };
    let isExact = true;
    for (const row of asked) {
      const table = tableFromRows([only(row)], { types: typesOf(model.encoder) });
      const [given, wanted] = [numbersOf(predictor.row(row)), numbersOf(rowOf(predict(model, table), 0))];
      given.forEach((value, i) => {
        expect(Math.abs(value - wanted[i]) / spread(i)).toBeLessThan(1e-6);
        isExact &&= value === wanted[i];
      });
    }
    expect(isExact).toBe(false); // it did run in float32
  });

  test.each([
    ["float64", referenceEngine],
    ["float32", wasmEngine],
  ] as const)("%s: row() gives the bits of rows() and of table()", (_, engine) => {
    const model = models.get(name)!;
    const predictor = createPredictor(model, { engine });
    const table = tableFromRows(rows.map(only), { types: typesOf(model.encoder) });
    const bulk = predictor.table(table);
    const same = predictor.rows(encodeX(model.encoder, table));
    rows.forEach((row, s) => {
      const answer = predictor.row(row);
      expect(answer).toEqual(rowOf(bulk, s));
      expect(answer).toEqual(rowOf(same, s));
    });
  });

  test("a list in the order of the features is the same as an object", () => {
    const model = models.get(name)!;
    const predictor = createPredictor(model);
    const order = model.encoder.features.map((feature) => feature.name);
    for (const row of asked)
      expect(predictor.row(order.map((column) => row[column]))).toEqual(predictor.row(row));
  });

  test("the small entry gives the same from the file, without the record of the training", () => {
    const model = models.get(name)!;
    const small = createRowPredictor(loadPredictionModel(saveModel(model)));
    const full = createPredictor(model, { engine: referenceEngine });
    for (const row of asked) expect(small.row(row)).toEqual(full.row(row));
  });
});

test("table() gives what predict() gives, warnings included", () => {
  const model = models.get("y")!;
  const table = tableFromRows([{ ...only(asked[0]), colour: "violet", more: 1 }], {
    types: typesOf(model.encoder),
  });
  const prediction = createPredictor(model, { engine: referenceEngine }).table(table);
  expect(prediction).toEqual(predict(model, table));
  expect(prediction.warnings.map(({ code }) => code)).toContain("W153");
});

test("an answer stays as it is when the next row is predicted", () => {
  const predictor = createPredictor(models.get("three")!);
  const first = predictor.row(asked[0]);
  const copy = structuredClone(first);
  predictor.row(asked[7]);
  expect(first).toEqual(copy);
});

describe("row() refuses", () => {
  function refusal(row: unknown): GradusError {
    try {
      createPredictor(models.get("y")!).row(row as Row);
    } catch (error) {
      if (error instanceof GradusError) return error;
    }
    throw new Error("expected a GradusError");
  }

  test("missing columns, with the nearest names", () => {
    const { size: _, colour, ...rest } = only(asked[0]);
    const error = refusal({ ...rest, Size: 3, color: colour });
    expect(error.code).toBe("E354");
    expect(error.message).toBe("the row lacks columns of the model (2): size, colour");
    expect(error.hint).toContain('"Size" → "size", "color" → "colour"');
    expect(describeMessage(error, "zh").message).toBe("该行缺少模型所需的 2 列：size, colour");
    expect(refusal({ x: 1 }).code).toBe("E355");
    expect(refusal({}).message).toContain("(5)");
  });

  test("missing columns, without taking a column that is there for a mistyped one", () => {
    const { size: _, ...rest } = only(asked[0]);
    // "sizes" is near; "colour" and the others are columns of their own.
    expect(refusal({ ...rest, sizes: 3 }).hint).toContain('"sizes" → "size"');
    expect(refusal(rest).code).toBe("E355");
  });

  test("what only the prototype has", () => {
    expect(refusal(Object.create(only(asked[0]))).code).toBe("E355");
  });

  test.each([
    ["size", "big", 'column "size": expected a number, got "big"'],
    ["size", "1,5", 'column "size": expected a number, got "1,5"'],
    ["size", "0x10", 'column "size": expected a number, got "0x10"'],
    ["size", true, 'column "size": expected a number, got true'],
    ["size", Infinity, 'column "size": expected a number, got Infinity'],
    ["size", "1e999", 'column "size": expected a number, got "1e999"'],
    ["size", {}, 'column "size": expected a number, got an object'],
    ["day", 20240305, 'column "day": expected a date such as 2024-03-05, got 20240305'],
    ["day", "3/5/2024", 'column "day": expected a date such as 2024-03-05, got "3/5/2024"'],
    ["day", "2023-02-29", 'column "day": expected a date such as 2024-03-05, got "2023-02-29"'],
    ["sold", "maybe", 'column "sold": expected true or false, got "maybe"'],
    ["colour", {}, 'column "colour": expected a text, a number, true, false or a date, got an object'],
  ])("%s: %j", (name, cell, message) => {
    const error = refusal({ ...only(asked[0]), [name]: cell });
    expect([error.code, error.kind, error.message]).toEqual(["E352", "data", message]);
  });

  test("a list of another length", () => {
    const error = refusal([1, 2, 3]);
    expect(error.message).toBe("a row of 3 values: expected 5, one for each feature");
    expect(error.hint).toBe("give them in this order: size, colour, day, sold, side");
  });

  test("what is neither an object nor a list", () => {
    for (const row of [null, 3, "size"]) {
      expect(() => createPredictor(models.get("y")!).row(row as unknown as Row)).toThrow(TypeError);
    }
  });
});

test("names with blanks around them, or composed otherwise, are found", () => {
  const { size, ...rest } = only(asked[0]);
  const predictor = createPredictor(models.get("y")!);
  expect(predictor.row({ ...rest, " size ": size })).toBe(predictor.row(asked[0]));
});

test("rows() refuses inputs of another shape", () => {
  expect(() =>
    createPredictor(models.get("y")!).rows({ rows: 2, cols: 1, data: new Float64Array(2) }),
  ).toThrow(/^Cannot predict: expected \d+ rows in X, got 2$/);
});

test("what is beyond float32 is an answer in float64, and never NaN in float32", async () => {
  const ignore = ["colour", "day", "sold", "side", "two", "three", "z"];
  const options = { label: "y", ignore, epochs: 4, nets: 1, recipe: "classic", scale: "standard" } as const;
  const model = await train(tableFromRows(rows), options);
  const [single, double] = [wasmEngine, referenceEngine].map((engine) => createPredictor(model, { engine }));
  expect(single.row({ size: 1e38 })).toBeCloseTo(double.row({ size: 1e38 }) as number, 4);
  expect(double.row({ size: 1e300 })).toBeCloseTo(double.row({ size: 1e38 }) as number, 10);
  // One input: ∞ times a weight is ∞, and the sigmoid of that a number. A skip would lead it to the answer.
  expect(single.row({ size: 1e300 })).toBeCloseTo(double.row({ size: 1e300 }) as number, 4);
  const linear = createPredictor(await train(tableFromRows(rows), { ...options, skip: true }));
  expect(() => linear.row({ size: 1e300 })).toThrow(
    /^Cannot predict: expected outputs that are numbers, got -?(NaN|Infinity);/,
  );
  expect(() => linear.rows(encodeX(model.encoder, tableFromRows([{ size: 1e300 }, { size: 1 }])))).toThrow(
    "Cannot predict: expected outputs that are numbers",
  );
});

test("the engine is that of the training: float64 runs in the reference, float32 in WebAssembly", () => {
  const model = trainedIn("float32", models.get("y")!);
  const exact = createPredictor(trainedIn("float64", models.get("y")!)).row(asked[0]);
  expect(exact).toBe(createPredictor(model, { engine: referenceEngine }).row(asked[0]));
  expect(createPredictor(model).row(asked[0])).toBe(
    createPredictor(model, { engine: wasmEngine }).row(asked[0]),
  );
  expect(createPredictor(model).row(asked[0])).not.toBe(exact);
});

test("own activations run in the reference, also after a training in float32", () => {
  registerActivation("predictor_cube", { f: (z) => z ** 3, df: (z) => 3 * z * z });
  const model = structuredClone(trainedIn("float32", models.get("y")!));
  for (const { network } of model.nets) network.activations[1] = { name: "predictor_cube" };
  const table = tableFromRows([only(asked[0])], { types: typesOf(model.encoder) });
  expect(createPredictor(model).row(asked[0])).toBe(rowOf(predict(model, table), 0));
});
