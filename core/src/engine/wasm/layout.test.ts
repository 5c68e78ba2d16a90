import { describe, expect, test } from "vitest";
import { createNetwork, type Network } from "../../bp/network.js";
import { createRandom } from "../../random.js";
import { layOut, type LayerPlan, type Layout } from "./layout.js";
import { compile, createMemory, instantiate } from "./load.js";
import { GROUP, LAYER_SIZE, LAYOUT, STEP_SIZE, UNIT_SIZE } from "./record.js";

/** A region of the memory: its name, its address and the bytes that the kernels use. */
type Region = [name: string, at: number, bytes: number];

/** Networks of 2 to 4 layers with sizes from 1 to 300, with and without skip. */
const cases = Array.from({ length: 30 }, (_, k) => {
  const random = createRandom(k);
  const sizes = Array.from({ length: 2 + random.integer(3) }, () => Math.floor(301 ** random.uniform()));
  const [batch, threads] = [Math.floor(301 ** random.uniform()), 1 + random.integer(4)];
  const more = { hasFront: k % 3 === 0, isParametric: k % 5 < 2 };
  return { sizes, skip: k % 2 === 1, ...more, batch, copies: 1 + (k % 4), threads };
});

/** The network of a case; its front embeds every other input. */
function networkOf({ sizes, skip, hasFront, isParametric }: (typeof cases)[number]): Network {
  const embed = Array.from({ length: sizes[0] }, (_, i) => i % 2 === 0);
  return createNetwork(sizes, {
    skip,
    hidden: { name: "tanh", trainable: isParametric },
    ...(hasFront ? { front: { embed, frequencies: 5, width: 3 } } : {}),
  });
}

describe("layOut()", () => {
  test.each(cases)(
    "$sizes, skip $skip, front $hasFront, α $isParametric, batch $batch, $copies copies, $threads threads: no two regions overlap",
    (given) => {
      const layout = layOut(networkOf(given), given);
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
      const { layers } = layOut(networkOf(given), given);
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
function regionsOf(layout: Layout, given: (typeof cases)[number]): Region[] {
  const { sizes, batch, copies, threads, hasFront, isParametric } = given;
  const { layers, skip } = layout;
  const last = layers.length - 1;
  const groups = Math.ceil(batch / GROUP);
  const withWeights: LayerPlan[] = [...layers.slice(1), ...(skip ? [skip] : [])];
  const weights = withWeights.flatMap(({ W, n, m }, i) =>
    // Panels of 4 outputs, each with the inputs rounded up to a multiple of 4, the bias and maybe α, 4 floats a row.
    Array.from({ length: copies }, (_, k): Region => {
      const behind = isParametric && i < last - 1 ? 2 : 1;
      return [
        `W of ${i}, copy ${k}`,
        W + k * layout.arena,
        Math.ceil(n / 4) * (4 * Math.ceil(m / 4) + behind) * 16,
      ];
    }),
  );
  const units = layout.units.flatMap(({ embedded, block }, i) =>
    // ω and φ and two rows of V, 5 floats each, β of 2 and d of 3, all padded to vectors; or d alone.
    Array.from({ length: copies }, (_, k): Region => {
      return [`input ${i}, copy ${k}`, block + k * layout.arena, embedded < 0 ? 16 : (4 * 8 + 4 + 4) * 4];
    }),
  );
  expect(units.length).toBe(hasFront ? copies * sizes[0] : 0);
  const { input } = layout;
  const ofInput: Region[] = [
    ["H of the input", input.H, (layout.capacity - 1) * input.hStride + input.n4 * 32],
    ["HT of the input", input.HT, (input.n4 / 4 - 1) * input.htStride + groups * GROUP * 16],
  ];
  const ofLayers = layers.flatMap(({ n, n4, H, Z, Q, HT, D, DT, hStride, htStride, dtStride }, l) => {
    expect(n4).toBe(4 * Math.ceil(n / 4));
    const regions: Region[] = [[`H of ${l}`, H, (layout.capacity - 1) * hStride + n4 * 32]];
    if (isParametric && l > 0 && l < last) {
      regions.push([`Q of ${l}`, Q, (groups - 1) * hStride + n4 * 32]);
      regions.push([`Z of ${l}`, Z, (layout.capacity - 1) * hStride + n4 * 32]);
    }
    if (l === 0 && hasFront) regions.push(["D of 0", D, (groups - 1) * hStride + n4 * 32]);
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
    ["records", layout.records, (last + 3) * LAYER_SIZE],
    ...weights,
    ...units,
    ...ofLayers,
    ...(hasFront ? ofInput : []),
    ["pairs", layout.pairList, pairs * 8],
    ["units", layout.unitList, layout.units.length * UNIT_SIZE],
    ["norms", layout.norms, (pairs + layout.units.length) * 16],
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
