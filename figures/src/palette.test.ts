import { describe, expect, test } from "vitest";
import { colours, FULLEST } from "./colours.js";
import { linearOf, mixed, oklabOf, type Oklab } from "./oklab.js";

/** What eyes see: Machado, Oliveira & Fernandes (2009), severity 1; products with linear red, green and blue. */
const EYES: Readonly<Record<string, readonly (readonly number[])[]>> = {
  normal: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

function seen(hex: string, eyes: string): Oklab {
  const linear = linearOf(hex);
  const [r, g, b] = EYES[eyes].map((row) => {
    const light = row.reduce((sum, part, i) => sum + part * linear[i], 0);
    return Math.min(1, Math.max(0, light));
  });
  return oklabOf([r, g, b]);
}

/** Distance in OKLab, in hundredths. */
function distance(a: string, b: string, eyes: string): number {
  const [p, q] = [seen(a, eyes), seen(b, eyes)];
  return 100 * Math.sqrt(p.reduce((sum, part, i) => sum + (part - q[i]) ** 2, 0));
}

/** The smallest distance of any two colours to any eyes. */
function least(list: readonly string[]): number {
  return Math.min(
    ...Object.keys(EYES).flatMap((eyes) =>
      list.flatMap((a, i) => list.slice(0, i).map((b) => distance(a, b, eyes))),
    ),
  );
}

/** Contrast by WCAG 2. */
function contrast(a: string, b: string): number {
  const [low, high] = [a, b]
    .map((hex) => {
      const [r, g, bl] = linearOf(hex);
      return 0.2126 * r + 0.7152 * g + 0.0722 * bl;
    })
    .toSorted((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
}

test("OKLab of pure red is 0.628, 0.225, 0.126 as Ottosson (2020) gives it", () => {
  const [L, a, b] = oklabOf(linearOf("#ff0000"));
  expect([L, a, b].map((x) => x.toFixed(3))).toEqual(["0.628", "0.225", "0.126"]);
});

test("black and white mixed half and half in OKLab are #636363, as CSS color-mix gives it", () => {
  expect(mixed("#000000", "#ffffff", 0.5)).toBe("#636363");
  expect(mixed("#0b5fa5", "#ffffff", 0)).toBe("#0b5fa5");
});

describe.each(["light", "dark"] as const)("the theme %s", (theme) => {
  const { card, ink, soft, positive, negative, zero, series, classes, mix } = colours[theme];

  test("has signs 20 apart in OKLab to all eyes, series 14, four classes 12, six classes 9", () => {
    expect(least([positive, negative])).toBeGreaterThan(20);
    expect(least(series)).toBeGreaterThan(14);
    expect(least(classes.slice(0, 4))).toBeGreaterThan(12);
    expect(least(classes)).toBeGreaterThan(9);
  });

  test("has texts of contrast 4.5 and lines of 3 with the ground", () => {
    for (const text of [ink, soft]) expect(contrast(text, card), text).toBeGreaterThan(4.5);
    for (const line of [positive, negative, ...series, ...classes]) {
      expect(contrast(line, card), line).toBeGreaterThan(3);
    }
  });

  test("has texts of contrast 4.5 with the fullest cell of a table", () => {
    for (const pole of [positive, negative])
      expect(contrast(ink, mix(card, pole, FULLEST))).toBeGreaterThan(4.5);
  });

  test("shows a weight of 0", () => {
    expect(contrast(zero, card)).toBeGreaterThan(1.3);
  });
});
