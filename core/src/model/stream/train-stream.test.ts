import { describe, expect, test } from "vitest";
import { sourceFrom } from "../../../../test/sources.js";
import { createRandom } from "../../random.js";
import { fitEncoder } from "../../table/fit-encoder.js";
import type { Cell } from "../../table/table.js";
import { tableFromColumns } from "../../table/types.js";
import { memoryStore, type RowStore } from "../../train/feed.js";
import { loadModel, saveModel } from "../file/file.js";
import type { Model } from "../model.js";
import type { StreamProgress, StreamTrainOptions } from "./options.js";
import { divider } from "./sample.js";
import { train, type Ready } from "../train.js";
import { trainStream, trainStreamSteps } from "./train-stream.js";

const ROWS = 600;
const random = createRandom(5);
const a = Array.from({ length: ROWS }, (_, r) => (r % 40 === 11 ? null : random.normal()));
const b = Array.from({ length: ROWS }, () => random.uniform());
const site = Array.from({ length: ROWS }, () => ["north", "south", "west"][random.integer(3)]);
const y = a.map((x, r) => 3 * (x ?? 0) - 2 * b[r] + (site[r] === "west" ? 1 : 0) + 0.1 * random.normal());
const kind: string[] = y.map((v) => (v > 0 ? "yes" : v > -2 ? "maybe" : "no"));
const pairs: [string, Cell[]][] = [
  ["a", a],
  ["b", b],
  ["site", site],
  ["y", y],
];
const withKind: [string, Cell[]][] = [
  ["a", a],
  ["b", b],
  ["site", site],
  ["kind", kind],
];

/** Stores in memory, and what became of them. */
function stores(): { store: StreamTrainOptions["store"]; bytes: number[]; closed: () => number } {
  const bytes: number[] = [];
  let closed = 0;
  return {
    bytes,
    closed: () => closed,
    store(size) {
      bytes.push(size);
      const memory = memoryStore();
      const store: RowStore = { ...memory, close: () => (closed++, memory.close()) };
      return Promise.resolve(store);
    },
  };
}

const quick = { label: "y", nets: 1, epochs: 6, hidden: [5], store: stores().store } as const;

async function ready(options: Partial<StreamTrainOptions>, columns = pairs): Promise<Ready> {
  let found: Ready | undefined;
  await trainStream(sourceFrom(columns), {
    ...quick,
    epochs: 1,
    ...options,
    onStart: (one) => (found = one),
  });
  return found!;
}

const nets = (model: Model): Float64Array[] => model.nets.map(({ network }) => network.parameters);

describe("trainStream()", () => {
  test("learns the encoder of the in-memory path where the sample holds every row", async () => {
    const { encoder } = await ready({ bufferRows: 64 });
    const partOf = divider(sourceFrom(pairs));
    const rows = Array.from({ length: ROWS }, (_, r) => r).filter((r) => partOf({} as never, r, r) === 0);
    expect(encoder).toEqual(fitEncoder(tableFromColumns(pairs), { labels: ["y"], rows }).encoder);
  });

  test("gives one model, however the file is cut, and another for another seed or buffer", async () => {
    const trained = (part: number, options: Partial<StreamTrainOptions> = {}): Promise<Model> =>
      trainStream(sourceFrom(pairs, part), { ...quick, bufferRows: 64, ...options });
    const model = await trained(50);
    for (const part of [1, 37, ROWS]) expect(saveModel(await trained(part))).toEqual(saveModel(model));
    expect(nets(await trained(50, { seed: 1 }))).not.toEqual(nets(model));
    expect(nets(await trained(50, { bufferRows: 128 }))).not.toEqual(nets(model));
    expect(model.run.recipe["buffer"]).toBe(64);
    expect(loadModel(saveModel(model), "m").run).toEqual(model.run);
  });

  test("takes the steps of train() on rows rounded to float32, where the buffer holds them all", async () => {
    // Numbers that float32 holds exactly, scaled by powers of two alone: both ways see the same bits.
    const eighths = (values: (number | null)[]): number[] => values.map((v) => Math.round(8 * (v ?? 0)) / 8);
    const exact: [string, Cell[]][] = [
      ["a", eighths(a)],
      ["b", eighths(b)],
      ["y", eighths(y)],
    ];
    const options = { ...quick, scale: "none", scaleLabel: false } as const;
    const streamed = await trainStream(sourceFrom(exact), options);
    const partOf = divider(sourceFrom(exact));
    const rowsIn = (part: number): Int32Array =>
      Int32Array.from(
        Array.from({ length: ROWS }, (_, r) => r).filter((r) => partOf({} as never, r, r) === part),
      );
    const { store: _store, ...plain } = options;
    const split = { train: rowsIn(0), validation: rowsIn(1), test: rowsIn(2) };
    const held = await train(tableFromColumns(exact), { ...plain, split });
    expect(nets(streamed)).toEqual(nets(held));
    expect(streamed.run.metrics).toEqual(held.run.metrics);
    expect(streamed.run.baselines).toEqual(held.run.baselines);
    expect(streamed.run.split).toEqual({ ...held.run.split, kind: "random hash" });
  });

  test("stores the training rows alone, says how much that is, and gives the place back", async () => {
    const { store, bytes, closed } = stores();
    const { split, feed, data } = await ready({ store, bufferRows: 64 });
    expect(split.train.length + split.validation.length + split.test.length).toBe(ROWS);
    expect(data).toEqual({ source: "the table", rows: ROWS, missing: 15 });
    // a and whether it is missing, b, the site's number, y: 5 numbers of 4 bytes.
    expect(bytes).toEqual([20 * split.train.length]);
    expect([feed?.count, closed()]).toEqual([split.train.length, 1]);
    const broken = Promise.resolve({ ...memoryStore(), append: () => Promise.reject(new Error("full")) });
    await expect(trainStream(sourceFrom(pairs), { ...quick, store: () => broken })).rejects.toThrow("full");
  });

  test("gives the place back where a report of progress throws, or whoever takes the steps leaves", async () => {
    const { store, bytes, closed } = stores();
    const onProgress = (): void => {
      throw new Error("enough");
    };
    await expect(trainStream(sourceFrom(pairs), { ...quick, store, onProgress })).rejects.toThrow("enough");
    expect([bytes.length, closed()]).toEqual([1, 1]);
    for await (const { epoch } of trainStreamSteps(sourceFrom(pairs), { ...quick, store })) {
      if (epoch.epoch === 2) break;
    }
    expect([bytes.length, closed()]).toEqual([2, 2]);
  });

  test("does not learn from the column that divides the rows", async () => {
    const part = Array.from({ length: ROWS }, (_, r) => ["train", "train", "val", "test"][r % 4]);
    const columns: [string, Cell[]][] = [...pairs, ["part", part]];
    for (const kind of ["column", "group"] as const) {
      const { encoder, split, splitKind } = await ready({ split: { kind, column: "part" } }, columns);
      expect(encoder.features.map(({ name }) => name)).toEqual(["a", "b", "site"]);
      if (kind === "column")
        expect([split.train.length, split.test.length, splitKind]).toEqual([300, 150, "column"]);
    }
  });

  test("tells how far each pass and each epoch has come", async () => {
    const told: StreamProgress[] = [];
    await trainStream(sourceFrom(pairs, 200), {
      ...quick,
      epochs: 2,
      bufferRows: 128,
      onStream: (one) => told.push(one),
    });
    const stage = (name: string): number[] =>
      told.filter((one) => one.stage === name).map(({ done }) => done);
    expect([stage("sample"), stage("encode")]).toEqual([
      [200, 400, 600],
      [200, 400, 600],
    ]);
    const count = told.at(-1)!.of;
    expect(stage("train")).toEqual([128, 256, 384, count, 128, 256, 384, count]);
  });

  test("goes on after a stop with the bits of a run that was never stopped, on the same data and buffer only", async () => {
    const options = { ...quick, nets: 2, bufferRows: 64 };
    const whole = await trainStream(sourceFrom(pairs), options);
    const signal = { aborted: false };
    const steps = trainStreamSteps(sourceFrom(pairs), { ...options, signal });
    for (let k = 0; k < 3; k++) await steps.next();
    signal.aborted = true;
    const { value: stopped } = (await steps.next()) as { value: Model };
    const resume = loadModel(saveModel(stopped), "m");
    expect(saveModel(await trainStream(sourceFrom(pairs), { ...options, resume }))).toEqual(saveModel(whole));
    const other = trainStream(sourceFrom(pairs), { ...options, bufferRows: 128, resume });
    await expect(other).rejects.toMatchObject({ code: "E212", values: { what: "buffer" } });
    const changed = pairs.map(([name, cells]): [string, Cell[]] => [
      name,
      name === "b" ? cells.with(9, 0.5) : cells,
    ]);
    await expect(trainStream(sourceFrom(changed), { ...options, resume })).rejects.toMatchObject({
      code: "E211",
    });
  });

  test("refuses a file that grows or shrinks between its two passes", async () => {
    for (const rows of [ROWS - 60, ROWS + 40]) {
      const { store, closed } = stores();
      const later = pairs.map(([name, cells]): [string, Cell[]] => [
        name,
        [...cells, ...cells].slice(0, rows),
      ]);
      let passes = 0;
      const source = sourceFrom(pairs);
      const parts = (): ReturnType<typeof source.parts> =>
        (++passes === 1 ? source : sourceFrom(later)).parts();
      await expect(trainStream({ ...source, parts }, { ...quick, store })).rejects.toMatchObject({
        code: "E218",
        values: { file: "the table", first: ROWS, second: rows },
      });
      expect(closed()).toBe(1);
    }
  });

  test("stops at once if it is told to before the first epoch", async () => {
    const { store, closed, bytes } = stores();
    const signal = { aborted: false };
    const run = trainStream(sourceFrom(pairs), {
      ...quick,
      store,
      signal,
      onStream: ({ stage }) => (signal.aborted = stage === "encode"),
    });
    await expect(run).rejects.toMatchObject({ code: "E216" });
    expect([bytes.length, closed()]).toEqual([1, 1]);
  });
});

describe("a sample of the rows", () => {
  const small = { sampleRows: 200, bufferRows: 64 };

  test("gives a model about as good, ranges and missing cells of all training rows", async () => {
    const all = await trainStream(sourceFrom(pairs), { ...quick, epochs: 40 });
    const some = await trainStream(sourceFrom(pairs), { ...quick, epochs: 40, ...small });
    // y has a deviation of 3.1 and noise of 0.1.
    expect(all.run.metrics.test!["r2"]).toBeGreaterThan(0.98);
    expect(some.run.metrics.test!["r2"]).toBeGreaterThan(0.98);
    const ranges = (model: Model): unknown =>
      model.encoder.features.map((one) => ("min" in one ? [one.min, one.max] : []));
    expect(ranges(some)).toEqual(ranges(all));
    expect(some.run.data).toMatchObject({ rows: ROWS, missing: 15 });
    expect(some.run.split.train).toBe(all.run.split.train);
    const told = (model: Model): unknown =>
      model.run.warnings.find(({ code }) => code === "W138")?.values["count"];
    expect(told(some)).toBe(told(all));
    expect(some.run.warnings).toContainEqual(
      expect.objectContaining({ code: "W210", values: { sample: 200, rows: ROWS } }),
    );
    const { validation, test } = all.run.split;
    expect(some.run.warnings).toContainEqual(
      expect.objectContaining({
        code: "W211",
        values: { validation, test, validationKept: 50, testKept: 30 },
      }),
    );
    expect(all.run.warnings.filter(({ code }) => code === "W210" || code === "W211")).toEqual([]);
  });

  test("knows every class of the label, and counts categories and strays that it has not seen", async () => {
    const seldom = kind.with(300, "seldom");
    // Rows 202 and 24 are for training and not in the sample of seed 42.
    const sites = site.map((word, r) => (r === 201 ? "nowhere" : word));
    const numbers = b.map((x, r): Cell => (r === 23 ? "broken" : x));
    const columns: [string, Cell[]][] = [
      ["a", a],
      ["b", numbers],
      ["site", sites],
      ["kind", seldom],
    ];
    const { encoder, warnings } = await ready({ label: "kind", ...small }, columns);
    expect(encoder.labels[0]).toMatchObject({ levels: ["maybe", "no", "seldom", "yes"] });
    const told = Object.fromEntries(warnings.map(({ code, values }) => [code, values]));
    expect(told["W157"]).toMatchObject({ column: "b", count: 1, value: "broken", number: 24 });
    expect(told["W212"]).toEqual({ column: "site", count: 1 });
  });
});

describe("what trainStream() refuses", () => {
  const refused = (options: Partial<StreamTrainOptions>, columns = pairs): Promise<unknown> =>
    trainStream(sourceFrom(columns), { ...quick, ...options }).catch((error: unknown) => error);

  test("is told before the file is read", async () => {
    const read: number[] = [];
    const onStream = ({ done }: StreamProgress): void => void read.push(done);
    expect(await refused({ label: "z", onStream })).toMatchObject({ code: "E104" });
    expect(await refused({ ignore: ["sit"], onStream })).toMatchObject({ code: "E103" });
    expect(await refused({ split: { kind: "time" }, onStream })).toMatchObject({ code: "E213" });
    expect(await refused({ memory: 1e6, onStream })).toMatchObject({ code: "E215", values: { memory: 1e6 } });
    expect(await refused({ epoch: 1, onStream } as Partial<StreamTrainOptions>)).toBeInstanceOf(RangeError);
    expect(await refused({ store: undefined as never })).toBeInstanceOf(TypeError);
    expect(read).toEqual([]);
  });

  test("a batch that the buffer does not hold; a label that is no number, by its row", async () => {
    expect(await refused({ batch: Infinity, bufferRows: 64 })).toMatchObject({
      code: "E214",
      values: { buffer: 64 },
    });
    const bad: [string, Cell[]][] = pairs.map(([name, cells]) => [
      name,
      name === "y" ? [...cells].with(500, "?!") : cells,
    ]);
    // Row 501 is not in the sample of seed 42.
    expect(await refused({ sampleRows: 100 }, bad)).toMatchObject({
      code: "E121",
      values: { number: 501, value: "?!" },
    });
  });

  test("a weight below 0, by its row in the file", async () => {
    const weight = Array.from({ length: ROWS }, (_, r) => (r === 300 ? -1 : 1));
    // Row 301 is for training, and not in the smaller sample of seed 42.
    for (const sampleRows of [100, 1000]) {
      const found = await refused({ weight: "w", sampleRows }, [...pairs, ["w", weight]]);
      expect(found).toMatchObject({ code: "E203", values: { row: 301, value: -1 } });
    }
  });

  test("classes are told by words, weights of 0 leave rows out, and no rows are held for validation without a share", async () => {
    const weight = Array.from({ length: ROWS }, (_, r) => (r % 2 === 0 ? 0 : 1 + (r % 3)));
    const { split, task, samples } = await ready(
      { label: "kind", weight: "w", split: { kind: "none" }, bufferRows: 64 },
      [...withKind, ["w", weight]],
    );
    expect([split.train.length, split.validation.length, task, samples.validation]).toEqual([
      300,
      0,
      "classes",
      null,
    ]);
    const model = await trainStream(sourceFrom([...withKind, ["w", weight]]), {
      ...quick,
      label: "kind",
      weight: "w",
      epochs: 20,
    });
    expect(model.run.metrics.test!["accuracy"]).toBeGreaterThan(0.7);
  });
});

test("one net of few streamed rows takes steps by batches: no method sees all rows at once", async () => {
  const { hidden: _, epochs: __, ...alone } = quick;
  const signal = { aborted: false };
  let found: Ready | undefined;
  const onStart = (one: Ready): void => {
    found = one;
    signal.aborted = true;
  };
  await trainStream(sourceFrom(pairs), { ...alone, signal, onStart });
  expect(found!.recipe.optimizer.name).toBe("adam");
});
