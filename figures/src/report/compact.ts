import { spreadOver } from "../numbers.js";

const PLACES = /(?<= (?:d|x|y|x1|x2|y1|y2|cx|cy|width|height|stroke-width|transform)=")[^"]*/g;
const DOTS = /(?:<circle cx="[\d.-]+" cy="[\d.-]+" r="2\.5"\/>){12,}/g;
const DOT = /cx="([\d.-]+)" cy="([\d.-]+)"/g;
/** What the page says already. */
const KNOWN = / (?:font-family="[^"]*"|font-variant="tabular-nums"|transform="translate\(0,0\)")/g;
const MIXED = / (fill|stroke)="(color-mix\([^"]*\))"/g;
const LINES = /(?:<line [^>]*\/>){3,}/g;
const ATTRIBUTE = /([\w-]+)="([^"]*)"/g;
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
    .replaceAll(PLACES, (value) =>
      value.replaceAll(/-?\d+\.\d{2,}/g, (digits) => String(Number(Number(digits).toFixed(1)))),
    )
    .replaceAll(LINES, linesAsPaths);
}

/** Lines that look alike as one path; they stand where the first of them stood. */
function linesAsPaths(lines: string): string {
  const ways = new Map<string, string>();
  for (const line of lines.split("/>").slice(0, -1)) {
    const given = new Map([...line.matchAll(ATTRIBUTE)].map(([, key, value]) => [key, value]));
    const [x1, y1, x2, y2] = ["x1", "y1", "x2", "y2"].map((key) => given.get(key) ?? "0");
    const others = [...given].filter(([key]) => !/^[xy][12]$/.test(key));
    const look = others.map(([key, value]) => ` ${key}="${value}"`).join("");
    ways.set(look, `${ways.get(look) ?? ""}M${x1},${y1}${x1 === x2 ? "V" : `L${x2},`}${y2}`);
  }
  return [...ways].map(([look, d]) => `<path${look} d="${d}"/>`).join("");
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
