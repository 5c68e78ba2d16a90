import {
  createNetwork,
  createRandom,
  describe as worded,
  GradusError,
  matrix,
  referenceEngine,
  type Engine,
} from "gradus";
import { describe, expect, test } from "vitest";
import { onnxEngine } from "./engine.js";
import { loadRuntime, type OnnxRuntime } from "./runtime.js";

describe("loadRuntime()", () => {
  test("says in both languages what to install if the package is not there", async () => {
    const absent = loadRuntime(async (name) => {
      throw new Error(`Cannot find package '${name}'\nRequire stack: …`);
    });
    const error = (await absent.catch((thrown: unknown) => thrown)) as GradusError;
    expect(error).toBeInstanceOf(GradusError);
    expect(error).toMatchObject({ code: "E220", kind: "usage" });
    expect(error.message).toContain("(Cannot find package 'onnxruntime-node')");
    expect(error.hint).toBe("npm install onnxruntime-node@1.30.0 --ignore-scripts");
    expect(worded(error, "zh").hint).toBe(error.hint);
  });

  test("takes the module itself or its default export", async () => {
    const runtime = { InferenceSession: {} };
    expect(await loadRuntime(async () => runtime)).toBe(runtime);
    expect(await loadRuntime(async () => ({ default: runtime }))).toBe(runtime);
  });
});

const web = await import("onnxruntime-web/wasm").catch((error: unknown) => String(error));
if (typeof web === "string") console.warn(`tests of onnxruntime-web are skipped: ${web}`);

describe.skipIf(typeof web === "string")("onnxEngine() of onnxruntime-web", () => {
  test("trains as the reference engine does, to 1e-4 after 3 epochs", async () => {
    const ort = web as unknown as OnnxRuntime & { env: { wasm: { numThreads: number } } };
    ort.env.wasm.numThreads = 1;
    const ends = [];
    for (const engine of [onnxEngine(ort), referenceEngine] as Engine[]) {
      const draw = createRandom(1);
      const fill = (n: number): Float64Array => Float64Array.from({ length: n }, () => draw.uniform() - 0.5);
      const network = createNetwork([5, 16, 8, 2], { hidden: "tanh", output: "identity", skip: true });
      const trainer = await engine.trainer(network, {
        loss: { name: "mse_mean" },
        optimizer: { name: "adam" },
        batch: 7,
        dropout: 0.2,
        l1: 0,
        l2: 0.01,
        maxNorm: Infinity,
        clipNorm: 1,
        clipValue: Infinity,
      });
      const weights = Float64Array.from({ length: 100 }, (_, s) => s % 3);
      const held = trainer.hold({ X: matrix(5, 100, fill(500)), Y: matrix(2, 100, fill(200)), weights });
      for (let epoch = 0; epoch < 3; epoch++) {
        const order = draw.shuffle(Uint32Array.from({ length: 100 }, (_, s) => s));
        await trainer.epoch(held, order, () => ({ learningRate: 0.01, momentum: undefined }), draw);
      }
      ends.push([...trainer.parameters, (await trainer.evaluate(held)).loss]);
      trainer.close?.();
    }
    const [ours, theirs] = ends;
    theirs.forEach((value, i) => expect(Math.abs(ours[i] - value)).toBeLessThan(1e-4));
  });
});
