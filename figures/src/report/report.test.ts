import { expect, test } from "vitest";
import {
  createNetwork,
  predict,
  toTable,
  train,
  typesOf,
  type Model,
  type Table,
  type TrainOptions,
} from "gradus";
import { createReport } from "./report.js";

const HOSTILE = `<script>"x" & 'y'</script>`;
const LONG = "very_long_".repeat(30);
const RTL = "عمر";

/** y = 2 a + b² with words of no meaning, and names that try to be more than names. */
function tableOf(rows: number): Table {
  const numbers = Array.from({ length: rows }, (_, i) => i);
  const a = numbers.map((i) => (i * 7) % 13);
  const b = numbers.map((i) => ((i * 5) % 11) - 5);
  const columns = [
    { name: HOSTILE, cells: a.map(String) },
    { name: LONG, cells: b.map(String) },
    { name: RTL, cells: numbers.map((i) => ["<b>", "two", "'3'"][i % 3]) },
    { name: "y", cells: numbers.map((i) => String(2 * a[i] + b[i] ** 2)) },
  ];
  return toTable({ source: "<data>.csv", rows, columns, warnings: [] });
}

const table = tableOf(80);
const QUICK = { quick: true, factors: 2 } as const;

function trained(options: Partial<TrainOptions>): Promise<Model> {
  return train(table, { label: "y", epochs: 5, patience: Infinity, ...options });
}

const small = await trained({ hidden: [3], nets: 1 });

/** Numbers of `output` elements: what the worked example comes to. */
function answers(html: string): number[] {
  return [...html.matchAll(/<output\s+data-value="([^"]*)"/g)].map(([, value]) => Number(value));
}

/** The row of the table that is worked through. */
function rowOf(html: string): number {
  return Number(/Row (\d+) of/.exec(html)![1]) - 1;
}

test("the worked example ends with the bits of predict() for its row", async () => {
  const { html } = await createReport(small, table, QUICK);
  const whole = predict(small, table);
  expect(whole.task).toBe("regression");
  const values = whole.task === "regression" ? whole.values[0] : [];
  expect(answers(html)).toEqual([values[rowOf(html)]]);
});

test("of several nets with a wide layer one neuron is followed, and the end is predict()'s all the same", async () => {
  const model = await trained({ hidden: [60, 20], nets: 2, epochs: 1 });
  const { html } = await createReport(model, table, QUICK);
  const whole = predict(model, table);
  expect(html.includes("Of 20 neurons one is followed")).toBe(true);
  expect(html.includes("All 2 networks")).toBe(true);
  expect(answers(html)).toEqual([whole.task === "regression" ? whole.values[0][rowOf(html)] : 0]);
});

test("a net with a front and trainable activations is worked through too", async () => {
  const inputs = small.encoder.inputs.length;
  const network = createNetwork([inputs, 4, 1], {
    hidden: { name: "mish", trainable: true },
    output: "identity",
    front: { embed: Array.from({ length: inputs }, (_, i) => i < 2) },
    seed: 3,
  });
  const model: Model = { ...small, nets: [{ network, weight: 1 }] };
  const { html } = await createReport(model, table, QUICK);
  const whole = predict(model, table);
  expect(answers(html)).toEqual([whole.task === "regression" ? whole.values[0][rowOf(html)] : 0]);
});

test("a report has no script, nothing to fetch, and a policy that forbids both", async () => {
  const { html } = await createReport(small, table, { ...QUICK, language: "both" });
  expect(
    /https?:|<script|javascript:|\son\w+=|url\(|@import|<link|<img|<iframe/i.exec(html)?.[0],
  ).toBeUndefined();
  expect(html).toContain("default-src &#39;none&#39;".replaceAll("&#39;", "'"));
});

test("names and words of the table are escaped, cut and set apart in both languages", async () => {
  const { html } = await createReport(small, table, { language: "both", title: HOSTILE, factors: 3 });
  expect(html.includes("<b>")).toBe(false);
  expect(html).toContain("&lt;script&gt;");
  expect(html.includes(`<bdi>${RTL}</bdi>`)).toBe(true);
  const shown = html.replaceAll("<wbr>", "").replaceAll(/<pre>[\s\S]*?<\/pre>/g, "");
  expect(shown.includes(`<bdi>${LONG}`)).toBe(false);
});

test("the sections are numbered and in both languages; without a table the report says what is missing", async () => {
  const { html, sections } = await createReport(small, undefined, { language: "both" });
  expect(sections).toHaveLength(11);
  for (const language of ["en", "zh"]) {
    for (const name of sections) expect(html.includes(`id="${language}-${name}"`)).toBe(true);
  }
  expect(html.includes("This report was made from the model file alone")).toBe(true);
  expect(html.includes("本报告只根据模型文件生成")).toBe(true);
  expect(/undefined|NaN|\[object/.exec(html)?.[0]).toBeUndefined();
});

test("the command repeats the run: options that were changed are in it, and are marked", async () => {
  const { html } = await createReport(small, table, { ...QUICK, files: { data: "my data.csv" } });
  expect(html).toContain("gradus train &#39;my data.csv&#39; --label y --hidden 3:tanh --nets 1 --epochs 5");
  expect(html.match(/class="changed"/g)?.length).toBe(4); // hidden, nets, epochs, patience
});

/** The command that a report says repeats the run. */
function commandOf(html: string): string {
  return /<pre><code>([^<]*)/.exec(html)![1].replaceAll("&#39;", "'");
}

test("row weights and groups are in the command, and the test rows count as the baselines' do", async () => {
  const rows = Array.from({ length: 60 }, (_, i) => i);
  const own = toTable({
    source: "t",
    rows: 60,
    warnings: [],
    columns: [
      { name: "a", cells: rows.map((i) => String((i * 7) % 13)) },
      { name: "y", cells: rows.map((i) => String(((i * 7) % 13) + ((i * 3) % 5))) },
      { name: "w", cells: rows.map((i) => String(1 + (i % 9) ** 2)) },
      { name: "group of rows", cells: rows.map((i) => `g${i % 20}`) },
      { name: "idle", cells: rows.map((i) => String((i * 11) % 17)) },
    ],
  });
  const model = await train(own, {
    label: "y",
    features: ["a"],
    weight: "w",
    split: { kind: "group", column: "group of rows", fractions: [0.5, 0.2, 0.3] },
    hidden: [3],
    nets: 1,
    batch: Infinity,
    epochs: 5,
  });
  const { html } = await createReport(model, own, QUICK);
  expect(commandOf(html)).toContain("--batch all");
  expect(commandOf(html)).toContain(
    "--weight w --split-group 'group of rows' --split 0.5/0.2/0.3 --hidden 3:tanh",
  );
  expect(commandOf(html)).not.toContain("--ignore w");
  const rmse = model.run.metrics.test!["rmse"]!.toPrecision(3);
  expect(html.replaceAll(/\s+/g, " ")).toContain(`RMSE</div> <div class="tile-value">${rmse}</div>`);
});

test("one net alone is repeated by its number alone", async () => {
  const model = await train(table, { label: "y", nets: 1, split: { fractions: [0.6, 0.2, 0.2] } });
  const { html } = await createReport(model, table, QUICK);
  expect(commandOf(html)).toMatch(/ --label y --split 0\.6\/0\.2\/0\.2 --nets 1 --seed 42$/);
});

test("in Chinese names and commands keep their blanks", async () => {
  const rows = Array.from({ length: 40 }, (_, i) => i);
  const own = toTable({
    source: "t",
    rows: 40,
    warnings: [],
    columns: [
      { name: "龄期（天） 值", cells: rows.map((i) => String((i * 7) % 13)) },
      { name: "重， 量", cells: rows.map((i) => String(((i * 7) % 13) + (i % 3))) },
    ],
  });
  const model = await train(own, { label: "重， 量", hidden: [3], nets: 1, epochs: 3 });
  const { html } = await createReport(model, own, { ...QUICK, language: "zh" });
  expect(commandOf(html)).toContain("--label '重， 量'");
  expect(html).toContain("<bdi>龄期（天） 值</bdi>");
  expect(/。\s+[^\s<]/.exec(html)?.[0]).toBeUndefined();
});

test("rows whose labels are still to be found have a report", async () => {
  const { columns } = tableOf(20);
  const cells = (name: string): string[] =>
    Array.from({ length: 20 }, (_, i) => (name === "y" ? "" : String(i)));
  const raw = {
    source: "new",
    rows: 20,
    warnings: [],
    columns: columns.map(({ name }) => ({ name, cells: cells(name) })),
  };
  const { html } = await createReport(small, toTable(raw, { types: typesOf(small.encoder) }), QUICK);
  expect(html).toContain("The table is not the one that the model was trained on");
});

test("another table than the training one is told to be one", async () => {
  const { html } = await createReport(small, tableOf(60), QUICK);
  expect(html.includes("The table is not the one that the model was trained on")).toBe(true);
});

test("classes: the probabilities of the worked example are predict()'s, and the matrix is drawn", async () => {
  const rows = table.rows;
  const words = Array.from({ length: rows }, (_, i) =>
    ((i * 7) % 13) + ((i * 5) % 11) > 10 ? "high" : "low",
  );
  const raw = {
    source: "c",
    rows,
    warnings: [],
    columns: [
      { name: "a", cells: words.map((_, i) => String((i * 7) % 13)) },
      { name: "b", cells: words.map((_, i) => String((i * 5) % 11)) },
      { name: "class", cells: words },
    ],
  };
  const own = toTable(raw);
  const model = await train(own, { label: "class", hidden: [3], nets: 1, epochs: 5 });
  const { html } = await createReport(model, own, QUICK);
  const whole = predict(model, own);
  const { data, cols } = whole.task === "regression" ? { data: [], cols: 0 } : whole.probabilities;
  const row = rowOf(html);
  expect(answers(html)).toEqual([data[row], data[cols + row]]);
  expect(html.includes("True and predicted classes")).toBe(true);
  expect(html.match(/class="changed"/g)?.length).toBe(3); // hidden, nets, epochs
});

test("a stop is obeyed, and progress is told from 0 to 1", async () => {
  const reason = new Error("stop");
  const stopped = createReport(small, table, { ...QUICK, signal: { aborted: true, reason } });
  await expect(stopped).rejects.toBe(reason);
  const told: number[] = [];
  await createReport(small, table, { ...QUICK, onProgress: (share) => told.push(share) });
  expect(told[0]).toBe(0);
  expect(told.at(-1)).toBe(1);
  expect(told).toEqual(told.toSorted((a, b) => a - b));
});

test("equal models and tables give equal bytes", async () => {
  const [a, b] = [await createReport(small, table, QUICK), await createReport(small, table, QUICK)];
  expect(a.html).toBe(b.html);
});
