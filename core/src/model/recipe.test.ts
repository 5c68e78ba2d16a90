import { describe, expect, test } from "vitest";
import { defaultEngines } from "../engine/auto.js";
import { wasmEngine } from "../engine/wasm.js";
import type { OptimizerSpec } from "../optimize/optimizer.js";
import { tableFromColumns } from "../table/types.js";
import { loadModel, saveModel } from "./file/file.js";
import { train, trainSteps } from "./train.js";
import type { TrainOptions } from "./options.js";

const x = Array.from({ length: 30 }, (_, i) => i / 15 - 1);
const table = tableFromColumns([
  ["x", x],
  ["y", x.map((v) => v * v * v - v / 2)],
]);
const options: TrainOptions = { label: "y", epochs: 8, nets: 1, hidden: [3] };

describe("a stopped run that goes on ends with the bytes of one that was never stopped:", () => {
  test.each<OptimizerSpec>([
    { name: "lm" },
    { name: "br" },
    { name: "lbfgs", history: 2 },
    { name: "scg" },
    { name: "gdx" },
    { name: "rprop", variant: "irprop+" },
  ])("%j", async (optimizer) => {
    const whole = await train(table, { ...options, optimizer });
    const signal = { aborted: false };
    const steps = trainSteps(table, { ...options, optimizer, signal });
    let step = await steps.next();
    for (; step.done !== true; step = await steps.next()) signal.aborted = step.value.epoch.epoch >= 3;
    const resume = loadModel(saveModel(step.value));
    expect(resume.checkpoint!.running[0].state.epoch).toBeLessThan(8);
    const resumed = await train(table, { ...options, optimizer, resume });
    expect(saveModel(resumed)).toEqual(saveModel(whole));
  });
});

describe("a method that looks at all rows", () => {
  test.each(["lm", "lbfgs", "rprop", "trainlm", "traingd"] as const)(
    "%s takes all rows at one constant rate, unless the options say otherwise",
    async (optimizer) => {
      const { recipe } = (await train(table, { ...options, optimizer })).run;
      expect(recipe).toMatchObject({ batch: Infinity, schedule: { name: "constant" }, epochs: 8, nets: 1 });
    },
  );

  test("lm has a small network of its own, which the options overrule", async () => {
    const { hidden: _, ...rest } = options;
    const { recipe } = (await train(table, { ...rest, epochs: 1, optimizer: "lm" })).run;
    expect(recipe["hidden"]).toMatchObject([{ size: 10, activation: { name: "tanh" } }]);
  });

  test("one net and nothing else, few rows: numbers by Bayesian regularisation, and any other choice goes its own way", async () => {
    const alone = (await train(table, { label: "y", nets: 1 })).run;
    expect(alone.recipe).toMatchObject({
      optimizer: { name: "br", prior: "one" },
      initialisation: "nguyen_widrow_standard",
      nets: 1,
    });
    expect(alone.nets[0].evidence!.gamma[0]).toBeGreaterThan(0);
    const other = (await train(table, { label: "y", nets: 1, epochs: 2 })).run.recipe;
    expect(other).toMatchObject({ optimizer: { name: "adam" } });
    // Engines to choose from are no other choice, unless none of them can look at all rows at once.
    const listed = await train(table, { label: "y", nets: 1, engine: defaultEngines() });
    expect(listed.run).toEqual(alone);
    const lacking = (await train(table, { label: "y", nets: 1, engine: wasmEngine })).run.recipe;
    expect(lacking).toMatchObject({ optimizer: { name: "adam" } });
  });

  test("momentum leaves the recipe's batch, and hyperparameters may stand beside a name from elsewhere", async () => {
    const momentum = (await train(table, { ...options, optimizer: "momentum" })).run.recipe;
    expect(momentum).toMatchObject({ optimizer: { name: "sgd", momentum: 0.9 }, batch: 32 });
    const given = { name: "traingdx", momentum: 0.5 } as unknown as OptimizerSpec;
    const { recipe } = (await train(table, { ...options, optimizer: given })).run;
    expect(recipe["optimizer"]).toEqual({ name: "gdx", momentum: 0.5 });
  });
});

test.each<[Partial<Record<keyof TrainOptions, unknown>>, RegExp]>([
  [
    { optimizer: "trainln" },
    /expected one of "sgd",.*by another name "trainlm",.*; did you mean "trainlm"\?$/,
  ],
  [{ optimizer: "toString" }, /Cannot use optimizer "toString"/],
  [
    { scale: "mapminmaks" },
    /Cannot use scale "mapminmaks": expected one of "robust",.*did you mean "mapminmax"\?$/,
  ],
  [
    { activation: "tansg" },
    /Cannot use activation "tansg".*by another name "tansig",.*did you mean "tansig"\?$/,
  ],
])("an unknown name lists both kinds and the nearest: %j", async (wrong, message) => {
  await expect(train(table, { ...options, ...wrong } as TrainOptions)).rejects.toThrow(message);
});
