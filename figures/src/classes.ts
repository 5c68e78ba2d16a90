import * as Plot from "@observablehq/plot";
import { wilson, type Matrix, type ReliabilityBin } from "gradus";
import { chart, charts, type Chart } from "./chart.js";
import { drawingOf, figure, type Drawing, type FigureOptions, type LegendEntry } from "./draw.js";
import { formatNumber, spreadOver } from "./numbers.js";
import type { Part } from "./predicted.js";

/** Rows of one part with the probabilities that were predicted. */
export interface Classified {
  label: string;
  part: Part;
  /** Names of the classes; of two, the second is the one that is looked for. */
  levels: readonly string[];
  /** Class of each row, 0 … levels − 1. */
  classes: ArrayLike<number>;
  /** levels × rows. */
  probabilities: Matrix;
}

/** Rates at a threshold: of the rows whose probability is at least so high. */
export interface Operating {
  threshold: number;
  /** True and false positives so far. */
  hits: number;
  misses: number;
}

const DASHES = [undefined, "6 4", "2 3", "8 3 2 3", "10 4", "4 2"];
const CURVES = 6; // drawn at most, those of the most frequent classes

/** True against false positive rate over all thresholds, with the area below; of more than two classes one curve each. */
export function roc(data: Classified, options: FigureOptions = {}): string {
  const drawing = drawingOf(options);
  const { text, colours } = drawing;
  const curves = curvesOf(data).map(({ points, positives, negatives, ...rest }) => {
    const places = points.map(({ hits, misses, threshold }) => ({
      x: misses / negatives,
      y: hits / positives,
      threshold,
    }));
    return { ...rest, places, area: areaUnder(places) };
  });
  const title = text.roc.title(data.label, text.parts[data.part]);
  const drawn = chart(
    {
      height: { share: 1 },
      legend: legendOf(
        curves.map(({ name, area }) => `${name}${text.roc.area(formatNumber(area))}`),
        drawing,
      ),
      ...noteOf(data, curves.length, drawing),
      x: { domain: [0, 1], label: text.roc.x },
      y: { domain: [0, 1], label: text.roc.y },
      marks: [
        Plot.line(
          [
            [0, 0],
            [1, 1],
          ],
          { stroke: colours.soft, strokeDasharray: "5 4" },
        ),
        ...curves.map(({ places }, k) => lineOf(places, k, drawing)),
        ...thresholdDots(curves, 1, drawing),
      ],
    },
    drawing,
  );
  const words = curves.map(({ name, area }) => text.roc.desc(name, formatNumber(area))).join(text.comma);
  return figure(title, words === "" ? text.roc.none : words, [drawn], drawing);
}

/** Precision against recall over all thresholds, with the average precision; of more than two classes one curve each. */
export function precisionRecall(data: Classified, options: FigureOptions = {}): string {
  const drawing = drawingOf(options);
  const { text, colours } = drawing;
  const rows = data.classes.length;
  const curves = curvesOf(data).map(({ points, positives, ...rest }) => {
    const places = points
      .filter(({ hits, misses }) => hits + misses > 0)
      .map(({ hits, misses, threshold }) => ({ x: hits / positives, y: hits / (hits + misses), threshold }));
    return { ...rest, places, share: positives / rows, area: averagePrecision(places) };
  });
  const drawn = chart(
    {
      height: { share: 1 },
      legend: legendOf(
        curves.map(({ name, area }) => `${name}${text.pr.area(formatNumber(area))}`),
        drawing,
      ),
      ...noteOf(data, curves.length, drawing),
      x: { domain: [0, 1], label: text.pr.x },
      y: { domain: [0, 1], label: text.pr.y },
      marks: [
        ...(curves.length === 1
          ? [Plot.ruleY([curves[0].share], { stroke: colours.soft, strokeDasharray: "5 4" })]
          : []),
        ...curves.map(({ places }, k) => lineOf([{ x: 0, y: places[0]?.y ?? 1 }, ...places], k, drawing)),
        ...thresholdDots(curves, -1, drawing),
      ],
    },
    drawing,
  );
  const words = curves.map(({ name, area }) => text.pr.desc(name, formatNumber(area))).join(text.comma);
  return figure(
    text.pr.title(data.label, text.parts[data.part]),
    words === "" ? text.roc.none : words,
    [drawn],
    drawing,
  );
}

/** What a reliability diagram shows; `evaluate` gives the bins. */
export interface Calibration {
  label: string;
  part: Part;
  bins: readonly ReliabilityBin[];
  /** Of two classes the one whose probability it is; of more the most probable class is meant. */
  positive?: string;
}

/** Observed frequency against predicted probability with Wilson's 95 % intervals, the rows of each bin below, and the ECE. */
export function calibration(
  { label, part, bins, positive }: Calibration,
  options: FigureOptions = {},
): string {
  const drawing = drawingOf(options);
  const { text, colours } = drawing;
  const total = bins.reduce((sum, { rows }) => sum + rows, 0);
  const ece = bins.reduce((sum, b) => sum + (b.rows / total) * Math.abs(b.observed - b.predicted), 0);
  const points = bins.map((bin) => ({ ...bin, ...wilson(bin.observed, bin.rows) }));
  const x = text.calibration.x(positive);
  const upper: Chart = {
    height: { share: 0.8 },
    note: text.calibration.note(formatNumber(ece), total, bins.length),
    x: { domain: [-0.02, 1.02], ticks: [0, 0.25, 0.5, 0.75, 1], label: "" },
    y: { domain: [-0.02, 1.02], ticks: [0, 0.25, 0.5, 0.75, 1], label: text.calibration.y },
    marks: [
      Plot.line(
        [
          [0, 0],
          [1, 1],
        ],
        { stroke: colours.soft, strokeDasharray: "5 4" },
      ),
      Plot.ruleX(points, {
        x: "predicted",
        y1: "lo",
        y2: "hi",
        stroke: colours.positive,
        strokeOpacity: 0.55,
      }),
      Plot.line(points, { x: "predicted", y: "observed", stroke: colours.positive, strokeWidth: 1.5 }),
      Plot.dot(points, { x: "predicted", y: "observed", r: 3.5, fill: colours.positive }),
    ],
  };
  const most = Math.max(1, ...bins.map(({ rows }) => rows));
  const lower: Chart = {
    height: { pixels: 56 },
    x: { domain: [-0.02, 1.02], ticks: [0, 0.25, 0.5, 0.75, 1], label: x },
    y: { domain: [0, 1.08 * most], ticks: [0, most], label: text.residuals.count },
    marks: [Plot.ruleX(bins, { x: "predicted", y: "rows", stroke: colours.soft, strokeWidth: 5 })],
  };
  return figure(
    text.calibration.title(label, text.parts[part]),
    text.calibration.desc(bins.length, formatNumber(ece)),
    charts([upper, lower], drawing),
    drawing,
  );
}

interface ClassCurve {
  name: string;
  points: Operating[];
  positives: number;
  negatives: number;
}

/** The curve of class 1 of two, or of the most frequent classes of more; a class that all rows or none have has no curve. */
function curvesOf({ levels, classes, probabilities }: Classified): ClassCurve[] {
  const counts = levels.map(() => 0);
  for (let s = 0; s < classes.length; s++) counts[classes[s]]++;
  const wanted =
    levels.length === 2
      ? [1]
      : levels
          .map((_, k) => k)
          .toSorted((a, b) => counts[b] - counts[a])
          .slice(0, CURVES);
  return wanted
    .filter((k) => counts[k] > 0 && counts[k] < classes.length)
    .toSorted((a, b) => a - b)
    .map((k) => ({
      name: levels[k],
      points: operatingPoints(
        probabilities.data.subarray(k * probabilities.cols, (k + 1) * probabilities.cols),
        (s) => classes[s] === k,
      ),
      positives: counts[k],
      negatives: classes.length - counts[k],
    }));
}

/** Counts at each threshold from above all probabilities down, rows of equal probability at once. */
function operatingPoints(scores: Float64Array, isPositive: (row: number) => boolean): Operating[] {
  const order = Uint32Array.from(scores, (_, s) => s).sort((s, t) => scores[t] - scores[s]);
  const points: Operating[] = [{ threshold: Infinity, hits: 0, misses: 0 }];
  let [hits, misses] = [0, 0];
  order.forEach((s, i) => {
    if (isPositive(s)) hits++;
    else misses++;
    const isLast = i === order.length - 1 || scores[order[i + 1]] < scores[s];
    if (isLast) points.push({ threshold: scores[s], hits, misses });
  });
  return points;
}

interface CurvePoint {
  x: number;
  y: number;
  threshold: number;
}

/** Area below a curve by trapezoids. */
function areaUnder(points: readonly CurvePoint[]): number {
  let area = 0;
  for (let i = 1; i < points.length; i++)
    area += ((points[i].x - points[i - 1].x) * (points[i].y + points[i - 1].y)) / 2;
  return area;
}

/** `Σ (recall_k − recall_(k−1)) · precision_k`. */
function averagePrecision(points: readonly CurvePoint[]): number {
  return points.reduce((sum, { x, y }, i) => sum + (x - (points[i - 1]?.x ?? 0)) * y, 0);
}

const SHOWN = 400; // points of a curve at most

function lineOf(points: readonly { x: number; y: number }[], k: number, { colours }: Drawing): Plot.Markish {
  const dash = DASHES[k % DASHES.length];
  return Plot.line(
    spreadOver(points.length, SHOWN).map((i) => points[i]),
    {
      x: "x",
      y: "y",
      stroke: colours.classes[k % colours.classes.length],
      strokeWidth: 1.75,
      ...(dash === undefined ? {} : { strokeDasharray: dash }),
    },
  );
}

const THRESHOLDS = [0.1, 0.3, 0.5, 0.7, 0.9];

/** Five thresholds on the curve of two classes, named below it on the right (1) or the left (−1). */
function thresholdDots(
  curves: readonly { places: readonly CurvePoint[] }[],
  side: 1 | -1,
  { colours }: Drawing,
): Plot.Markish[] {
  if (curves.length !== 1) return [];
  const { places } = curves[0];
  const dots = THRESHOLDS.flatMap((threshold) => {
    const reached = places.findLast((point) => point.threshold >= threshold);
    return reached === undefined || reached.threshold === Infinity
      ? []
      : [{ ...reached, name: String(threshold) }];
  }).filter((dot, i, all) => all.findIndex((one) => one.x === dot.x && one.y === dot.y) === i);
  return [
    Plot.dot(dots, { x: "x", y: "y", r: 3.5, fill: colours.classes[0] }),
    Plot.text(dots, {
      x: "x",
      y: "y",
      text: "name",
      dx: 7 * side,
      dy: 9,
      textAnchor: side > 0 ? "start" : "end",
      fill: colours.ink,
      stroke: colours.card,
      strokeWidth: 3,
    }),
  ];
}

function legendOf(names: readonly string[], { colours }: Drawing): LegendEntry[] {
  return names.map((name, k) => ({
    name,
    colour: colours.classes[k % colours.classes.length],
    dash: DASHES[k % DASHES.length],
  }));
}

/** Which curves are not shown, or that the dots are thresholds. */
function noteOf({ levels }: Classified, shown: number, { text }: Drawing): { note?: string } {
  if (shown === 0) return { note: text.roc.none };
  if (levels.length === 2) return { note: text.roc.dots };
  return shown < levels.length ? { note: text.roc.most(shown, levels.length) } : {};
}
