/** Curves as files: a table of their numbers, and a figure. */
import { formatValue } from "gradus";
import type { Line } from "./chart-line.js";
import { roundLevels } from "./contours.js";
import type { Run } from "./runs.js";

/** All epochs of the runs that are kept, a line each. Names of columns are those of the record in the model file. */
export function curvesCsv(runs: readonly Run[]): string {
  const lines = ["run,net,epoch,trainLoss,validationLoss,learningRate,gradientNorm,metric,metricName"];
  for (const { number, nets, metricName } of runs) {
    for (const [net, curves] of nets) {
      curves.epoch.forEach((epoch, k) => {
        const { train, validation, learningRate, gradient, metric } = curves;
        const numbers = [train[k], validation[k], learningRate[k], gradient[k], metric[k]];
        lines.push([number, net, epoch, ...numbers.map((v) => v ?? ""), metricName].join(","));
      });
    }
  }
  return `${lines.join("\n")}\n`;
}

const [WIDTH, HEIGHT, LEFT, BOTTOM, TOP] = [640, 320, 66, 40, 34];

/** Axes of a figure. */
export interface Axes {
  title: string;
  xName: string;
  isLog: boolean;
  isLogX: boolean;
  /** The colour that a variable of the page stands for. */
  colour: (variable: string) => string;
}

/** The curves as SVG that needs nothing of the page. */
export function curvesSvg(lines: readonly Line[], { title, xName, isLog, isLogX, colour }: Axes): string {
  const x = scaleOf(
    lines.flatMap(({ x: xs }) => xs),
    isLogX,
    [LEFT, WIDTH - 12],
  );
  const y = scaleOf(
    lines.flatMap(({ y: ys }) => ys.filter((v) => v !== null)),
    isLog,
    [HEIGHT - BOTTOM, TOP],
  );
  const [ink, grid] = [colour("--ink"), colour("--line")];
  const marks = [
    ...x.ticks.map(
      (v) =>
        `<text x="${at(x.place(v))}" y="${HEIGHT - BOTTOM + 16}" text-anchor="middle">${formatValue(v)}</text>`,
    ),
    ...y.ticks.map(
      (v) =>
        `<line x1="${LEFT}" x2="${WIDTH - 12}" y1="${at(y.place(v))}" y2="${at(y.place(v))}" stroke="${grid}"/>` +
        `<text x="${LEFT - 6}" y="${at(y.place(v) + 4)}" text-anchor="end">${formatValue(v, { digits: 3 })}</text>`,
    ),
  ];
  const drawn = lines.map((line) => {
    const points = line.x.flatMap((v, k) => {
      const value = line.y[k];
      const isFine = value !== null && (!isLog || value > 0) && (!isLogX || v > 0);
      return isFine ? [`${at(x.place(v))},${at(y.place(value))}`] : [];
    });
    const dash = line.dash ? ` stroke-dasharray="${line.dash.join(" ")}"` : "";
    const faint = line.isFaint ? ' opacity="0.3"' : "";
    return `<polyline fill="none" stroke="${colour(line.colour)}" stroke-width="1.75"${dash}${faint} points="${points.join(" ")}"/>`;
  });
  const named = lines.filter(({ isFaint }) => isFaint !== true);
  const legend = named.map(
    ({ name, colour: of }, k) =>
      `<text x="${LEFT + (k % 4) * 140}" y="${TOP - 8 + 14 * Math.floor(k / 4)}" fill="${colour(of)}">${escaped(name)}</text>`,
  );
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="system-ui, sans-serif" font-size="12" fill="${ink}">` +
    `<title>${escaped(title)}</title><rect width="100%" height="100%" fill="${colour("--card")}"/>` +
    `<text x="4" y="14" font-weight="600">${escaped(title)}</text>${marks.join("")}${drawn.join("")}${legend.join("")}` +
    `<text x="${(LEFT + WIDTH) / 2}" y="${HEIGHT - 6}" text-anchor="middle">${escaped(xName)}</text></svg>\n`
  );
}

/** Numbers smoothed as they come: `s ← w s + (1 − w) y`, divided by 1 − wⁿ, so that the start is not drawn to 0 (Kingma & Ba 2015, §3). */
export function smoothed(y: readonly (number | null)[], w: number): (number | null)[] {
  let [sum, weight] = [0, 0];
  return y.map((value) => {
    if (value === null) return null;
    sum = w * sum + (1 - w) * value;
    weight = w * weight + (1 - w);
    return sum / weight;
  });
}

function scaleOf(
  values: readonly number[],
  isLog: boolean,
  [start, end]: [number, number],
): { place: (v: number) => number; ticks: number[] } {
  const of = (v: number): number => (isLog ? Math.log10(v) : v);
  let [low, high] = [Infinity, -Infinity];
  for (const v of values) {
    if (isLog && v <= 0) continue;
    low = Math.min(low, of(v));
    high = Math.max(high, of(v));
  }
  if (!(high > low)) [low, high] = [low - 0.5, low + 0.5];
  const steps = roundLevels(low, high, 5);
  const decades = steps.filter((v) => Number.isInteger(v)).map((v) => Number(`1e${v}`));
  const ticks = !isLog ? steps : decades.length > 1 ? decades : [10 ** low, 10 ** high];
  return { place: (v) => start + ((of(v) - low) / (high - low)) * (end - start), ticks };
}

function at(v: number): string {
  return v.toFixed(1);
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}
