import { expect, test } from "vitest";
import { GradusError } from "../errors.js";
import { matrix } from "../matrix.js";
import { fitEncoder, type EncoderOptions } from "./fit-encoder.js";
import { taskOf } from "./fit-labels.js";
import { decode, outputCount, type Decoded } from "./decode.js";
import { classesOf, encodeY } from "./labels.js";
import type { Cell } from "./table.js";
import { tableFromColumns } from "./types.js";

function labelled(cells: readonly Cell[], options: Partial<EncoderOptions> = {}) {
  const table = tableFromColumns(
    [
      ["x", cells.map((_, i) => i)],
      ["y", cells],
    ],
    { label: ["y"] },
  );
  const rows = cells.map((_, i) => i).filter((i) => cells[i] !== null);
  const { encoder, warnings } = fitEncoder(table, { labels: ["y"], rows, ...options });
  return { table, encoder, codes: warnings.map((one) => one.code), label: encoder.labels[0] };
}

function code(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof GradusError) return error.code;
    throw error;
  }
  return "no error";
}

const classes = (decoded: Decoded): Extract<Decoded, { classes: Int32Array }> => {
  if (decoded.task === "regression")
    throw new TypeError("Cannot look at classes: expected classes, got numbers");
  return decoded;
};

test("a number label has mean 0 and standard deviation 1, and comes back in its unit", () => {
  const { table, encoder } = labelled([10, 20, 30, 40, 50]);
  const Y = encodeY(encoder, table);
  // (x − 30) / √200
  [-Math.SQRT2, -Math.SQRT1_2, 0, Math.SQRT1_2, Math.SQRT2].forEach((u, s) =>
    expect(Y.data[s]).toBeCloseTo(u, 14),
  );
  expect(decode(encoder, Y)).toMatchObject({ task: "regression", labels: ["y"] });
  const decoded = decode(encoder, matrix(1, 2, [0, 1]));
  expect(decoded).toEqual({
    task: "regression",
    labels: ["y"],
    values: [Float64Array.of(30, 30 + Math.sqrt(200))],
  });
  expect(outputCount(encoder)).toBe(1);
});

test("scaleLabel: false leaves the label alone", () => {
  const { table, encoder } = labelled([10, 20, 30, 40, 50], { scaleLabel: false });
  expect([...encodeY(encoder, table).data]).toEqual([10, 20, 30, 40, 50]);
});

test("several number labels are one row each", () => {
  const table = tableFromColumns([
    ["x", [1, 2, 3, 4]],
    ["a", [0, 0, 2, 2]],
    ["b", [5, 5, 5, 9]],
  ]);
  const { encoder } = fitEncoder(table, { labels: ["a", "b"], rows: [0, 1, 2, 3] });
  const Y = encodeY(encoder, table, [3, 0]);
  // b: mean 6, standard deviation √3.
  expect([Y.rows, Y.cols]).toEqual([2, 2]);
  [1, -1, Math.sqrt(3), -1 / Math.sqrt(3)].forEach((u, i) => expect(Y.data[i]).toBeCloseTo(u, 14));
  const decoded = decode(encoder, Y);
  expect(decoded.task === "regression" && decoded.values.map((v) => [...v].map(Math.round))).toEqual([
    [2, 0],
    [9, 5],
  ]);
});

test("two classes are one row of 0 and 1, decoded to the probability of both", () => {
  const { table, encoder, label } = labelled(["no", "yes", "yes", "no", "no"]);
  expect(encoder.task).toBe("binary");
  expect(label).toMatchObject({ type: "classes", from: "boolean", levels: ["no", "yes"] });
  expect(encodeY(encoder, table)).toEqual(matrix(1, 5, [0, 1, 1, 0, 0]));
  const decoded = classes(decode(encoder, matrix(1, 3, [0.25, 0.75, 0.5])));
  expect(decoded.probabilities).toEqual(matrix(2, 3, [0.75, 0.25, 0.5, 0.25, 0.75, 0.5]));
  expect(decoded.classes).toEqual(Int32Array.of(0, 1, 0));
});

test("several classes are one-hot, decoded to the most probable", () => {
  const { table, encoder } = labelled(["c", "a", "b", "a", "b", "c"]);
  expect(encoder.task).toBe("classes");
  expect(encodeY(encoder, table, [0, 1, 2])).toEqual(matrix(3, 3, [0, 1, 0, 0, 0, 1, 1, 0, 0]));
  const H = matrix(3, 2, [0.2, 0.1, 0.5, 0.1, 0.3, 0.8]);
  const decoded = classes(decode(encoder, H));
  expect(decoded).toMatchObject({ label: "y", levels: ["a", "b", "c"], classes: Int32Array.of(1, 2) });
  expect(decoded.probabilities).toEqual(H);
  expect(decoded.probabilities.data).not.toBe(H.data);
  expect(outputCount(encoder)).toBe(3);
  expect(() => decode(encoder, matrix(2, 1))).toThrow("Cannot decode the outputs: expected 3 rows, got 2");
});

test("0 and 1, −1 and 1, 1 and 2 are two classes with a hint; other pairs are numbers", () => {
  for (const [a, b] of [
    [0, 1],
    [-1, 1],
    [1, 2],
  ]) {
    const { encoder, codes } = labelled([a, b, b, a, a]);
    expect([encoder.task, codes]).toEqual(["binary", ["W135"]]);
    expect(encoder.labels[0]).toMatchObject({ levels: [String(a), String(b)], from: "number" });
  }
  expect(labelled([5, 10, 10, 5, 5]).encoder.task).toBe("regression");
  expect(labelled([0, 1, 1, 0, 0], { task: "regression" }).encoder.task).toBe("regression");
  expect(taskOf(labelled([0, 1, 1, 0, 0]).table, ["y"])).toBe("binary");
});

test("few whole numbers are learned as numbers with a hint, or as classes on request", () => {
  const grades = Array.from({ length: 50 }, (_, i) => 1 + (i % 5));
  expect(labelled(grades)).toMatchObject({ encoder: { task: "regression" }, codes: ["W133"] });
  expect(labelled(grades, { task: "regression" }).codes).toEqual([]);
  expect(labelled([10, 2, 1, 10, 2, 1], { task: "classification" }).label).toMatchObject({
    levels: ["1", "2", "10"],
  });
});

test("class names keep their text", () => {
  expect(labelled(["01", "02", "01", "02", "10"]).label).toMatchObject({ levels: ["01", "02", "10"] });
  expect(labelled(["toString", "__proto__", "toString", "__proto__", "toString"]).label).toMatchObject({
    levels: ["__proto__", "toString"],
  });
});

test("a class that no training row has keeps its place, with a warning", () => {
  const { encoder, codes, table } = labelled(["a", "b", "c", "a", "b"], { rows: [0, 1, 3, 4] });
  expect(encoder.labels[0]).toMatchObject({ levels: ["a", "b", "c"] });
  expect(codes).toEqual(["W136"]);
  expect([...classesOf(encoder, table)]).toEqual([0, 1, 2, 0, 1]);
});

test("labels that cannot be learned are refused", () => {
  expect(code(() => labelled(["a", "a", "a", "a", "a"]))).toBe("E138");
  expect(code(() => labelled(["no", "no", "no", "no", "no"]))).toBe("E138");
  expect(code(() => labelled([7, 7, 7, 7, 7]))).toBe("E139");
  expect(code(() => labelled(["a", "b", "c", "d", "e", "f"]))).toBe("E142");
  expect(code(() => labelled([1, 2, 3, 4, 5, 6], { task: "classification" }))).toBe("E142");
  expect(code(() => labelled(["a", "b", "a", "b", "a"], { task: "regression" }))).toBe("E141");
  expect(code(() => labelled(["2024-01-01", "2024-01-02", "2024-01-03", "2024-01-04"]))).toBe("E141");
  expect(code(() => labelled([0, 1e301, 2, 3, 4]))).toBe("E131");
  const table = tableFromColumns([
    ["x", [1, 2, 3]],
    ["a", [1, 2, 3]],
    ["b", ["u", "v", "u"]],
  ]);
  expect(code(() => fitEncoder(table, { labels: ["a", "b"], rows: [0, 1, 2] }))).toBe("E140");
  expect(() => fitEncoder(table, { labels: [], rows: [0, 1, 2] })).toThrow(RangeError);
});

test("a missing label and an unknown class are refused with their row", () => {
  const { encoder } = labelled(["a", "b", "c", "a", "b"]);
  const other = (y: readonly Cell[]) => tableFromColumns([["y", y]], { types: new Map([["y", "category"]]) });
  expect(code(() => encodeY(encoder, other(["a", null])))).toBe("E133");
  expect(code(() => encodeY(encoder, other(["a", "z"])))).toBe("E134");
  const numbers = labelled([1, 2, 3, 4, 5.5]).encoder;
  expect(code(() => encodeY(numbers, tableFromColumns([["y", [1, null]]])))).toBe("E133");
  expect(code(() => encodeY(numbers, other(["a"])))).toBe("E130");
});

test("yes and no may be spelt differently in a later table", () => {
  const { encoder } = labelled(["no", "yes", "yes", "no", "no"]);
  expect([...classesOf(encoder, tableFromColumns([["y", ["TRUE", "FALSE"]]]))]).toEqual([1, 0]);
});
