import { expect, test } from "vitest";
import { createNetwork, type Network } from "../bp/network.js";
import { referenceEngine } from "../engine/reference.js";
import { wasmEngine } from "../engine/wasm.js";
import { matrix } from "../matrix.js";
import { createRandom } from "../random.js";
import { train } from "../model/train.js";
import { tableFromColumns } from "../table/types.js";
import { fit } from "./fit.js";
import { type FitOptions, type FitResult } from "./fitting.js";

const random = createRandom(5);
const X = matrix(3, 50);
const Y = matrix(1, 50);
for (let k = 0; k < X.data.length; k++) X.data[k] = 2 * random.uniform() - 1;
for (let s = 0; s < 50; s++) Y.data[s] = X.data[s] * X.data[50 + s] - X.data[100 + s];
const samples = { X, Y };
const network = createNetwork([3, 5, 1], { hidden: ["tanh"], seed: 3 });

async function fitted(options: FitOptions): Promise<FitResult> {
  const steps = fit(network, samples, null, { epochs: 4, batch: 8, ...options });
  let step = await steps.next();
  while (step.done !== true) step = await steps.next();
  return step.value;
}

test.each([
  ["reference", referenceEngine],
  ["wasm", wasmEngine],
] as const)("batch by batch the weights keep their bits, and the loss its value: %s", async (_, engine) => {
  const options: FitOptions = { engine, optimizer: { name: "adam" }, dropout: 0.2, loss: "mse_mean" };
  const whole = await fitted(options);
  const seen: [number, number][] = [];
  const pace = {
    isByBatch: true,
    beforeBatch: (batch: number, batches: number) => Promise.resolve(void seen.push([batch, batches])),
  };
  const parts = await fitted({ ...options, pace });
  expect(parts.checkpoint.parameters).toEqual(whole.checkpoint.parameters);
  // 50 rows make six batches of 8 and one of 2.
  expect(seen.slice(0, 8).map(([k]) => k)).toEqual([1, 2, 3, 4, 5, 6, 7, 1]);
  expect(seen.every(([, all]) => all === 7)).toBe(true);
  // The loss is put together in another order: float32 of wasm has 24 bits.
  whole.history.forEach(({ trainLoss, gradientNorm }, k) => {
    expect(parts.history[k].trainLoss).toBeCloseTo(trainLoss, 6);
    expect(parts.history[k].gradientNorm).toBe(gradientNorm);
  });
});

test("a pace that is not by batch changes nothing, and is never waited for", async () => {
  const pace = { isByBatch: false, beforeBatch: () => Promise.reject(new Error("not asked for")) };
  const [a, b] = [await fitted({}), await fitted({ pace })];
  expect(b.history.map(({ trainLoss }) => trainLoss)).toEqual(a.history.map(({ trainLoss }) => trainLoss));
});

test("watch gives copies of the weights as they stand", async () => {
  let look: (() => Float64Array) | undefined;
  const steps = fit(network, samples, null, { epochs: 3, watch: (parameters) => (look = parameters) });
  await steps.next();
  const first = look!();
  await steps.next();
  expect(look!()).not.toEqual(first);
  first.fill(0); // a copy: the run does not mind
  await steps.next();
  expect(look!().some((w) => w !== 0)).toBe(true);
});

test("train() lets each net in this thread be watched, with the shape of the net", async () => {
  const x = Array.from({ length: 40 }, (_, i) => Math.sin(i));
  const table = tableFromColumns([
    ["x", x],
    ["y", x.map((v) => v * v)],
  ]);
  const seen = new Map<number, () => Network>();
  const model = await train(table, {
    label: "y",
    nets: 2,
    hidden: [4],
    epochs: 1,
    threads: 1,
    watch: (net, look) => void seen.set(net, look),
  });
  expect([...seen.keys()]).toEqual([1, 2]);
  expect(seen.get(2)!().sizes).toEqual([1, 4, 1]);
  // Of one epoch the last weights are the best.
  expect(seen.get(2)!().parameters).toEqual(model.nets[1].network.parameters);
});
