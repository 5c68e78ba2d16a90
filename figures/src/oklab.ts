/** L, a and b of a colour in OKLab (Ottosson 2020). */
export type Oklab = readonly [number, number, number];

/** Two colours mixed in OKLab, in hundredths: `share` 0 gives the first. */
export function mixed(from: string, to: string, share: number): string {
  if (share <= 0 || share >= 1) return share <= 0 ? from : to;
  const part = Math.round(100 * share) / 100;
  const [a, b] = [oklabOf(linearOf(from)), oklabOf(linearOf(to))];
  return hexOf(linearOfOklab([0, 1, 2].map((i) => a[i] + part * (b[i] - a[i])) as unknown as Oklab));
}

/** Red, green and blue of `#rrggbb` as shares of light. */
export function linearOf(hex: string): [number, number, number] {
  const part = (at: number): number => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return [part(1), part(3), part(5)];
}

/** Shares of light in OKLab. */
export function oklabOf([r, g, b]: readonly [number, number, number]): Oklab {
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

function linearOfOklab([L, a, b]: Oklab): [number, number, number] {
  const l = (L + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (L - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (L - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
}

function hexOf(linear: readonly number[]): string {
  const parts = linear.map((part) => {
    const value = part <= 0.0031308 ? 12.92 * part : 1.055 * part ** (1 / 2.4) - 0.055;
    const byte = Math.round(255 * Math.min(1, Math.max(0, value)));
    return byte.toString(16).padStart(2, "0");
  });
  return `#${parts.join("")}`;
}
