import { createNetwork, type Model } from "gradus";
import { expect, test } from "vitest";
import { en } from "../language/en.js";
import { zh } from "../language/zh.js";
import { networkFacts } from "../head.js";
import { networkText } from "./head.js";

/** A model of one net; only its network counts here. */
function modelOf(network: Model["nets"][number]["network"]): Model {
  return { nets: [{ network, weight: 1 }] } as Model;
}

test("the head names the rows of a front between the inputs and layer 1, and counts its parameters", () => {
  // 3 embedded of 4 inputs: 3 · 4 + 1 = 13 rows; 3 · (2 · 16 + 3 · 17) + 13 of the front, 5 · 14 + 6 of the layers
  const front = { embed: [true, true, false, true] };
  const facts = networkFacts(
    modelOf(createNetwork([4, 5, 1], { hidden: "mish", output: "identity", front })),
  );
  expect(networkText(facts, en)).toBe("4 → 13 embedded → 5 mish → 1 linear   338 parameters");
  expect(networkText(facts, zh)).toContain("4 → 13 嵌入 → 5 mish → 1 linear");
});

test("the head of a network without a front is as it was", () => {
  const facts = networkFacts(modelOf(createNetwork([4, 5, 1], { hidden: "tanh", output: "identity" })));
  expect(facts).not.toHaveProperty("front");
  expect(networkText(facts, en)).toBe("4 → 5 tanh → 1 linear   31 parameters");
});
