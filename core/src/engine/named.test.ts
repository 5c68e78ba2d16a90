import { expect, test } from "vitest";
import { engineNamed, engineNames, isBuiltInEngine, registerEngine } from "./named.js";
import { referenceEngine } from "./reference.js";
import { wasmEngine } from "./wasm.js";

test("engineNamed() gives the built-in engines and those registered, the last one of a name", () => {
  expect(engineNamed("wasm")).toBe(wasmEngine);
  expect(engineNamed("reference").name).toBe("reference");
  const [first, second] = [1, 2].map(() => ({ ...referenceEngine, name: "own" }));
  registerEngine(first);
  registerEngine(second);
  expect(engineNamed("own")).toBe(second);
  expect(engineNames()).toEqual(["wasm", "wasm64", "reference", "own"]);
  expect(["wasm", "own", "other"].map(isBuiltInEngine)).toEqual([true, false, false]);
});

test("registerEngine() refuses the name of a built-in engine, engineNamed() an unknown one", () => {
  expect(() => registerEngine({ ...referenceEngine, name: "wasm" })).toThrow(
    new RangeError(`Cannot register engine "wasm": expected a free name, got a built-in engine's`),
  );
  expect(() => engineNamed("other")).toThrow(
    /^Cannot use engine "other": expected one of "wasm", "wasm64", "reference"/,
  );
});
