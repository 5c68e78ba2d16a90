/** The same seed gives the same bits: SHA-256 of seeded trainings beside a fixture. The browser's part: test/e2e/browser.test.ts. */
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { digests } from "../../determinism/digests.js";

const fixture = JSON.parse(readFileSync("test/fixtures/determinism/digests.json", "utf8")) as Record<
  string,
  string
>;

describe("a seed gives the bits of the fixture with plain SIMD", () => {
  test.each([1, 2, 4])("threads: %i", async (threads) => {
    expect(await digests(threads)).toEqual(fixture);
  });

  test("in another process, which has trained nothing before", async () => {
    const { stdout } = await promisify(execFile)(process.execPath, ["scripts/determinism.mjs"]);
    expect(JSON.parse(stdout)).toEqual(fixture);
  });
});
