/**
 * The CSV cases of csv-spectrum 2.0.0 (pairs csvs/NAME.csv, json/NAME.json), or of the folder that GRADUS_CSV_CASES names: every
 * cell as others read it.
 */
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { readBytes } from "./read.js";

const folder =
  process.env["GRADUS_CSV_CASES"] ??
  dirname(createRequire(import.meta.url).resolve("csv-spectrum/package.json"));
const names = readdirSync(join(folder, "csvs"))
  .filter((file) => file.endsWith(".csv"))
  .map((file) => file.slice(0, -".csv".length));

/** In csv-spectrum 2.0.0 the JSON of this case holds another telephone number than its CSV: the CSV's is the right one. */
const slip = { name: "location_coordinates", inJson: "1234567890", inCsv: "2095257564" };

test("there are cases", () => expect(names.length).toBeGreaterThan(0));

test.each(names)("%s", async (name) => {
  const bytes = readFileSync(join(folder, "csvs", `${name}.csv`));
  const wanted = JSON.parse(readFileSync(join(folder, "json", `${name}.json`), "utf8")) as unknown;
  const rows = (Array.isArray(wanted) ? wanted : [wanted]) as Record<string, string>[];
  const table = await readBytes(bytes, { source: `${name}.csv` });
  expect(table.rows).toBe(rows.length);
  expect(table.columns.map((column) => column.name)).toEqual(Object.keys(rows[0]));
  for (const { name: column, cells } of table.columns) {
    // An empty cell is a missing one here.
    const expected = rows.map((row) =>
      name === slip.name && row[column] === slip.inJson ? slip.inCsv : row[column],
    );
    expect(cells.map((cell) => cell ?? "")).toEqual(expected);
  }
});
