/**
 * What holds for every model, whatever the task: a list of invariants, each run on each kind of table. A new kind of table is a
 * new entry of `kinds`, a new invariant a new test.
 */
import { describe, expect, test } from "vitest";
import {
  createRandom,
  evaluate,
  GradusError,
  loadModel,
  predict,
  saveModel,
  tableFromColumns,
  train,
  type Cell,
  type Model,
  type Prediction,
  type Table,
  type TrainOptions,
} from "gradus";

interface Kind {
  label: string | string[];
  columns: [string, Cell[]][];
}

const ROWS = 60;
const quick = { epochs: 25, nets: 2, hidden: [6] } as const;

/** Tables of six kinds, drawn from a seed. */
function kinds(seed: number): Map<string, Kind> {
  const random = createRandom(seed);
  const numbers = (f: (i: number) => number): number[] => Array.from({ length: ROWS }, (_, i) => f(i));
  const a = numbers(() => 10 * random.normal());
  const b = numbers(() => 100 + random.uniform());
  const colour = numbers(() => random.integer(3)).map((k) => ["red", "green", "蓝"][k]);
  const y = a.map((x, i) => 3 * x + 50 * Math.sin(6 * b[i]) + random.normal());
  const third = y.map((v) => (v < -10 ? "low" : v < 10 ? "mid" : "01"));
  return new Map<string, Kind>([
    [
      "one factor",
      {
        label: "y",
        columns: [
          ["a", a],
          ["y", y],
        ],
      },
    ],
    [
      "mixed columns with gaps",
      {
        label: "y",
        columns: [
          ["a", a.map((x, i) => (i % 9 === 4 ? null : x))],
          ["colour", colour],
          ["b", b],
          ["y", y],
        ],
      },
    ],
    [
      "two labels",
      {
        label: ["y", "w"],
        columns: [
          ["a", a],
          ["b", b],
          ["y", y],
          ["w", y.map((v, i) => v * b[i])],
        ],
      },
    ],
    [
      "binary",
      {
        label: "c",
        columns: [
          ["a", a],
          ["b", b],
          ["c", y.map((v) => (v > 0 ? "yes" : "no"))],
        ],
      },
    ],
    [
      "three classes",
      {
        label: "c",
        columns: [
          ["a", a],
          ["colour", colour],
          ["c", third],
        ],
      },
    ],
    [
      "rare class",
      {
        label: "c",
        columns: [
          ["a", a],
          ["b", b],
          ["c", y.map((_, i) => (i % 20 === 7 ? "rare" : "usual"))],
        ],
      },
    ],
  ]);
}

const cases = [1, 2].flatMap((seed) => [...kinds(seed)].map(([name, kind]) => ({ name, seed, kind })));

function tableOf({ columns }: Kind): Table {
  return tableFromColumns(columns);
}

function fitted(kind: Kind, options: Partial<TrainOptions> = {}): Promise<Model> {
  return train(tableOf(kind), { label: kind.label, ...quick, ...options });
}

/** All numbers that a prediction consists of. */
function numbersOf(prediction: Prediction): number[] {
  if (prediction.task === "regression") return prediction.values.flatMap((values) => [...values]);
  return [...prediction.probabilities.data];
}

function rowsOf({ columns }: Kind, rows: number[]): Table {
  return tableFromColumns(columns.map(([name, cells]) => [name, rows.map((row) => cells[row])]));
}

const weightsOf = (model: Model): number[] => model.nets.flatMap(({ network }) => [...network.parameters]);

describe.each(cases)("$name, seed $seed", ({ kind }) => {
  test("the same seed gives the same weights, another seed others", async () => {
    const [one, same, other] = [await fitted(kind), await fitted(kind), await fitted(kind, { seed: 7 })];
    expect(weightsOf(same)).toEqual(weightsOf(one));
    expect(weightsOf(other)).not.toEqual(weightsOf(one));
  });

  test("predicting twice, a part, or the rows in another order gives the same numbers", async () => {
    const model = await fitted(kind);
    const all = predict(model, tableOf(kind));
    expect(numbersOf(predict(model, tableOf(kind)))).toEqual(numbersOf(all));
    const rows = [50, 3, 17, 0];
    const part = numbersOf(predict(model, rowsOf(kind, rows)));
    const outputs = part.length / rows.length;
    rows.forEach((row, s) => {
      for (let i = 0; i < outputs; i++)
        expect(part[i * rows.length + s]).toBe(numbersOf(all)[i * ROWS + row]);
    });
  });

  test("the order of the columns plays no part in prediction", async () => {
    const model = await fitted(kind);
    const turned = tableFromColumns(kind.columns.toReversed());
    expect(numbersOf(predict(model, turned))).toEqual(numbersOf(predict(model, tableOf(kind))));
  });

  test("table and options are left as they were", async () => {
    const table = tableOf(kind);
    const options = { label: kind.label, ...quick };
    const before = structuredClone({ columns: table.columns, options });
    predict(await train(table, options), table);
    expect({ columns: table.columns, options }).toEqual(before);
  });

  test("save, load, predict: the same bits; saved again: the same bytes", async () => {
    const model = await fitted(kind);
    const bytes = saveModel(model);
    const loaded = loadModel(bytes);
    expect(numbersOf(predict(loaded, tableOf(kind)))).toEqual(numbersOf(predict(model, tableOf(kind))));
    expect(saveModel(loaded)).toEqual(bytes);
  });

  test("probabilities lie in [0, 1] and sum to 1; the class is the most probable one; its text is as in the table", async () => {
    const prediction = predict(await fitted(kind), tableOf(kind));
    if (prediction.task === "regression") return;
    const words = new Set(kind.columns.find(([name]) => name === kind.label)![1]);
    expect(new Set(prediction.levels)).toEqual(words);
    const { rows, cols, data } = prediction.probabilities;
    for (let s = 0; s < cols; s++) {
      const p = Array.from({ length: rows }, (_, k) => data[k * cols + s]);
      for (const one of p) expect(one >= 0 && one <= 1).toBe(true);
      expect(p.reduce((sum, one) => sum + one, 0)).toBeCloseTo(1, 12);
      expect(prediction.classes[s]).toBe(p.indexOf(Math.max(...p)));
    }
  });

  test("the metrics of the record are those of the predictions, computed anew", async () => {
    const model = await fitted(kind);
    const table = tableOf(kind);
    const everything = await fitted(kind, { split: { kind: "none" } });
    expect(evaluate(everything, table).metrics).toEqual(everything.run.metrics.train);
    expect(model.run.split.train + model.run.split.validation + model.run.split.test).toBe(ROWS);
    const prediction = predict(everything, table);
    if (prediction.task !== "regression") {
      const words = kind.columns.find(([name]) => name === kind.label)![1];
      const right = words.filter((word, s) => prediction.levels[prediction.classes[s]] === word).length;
      expect(everything.run.metrics.train["accuracy"]).toBeCloseTo(right / ROWS, 12);
      return;
    }
    const rmse = prediction.values.map((values, i) => {
      const y = kind.columns.find(([name]) => name === prediction.labels[i])![1] as number[];
      return Math.sqrt(values.reduce((sum, v, s) => sum + (v - y[s]) ** 2, 0) / ROWS);
    });
    expect(everything.run.metrics.train["rmse"]).toBeCloseTo(
      rmse.reduce((sum, v) => sum + v, 0) / rmse.length,
      9,
    );
  });

  test("the history has as many entries as epochs were run", async () => {
    const model = await fitted(kind);
    expect(model.run.history.map((epoch) => epoch.epoch)).toEqual(
      Array.from({ length: model.run.nets[0].epochs }, (_, i) => i + 1),
    );
  });

  test("a missing feature is refused by name, an infinite number too", async () => {
    const model = await fitted(kind);
    const lacking = tableFromColumns(kind.columns.filter(([name]) => name !== "a"));
    expect(() => predict(model, lacking)).toThrow(GradusError);
    expect(() => predict(model, lacking)).toThrow(/\ba\b/);
    const infinite = kind.columns.map(([name, cells]): [string, Cell[]] => [
      name,
      name === "a" ? [Infinity, ...cells.slice(1)] : cells,
    ]);
    expect(() => tableFromColumns(infinite)).toThrow(GradusError);
  });

  test("a stopped training goes on to the model of one that was never stopped", async () => {
    const whole = await fitted(kind);
    for (const at of [1, 9, 30]) {
      const signal = { aborted: false };
      let epochs = 0;
      const stopped = await fitted(kind, { signal, onProgress: () => (signal.aborted = ++epochs >= at) });
      const rest = await fitted(kind, { resume: loadModel(saveModel(stopped)) });
      expect(weightsOf(rest)).toEqual(weightsOf(whole));
      expect(rest.run.history).toEqual(whole.run.history);
      expect(saveModel(rest)).toEqual(saveModel(whole));
    }
  });
});

test("multiplying a standardised factor by 2^k changes nothing (1e-9); adding to the label adds to the prediction (1e-6)", async () => {
  const kind = kinds(3).get("mixed columns with gaps")!;
  const base = numbersOf(predict(await fitted(kind), tableOf(kind)));
  const changed = (name: string, f: (x: number) => number): Kind => ({
    ...kind,
    columns: kind.columns.map(([n, cells]) => [
      n,
      n === name ? cells.map((x) => (typeof x === "number" ? f(x) : x)) : cells,
    ]),
  });
  const scaled = changed("b", (x) => 1024 * x);
  const shifted = changed("y", (x) => x + 1000);
  const byScaled = numbersOf(predict(await fitted(scaled), tableOf(scaled)));
  const byShifted = numbersOf(predict(await fitted(shifted), tableOf(shifted)));
  base.forEach((y, s) => {
    expect(Math.abs(byScaled[s] - y)).toBeLessThan(1e-9 * Math.max(1, Math.abs(y)));
    expect(Math.abs(byShifted[s] - y - 1000)).toBeLessThan(1e-6);
  });
});

test("resume refuses another table and other options by name", async () => {
  const kind = kinds(1).get("one factor")!;
  const signal = { aborted: true };
  const stopped = await fitted(kind, { signal });
  const other = kinds(2).get("one factor")!;
  await expect(fitted(other, { resume: stopped })).rejects.toMatchObject({ code: "E211" });
  await expect(fitted(kind, { resume: stopped, learningRate: 0.5 })).rejects.toMatchObject({ code: "E212" });
  const done = await fitted(kind);
  await expect(fitted(kind, { resume: done })).rejects.toMatchObject({ code: "E210" });
});
