import type { ScanLayout } from "gradus";
import type { Texts } from "../language/language.js";
import { formatNumber } from "./format.js";

/** What the figure shows. */
export interface ScanFigure {
  layouts: readonly ScanLayout[];
  best: string | null;
  recommended: string | null;
  label: string;
  /** Name of the metric. */
  metric: string;
}

const [WIDTH, HEIGHT] = [720, 440];
const [LEFT, RIGHT, TOP, BOTTOM] = [76, 24, 84, 64]; // margins
const SEEN = "#8a8f98";
const UNSEEN = "#1f6feb";
const CHOSEN = "#d1490a";
const INK = "#24292f";
const GRID = "#e3e6ea";

/** The error against the number of parameters, logarithmic, as SVG: of unseen rows with one standard error up and down, and of those trained on. */
export function scanFigure(figure: ScanFigure, { scan: text }: Pick<Texts, "scan">): string {
  const layouts = figure.layouts.filter(({ error, trainError }) => Number.isFinite(error + trainError));
  const x = logScale(layouts.map(({ parameters }) => parameters));
  const values = layouts.flatMap((one) => [
    one.error + (one.standardError ?? 0),
    one.error - (one.standardError ?? 0),
  ]);
  const ticks = roundTicks(
    Math.max(0, Math.min(...values, ...layouts.map((one) => one.trainError))),
    Math.max(...values),
  );
  const y = linear([ticks[0], ticks.at(-1)!], [HEIGHT - BOTTOM, TOP]);
  const line = (of: (one: ScanLayout) => number): string =>
    layouts.map((one) => `${place(x(one.parameters))},${place(y(of(one)))}`).join(" ");
  const best = layouts.find(({ name }) => name === figure.best);
  const bound = best === undefined ? [] : [best.error + (best.standardError ?? 0)];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" font-family="system-ui, 'Noto Sans CJK SC', sans-serif" font-size="12" fill="${INK}">`,
    `<title>${escaped(text.title(figure.label))}</title>`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>`,
    `<text x="${LEFT}" y="26" font-size="16" font-weight="600">${escaped(text.title(figure.label))}</text>`,
    ...legend([
      [UNSEEN, text.unseen],
      [SEEN, text.trained],
      [CHOSEN, text.bound, "5 4"],
    ]),
    ...ticks.flatMap((value) => [
      `<line x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${place(y(value))}" y2="${place(y(value))}" stroke="${GRID}"/>`,
      `<text x="${LEFT - 8}" y="${place(y(value) + 4)}" text-anchor="end">${formatTick(value)}</text>`,
    ]),
    ...logTicks(layouts.map(({ parameters }) => parameters)).flatMap((value) => [
      `<line x1="${place(x(value))}" x2="${place(x(value))}" y1="${HEIGHT - BOTTOM}" y2="${HEIGHT - BOTTOM + 5}" stroke="${INK}"/>`,
      `<text x="${place(x(value))}" y="${HEIGHT - BOTTOM + 20}" text-anchor="middle">${value}</text>`,
    ]),
    `<line x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${HEIGHT - BOTTOM}" y2="${HEIGHT - BOTTOM}" stroke="${INK}"/>`,
    `<text x="${(LEFT + WIDTH - RIGHT) / 2}" y="${HEIGHT - 16}" text-anchor="middle">${escaped(text.axis)}</text>`,
    `<text transform="translate(18 ${(TOP + HEIGHT - BOTTOM) / 2}) rotate(-90)" text-anchor="middle">${escaped(figure.metric)}</text>`,
    ...bound.map(
      (value) =>
        `<line x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${place(y(value))}" y2="${place(y(value))}" stroke="${CHOSEN}" stroke-dasharray="5 4"/>`,
    ),
    `<polyline points="${line((one) => one.trainError)}" fill="none" stroke="${SEEN}" stroke-width="1.5"/>`,
    `<polyline points="${line((one) => one.error)}" fill="none" stroke="${UNSEEN}" stroke-width="2"/>`,
    ...layouts.flatMap((one, i) => {
      const isClose = i > 0 && x(one.parameters) - x(layouts[i - 1].parameters) < CLOSE;
      return point(one, figure, { x, y, isClose }, text);
    }),
    "</svg>",
    "",
  ].join("\n");
}

type Scale = (value: number) => number;

const CLOSE = 26; // names of neighbours that are nearer stand above and below

/** Error bar, points and name of a layout, with its numbers for whoever rests on it. */
function point(
  one: ScanLayout,
  figure: ScanFigure,
  { x, y, isClose }: { x: Scale; y: Scale; isClose: boolean },
  text: Texts["scan"],
): string[] {
  const at = place(x(one.parameters));
  const half = one.standardError ?? 0;
  const [top, bottom] = [y(one.error + half), y(one.error - half)];
  const [isBest, isChosen] = [one.name === figure.best, one.name === figure.recommended];
  const mark =
    isBest && isChosen ? text.marks.both : isChosen ? text.marks.recommended : isBest ? text.marks.best : "";
  const nameAt = isClose ? Math.max(bottom, y(one.trainError)) + 16 : top - 8;
  const colour = isChosen ? CHOSEN : UNSEEN;
  const about = `${one.name}: ${figure.metric} ${formatNumber(one.error)} ± ${formatNumber(half)}`;
  return [
    `<g stroke="${colour}"><title>${escaped(about)}</title>`,
    `<line x1="${at}" x2="${at}" y1="${place(top)}" y2="${place(bottom)}" stroke-width="1.5"/>`,
    ...[top, bottom].map(
      (edge) =>
        `<line x1="${place(x(one.parameters) - 4)}" x2="${place(x(one.parameters) + 4)}" y1="${place(edge)}" y2="${place(edge)}" stroke-width="1.5"/>`,
    ),
    `<circle cx="${at}" cy="${place(y(one.error))}" r="${isChosen ? 6 : 4}" fill="${isBest || isChosen ? colour : "#fff"}" stroke-width="2"/></g>`,
    `<circle cx="${at}" cy="${place(y(one.trainError))}" r="2.5" fill="${SEEN}"/>`,
    `<text x="${at}" y="${place(nameAt)}" text-anchor="middle"${mark === "" ? "" : ` font-weight="600" fill="${colour}"`}>${escaped(one.name)}</text>`,
    ...(mark === ""
      ? []
      : [
          `<text x="${at}" y="${place(top - (isChosen ? 22 : 36))}" text-anchor="middle" font-weight="600" fill="${colour}">${escaped(mark)}</text>`,
        ]),
  ];
}

function legend(entries: readonly (readonly [colour: string, name: string, dashes?: string])[]): string[] {
  return entries.flatMap(([colour, name, dashes], i) => {
    const x = LEFT + [0, 262, 414][i];
    return [
      `<line x1="${x}" x2="${x + 22}" y1="46" y2="46" stroke="${colour}" stroke-width="2"${dashes === undefined ? "" : ` stroke-dasharray="${dashes}"`}/>`,
      `<text x="${x + 28}" y="50">${escaped(name)}</text>`,
    ];
  });
}

function linear([a, b]: readonly [number, number], [from, to]: readonly [number, number]): Scale {
  return (value) => (a === b ? (from + to) / 2 : from + ((value - a) / (b - a)) * (to - from));
}

/** A logarithmic scale, with some room on both sides. */
function logScale(values: readonly number[]): Scale {
  const [low, high] = [Math.log10(Math.min(...values)), Math.log10(Math.max(...values))];
  const to = linear([low, high], [LEFT + 28, WIDTH - RIGHT - 40]);
  return (value) => to(Math.log10(value));
}

/** 1, 2, 5, 10, 20, 50 … within the values. */
function logTicks(values: readonly number[]): number[] {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const powers = Array.from({ length: 9 }, (_, power) => 10 ** power);
  return powers.flatMap((power) => [power, 2 * power, 5 * power]).filter((one) => one >= low && one <= high);
}

/** Four to eight round numbers that hold both ends. */
function roundTicks(low: number, high: number): number[] {
  const raw = (high - low || Math.abs(high) || 1) / 5;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].map((digit) => digit * power).find((one) => one >= raw)!;
  const from = Math.floor(low / step + 1e-9);
  const count = Math.max(1, Math.ceil(high / step - 1e-9) - from);
  return Array.from({ length: count + 1 }, (_, i) => (from + i) * step);
}

function formatTick(value: number): string {
  return String(Number(value.toPrecision(6)));
}

function place(value: number): string {
  return String(Math.round(10 * value) / 10);
}

function escaped(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
