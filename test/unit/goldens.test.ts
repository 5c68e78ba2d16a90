import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { skipWhereAbsent, subjects } from "./engines/engines.js";
import { readGoldens, type Golden, type GoldenFile } from "../goldens/golden.js";
import { engineOf, replay, replayFolder } from "../goldens/replay.js";

const folder = fileURLToPath(new URL("../fixtures/goldens", import.meta.url));
const goldens = readGoldens(folder);

describe("golden cases of torch 1.13: the first step to 1e-11, 25 steps to the tolerance of the case", () => {
  test.each(goldens)("$id", async (file) => {
    expect(await replay(file)).toMatchObject({ status: "passed" });
  });
});

// Two threads give the bits of one: see engines/determinism.test.ts.
describe.each(subjects.filter(({ every }) => every === 1))(
  "the same cases through the trainer of $label: float32 as the schema has it",
  (subject) => {
    skipWhereAbsent(subject);
    const { engine } = subject;

    test.each(goldens)("$id", async (file) => {
      expect(await replay(file, engine)).toMatchObject({ status: "passed" });
    });
  },
);

describe("a case fails, with its reason,", () => {
  test.each<[string, (golden: Golden) => void, string]>([
    ["a z of the first step", (g) => (g.step1.z[0][2][1] += 1e-9), "step1.z[0][2][1] is"],
    ["an h", (g) => (g.step1.h[1][7][2] += 1e-9), "step1.h[1][7][2] is"],
    ["a δ", (g) => (g.step1.delta[0][0][4] += 1e-9), "step1.delta[0][0][4] is"],
    ["a ∂L/∂W", (g) => (g.step1.dW[1][0][3] += 1e-9), "step1.dW[1][0][3] is"],
    ["a ∂L/∂b", (g) => (g.step1.db[0][1] += 1e-9), "step1.db[0][1] is"],
    ["a weight after the first step", (g) => (g.step1.W_after[0][0][0] += 1e-9), "step1.W_after[0][0][0] is"],
    ["a bias after the first step", (g) => (g.step1.b_after[1][0] += 1e-9), "step1.b_after[1][0] is"],
    ["the loss of step 20", (g) => (g.losses[19] *= 1 + 1e-6), "losses[19] is"],
    ["a learning rate", (g) => (g.lr_at_step![24] *= 1.01), "lr_at_step[24] is"],
    ["a weight at the end", (g) => (g.final.W[0][0][0] += 1e-6), "final.W[0][0][0] is"],
    ["a missing row", (g) => g.step1.z[0].pop(), "rows of step1.z[0] is 8, expected 7"],
    ["a NaN", (g) => (g.final.b[1][2] = Number.NaN), "final.b[1][2] is"],
    ["an activation", (g) => (g.activations[0] = "tanhh"), 'Cannot use activation "tanhh"'],
    ["a loss", (g) => (g.loss.name = "mse"), 'Cannot use loss "mse"'],
    [
      "a loss that does not fit",
      (g) => (g.loss.name = "bce_logits_mean"),
      'expected output activation "sigmoid"',
    ],
    ["an optimizer", (g) => (g.optimizer.name = "lion"), 'Cannot use optimizer "lion"'],
    ["an optimizer's parameter", (g) => (g.optimizer.params = { lr: 1, beta: 1 }), 'got "beta"'],
    ["a schedule", (g) => (g.lr_schedule!.kind = "LambdaLR"), 'Cannot map schedule "LambdaLR"'],
    ["a schedule's parameter", (g) => (g.lr_schedule!.params = { gama: 1 }), 'got "gama"'],
    ["a way of clipping", (g) => (g.gradient_clip = { max_norm: 1, norm_type: 1 }), "Cannot clip"],
  ])("if %s is not what it should be", async (_, change, reason) => {
    const outcome = await replay(changed(change));
    expect(outcome.status).toBe("failed");
    expect(outcome.reason).toContain(reason);
  });
});

test.each(["step1", "loss_only"] as const)(
  "of a case that says %s, later losses do not count",
  async (compare) => {
    const file = changed((golden) => {
      golden.compare = compare;
      golden.losses[20] = 0;
    });
    expect(await replay(file)).toMatchObject({ status: "passed" });
  },
);

test("the last loss counts for loss_only, not for step1", async () => {
  const [step1, lossOnly] = (["step1", "loss_only"] as const).map((compare) =>
    changed((golden) => {
      golden.compare = compare;
      golden.final.full_data_loss /= 2;
    }),
  );
  expect(await replay(step1)).toMatchObject({ status: "passed" });
  expect(await replay(lossOnly)).toMatchObject({ status: "failed" });
});

describe("a case of L-BFGS fails, with its reason,", () => {
  test.each<[string, (golden: Golden) => void, string]>([
    ["a δ of the first step", (g) => (g.step1.delta[0][0][4] += 1e-9), "step1.delta[0][0][4] is"],
    ["a number of steps that does not suffice", (g) => (g.steps = 1), "as a share of the reference"],
    ["a parameter", (g) => (g.optimizer.params = { tolerance: 1 }), 'got "tolerance"'],
    ["more than one batch", (g) => g.batches.push([0]), "expected one batch, got 2"],
  ])("if %s is not what it should be", async (_, change, reason) => {
    const outcome = await replay(changed(change, "opt_lbfgs_history5_6-8-8-2_silu_ce"));
    expect(outcome.status).toBe("failed");
    expect(outcome.reason).toContain(reason);
  });
});

test("engineOf() knows the engines by name, and lists them for an unknown one", () => {
  expect(engineOf("reference")).toBeUndefined();
  expect(["wasm", "wasm-relaxed"].map((name) => engineOf(name)!.name)).toEqual(["wasm", "wasm-relaxed"]);
  expect(() => engineOf("wasmm")).toThrow('expected "reference", "wasm" or "wasm-relaxed"');
});

describe("replayFolder()", () => {
  test("prints one line for each case, then the counts", async () => {
    const lines: string[] = [];
    expect(await replayFolder(folder, (line) => lines.push(line))).toBe(true);
    expect(lines).toHaveLength(goldens.length + 1);
    expect(lines.at(-1)).toBe(`${goldens.length} passed, 0 failed, 0 skipped`);
  });

  test("counts files that are no JSON, of another schema, or named by the index but absent as failed", async () => {
    const made = folderOf({
      "broken.json": "{",
      "other.json": '{"schema":"x/2"}',
      "index.json": '{"cases":[{"file":"absent.json"}]}',
    });
    const lines: string[] = [];
    expect(await replayFolder(made, (line) => lines.push(line))).toBe(false);
    expect(lines.map((line) => line.split(":")[0])).toEqual([
      "failed  absent",
      "failed  broken",
      "failed  other",
      "0 passed, 3 failed, 0 skipped",
    ]);
    expect(lines[2]).toBe('failed  other: expected schema "gradus-golden/1", got "x/2"');
  });

  test("refuses a folder without cases", async () => {
    await expect(replayFolder(folderOf({}), () => {})).rejects.toThrow("expected *.json cases, got none");
  });
});

/** A case, changed; that of the exponential schedule if none is named. */
function changed(change: (golden: Golden) => void, name = "sched_exponential_4-5-3"): GoldenFile {
  const found = goldens.find(({ id }) => id === name);
  const golden = structuredClone((found as { golden: Golden }).golden);
  change(golden);
  return { id: "changed", golden };
}

/** A new folder with the given files. */
function folderOf(files: Record<string, string>): string {
  const made = mkdtempSync(join(tmpdir(), "goldens-"));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(made, name), text);
  return made;
}
