import { activationNames, createRandom, losses, lossMisfit, type LossName } from "gradus";
import { describe, expect, test } from "vitest";
import { fromLink, toLink, type Link } from "./link.js";
import {
  placeOf,
  startNetwork,
  trainedSettings,
  tutorialSettings,
  withParameter,
  withSamples,
  withShape,
  type Settings,
} from "./settings.js";
import { granularities } from "./stops.js";

describe("toLink() and fromLink()", () => {
  test("the tutorial's example needs no link", () => {
    expect(toLink(fromLink("").link)).toBe("");
  });

  test("200 random lessons come back as they were", () => {
    const random = createRandom(5);
    for (let k = 0; k < 200; k++) {
      const link = randomLink(random);
      const { link: back, isMended } = fromLink(toLink(link));
      expect(isMended).toBe(false);
      expect(back).toEqual(link);
    }
  });

  test("a changed weight is the only number that the link names", () => {
    const settings = tutorialSettings();
    const changed = withParameter(
      settings,
      placeOf(settings.sizes, 2, 1, 3),
      0.5,
      startNetwork(settings).parameters,
    );
    // W¹ and b¹ are 12 numbers, then row 1 of W².
    expect(toLink({ ...fromLink("").link, settings: changed })).toBe("v=1&e=14:0.5");
  });

  test("rows of the user's own table stay out of the link, unless the user puts them in", () => {
    const settings = trainedSettings({
      sizes: [2, 1],
      activations: ["identity"],
      parameters: [0.25, 0.5, 0.125],
      skip: false,
      loss: "mse_mean",
      eta: 0.1,
      x: [0.987, 0.654],
      y: [0.321],
    })!;
    const link = { ...fromLink("").link, settings };
    const text = "v=1&shape=2-1&f=identity&loss=mse_mean&eta=0.1&seed=0";
    expect(toLink(link)).toBe(`${text}&e=0:0.25,1:0.5,2:0.125`);
    const open = { ...link, settings: { ...settings, isPrivate: false } };
    expect(toLink(open)).toBe(`${text}&x=0.987,0.654&y=0.321&e=0:0.25,1:0.5,2:0.125`);
  });

  test.each([
    "shape=0-2",
    "shape=3-99999",
    "shape=1-1-1-1-1-1-1-1",
    "f=rleu,sigmoid",
    "f=sigmoid",
    "loss=cross_entropy_mean",
    "loss=__proto__",
    "eta=0",
    "eta=NaN",
    "eta=1e999",
    "x=1,2",
    "x=1,2,x",
    "y=1,2;3",
    "e=20:1",
    "e=1",
    "e=0:1:2",
    "it=-1",
    "it=1e5",
    "step=0",
    "s=2",
    "by=all",
    "seed=4294967296",
  ])("%s does not fit and is left out", (text) => {
    const { link, isMended } = fromLink(`v=1&${text}`);
    expect(isMended).toBe(true);
    expect(link).toEqual(fromLink("").link);
  });

  test("anything else than a link is none, and never throws", () => {
    for (const text of ["&&==", "%00", "shape", "x=;;;", "constructor=1", "é=ß", "e=".padEnd(50_000, "1")]) {
      expect(() => fromLink(text)).not.toThrow();
    }
  });
});

function randomLink(random: ReturnType<typeof createRandom>): Link {
  const pick = <T>(list: readonly T[]): T => list[random.integer(list.length)];
  const sizes = Array.from({ length: 2 + random.integer(5) }, () => 1 + random.integer(6));
  let settings: Settings = { ...withShape(tutorialSettings(), sizes), seed: random.integer(1000) };
  const activations = sizes.slice(1).map(() => pick(activationNames()));
  const fitting = (Object.keys(losses) as LossName[]).filter(
    (name) => lossMisfit(name, { name: activations.at(-1)! }) === undefined,
  );
  settings = { ...settings, activations, loss: pick(fitting), eta: random.uniform() + 0.001 };
  settings = withSamples(settings, 1 + random.integer(8));
  const { parameters } = startNetwork(settings);
  settings = withParameter(settings, random.integer(parameters.length), random.uniform() * 1e-4, parameters);
  return {
    settings,
    iteration: random.integer(50),
    position: random.integer(9),
    granularity: pick(granularities),
    sample: random.integer(settings.X.length),
    isExercise: random.uniform() < 0.5,
  };
}
