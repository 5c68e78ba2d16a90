import { isMissing, type Column, type FeatureEncoder } from "gradus";
import { write, type Html } from "./html.js";

const [WIDTH, HEIGHT, BINS] = [96, 22, 16];

/** How the values of a column lie, as a row of bars: numbers and dates from the lowest to the highest, words by frequency. */
export function bars(column: Column): Html | false {
  const counts = countsOf(column);
  const most = Math.max(...counts);
  if (!(most > 0)) return false;
  const wide = WIDTH / counts.length;
  const d = counts
    .map((n, i) => {
      const high = n === 0 ? 0 : Math.max(1, (HEIGHT * n) / most);
      const [x, w, h] = [i * wide, wide - 0.8, high].map((v) => Number(v.toFixed(1)));
      return `M${x} ${HEIGHT}v-${h}h${w}v${h}z`;
    })
    .join("");
  return write`<svg
    class="bars"
    width="${WIDTH}"
    height="${HEIGHT}"
    viewBox="0 0 ${WIDTH} ${HEIGHT}"
    aria-hidden="true"
  >
    <path d="${d}" />
  </svg>`;
}

function countsOf(column: Column): number[] {
  if ("values" in column) {
    const [low, high] = rangeOf(column)!;
    const counts = Array.from({ length: high > low ? BINS : 1 }, () => 0);
    for (const x of column.values) {
      if (Number.isNaN(x)) continue;
      counts[Math.min(counts.length - 1, Math.floor((counts.length * (x - low)) / (high - low || 1)))]++;
    }
    return counts;
  }
  if (!("codes" in column)) return [];
  const counts = column.levels.map(() => 0);
  column.codes.forEach((code) => code >= 0 && counts[code]++);
  return counts.toSorted((a, b) => b - a).slice(0, BINS);
}

/** Lowest and highest value of a column of numbers or dates; 0 and 0 without values; null of other columns. */
export function rangeOf(column: Column): [number, number] | null {
  if (!("values" in column)) return null;
  let [low, high] = [Infinity, -Infinity];
  for (const x of column.values) {
    if (x < low) low = x;
    if (x > high) high = x;
  }
  return low <= high ? [low, high] : [0, 0];
}

/** The words of a column, the most frequent first. */
export function wordsOf(column: Column): string[] {
  if (!("codes" in column)) {
    if (!("texts" in column)) return [];
    return [...new Set(column.texts.filter((text, r) => text !== null && !isMissing(column, r)))] as string[];
  }
  const counts = column.levels.map(() => 0);
  column.codes.forEach((code) => code >= 0 && counts[code]++);
  return column.levels
    .map((level, k) => [level, counts[k]] as const)
    .filter(([, n]) => n > 0)
    .toSorted((a, b) => b[1] - a[1])
    .map(([level]) => level);
}

/** The words that an encoder knows, or nothing. */
export function levelsOf(feature: FeatureEncoder): string[] {
  return "levels" in feature ? [...feature.levels] : [];
}
