import { exampleNetwork, trace } from "gradus";
import { expect, test } from "vitest";
import { createHistory } from "./history.js";
import { tutorialSettings, withShape } from "./settings.js";

test("createHistory() gives the networks and losses that trace() gives one after the other, in any order of asking", () => {
  const { network, X, Y, eta } = exampleNetwork();
  const history = createHistory(tutorialSettings());
  const losses: number[] = [];
  let before = network;
  for (let k = 0; k < 5; k++) {
    const it = trace(before, X, Y, { eta });
    losses.push(it.loss);
    before = it.next;
  }
  expect([...history.network(5).parameters]).toEqual([...before.parameters]);
  expect([4, 0, 3, 1, 2].map((k) => history.loss(k))).toEqual([4, 0, 3, 1, 2].map((k) => losses[k]));
});

test("a large network keeps fewer iterations", () => {
  expect(createHistory(tutorialSettings()).most).toBe(2000);
  // 64·65 parameters in each of six layers: 10 million numbers are 400 networks.
  expect(createHistory(withShape(tutorialSettings(), Array<number>(7).fill(64))).most).toBe(400);
});
