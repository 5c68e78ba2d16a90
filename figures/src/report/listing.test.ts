import { expect, test } from "vitest";
import { tableFromColumns, train } from "gradus";
import { listingsOf } from "./listing.js";
import { workOut } from "./worked.js";

const x = Array.from({ length: 40 }, (_, i) => i % 13);
const table = tableFromColumns([
  ["a", x],
  ["b", x.map((v) => (v * 5) % 7)],
  ["y", x.map((v) => v * v)],
]);

test.each([[[3]], [[60, 30]]])(
  "the addends of every neuron that is followed sum to its z, and its h goes into the layer after it: %j",
  async (hidden) => {
    const model = await train(table, { label: "y", hidden, nets: 1, epochs: 2 });
    const worked = workOut(model, table, 4);
    const { network } = model.nets[0];
    const layers = listingsOf(network, model.encoder, worked);
    expect(layers.map(({ layer }) => layer)).toEqual(Array.from({ length: network.last }, (_, l) => l + 1));
    for (const [i, { neurons, layer }] of layers.entries()) {
      for (const { terms, rest, bias, z, h, neuron } of neurons) {
        const sum = terms.reduce((total, { product }) => total + product, rest.sum + bias);
        expect(sum).toBeCloseTo(z, 12);
        expect(worked.forward.Z[layer].data[neuron - 1]).toBe(z);
        const next = layers[i + 1]?.neurons[0].terms.find(({ name }) => name === `h_{${neuron}}^{${layer}}`);
        if (layers[i + 1] !== undefined) expect(next?.value).toBe(h);
      }
    }
  },
);

test("all nets together come to what the model's output is", async () => {
  const model = await train(table, { label: "y", hidden: [2], nets: 3, epochs: 2 });
  const { nets, sum } = workOut(model, table, 7);
  const total = nets.reduce((all, { weight, answers }) => all + weight * answers[0], 0);
  expect(total).toBe(sum[0]);
});
