/** A number to three digits, whole digits kept, with a true minus sign. @example formatNumber(-0.12345) // "−0.123" */
export function formatNumber(x: number, digits = 3): string {
  const size = Math.abs(x);
  if (!Number.isFinite(x)) return "–";
  const short = size >= 1000 && size < 1e6 ? String(Math.round(x)) : String(Number(x.toPrecision(digits)));
  return short.replaceAll("-", "−");
}

/** At most `most` of n places, evenly spread, the first and the last among them. */
export function spreadOver(n: number, most: number): number[] {
  if (n <= most) return Array.from({ length: n }, (_, i) => i);
  return Array.from({ length: most }, (_, i) => Math.round((i * (n - 1)) / (most - 1)));
}

/** The smallest and the largest of several lists. */
export function extentOf(...lists: readonly ArrayLike<number>[]): [number, number] {
  let [low, high] = [Infinity, -Infinity];
  for (const list of lists) {
    for (let i = 0; i < list.length; i++) {
      if (list[i] < low) low = list[i];
      if (list[i] > high) high = list[i];
    }
  }
  return low <= high ? [low, high] : [0, 1];
}

/** The same range with a share of its width added at both ends; one value gets a width. */
export function widened([low, high]: readonly [number, number], share: number): [number, number] {
  const width = high - low || Math.abs(high) || 1;
  return [low - share * width, high + share * width];
}
