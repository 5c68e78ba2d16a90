/** The arithmetic and the report of bench/, on numbers worked by hand. */
import { describe, expect, test } from "vitest";
import { memoryFormula } from "../../bench/parts.mjs";
import { plotPower, ticks } from "../../bench/plot.mjs";
import { judge, render } from "../../bench/report.mjs";
import { shapes, targets } from "../../bench/shapes.mjs";
import {
  fitPower,
  formatCount,
  formatNumber,
  markdownTable,
  median,
  ratio,
  verdict,
} from "../../bench/statistics.mjs";
import { measureWay } from "../../bench/timing.mjs";
import { expectNear } from "../near.js";

test("median() of an odd and an even count, in any order; NaN of nothing", () => {
  expect(median([5, 1, 3])).toBe(3);
  expect(median([4, 1, 3, 100])).toBe(3.5);
  expect(median([])).toBeNaN();
});

describe("fitPower()", () => {
  test("finds 3 x² on three points, with r² 1", () => {
    const { exponent, factor, r2 } = fitPower([1, 10, 100], [3, 300, 30_000]);
    expectNear([exponent, factor, r2], [2, 3, 1], 1e-12);
  });

  test("of points off the line takes the least squares of the logarithms", () => {
    // log₂: (0, 0), (1, 2), (2, 2): slope Σ(u−1)(v−4/3) / Σ(u−1)² = (4/3 + 2/3) / 2 = 1, at the middle 4/3, so 2^(1/3) at u = 0
    const { exponent, factor, r2 } = fitPower([1, 2, 4], [1, 4, 4]);
    expectNear([exponent, factor, r2], [1, 2 ** (1 / 3), 0.75], 1e-12);
  });

  test("a cost that stays the same has exponent 0", () => {
    expect(fitPower([1, 2, 4], [7, 7, 7])).toMatchObject({ exponent: 0, r2: 1 });
  });
});

test("ratio() is theirs over ours; nothing where one is missing, not a number or 0", () => {
  expect(ratio(120, 8)).toBe(15);
  for (const [theirs, ours] of [
    [undefined, 8],
    [120, undefined],
    [120, 0],
    [Number.NaN, 8],
  ])
    expect(ratio(theirs, ours)).toBeUndefined();
});

test("verdict(): the target itself is reached, nothing measured is open", () => {
  expect([verdict(14, 14), verdict(14, 13.9), verdict(14, undefined)]).toEqual(["reached", "missed", "open"]);
});

test("formatNumber() has three digits and thin gaps", () => {
  const shown = [0.567, 8.43, 25, 999.6, 12_345, 1_094_000, 0.000_123_4, 0, undefined].map(formatNumber);
  expect(shown).toEqual([
    "0.567",
    "8.43",
    "25.0",
    "1\u2009000",
    "12\u2009300",
    "1\u2009090\u2009000",
    "0.000123",
    "0",
    "–",
  ]);
});

test("formatCount() is exact", () => {
  expect([8, 2048, 1_000_000].map(formatCount)).toEqual(["8", "2\u2009048", "1\u2009000\u2009000"]);
});

test("markdownTable() pads, also beside Chinese, which is twice as wide", () => {
  expect(markdownTable(["形状", "µs"], [["paper", 8]], ["left"])).toBe(
    "| 形状  |  µs |\n| ----- | --: |\n| paper |   8 |",
  );
});

describe("plotPower()", () => {
  test("a straight line of three points at equal distances, as paths of finite numbers", () => {
    const svg = plotPower({ x: [1, 10, 100], y: [2, 20, 200], title: "A < B", xLabel: "x", yLabel: "y" });
    const at = [...svg.matchAll(/<circle cx="([\d.]+)" cy="([\d.]+)"/g)].map(([, cx, cy]) => [
      Number(cx),
      Number(cy),
    ]);
    expect(at).toHaveLength(3);
    expectNear([at[1][0] - at[0][0], at[1][1] - at[0][1]], [at[2][0] - at[1][0], at[2][1] - at[1][1]], 0.2);
    expect(at[0][1]).toBeGreaterThan(at[2][1]); // up is more
    expect(svg).toContain("A &lt; B");
    expect(svg).not.toMatch(/NaN|Infinity|undefined/);
  });

  test("ticks() are powers of ten, finer where there is only one", () => {
    expect(ticks([3, 4000])).toEqual([10, 100, 1000]);
    expect(ticks([30, 400])).toEqual([50, 100, 200]);
  });
});

test("measureWay() gives microseconds of a step in multiples of the unit, for a step of about 2 ms", async () => {
  const calls: number[] = [];
  const way = {
    unit: 3,
    run(steps: number) {
      calls.push(steps);
      const until = performance.now() + 2 * steps;
      while (performance.now() < until);
    },
  };
  expect(await measureWay(way, 0.05)).toBeGreaterThanOrEqual(2000);
  expect(calls.length).toBeGreaterThanOrEqual(3);
  expect(calls.every((steps) => steps % 3 === 0)).toBe(true);
});

test("memoryFormula() of paper with 150 rows: 4 · (150 · 7 + 3 · 83 + 2 · 150 · 17) bytes", () => {
  expect(memoryFormula("paper", 150)).toBe(4 * (1050 + 249 + 5100));
});

describe("report", () => {
  const cell = (median: number): object => ({ times: [median], median });
  const results = {
    machine: {
      date: "2026-01-02",
      cpu: "C",
      simd: "avx2",
      cores: 2,
      memory: 8,
      system: "s",
      node: "20",
      load: 0,
    },
    settings: { table: { seconds: 1, rounds: 5 } },
    programs: {
      wasm: { label: "Gradus wasm", update: "batch", version: "1" },
      "scikit-learn": { label: "scikit-learn", update: "batch", version: "2" },
      fann: { label: "FANN", update: "batch", reason: "absent" },
      synaptic: { label: "synaptic", update: "row", version: "3" },
    },
    table: {
      paper: { wasm: cell(10), "scikit-learn": cell(139), synaptic: cell(50) },
      tiny: { wasm: cell(1), "scikit-learn": cell(120), synaptic: { times: [], reason: "x" } },
      med: {
        wasm: cell(1000),
        "wasm-relaxed": cell(800),
        "scikit-learn": cell(1040),
        synaptic: { skipped: true },
      },
    },
  };

  test("judge() compares ratios of medians with the targets; of two engines the faster one counts", () => {
    const of = (shape: string, engine: string) =>
      judge(results.table).find(
        (one) => one.peer === "scikit-learn" && one.shape === shape && one.engines.join() === engine,
      );
    expect(of("paper", "wasm")).toMatchObject({ target: 14, measured: 13.9, verdict: "missed" });
    expect(of("tiny", "wasm")).toMatchObject({ target: 120, measured: 120, verdict: "reached" });
    expect(of("med", "wasm,wasm-relaxed")).toMatchObject({ target: 1.3, measured: 1.3, verdict: "reached" });
    expect(of("med", "auto")).toMatchObject({ target: 1.2, verdict: "open" });
  });

  test.each([
    ["en", "Against the targets", "**missed**", "not run", "failed", "not measured: absent"],
    ["zh", "与目标比较", "**未达到**", "未运行", "失败", "未测:absent"],
  ] as const)("%s says what was reached, missed, not run, failed and not there", (language, ...wanted) => {
    const text = render(results, language);
    for (const words of wanted) expect(text).toContain(words);
    expect(text).toContain("13.9×");
    expect(text).not.toMatch(/undefined|NaN|\[object/);
  });

  test("growth: the sentence holds both exponents", () => {
    const growth = { engine: "wasm", factors: { width: { x: [10, 100, 1000], y: [1, 10, 1000] } } };
    // slopes of log10: (1−0)/1 and (3−1)/1; least squares over all three: 1.5
    expect(render({ ...results, growth }, "en")).toMatch(
      /to the power 1\.50 .* the power 2\.00 from 100 to 1\u2009000/,
    );
  });

  test("every target names a shape that is measured", () => {
    const names = new Set(shapes.map(({ name }) => name));
    expect(targets.filter(({ shape }) => !names.has(shape))).toEqual([]);
    expect(targets.length).toBeGreaterThan(40);
  });
});
