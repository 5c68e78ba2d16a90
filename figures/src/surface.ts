import * as Plot from "@observablehq/plot";
import type { FactorMap } from "gradus";
import { inNaturalOrder, namesAxis } from "./categories.js";
import { chart, type Axis } from "./chart.js";
import { dateTicks } from "./dates.js";
import { drawingOf, figure, type Drawing, type Drawn, type FigureOptions } from "./draw.js";
import { textWidth } from "./measure.js";
import { extentOf, formatNumber } from "./numbers.js";
import { element, textAt } from "./svg.js";

/** Two factors at once, as `factorMap` gives them; units, where they are known, for the axes. */
export interface SurfaceData extends FactorMap {
  units?: readonly [string | undefined, string | undefined];
  /** Which of the two are dates, whose places are milliseconds since 1970. @default neither */
  areDates?: readonly [boolean, boolean];
  outputUnit?: string;
}

/** The mean answer over two factors as a map; places without rows near them have a ring. */
export function surface(given: SurfaceData, options: FigureOptions = {}): string {
  const drawing = drawingOf(options);
  const { text, colours } = drawing;
  const data = inOrder(given);
  const { factors, output, z, n, units = [undefined, undefined], areDates = [false, false] } = data;
  const range = extentOf(...z);
  const [x, y] = [edgesOf(data.x), edgesOf(data.y)];
  const cells = z.flatMap((row, i) =>
    row.map((value, k) => ({
      x1: x[i],
      x2: x[i + 1],
      y1: y[k],
      y2: y[k + 1],
      fill: rampOf(value, range, drawing),
      isEmpty: n[i][k] === 0,
    })),
  );
  const empty = cells.filter(({ isEmpty }) => isEmpty);
  const drawn = chart(
    {
      height: { share: 0.75 },
      x: axisOf(data.x, x, text.withUnit(factors[0], units[0]), drawing, { isDate: areDates[0] }),
      y: axisOf(data.y, y, text.withUnit(factors[1], units[1]), drawing, { isDate: areDates[1], isUp: true }),
      marks: [
        Plot.rect(cells, { x1: "x1", x2: "x2", y1: "y1", y2: "y2", fill: "fill", inset: -0.25 }),
        Plot.dot(empty, {
          x: ({ x1, x2 }: Cell) => (x1 + x2) / 2,
          y: ({ y1, y2 }: Cell) => (y1 + y2) / 2,
          r: 2,
          fill: colours.card,
          stroke: colours.soft,
          strokeWidth: 0.75,
        }),
      ],
    },
    drawing,
  );
  const desc = text.surface.desc(formatNumber(range[0]), formatNumber(range[1]));
  const key = keyOf(range, text.withUnit(output, data.outputUnit), empty.length > 0, drawing);
  return figure(text.surface.title(output, ...factors), desc, [key, drawn], drawing);
}

/** The same map, words in the order of their names. */
function inOrder(data: SurfaceData): SurfaceData {
  const [rows, cols] = [data.x, data.y].map((places) => {
    const order = [...places.keys()];
    return typeof places[0] === "string"
      ? order.sort((i, k) => inNaturalOrder(String(places[i]), String(places[k])))
      : order;
  });
  const arranged = (table: readonly number[][]): number[][] => rows.map((i) => cols.map((k) => table[i][k]));
  return {
    ...data,
    x: rows.map((i) => data.x[i]),
    y: cols.map((k) => data.y[k]),
    z: arranged(data.z),
    n: arranged(data.n),
  };
}

interface Cell {
  x1: number;
  x2: number;
  y1: number;
  y2: number;
}

/** From near the ground to the full colour. */
function rampOf(value: number, [low, high]: readonly [number, number], { colours }: Drawing): string {
  const share = high > low ? (value - low) / (high - low) : 0.5;
  return colours.mix(colours.card, colours.positive, 0.06 + 0.94 * share);
}

const STEPS = 12;
const STEP = 10;

/** What the colours mean. */
function keyOf(range: readonly [number, number], name: string, hasEmpty: boolean, drawing: Drawing): Drawn {
  const { text, colours, width } = drawing;
  const [low, high] = range.map((value) => formatNumber(value));
  const start = Math.ceil(textWidth(low)) + 6;
  const end = start + STEPS * STEP + 6;
  const boxes = Array.from({ length: STEPS }, (_, i) => {
    const value = range[0] + ((i + 0.5) / STEPS) * (range[1] - range[0]);
    return element("rect", {
      x: start + i * STEP,
      y: 20,
      width: STEP + 0.5,
      height: 12,
      fill: rampOf(value, range, drawing),
    });
  });
  const beside = end + textWidth(high) + 18;
  const fits = beside + 18 + textWidth(text.surface.empty) <= width;
  const [sign, line] = fits ? [beside, 20] : [0, 38];
  return {
    content: [
      textAt(0, 12, text.surface.key(name), { fill: colours.soft }),
      textAt(0, 30, low),
      ...boxes,
      textAt(end, 30, high),
      ...(hasEmpty
        ? [
            element("circle", { cx: sign + 6, cy: line + 6, r: 3, fill: colours.card, stroke: colours.soft }),
            textAt(sign + 18, line + 10, text.surface.empty, { fill: colours.soft }),
          ]
        : []),
    ].join(""),
    width,
    height: hasEmpty && !fits ? 58 : 40,
  };
}

function axisOf(
  places: FactorMap["x"],
  edges: readonly number[],
  label: string,
  drawing: Drawing,
  { isDate, isUp = false }: { isDate: boolean; isUp?: boolean },
): Axis {
  const domain = [edges[0], edges.at(-1)!] as const;
  if (isDate) return { domain, label, ...dateTicks(domain) };
  if (typeof places[0] !== "string") return { domain, label };
  return { ...namesAxis(places.map(String), label, drawing), domain, ...(isUp ? { isTilted: false } : {}) };
}

/** Borders half way between places; names lie at 0, 1, 2 … */
function edgesOf(places: FactorMap["x"]): number[] {
  const at = places.map((value, i) => (typeof value === "number" ? value : i));
  if (at.length < 2) return [at[0] - 0.5, at[0] + 0.5];
  const inner = at.slice(1).map((value, i) => (value + at[i]) / 2);
  return [2 * at[0] - inner[0], ...inner, 2 * at.at(-1)! - inner.at(-1)!];
}
