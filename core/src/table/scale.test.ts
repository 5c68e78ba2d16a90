import { expect, test } from "vitest";
import { fitScale, quantile, range, scaled, scaledSlope } from "./scale.js";

const values = Float64Array.of(2.5, -1, 7.25, 0.125, 3.5, 100, 4);

/** Expected values: scikit-learn 1.5.2, StandardScaler, RobustScaler, MinMaxScaler((-1, 1)). */
const expected = {
  standard: [
    -0.41387538721779515, -0.5164285805107002, -0.2746960534631384, -0.4834650540951236, -0.38457447484839374,
    2.4429635687988442, -0.369924018663693,
  ],
  robust: [
    -0.2318840579710145, -1.0434782608695652, 0.8695652173913043, -0.782608695652174, 0, 22.3768115942029,
    0.11594202898550725,
  ],
  minmax: [
    -0.9306930693069306, -1, -0.8366336633663366, -0.9777227722772277, -0.9108910891089108, 1,
    -0.900990099009901,
  ],
};

test.each(["standard", "robust", "minmax"] as const)("%s agrees with scikit-learn 1.5.2 to 1e-14", (name) => {
  const scale = fitScale(values, name, false)!;
  values.forEach((x, i) => expect(Math.abs(scaled(scale, x) - expected[name][i])).toBeLessThan(1e-14));
});

test("the smooth clip is x / √(1 + (x/3)²): numpy 2.4.6 on the robust values", () => {
  const scale = fitScale(values, "robust")!;
  expect(scale.clip).toBe(true);
  const clipped = [
    -0.23119445445008482, -0.9855618748238182, 0.8351881444213979, -0.7572656914410083, 0, 2.9733970058759063,
    0.11585553936050132,
  ];
  values.forEach((x, i) => expect(Math.abs(scaled(scale, x) - clipped[i])).toBeLessThan(1e-14));
});

test("a clipped value stays within 3 for every finite number", () => {
  const scale = fitScale(Float64Array.of(-1e-300, 0, 1e-300), "standard", true)!;
  expect(scaled(scale, Number.MAX_VALUE)).toBe(3);
  expect(scaled(scale, -Number.MAX_VALUE)).toBe(-3);
  expect(scaled(scale, 0)).toBe(0);
});

test("none leaves the values alone", () => {
  const scale = fitScale(values, "none")!;
  values.forEach((x) => expect(scaled(scale, x)).toBe(x));
});

test("a large offset does not harm the standard deviation", () => {
  // 1e15 + 1 … 1e15 + 60: mean 1e15 + 30.5, variance (60² − 1)/12.
  const offset = Float64Array.from({ length: 60 }, (_, i) => 1e15 + i + 1);
  const scale = fitScale(offset, "standard")!;
  expect(scale.center).toBe(1e15 + 30.5);
  expect(scale.spread).toBeCloseTo(Math.sqrt(3599 / 12), 12);
});

test("the largest and the smallest numbers are scaled without overflow", () => {
  const large = Float64Array.of(0, 1e308, 1.7e308);
  const tiny = Float64Array.of(0, 1e-310, 3e-310);
  for (const name of ["standard", "robust", "minmax"] as const) {
    for (const column of [large, tiny]) {
      const scale = fitScale(column, name, false)!;
      column.forEach((x) => expect(Math.abs(scaled(scale, x))).toBeLessThan(2));
    }
  }
});

test("a range beyond float64 is refused with both ends", () => {
  expect(() => fitScale(Float64Array.of(-1e308, 1e308), "standard")).toThrow(
    new RangeError("Cannot scale the column: expected a range below 1.8e308, got -1e+308 … 1e+308"),
  );
});

test("robust falls back to half the range where the quartiles meet", () => {
  expect(fitScale(Float64Array.of(0, 0, 0, 0, 8), "robust")).toEqual({
    name: "robust",
    center: 0,
    spread: 4,
    clip: true,
  });
});

test.each([true, false])("scaledSlope() agrees with central differences to 1e-9, clip: %s", (clip) => {
  const scale = { name: "robust", center: 4, spread: 2.5, clip } as const;
  for (const x of [-50, -1, 4, 4.5, 9, 300]) {
    const numeric = (scaled(scale, x + 1e-4) - scaled(scale, x - 1e-4)) / 2e-4;
    expect(scaledSlope(scale, x)).toBeCloseTo(numeric, 9);
  }
});

test("there is no scale without two different values", () => {
  expect(fitScale(Float64Array.of(5, 5, 5), "standard")).toBeNull();
  expect(fitScale(Float64Array.of(5), "robust")).toBeNull();
  expect(fitScale(new Float64Array(0), "minmax")).toBeNull();
});

test("quantile() interpolates as numpy does, range() gives both ends", () => {
  // numpy.quantile([1, 2, 4, 8], [0, 0.25, 0.5, 0.9, 1])
  const sorted = Float64Array.of(1, 2, 4, 8);
  expect([0, 0.25, 0.5, 1].map((p) => quantile(sorted, p))).toEqual([1, 1.75, 3, 8]);
  expect(quantile(sorted, 0.9)).toBeCloseTo(6.8, 14);
  expect(range([3, -1, 2])).toEqual([-1, 3]);
});
