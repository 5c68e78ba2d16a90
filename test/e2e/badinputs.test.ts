import { expect, test } from "vitest";
import { readCases, runFolder } from "../badinputs/run.mjs";

const folder = "test/fixtures/badinputs";

test(
  "every odd or hostile table ends as its expectation says, with nothing lost",
  { timeout: 300_000 },
  async () => {
    const results = await runFolder(folder);
    expect(results.filter(({ problems }) => problems.length > 0)).toEqual([]);
    expect(results).toHaveLength(readCases(folder).length);
  },
);
