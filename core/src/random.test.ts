import { describe, expect, test } from "vitest";
import { createRandom, restoreRandom } from "./random.js";

/** Bounds of χ² with 99 degrees of freedom that 0.1 % lie outside of on either side (scipy 1.17.1, chi2.ppf). */
const CHI_SQUARE_99 = [61.1, 148.2] as const;

describe("createRandom()", () => {
  // sfc32 with a splitmix32 start, written once more in Python 3.11 with whole numbers.
  test.each([
    [0, 0, [0.4290170506576654, 0.26721752204630556, 0.7142276357498333]],
    [1, 0, [0.9757081220246379, 0.41255033394328566, 0.46861899983953925]],
    [7, 0, [0.09758808602469438, 0.22611659679191698, 0.5738238844334148]],
    [7, 1, [0.8284700378646858, 0.5215778778797245, 0.48177281079384116]],
    [2 ** 53 - 1, 3, [0.8193401289826153, 0.549219432696814, 0.6227397508263111]],
  ])("seed %d, stream %d: first three draws as computed elsewhere", (seed, stream, expected) => {
    const random = createRandom(seed, stream);
    expect([random.uniform(), random.uniform(), random.uniform()]).toEqual(expected);
  });

  test("the whole seed counts, its upper 21 bits too", () => {
    expect(createRandom(5).uniform()).not.toBe(createRandom(5 + 2 ** 32).uniform());
  });

  test.each([-1, 0.5, 2 ** 53, Number.NaN, Infinity])("seed %d is refused", (seed) => {
    expect(() => createRandom(seed)).toThrow(
      new RangeError(`Cannot seed the generator: expected an integer from 0 to 2^53 - 1, got ${seed}`),
    );
  });
});

describe("restoreRandom()", () => {
  test("from the state 1, 2, 3, 4 gives the 32-bit words of sfc32 (by hand: 1 + 2 + 4, then 2 + 27 + 5)", () => {
    const random = restoreRandom([1, 2, 3, 4]);
    const words = [7, 34, 56623200, 188882296, 3431242869, 399395954, 785775158, 3843710725];
    expect(words.map(() => random.integer(2 ** 32))).toEqual(words);
  });

  test("goes on where state() was taken, and leaves the first generator alone", () => {
    const random = createRandom(42);
    for (let i = 0; i < 17; i++) random.normal();
    const again = restoreRandom(random.state());
    const drawn = Array.from({ length: 20 }, () => again.normal());
    expect(Array.from({ length: 20 }, () => random.normal())).toEqual(drawn);
  });
});

describe("draws", () => {
  test("uniform() fills 100 classes evenly: χ² of 100,000 draws within its 0.1 % bounds", () => {
    const random = createRandom(11);
    const counts = Array.from({ length: 100 }, () => 0);
    for (let i = 0; i < 100_000; i++) counts[Math.floor(random.uniform() * 100)]++;
    const chiSquare = counts.reduce((sum, n) => sum + (n - 1000) ** 2 / 1000, 0);
    expect(chiSquare).toBeGreaterThan(CHI_SQUARE_99[0]);
    expect(chiSquare).toBeLessThan(CHI_SQUARE_99[1]);
  });

  test("two streams of one seed are not correlated: |r| of 10,000 pairs below 4/√10000", () => {
    const [a, b] = [createRandom(3, 0), createRandom(3, 1)];
    let sum = 0;
    for (let i = 0; i < 10_000; i++) sum += (a.uniform() - 0.5) * (b.uniform() - 0.5);
    expect(Math.abs((12 * sum) / 10_000)).toBeLessThan(0.04);
  });

  test("normal() has mean 0, variance 1 and fourth moment 3, each within 4.5 standard errors of 100,000 draws", () => {
    const random = createRandom(12);
    const n = 100_000;
    let [first, second, fourth] = [0, 0, 0];
    for (let i = 0; i < n; i++) {
      const x = random.normal();
      first += x / n;
      second += x ** 2 / n;
      fourth += x ** 4 / n;
    }
    // Variances of x, x² and x⁴ of a standard normal: 1, 2 and 96.
    expect(Math.abs(first)).toBeLessThan(4.5 * Math.sqrt(1 / n));
    expect(Math.abs(second - 1)).toBeLessThan(4.5 * Math.sqrt(2 / n));
    expect(Math.abs(fourth - 3)).toBeLessThan(4.5 * Math.sqrt(96 / n));
  });

  test("integer(n) reaches 0 … n − 1, each as often: χ² of 7 classes below 22.5 (0.1 %)", () => {
    const random = createRandom(13);
    const counts = Array.from({ length: 7 }, () => 0);
    for (let i = 0; i < 70_000; i++) counts[random.integer(7)]++;
    expect(counts.reduce((sum, n) => sum + (n - 10_000) ** 2 / 10_000, 0)).toBeLessThan(22.5);
    expect(random.integer(1)).toBe(0);
  });

  test("integer(3 · 2^30) has no modulo bias: a third lies below 2^30, not a half", () => {
    const random = createRandom(14);
    let below = 0;
    for (let i = 0; i < 10_000; i++) if (random.integer(3 * 2 ** 30) < 2 ** 30) below++;
    expect(Math.abs(below / 10_000 - 1 / 3)).toBeLessThan(0.02);
  });

  test("shuffle() returns its argument with the same items, every order of three as often: χ² below 20.5 (0.1 %)", () => {
    const random = createRandom(15);
    const counts = new Map<string, number>();
    for (let i = 0; i < 60_000; i++) {
      const items = [1, 2, 3];
      expect(random.shuffle(items)).toBe(items);
      counts.set(items.join(""), (counts.get(items.join("")) ?? 0) + 1);
    }
    expect([...counts.keys()].sort()).toEqual(["123", "132", "213", "231", "312", "321"]);
    const chiSquare = [...counts.values()].reduce((sum, n) => sum + (n - 10_000) ** 2 / 10_000, 0);
    expect(chiSquare).toBeLessThan(20.5);
  });
});
