import { activations, createRandom, optimizerNames, type Random } from "gradus";
import { describe, expect, test } from "vitest";
import { numberFields, roles, sampleNames, startForm, ways } from "./form.js";
import { fromTrainLink, toTrainLink, type TrainLink } from "./link.js";

describe("toTrainLink() and fromTrainLink()", () => {
  test("nothing chosen needs no link", () => {
    const link = { sample: undefined, isOwn: true, form: startForm() };
    expect(toTrainLink(link)).toBe("");
    expect(fromTrainLink("").link).toEqual({ ...link, isOwn: false });
  });

  test("200 random settings come back as they were", () => {
    const random = createRandom(9);
    for (let k = 0; k < 200; k++) {
      const link = randomLink(random);
      const { link: back, isMended } = fromTrainLink(toTrainLink(link));
      expect(isMended).toBe(false);
      expect(back).toEqual(link);
    }
  });

  test("of a table of the user's own it names settings only, no column and no row", () => {
    const form = {
      ...startForm(),
      roles: { salary: "label", name: "ignore" } as const,
      epochs: "7",
      l2: "0,5",
    };
    expect(toTrainLink({ sample: undefined, isOwn: true, form })).toBe("v=1&epochs=7&l2=0.5&data=own");
    const hostile = fromTrainLink("label=salary&epochs=7");
    expect(hostile.link.form.roles).toEqual({});
  });

  test.each([
    "sample=../../etc/passwd",
    "sample=__proto__",
    "way=best",
    "split=0-50-50",
    "split=70-15",
    "split=1e9-0-0",
    "by=random2",
    "hidden=0:tanh",
    "hidden=8:rleu",
    "hidden=8:constructor",
    "hidden=8:tanh:3",
    "hidden=9999:tanh",
    "hidden=1:tanh,1:tanh,1:tanh,1:tanh,1:tanh,1:tanh,1:tanh",
    "opt=adm",
    "scale=toString",
    "learningRate=0",
    "learningRate=1e999",
    "learningRate=NaN",
    "batch=1.5",
    "epochs=-1",
    "dropout=1",
    "seed=4294967296",
    "seed=<img src=x onerror=alert(1)>",
    "data=theirs",
    "sample=iris&label=",
    "x".repeat(5000),
  ])("what does not fit is left out, and noticed: %s", (text) => {
    const { link, isMended } = fromTrainLink(text);
    expect(isMended).toBe(true);
    expect(toTrainLink({ ...link, sample: undefined })).toBe("");
  });

  test.each(["%00%ff&&=&v", "&&&", "=", "%", "v=1&v=2", "?#/%E0%A4%A"])("never throws: %s", (text) => {
    expect(toTrainLink(fromTrainLink(text).link)).toBe("");
  });
});

function randomLink(random: Random): TrainLink {
  const pick = <T>(list: readonly T[]): T => list[random.integer(list.length)];
  const form = startForm();
  const sample = random.uniform() < 0.5 ? pick(sampleNames) : undefined;
  form.way = pick(ways);
  form.split = [50 + random.integer(40), random.integer(20), random.integer(20)];
  form.splitKind = pick(["random", "time"]);
  if (random.uniform() < 0.6) {
    form.hidden = Array.from({ length: random.integer(7) }, () => ({
      size: 1 + random.integer(1000),
      activation: pick(Object.keys(activations)),
    }));
  }
  if (random.uniform() < 0.5) form.optimizer = pick(optimizerNames);
  if (random.uniform() < 0.5) form.scale = pick(["robust", "standard", "minmax", "none"]);
  for (const field of numberFields) {
    const value =
      field === "dropout" || field === "l2" || field === "learningRate"
        ? random.uniform() * 0.9
        : 1 + random.integer(5000);
    if (random.uniform() < 0.5) form[field] = String(value);
  }
  if (sample !== undefined) {
    const names = ["水泥 (kg/m³)", "a,b", String.raw`c\d`, "x=1&y", "%41"];
    for (const name of names) if (random.uniform() < 0.5) form.roles[name] = pick(roles);
  }
  return { sample, isOwn: sample === undefined && toTrainLink({ sample, isOwn: true, form }) !== "", form };
}
