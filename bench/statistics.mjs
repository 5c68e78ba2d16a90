// The arithmetic of the tables and figures: medians, ratios, exponents, and numbers as text.

/** Middle value; the mean of the two in the middle for an even count; NaN without values. */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  if (sorted.length === 0) return Number.NaN;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/**
 * Exponent p and factor c of `y = c xᵖ`, by least squares on the logarithms.
 *
 * @param {readonly number[]} x above 0
 * @param {readonly number[]} y above 0
 * @returns {{ exponent: number, factor: number, r2: number }}
 */
export function fitPower(x, y) {
  const [u, v] = [x.map(Math.log), y.map(Math.log)];
  const [mu, mv] = [mean(u), mean(v)];
  const suv = sum(u.map((a, i) => (a - mu) * (v[i] - mv)));
  const suu = sum(u.map((a) => (a - mu) ** 2));
  const svv = sum(v.map((b) => (b - mv) ** 2));
  const exponent = suv / suu;
  return {
    exponent,
    factor: Math.exp(mv - exponent * mu),
    r2: svv === 0 ? 1 : (exponent * suv) / svv,
  };
}

/**
 * How much faster Gradus is: the other's median over Gradus' median.
 *
 * @param {number | undefined} theirs microseconds of a step
 * @param {number | undefined} ours
 * @returns {number | undefined} undefined where one of them was not measured
 */
export function ratio(theirs, ours) {
  if (theirs === undefined || ours === undefined || !(theirs > 0) || !(ours > 0)) return undefined;
  return theirs / ours;
}

/** "reached", "missed" or "open" (not measured). */
export function verdict(target, measured) {
  if (measured === undefined) return "open";
  return measured >= target ? "reached" : "missed";
}

/** Three significant digits, thousands apart by a thin blank: `12 300`, `4.57`, `0.812`. */
export function formatNumber(x) {
  if (x === undefined || x === null || Number.isNaN(x)) return "–";
  if (x === 0) return "0";
  const digits = Math.max(0, 2 - Math.floor(Math.log10(Math.abs(Number(x.toPrecision(3))))));
  const [whole, fraction] = Number(x.toPrecision(3)).toFixed(digits).split(".");
  const grouped = formatCount(whole);
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}

/** A whole number in full, thousands apart: `20 480`. */
export function formatCount(n) {
  return String(n).replace(/\B(?=(\d{3})+$)/g, "\u2009");
}

/** A table in Markdown, its columns padded to one width. */
export function markdownTable(headings, rows, align = []) {
  const all = [headings, ...rows].map((row) => row.map(String));
  const widths = headings.map((_, c) => Math.max(3, ...all.map((row) => cells(row[c] ?? ""))));
  const line = (row) => `| ${row.map((cell, c) => pad(cell, widths[c], align[c] ?? "right")).join(" | ")} |`;
  const rule = `| ${widths
    .map((w, c) => ((align[c] ?? "right") === "left" ? "-".repeat(w) : `${"-".repeat(w - 1)}:`))
    .join(" | ")} |`;
  return [line(all[0]), rule, ...all.slice(1).map(line)].join("\n");
}

/** Text cells of a string: a Chinese sign takes two. */
function cells(text) {
  return [...text].reduce(
    (n, sign) => n + (/[\u2e80-\u9fff\uff00-\uffef\u3000-\u303f]/.test(sign) ? 2 : 1),
    0,
  );
}

function pad(text, width, side) {
  const blanks = " ".repeat(Math.max(0, width - cells(text)));
  return side === "left" ? text + blanks : blanks + text;
}

function sum(values) {
  return values.reduce((total, value) => total + value, 0);
}

function mean(values) {
  return sum(values) / values.length;
}
