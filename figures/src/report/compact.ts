import { spreadOver } from "../numbers.js";

const PLACES = /(?<= (?:d|x|y|x1|x2|y1|y2|cx|cy|width|height|stroke-width|transform)=")[^"]*/g;
const DOTS = /(?:<circle cx="[\d.-]+" cy="[\d.-]+" r="2\.5"\/>){12,}/g;
const DOT = /cx="([\d.-]+)" cy="([\d.-]+)"/g;
/** What the page says already. */
const KNOWN = / (?:font-family="[^"]*"|font-variant="tabular-nums"|transform="translate\(0,0\)")/g;
const MIXED = / (fill|stroke)="(color-mix\([^"]*\))"/g;
const LINES = /(?:<line x1="[\d.-]+" x2="[\d.-]+" y1="[\d.-]+" y2="[\d.-]+"\/>){3,}/g;
const LINE = /x1="([\d.-]+)" x2="([\d.-]+)" y1="([\d.-]+)" y2="([\d.-]+)"/g;
const MOST = 700; // dots of a cloud
const LAYERS = 4;
const SCALE = 2; // half pixels

/**
 * The same figure in fewer letters, since a report holds many: places to tenths of a pixel, and clouds of equal circles as a few paths of
 * round ends, so that it is darker where many lie.
 */
export function compact(svg: string): string {
  return svg
    .replaceAll(KNOWN, "")
    .replaceAll(DOTS, (circles) => {
      const all = [...circles.matchAll(DOT)].map(([, x, y]) =>
        [x, y].map((v) => Math.round(SCALE * Number(v))),
      );
      const dots = spreadOver(all.length, MOST).map((k) => all[k]);
      const layers = Array.from({ length: LAYERS }, (_, k) =>
        pathOf(dots.filter((_dot, i) => i % LAYERS === k)),
      );
      const style = `transform="scale(${1 / SCALE})" stroke-width="${4.6 * SCALE}" stroke-linecap="round" stroke-opacity=".42" fill="none"`;
      return `<g ${style}>${layers.map((d) => `<path d="${d}"/>`).join("")}</g>`;
    })
    .replaceAll(LINES, (lines) => {
      const ways = [...lines.matchAll(LINE)].map(
        ([, x1, x2, y1, y2]) => `M${x1},${y1}${x1 === x2 ? "V" : `L${x2},`}${y2}`,
      );
      return `<path d="${ways.join("")}"/>`;
    })
    .replaceAll(PLACES, (value) =>
      value.replaceAll(/-?\d+\.\d{2,}/g, (digits) => String(Number(Number(digits).toFixed(1)))),
    );
}

/** Dots from the left to the right, each as an empty line from the one before. */
function pathOf(dots: readonly (readonly number[])[]): string {
  let [x, y] = [0, 0];
  let d = "";
  for (const [cx, cy] of dots.toSorted((a, b) => a[0] - b[0] || a[1] - b[1])) {
    d += `m${cx - x}${cy < y ? "" : " "}${cy - y}z`;
    [x, y] = [cx, cy];
  }
  return d;
}

/** Mixed colours as classes, each written once: the page without them, and the rules of its style that have them. */
export function shareColours(page: string): { page: string; rules: string } {
  const classes = new Map<string, string>();
  const without = page.replaceAll(MIXED, (_, property: string, colour: string) => {
    const rule = `${property}:${colour}`;
    const known = classes.get(rule) ?? `k${classes.size}`;
    classes.set(rule, known);
    return ` class="${known}"`;
  });
  return { page: without, rules: [...classes].map(([rule, name]) => `.${name}{${rule}}`).join("") };
}
