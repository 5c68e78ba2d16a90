import { untoldUnit } from "gradus";

/**
 * A number for a person: four significant digits, whole digits kept; below 1 four decimals. Exponents from a million on and
 * below a thousandth. No value is a dash.
 *
 * @example
 * formatNumber(5.1257) // "5.126"
 */
export function formatNumber(x: number | null | undefined): string {
  if (x === null || x === undefined || Number.isNaN(x)) return "–";
  if (!Number.isFinite(x)) return x > 0 ? "∞" : "−∞";
  const size = Math.abs(x);
  if (size === 0) return "0";
  if (size >= 1e6 || size < 1e-3) return x.toExponential(3);
  // Of the rounded number: 9.99996 is 10.00, not 10.000.
  const rounded = Number(size < 1 ? size.toFixed(4) : size.toPrecision(4));
  const whole = rounded < 1 ? 0 : Math.floor(Math.log10(rounded)) + 1;
  return x.toFixed(Math.max(0, 4 - whole));
}

const NOTHING = 1e-12; // what rounding leaves of 0

/** A number beside others of which the largest is of that size: what is nothing against it is 0. */
export function formatBeside(x: number | null | undefined, largest: number): string {
  const isNothing = typeof x === "number" && Math.abs(x) < NOTHING * largest;
  return isNothing ? "0" : formatNumber(x);
}

/** Three digits and an exponent, for norms of gradients: `1.31e+0`. */
export function formatExponent(x: number, digits = 2): string {
  return Number.isFinite(x) ? x.toExponential(digits) : "–";
}

/** A learning rate, `1.0e-2`. */
export function formatRate(x: number): string {
  return formatExponent(x, 1);
}

/** A fraction in per cent with a thin gap, `11.3 %`. */
export function formatPercent(fraction: number | null | undefined, digits = 1): string {
  return fraction === null || fraction === undefined || !Number.isFinite(fraction)
    ? "–"
    : `${(fraction * 100).toFixed(digits)} %`;
}

/** Seconds with one decimal below a minute, then minutes: `2.1s`, `3:05`. */
export function formatSeconds(seconds: number | undefined): string {
  if (seconds === undefined) return "–";
  return seconds < 60 ? `${seconds.toFixed(1)}s` : formatClock(seconds);
}

/** Minutes and seconds, with hours from one hour on: `0:03`, `1:02:03`. */
export function formatClock(seconds: number): string {
  const total = Math.max(0, Math.round(seconds));
  const [h, m, s] = [Math.floor(total / 3600), Math.floor(total / 60) % 60, total % 60];
  const tail = `${String(m).padStart(h > 0 ? 2 : 1, "0")}:${String(s).padStart(2, "0")}`;
  return h > 0 ? `${h}:${tail}` : tail;
}

/** A name with its unit in brackets, unless it ends in that itself. */
export function withUnit(name: string, unit: string | undefined): string {
  const untold = untoldUnit(name, unit);
  return untold === undefined ? name : `${name} (${untold})`;
}

/** Bytes in the unit that fits: `12 kB`. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 1e6) return `${(bytes / 1e3).toFixed(0)} kB`;
  return bytes < 1e9 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
}

const BLOCKS = "▁▂▃▄▅▆▇█";
const BLOCKS_ASCII = "._-=+*#";

/**
 * Values as a line of blocks, the smallest low and the largest high. Finer than the width, neighbours are averaged; NaN and
 * infinities are left out.
 *
 * @param values one value per epoch
 * @param width  cells at most
 */
export function sparkline(values: readonly number[], width: number, ascii = false): string {
  const finite = values.filter((x) => Number.isFinite(x));
  if (finite.length === 0) return "";
  const cells = Math.min(width, finite.length);
  const means = Array.from({ length: cells }, (_, i) => {
    const part = finite.slice(
      Math.floor((i * finite.length) / cells),
      Math.floor(((i + 1) * finite.length) / cells),
    );
    return part.reduce((sum, x) => sum + x, 0) / part.length;
  });
  const blocks = ascii ? BLOCKS_ASCII : BLOCKS;
  const low = Math.min(...means);
  const span = Math.max(...means) - low;
  return means
    .map((x) => blocks[span === 0 ? 0 : Math.round(((x - low) / span) * (blocks.length - 1))])
    .join("");
}

/** A JSON text in which NaN and infinities are null, on one line. */
export function toJson(value: unknown): string {
  return JSON.stringify(value, (_, x: unknown) => {
    if (typeof x === "number" && !Number.isFinite(x)) return null;
    if (ArrayBuffer.isView(x)) return Array.from(x as Float64Array, (v) => (Number.isFinite(v) ? v : null));
    return x;
  });
}
