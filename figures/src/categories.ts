import type { Axis } from "./chart.js";
import type { Drawing } from "./draw.js";
import { cutTo, textWidth } from "./measure.js";

const NAMES = 12; // beside one another at most

/**
 * Places 0, 1, 2 … for names along an axis, in the order of the names; where there are more than 12 the 11 most frequent, and last all
 * others.
 *
 * @returns the axis, and the place of each name (NaN for a missing one)
 */
export function namedPlaces(
  values: ArrayLike<number | string | null>,
  label: string,
  drawing: Drawing,
): { axis: Axis; placeOf: (value: number | string | null) => number } {
  const { text } = drawing;
  const counts = new Map<string, number>();
  for (const value of Array.from(values)) {
    if (value !== null) counts.set(String(value), (counts.get(String(value)) ?? 0) + 1);
  }
  const names = [...counts].toSorted(([, a], [, b]) => b - a).map(([name]) => name);
  const isMany = names.length > NAMES;
  const shown = (isMany ? names.slice(0, NAMES - 1) : names).sort(inNaturalOrder);
  const places = new Map(shown.map((name, i) => [name, i]));
  const labels = isMany ? [...shown, text.others(names.length - shown.length)] : shown;
  return {
    axis: namesAxis(labels, label, drawing),
    placeOf: (value) =>
      value === null ? Number.NaN : (places.get(String(value)) ?? (isMany ? shown.length : Number.NaN)),
  };
}

const TILTED = 110; // pixels of a tilted name at most

/** An axis of names at 0, 1, 2 …, tilted where they have no room beside one another, and cut where they are still too long. */
export function namesAxis(names: readonly string[], label: string, { width }: Drawing): Axis {
  const room = (width - 80) / Math.max(1, names.length) - 6;
  const isTilted = names.some((name) => textWidth(name) > room);
  return {
    label,
    domain: [-0.6, Math.max(names.length, 1) - 0.4],
    ticks: names.map((_, i) => i),
    format: (i) => cutTo(names[i], isTilted ? TILTED : room),
    isTilted,
  };
}

const COLLATOR = new Intl.Collator("en", { numeric: true });

/** Order of names as a person lists them, numbers in them by their size: `P2` before `P10`. */
export function inNaturalOrder(a: string, b: string): number {
  return COLLATOR.compare(a, b);
}
