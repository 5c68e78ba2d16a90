import { describe, expect, it } from "vitest";
import type { OptimizerSpec } from "../optimize/optimizer.js";
import { tableFromColumns } from "../table/types.js";
import { loadModel, saveModel } from "./file/file.js";
import { predict } from "./predict.js";
import { train } from "./train.js";

const ROWS = 60;
const column = (make: (i: number) => number) => Array.from({ length: ROWS }, (_, i) => make(i));
const table = tableFromColumns([
  ["a", column((i) => Math.sin(i * 1.7))],
  ["b", column((i) => Math.cos(i * 2.3))],
  ["y", column((i) => Math.sin(i * 1.7) * Math.cos(i * 2.3) + Math.sin(i * 9.1) / 20)],
]);
const small = { label: "y", epochs: 8, nets: 2, hidden: [4], seed: 5 } as const;

describe.each<OptimizerSpec>([{ name: "lm" }, { name: "br", prior: "ard" }])(
  "train() with $name",
  (optimizer) => {
    const options = { ...small, optimizer };

    it("takes the engine that can, and records every iteration", async () => {
      const { run } = await train(table, options);
      expect(run.engine).toEqual({ name: "wasm64", precision: "float64" });
      expect(run.start!.record["mu"]).toBe(1e-3);
      expect(run.history[0].iteration!["sse"]).toBeLessThan(run.start!.record["sse"]);
      expect(run.nets.every((net) => (net.evidence === undefined) === (optimizer.name === "lm"))).toBe(true);
    });

    it.each([3, 11])(
      "a run stopped after %i epochs survives the file to the bit, and goes on to the same weights",
      async (epochs) => {
        const signal = { aborted: false };
        let seen = 0;
        const onProgress = () => void (signal.aborted = ++seen >= epochs);
        const stopped = await train(table, { ...options, signal, onProgress });
        const bytes = saveModel(stopped);
        const loaded = loadModel(bytes);
        expect(loaded).toEqual(stopped);
        expect(saveModel(loaded)).toEqual(bytes);
        const whole = await train(table, options);
        const resumed = await train(table, { ...options, resume: loaded });
        expect(resumed.nets).toEqual(whole.nets);
        expect(resumed.run.nets).toEqual(whole.run.nets);
        expect(resumed.run.history).toEqual(whole.run.history);
        expect(resumed.run.start).toEqual(whole.run.start);
        expect(predict(loadModel(saveModel(whole)), table)).toEqual(predict(whole, table));
      },
    );
  },
);
