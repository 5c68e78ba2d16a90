import { expect, test } from "vitest";
import { typeErrorsOf } from "./types.js";

test("typeErrorsOf() names the line of a value that may be null, and of a name that a module lacks", () => {
  const header = 'import { toTable, nothing } from "gradus";\n';
  const sources = [
    { file: "a.md", line: 10, text: "const x = [1].find((n) => n > 0);\nx.toFixed(1);" },
    { file: "b.md", line: 20, text: `${header}console.log(typeof toTable);` },
    { file: "c.md", line: 30, text: "const x = [1].find((n) => n > 0);\nx?.toFixed(1);" },
  ];
  expect(typeErrorsOf(sources, process.cwd())).toEqual([
    "a.md:11: 'x' is possibly 'undefined'.",
    `b.md:20: Module '"gradus"' has no exported member 'nothing'.`,
  ]);
});
