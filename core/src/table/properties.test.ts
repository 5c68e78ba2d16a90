import fc from "fast-check";
import { expect, test } from "vitest";
import { GradusError } from "../errors.js";
import { checkTable } from "./check.js";
import { selectRows } from "./columns.js";
import { encodeX } from "./encode.js";
import { fitEncoder } from "./fit-encoder.js";
import { decode } from "./decode.js";
import { encodeY } from "./labels.js";
import { parseNumber } from "./number.js";
import { splitRows } from "./split.js";
import type { Cell } from "./table.js";
import { tableFromColumns } from "./types.js";

const seed = 20_260_101;
const rows = 12;
const column = <T>(cell: fc.Arbitrary<T>) => fc.array(cell, { minLength: rows, maxLength: rows });
const finite = fc.double({ noNaN: true, noDefaultInfinity: true });
const hostile = fc.constantFrom("__proto__", "constructor", "toString", "a", "b", "c", "d", "e f", "=1+1");

/** Columns of every kind, with missing cells, and the largest and smallest numbers. */
const cells: fc.Arbitrary<Cell[]> = fc.oneof(
  column<Cell>(finite),
  column<Cell>(fc.option(fc.double({ min: -1000, max: 1000, noNaN: true }), { nil: null })),
  column<Cell>(fc.option(hostile, { nil: null })),
  column<Cell>(fc.option(fc.boolean(), { nil: null })),
  column<Cell>(fc.date({ min: new Date(0), max: new Date(4e12), noInvalidDate: true })),
  column<Cell>(fc.string({ maxLength: 8 })),
);
const label = fc.uniqueArray(fc.integer({ min: -1000, max: 1000 }), { minLength: rows, maxLength: rows });

const named = (columns: readonly Cell[][]) => columns.map((one, i) => [`x${i}`, one] as const);

test("X is finite for every table that is not refused, in all rows and under every scale", () => {
  const scales = fc.constantFrom("robust" as const, "standard" as const, "minmax" as const, "none" as const);
  let encodings = 0;
  fc.assert(
    fc.property(fc.array(cells, { minLength: 1, maxLength: 5 }), label, scales, (columns, y, scale) => {
      try {
        const table = tableFromColumns([...named(columns), ["y", y]]);
        checkTable(table, ["y"]);
        const { train } = splitRows(table);
        const { encoder } = fitEncoder(table, { labels: ["y"], rows: train, scale });
        const X = encodeX(encoder, table);
        expect(X.rows).toBe(encoder.inputs.length);
        expect(X.data.every(Number.isFinite)).toBe(true);
        expect(encodeY(encoder, table).data.every(Number.isFinite)).toBe(true);
        encodings++;
      } catch (error) {
        // Infinite words, ranges beyond float64, and tables of constant columns are refused.
        if (!(error instanceof GradusError)) throw error;
      }
    }),
    { seed, numRuns: 600 },
  );
  expect(encodings).toBeGreaterThan(300);
});

/** Tables that are never refused. */
const tame = fc.tuple(
  column<Cell>(fc.option(fc.integer({ min: -50, max: 50 }), { nil: null, freq: 8 })),
  column<Cell>(fc.constantFrom("a", "b", "c")),
  fc.uniqueArray(fc.integer({ min: 0, max: 999 }), { minLength: rows, maxLength: rows }),
  label,
);

test("the order of the rows makes no difference to the encoder and to a row's inputs", () => {
  fc.assert(
    fc.property(
      tame,
      fc.shuffledSubarray([...Array(rows).keys()], { minLength: rows }),
      ([a, b, c, y], order) => {
        const table = tableFromColumns([
          ["a", a],
          ["b", b],
          ["c", c],
          ["y", y],
        ]);
        const all = order.toSorted((i, j) => i - j);
        const { encoder } = fitEncoder(table, { labels: ["y"], rows: all });
        const { encoder: other } = fitEncoder(selectRows(table, order), { labels: ["y"], rows: all });
        expect(other.features).toEqual(encoder.features);
        expect(encodeX(other, selectRows(table, order))).toEqual(encodeX(encoder, table, order));
      },
    ),
    { seed, numRuns: 200 },
  );
});

test("the order of the columns of a later table makes no difference", () => {
  fc.assert(
    fc.property(tame, fc.shuffledSubarray([0, 1, 2], { minLength: 3 }), ([a, b, c, y], order) => {
      const features = [
        ["a", a],
        ["b", b],
        ["c", c],
      ] as const;
      const table = tableFromColumns([...features, ["y", y]]);
      const { encoder } = fitEncoder(table, { labels: ["y"], rows: splitRows(table).train });
      const reordered = selectRows(tableFromColumns(order.map((i) => features[i])), [...Array(rows).keys()]);
      expect(encodeX(encoder, reordered)).toEqual(encodeX(encoder, table));
    }),
    { seed, numRuns: 200 },
  );
});

test("decode() undoes encodeY() to 1e-9 of the label's range", () => {
  fc.assert(
    fc.property(label, (y) => {
      const table = tableFromColumns([
        ["x", y.toReversed()],
        ["y", y],
      ]);
      const { encoder } = fitEncoder(table, {
        labels: ["y"],
        rows: splitRows(table).train,
        task: "regression",
      });
      const decoded = decode(encoder, encodeY(encoder, table));
      const values = decoded.task === "regression" ? decoded.values[0] : [];
      y.forEach((value, s) => expect(Math.abs(values[s] - value)).toBeLessThan(2e-6));
    }),
    { seed, numRuns: 200 },
  );
});

test("what JavaScript writes as a number is read as that number", () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true }), (drawn) => {
      // JavaScript writes −0 as 0.
      const x = drawn === 0 ? 0 : drawn;
      expect(parseNumber(String(x))?.value).toBe(x);
      expect(parseNumber(String(x).replace(".", ","), { decimal: "," })?.value).toBe(x);
    }),
    { seed, numRuns: 2000 },
  );
});

test("every text is a number, or null, without a crash", () => {
  const text = fc.string({
    unit: fc.constantFrom(..."0123456789+-.,eE %$€'’\u00a0\uff11\uff0e\uff05xX∞".split("")),
    maxLength: 20,
  });
  fc.assert(
    fc.property(text, (word) => {
      const reading = parseNumber(word);
      expect(reading === null || !Number.isNaN(reading.value)).toBe(true);
    }),
    { seed, numRuns: 3000 },
  );
});

test("nothing of all this reaches Object.prototype", () => {
  const table = tableFromColumns([
    ["__proto__", ["constructor", "toString", "__proto__", "constructor", "toString"]],
    ["constructor", [1, 2, 3, 4, 5]],
    ["toString", [2, 4, 1, 5, 3]],
  ]);
  const { encoder } = fitEncoder(table, { labels: ["toString"], rows: [0, 1, 2, 3, 4] });
  expect(encoder.inputs).toEqual([
    "__proto__=constructor",
    "__proto__=toString",
    "__proto__=__proto__",
    "constructor",
  ]);
  expect(encodeX(encoder, table).data.slice(0, 5)).toEqual(Float64Array.of(1, 0, 0, 1, 0));
  expect(Object.getOwnPropertyNames({})).toEqual([]);
  expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
});
