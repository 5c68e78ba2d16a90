import { describe, expect, test } from "vitest";
import { createNetwork } from "../../bp/network.js";
import { createRandom } from "../../random.js";
import { layOut, type LayerPlan, type Layout } from "./layout.js";
import { compile, createMemory, instantiate } from "./load.js";
import { GROUP, LAYER_SIZE, LAYOUT, STEP_SIZE } from "./record.js";

/** A region of the memory: its name, its address and the bytes that the kernels use. */
type Region = [name: string, at: number, bytes: number];

/** Networks of 2 to 4 layers with sizes from 1 to 300, with and without skip. */
const cases = Array.from({ length: 30 }, (_, k) => {
  const random = createRandom(k);
  const sizes = Array.from({ length: 2 + random.integer(3) }, () => Math.floor(301 ** random.uniform()));
  const [batch, threads] = [Math.floor(301 ** random.uniform()), 1 + random.integer(4)];
  return { sizes, skip: k % 2 === 1, batch, copies: 1 + (k % 4), threads };
});

describe("layOut()", () => {
  test.each(cases)(
    "$sizes, skip $skip, batch $batch, $copies copies, $threads threads: no two regions overlap",
    (given) => {
      const network = createNetwork(given.sizes, { skip: given.skip });
      const layout = layOut(network, given);
      const regions = regionsOf(layout, given).toSorted(([, a], [, b]) => a - b);
      let [before, end] = ["the record", LAYOUT];
      for (const [name, at, bytes] of regions) {
        expect(at, `${name} behind ${before}`).toBeGreaterThanOrEqual(end);
        expect(at % 16, name).toBe(0);
        [before, end] = [name, at + bytes];
      }
      expect(layout.end).toBeGreaterThanOrEqual(end);
    },
  );

  test.each(cases)(
    "$sizes, skip $skip, batch $batch: strides are whole vectors, and no power of two from 128 on",
    (given) => {
      const { layers } = layOut(createNetwork(given.sizes, { skip: given.skip }), given);
      for (const { hStride, htStride, dtStride, wStride } of layers) {
        for (const stride of [hStride, htStride, dtStride, wStride]) expect(stride % 16).toBe(0);
        // Such strides let all groups fall on the same lines of a cache.
        for (const stride of [hStride, htStride, dtStride]) {
          if (stride >= 128) expect(Math.log2(stride) % 1).not.toBe(0);
        }
      }
    },
  );

  test("a network only to predict with has nothing for backward", () => {
    const { layers, steps, losses } = layOut(createNetwork([3, 4, 2]), { batch: 0, copies: 1, threads: 1 });
    expect(layers.map(({ D, DT, HT }) => [D, DT, HT])).toEqual([
      [0, 0, 0],
      [0, 0, 0],
      [0, 0, 0],
    ]);
    expect(losses).toBe(steps);
  });

  test("the kernels' own constants end before the layout begins", () => {
    const kernels = instantiate(compile("plain", false), createMemory(false));
    expect(kernels["heapBase"]()).toBeGreaterThan(1024);
    expect(kernels["heapBase"]()).toBeLessThanOrEqual(LAYOUT);
  });
});

/** Every region with the size that its form in record.ts asks for. */
function regionsOf(layout: Layout, { sizes, batch, copies, threads }: (typeof cases)[number]): Region[] {
  const { layers, skip } = layout;
  const last = layers.length - 1;
  const groups = Math.ceil(batch / GROUP);
  const withWeights: LayerPlan[] = [...layers.slice(1), ...(skip ? [skip] : [])];
  const weights = withWeights.flatMap(({ W, n, m }, i) =>
    // Panels of 4 outputs, each with the inputs rounded up to a multiple of 4 and the bias, 4 floats a row.
    Array.from({ length: copies }, (_, k): Region => {
      return [
        `W of ${i}, copy ${k}`,
        W + k * layout.arena,
        Math.ceil(n / 4) * (4 * Math.ceil(m / 4) + 1) * 16,
      ];
    }),
  );
  const ofLayers = layers.flatMap(({ n, n4, H, Z, HT, D, DT, hStride, htStride, dtStride }, l) => {
    expect(n4).toBe(4 * Math.ceil(n / 4));
    const regions: Region[] = [[`H of ${l}`, H, (layout.capacity - 1) * hStride + n4 * 32]];
    if (l === last) regions.push([`Z of ${l}`, Z, (groups - 1) * hStride + n4 * 32]);
    if (l < last) regions.push([`HT of ${l}`, HT, (n4 / 4 - 1) * htStride + groups * GROUP * 16]);
    if (l > 0) {
      regions.push([`D of ${l}`, D, (groups - 1) * hStride + n4 * 32]);
      regions.push([`DT of ${l}`, DT, (Math.ceil(n / 8) - 1) * dtStride + groups * GROUP * 32]);
    }
    return regions;
  });
  const pairs = withWeights.reduce((sum, { n }) => sum + Math.ceil(n / 8), 0);
  expect(layout.pairs).toHaveLength(pairs);
  const outputs = sizes[last];
  return [
    ["records", layout.records, (last + 1 + (skip ? 1 : 0)) * LAYER_SIZE],
    ...weights,
    ...ofLayers,
    ["pairs", layout.pairList, pairs * 8],
    ["norms", layout.norms, pairs * 16],
    ["XC", layout.XC, sizes[0] * layout.chunk * 4],
    ["YC", layout.YC, outputs * layout.chunk * 4],
    ["omegaC", layout.omegaC, layout.chunk * 4],
    ["OUT", layout.OUT, outputs * layout.chunk * 4],
    ["outputFactors", layout.outputFactors, outputs * 4],
    ["steps", layout.steps, layout.stepCapacity * STEP_SIZE],
    ["losses", layout.losses, layout.stepCapacity * 8],
    ["groupLoss", layout.groupLoss, Math.max(groups, layout.chunk / GROUP) * 8],
    ["scratch", layout.scratch, threads * layout.scratchSize],
  ];
}
