/** Colours of surfaces and classes, mixed in OKLab (Ottosson 2020), where equal steps look equal. */

/**
 * Colours of classes (Okabe & Ito 2008), in an order in which the first five lie furthest apart with every colour vision. Classes differ in
 * the form of their points too.
 */
export const classColours = [
  "#0072b2",
  "#f0e442",
  "#d55e00",
  "#56b4e9",
  "#e69f00",
  "#7f7f7f",
  "#009e73",
  "#cc79a7",
] as const;

/** Low and high end of a surface of numbers: one hue, from the ground to the strongest. */
const RAMPS = { light: ["#e6eef7", "#17568f"], dark: ["#1b2c41", "#8fc4f4"] } as const;

export type Rgb = readonly [number, number, number];

/** Colour of class k; beyond the eighth they begin again. */
export function classColour(k: number): Rgb {
  return rgbOf(classColours[k % classColours.length]);
}

/** Colour of a number on a surface. @param t its place between the smallest, 0, and the largest, 1 */
export function rampColour(t: number, ground: "light" | "dark"): Rgb {
  const [low, high] = RAMPS[ground];
  return mix(rgbOf(low), rgbOf(high), Math.max(0, Math.min(1, t)));
}

/** A colour between two, 0 the first, 1 the second. */
export function mix(a: Rgb, b: Rgb, t: number): Rgb {
  const [p, q] = [toOklab(a), toOklab(b)];
  return fromOklab([p[0] + t * (q[0] - p[0]), p[1] + t * (q[1] - p[1]), p[2] + t * (q[2] - p[2])]);
}

/** Red, green, blue, 0 … 255, of `#rrggbb`. */
export function rgbOf(hex: string): Rgb {
  const n = Number.parseInt(hex.slice(1), 16);
  return [n >> 16, (n >> 8) & 255, n & 255];
}

/** A colour as CSS has it. */
export function cssOf([r, g, b]: Rgb): string {
  return `rgb(${r} ${g} ${b})`;
}

/** Lightness, green to red, blue to yellow. */
export function toOklab([red, green, blue]: Rgb): Rgb {
  const [r, g, b] = [red, green, blue].map((c) => {
    const v = c / 255;
    return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
  });
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

function fromOklab([L, a, b]: Rgb): Rgb {
  const l = (L + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (L - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (L - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const linear = [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
  const [red, green, blue] = linear.map((v) => {
    const c = Math.max(0, Math.min(1, v));
    return Math.round(255 * (c <= 0.0031308 ? 12.92 * c : 1.055 * c ** (1 / 2.4) - 0.055));
  });
  return [red, green, blue];
}
