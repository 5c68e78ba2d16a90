import { describe, expect, test } from "vitest";
import { registerActivation } from "../bp/activation.js";
import { createNetwork } from "../bp/network.js";
import { chooseEngine, defaultEngines } from "./auto.js";
import type { Engine, TrainerOptions } from "./engine.js";
import { referenceEngine } from "./reference.js";
import { createWasmEngine } from "./wasm.js";

const options: TrainerOptions = {
  loss: { name: "mse_mean" },
  optimizer: { name: "adam" },
  batch: 32,
  dropout: 0,
  l1: 0,
  l2: 0,
  maxNorm: Infinity,
  clipNorm: Infinity,
  clipValue: Infinity,
};
const small = createNetwork([4, 8, 1], { output: "identity" });

/** An engine that would need so long, and trains nothing. */
function priced(name: string, start: number, step: number): Engine {
  return { ...referenceEngine, name, cost: () => ({ start, step }) };
}

describe("chooseEngine()", () => {
  test("takes the engine that would be ready first: the start counts in milliseconds, a step in microseconds", () => {
    const engines = [priced("slow", 0, 100), priced("heavy", 50, 10)];
    // 500 steps: 50 ms against 50 + 5 ms; 1,000 steps: 100 ms against 50 + 10 ms.
    expect(chooseEngine(engines, small, options, 500).engine.name).toBe("slow");
    const { engine, costs } = chooseEngine(engines, small, options, 1000);
    expect(engine.name).toBe("heavy");
    expect(costs.map((one) => one.engine.name)).toEqual(["heavy", "slow"]);
  });

  test("leaves out what cannot do the work, and says why where nothing can", () => {
    registerActivation("auto_cube", { f: (z) => z ** 3, df: (z) => 3 * z * z });
    const own = createNetwork([2, 3, 1], { hidden: "auto_cube", output: "identity" });
    expect(chooseEngine([createWasmEngine(), referenceEngine], own, options, 1e6).engine.name).toBe(
      "reference",
    );
    expect(() => chooseEngine([createWasmEngine()], own, options, 1)).toThrow(
      /^Cannot train with engine "wasm": expected built-in activations, got "auto_cube"/,
    );
    expect(() => chooseEngine([], small, options, 1)).toThrow(RangeError);
  });

  test("an engine on no, half a or a thousand threads is refused when it is made", () => {
    for (const threads of [0, 1.5, -1, NaN, 1000]) {
      expect(() => createWasmEngine({ threads })).toThrow(
        new RangeError(`Cannot make an engine: expected 1 to 256 threads, got ${threads}`),
      );
    }
  });

  test("of the engines that every installation has, small networks get one thread, whatever the length of the run", () => {
    for (const steps of [1, 100, 1e6]) {
      const { engine } = chooseEngine(defaultEngines(), small, options, steps);
      expect([engine.name, engine.threads]).toEqual(["wasm", 1]);
    }
  });

  test("two threads are chosen for steps of milliseconds, and not for a handful of them", () => {
    const large = createNetwork([784, 512, 512, 10], { output: "identity" });
    const engines = [createWasmEngine(), createWasmEngine({ threads: 2 })];
    const work = { ...options, batch: 128 };
    expect(chooseEngine(engines, large, work, 1000).engine.threads).toBe(2);
    expect(chooseEngine(engines, large, work, 3).engine.threads).toBe(1);
  });
});
