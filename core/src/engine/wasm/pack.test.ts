import { describe, expect, test } from "vitest";
import { createNetwork } from "../../bp/network.js";
import { layOut } from "./layout.js";
import { pack, unpack } from "./pack.js";

describe("pack() and unpack()", () => {
  test.each([
    [[1, 1], false],
    [[3, 5, 2], true],
    [[4, 8, 12], true],
    [[7, 1, 9, 6], false],
  ])("of %j, skip %j: every copy of the arena keeps its own vector", (sizes, skip) => {
    const network = createNetwork(sizes, { skip });
    const layout = layOut(network, { batch: 8, copies: 3, threads: 1 });
    const memory = new Float32Array(layout.end / 4);
    const flats = [0, 1, 2].map((copy) => network.parameters.map((_, k) => 1000 * copy + k + 1));
    flats.forEach((flat, copy) => pack(network, layout, flat, memory, copy));
    expect(
      memory.filter((x) => x !== 0),
      "nothing is written twice",
    ).toHaveLength(3 * network.parameters.length);
    const read = flats.map((flat, copy) => {
      const back = new Float64Array(flat.length);
      unpack(network, layout, back, memory, copy);
      return back;
    });
    expect(read).toEqual(flats);
  });

  test("a weight to output 5 from input 2 lies in the second panel, row 2, lane 1", () => {
    const network = createNetwork([3, 6], { initialisation: "zeros" });
    network.W[1].data[5 * 3 + 2] = 7;
    network.b[1][5] = 9;
    const layout = layOut(network, { batch: 8, copies: 1, threads: 1 });
    const memory = new Float32Array(layout.end / 4);
    pack(network, layout, network.parameters, memory, 0);
    const panel = layout.layers[1].W / 4 + (4 + 1) * 4; // a panel: 3 inputs, padded to 4 rows, and the bias
    expect(memory[panel + 2 * 4 + 1]).toBe(7);
    expect(memory[panel + 4 * 4 + 1]).toBe(9);
  });
});
