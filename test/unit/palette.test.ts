/** Colours of the page: told apart with every colour vision, and read on their ground. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { classColours, rgbOf, toOklab, type Rgb } from "../../studio/src/train/palette.js";

/** Simulations of missing cones for linear RGB, severity 1 (Machado, Oliveira & Fernandes 2009, table of the authors' page). */
const VISIONS = {
  normal: [1, 0, 0, 0, 1, 0, 0, 0, 1],
  protan: [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998],
  deutan: [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.01182, 0.04294, 0.968881],
  tritan: [1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.3039],
};

const css = readFileSync("studio/src/app.css", "utf8");
const themes = ["light", "dark"] as const;

/** The colour of a variable of the page in a theme. */
function colour(name: string, theme: (typeof themes)[number]): Rgb {
  const [, light, dark] = new RegExp(`--${name}: light-dark\\((#[0-9a-f]{6}), (#[0-9a-f]{6})\\)`).exec(css)!;
  return rgbOf(theme === "light" ? light : dark);
}

function linear(c: number): number {
  return c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4;
}

function seen(rgb: Rgb, m: readonly number[]): Rgb {
  const [r, g, b] = rgb.map(linear);
  return [0, 3, 6].map((k) => {
    const v = Math.max(0, Math.min(1, m[k] * r + m[k + 1] * g + m[k + 2] * b));
    return 255 * (v <= 0.0031308 ? 12.92 * v : 1.055 * v ** (1 / 2.4) - 0.055);
  }) as unknown as Rgb;
}

/** Distance in OKLab × 100, the smallest over all visions. */
function distance(a: Rgb, b: Rgb): number {
  const all = Object.values(VISIONS).map((m) => {
    const [p, q] = [toOklab(seen(a, m)), toOklab(seen(b, m))];
    return 100 * Math.hypot(p[0] - q[0], p[1] - q[1], p[2] - q[2]);
  });
  return Math.min(...all);
}

/** Contrast by WCAG 2.2. */
function contrast(a: Rgb, b: Rgb): number {
  const of = (rgb: Rgb): number => {
    const [r, g, bl] = rgb.map(linear);
    return 0.2126 * r + 0.7152 * g + 0.0722 * bl;
  };
  const [low, high] = [of(a), of(b)].toSorted((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
}

test("toOklab() of white, and of the reference's blue (Ottosson 2020: L 0.452, a −0.032, b −0.312)", () => {
  expect(toOklab([255, 255, 255])[0]).toBeCloseTo(1, 3);
  const [L, a, b] = toOklab([0, 0, 255]);
  expect([L, a, b].map((v) => Math.round(1000 * v) / 1000)).toEqual([0.452, -0.032, -0.312]);
});

describe.each(themes)("%s", (theme) => {
  test("positive and negative lie at least 20 apart with every colour vision", () => {
    expect(distance(colour("positive", theme), colour("negative", theme))).toBeGreaterThan(20);
  });

  test("the curves of training, validation and test lie at least 14 apart", () => {
    const series = ["ink", "series2", "series3"].map((name) => colour(name, theme));
    expect(distance(series[0], series[1])).toBeGreaterThan(14);
    expect(distance(series[0], series[2])).toBeGreaterThan(14);
    expect(distance(series[1], series[2])).toBeGreaterThan(14);
  });

  test("text has a contrast of 4.5 on cards and page, curves and edges one of 3", () => {
    for (const ground of ["card", "page"]) {
      for (const name of ["ink", "ink2", "primary", "ok", "warn", "bad"])
        expect(contrast(colour(name, theme), colour(ground, theme)), name).toBeGreaterThan(4.5);
      for (const name of ["positive", "negative", "series2", "series3"])
        expect(contrast(colour(name, theme), colour(ground, theme)), name).toBeGreaterThan(3);
    }
  });
});

test("the first four colours of classes lie at least 18 apart with every colour vision, the first six 10", () => {
  const pairs = (count: number): number[] => {
    const some = classColours.slice(0, count).map(rgbOf);
    return some.flatMap((a, i) => some.slice(i + 1).map((b) => distance(a, b)));
  };
  expect(Math.min(...pairs(4))).toBeGreaterThan(18);
  expect(Math.min(...pairs(6))).toBeGreaterThan(10);
});
