import { columns, createNetwork, exampleNetwork, trace } from "gradus";
import { describe, expect, test } from "vitest";
import { partOf } from "./parts.js";
import { isKnown, nearestStop, partsOf, stopsOf, termIds } from "./stops.js";

const { network, X, Y } = exampleNetwork();
const it = trace(network, X, Y, { links: true });

describe("stopsOf()", () => {
  test("3-3-2 has 10 halts by layer, 22 by neuron", () => {
    expect(stopsOf(it, "layer")).toHaveLength(10);
    expect(stopsOf(it, "neuron")).toHaveLength(22);
  });

  test("3-3-2 by term: each product, bias and factor once", () => {
    // z 3·4 + 2·4, h 3 + 2, loss 2 + 1, δ² 2, ∂ 2·4, δ¹ 3·3, ∂ 3·4, update 20
    expect(stopsOf(it, "term")).toHaveLength(20 + 5 + 3 + 2 + 8 + 9 + 12 + 20);
  });

  test("every halt lights parts of the figure, and every marked number stands in its equations", () => {
    for (const stop of stopsOf(it, "term")) {
      expect(partsOf(stop, network.sizes).size).toBeGreaterThan(0);
      const written = it.steps[stop.step].scalars.map(({ tex }) => tex.symbolic + tex.numeric).join(" ");
      for (const id of termIds(stop, network.sizes)) expect(written).toContain(`\\htmlData{t=${id}}`);
    }
  });

  test("a change of the division stays at the step and its neuron", () => {
    const [layer, neuron, term] = (["layer", "neuron", "term"] as const).map((by) => stopsOf(it, by));
    const at = neuron.findIndex((stop) => stop.kind === "delta" && stop.neuron === 2);
    expect(layer[nearestStop(layer, neuron[at])]).toMatchObject({ kind: "delta", layer: 1, neuron: 0 });
    expect(term[nearestStop(term, neuron[at])]).toMatchObject({ kind: "delta", neuron: 2, term: 1 });
    const back = term.findIndex((stop) => stop.kind === "delta" && stop.neuron === 2 && stop.term === 3);
    expect(neuron[nearestStop(neuron, term[back])]).toMatchObject({ kind: "delta", neuron: 2, term: 0 });
  });
});

describe("parts", () => {
  test("every number that an equation links belongs to a part, but for those of the loss as a whole", () => {
    const net = createNetwork([2, 2, 2], { hidden: "tanh", output: "softmax" });
    const other = trace(net, columns([[1, 2]]), columns([[0, 1]]), {
      links: true,
      loss: "cross_entropy_mean",
    });
    const ids = [it, other].flatMap(({ steps }) =>
      steps.flatMap(({ scalars, matrices, slopes }) =>
        [...scalars, ...matrices, ...slopes].flatMap(({ tex }) =>
          Array.from((tex.symbolic + tex.numeric).matchAll(/\{t=([^}]*)\}/g), ([, id]) => id),
        ),
      ),
    );
    expect(new Set(ids).size).toBeGreaterThan(50);
    expect([...new Set(ids)].filter((id) => partOf(id) === undefined)).toEqual([]);
  });
});

describe("isKnown()", () => {
  test("a number is known from its own halt on", () => {
    const stops = stopsOf(it, "neuron");
    const second = stops.find((stop) => stop.kind === "h" && stop.layer === 1 && stop.neuron === 2)!;
    expect([1, 2, 3].map((i) => isKnown(it, second, "h", 1, i))).toEqual([true, true, false]);
    expect([1, 2, 3].map((i) => isKnown(it, second, "z", 1, i))).toEqual([true, true, true]);
    expect(isKnown(it, second, "delta", 2, 1)).toBe(false);
    expect(isKnown(it, stops.at(-1)!, "delta", 2, 1)).toBe(true);
  });
});
