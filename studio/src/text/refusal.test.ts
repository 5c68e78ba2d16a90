import { GradusError } from "gradus";
import { expect, test } from "vitest";
import { refusalOf } from "./refusal.js";

test("refusalOf() has remedies of the page in place of flags, or says where flags belong", () => {
  const badRow = new GradusError("E171", { line: 3, found: 5, expected: 4, headerLine: 1, count: 1 });
  expect(refusalOf(badRow)).toMatchObject({
    en: "line 3 has 5 cells, but 4 are expected, as in line 1",
    hint: { en: "mend that line in the file, or delete it, and choose the file again" },
  });
  expect(refusalOf(badRow).hint.zh).not.toContain("--");
  const large = refusalOf(new GradusError("E530", { file: "a.csv", size: "9 GB", unit: "", limit: "2 GB" }));
  expect(large.hint.en).toMatch(/^On the command line: .*--memory/);
  expect(large.hint.zh).toMatch(/^在命令行中：.*--memory/);
  const empty = refusalOf(new GradusError("E100", { file: "a.csv" }));
  expect(empty.hint.en).not.toContain("command line");
});
