import * as Plot from "@observablehq/plot";
import { lawAt, wilson, type LearningCurve } from "gradus";
import { chart, charts, type Chart } from "./chart.js";
import { drawingOf, figure, type FigureOptions } from "./draw.js";
import { extentOf, formatNumber, formatShare, widened } from "./numbers.js";

/** Error with fewer rows to learn from, as `learningCurve` gives it. */
export type LearningData = Omit<LearningCurve, "warnings">;

const LAW = 40; // points of the law

/** Error of test and training rows against the rows trained on, the linear baseline, and the law that tells what more rows would bring. */
export function learning(
  { metric, points, law, doubled }: LearningData,
  options: FigureOptions = {},
): string {
  const drawing = drawingOf(options);
  const { text, colours } = drawing;
  const [train, , test] = colours.series;
  const rows = points.map((one) => one.rows);
  const [least, most] = extentOf(rows);
  const end = doubled?.rows ?? most;
  const fitted =
    law === null
      ? []
      : Array.from({ length: LAW }, (_, i) => {
          const n = least * (end / least) ** (i / (LAW - 1));
          return { x: n, y: lawAt(law, n) };
        });
  const bars = points.map((one) => ({
    x: one.rows,
    y: one.test,
    lo: one.test - (one.sd ?? 0),
    hi: one.test + (one.sd ?? 0),
  }));
  const other = (key: "train" | "linear") =>
    points.map((one) => ({ x: one.rows, y: one[key] })).filter(({ y }) => Number.isFinite(y));
  const range = extentOf(
    bars.map(({ lo }) => lo),
    bars.map(({ hi }) => hi),
    fitted.map(({ y }) => y),
    other("train").map(({ y }) => y),
    other("linear").map(({ y }) => y),
  );
  const drawn = chart(
    {
      legend: [
        { name: text.learning.test, colour: colours.positive },
        { name: text.learning.train, colour: train, dash: "6 4" },
        { name: text.learning.linear, colour: test, dash: "2 3" },
        ...(law === null ? [] : [{ name: text.learning.law, colour: colours.negative, dash: "7 4" }]),
      ],
      height: { share: 0.62 },
      x: {
        type: "log",
        domain: [least / 1.12, end * 1.12],
        label: text.learning.x,
        format: (n) => formatNumber(n),
      },
      y: {
        domain: [Math.min(0, range[0]), widened(range, 0.06)[1]],
        label: text.metrics[metric],
        grid: true,
      },
      marks: [
        Plot.line(fitted, {
          x: "x",
          y: "y",
          stroke: colours.negative,
          strokeDasharray: "7 4",
          strokeWidth: 1.5,
        }),
        Plot.line(other("train"), {
          x: "x",
          y: "y",
          stroke: train,
          strokeDasharray: "6 4",
          strokeWidth: 1.5,
        }),
        Plot.line(other("linear"), {
          x: "x",
          y: "y",
          stroke: test,
          strokeDasharray: "2 3",
          strokeWidth: 1.5,
        }),
        Plot.ruleX(bars, { x: "x", y1: "lo", y2: "hi", stroke: colours.positive, strokeWidth: 1.5 }),
        Plot.line(bars, { x: "x", y: "y", stroke: colours.positive, strokeWidth: 2 }),
        Plot.dot(bars, { x: "x", y: "y", r: 4, fill: colours.positive }),
        Plot.dot(doubled === null ? [] : [{ x: doubled.rows, y: doubled.error }], {
          x: "x",
          y: "y",
          r: 5,
          stroke: colours.negative,
          strokeWidth: 1.75,
        }),
      ],
    },
    drawing,
  );
  const words =
    doubled === null
      ? text.learning.noLaw
      : text.learning.desc(
          formatNumber(doubled.rows),
          formatNumber(doubled.error),
          formatShare(doubled.gain),
        );
  return figure(text.learning.title, words, [drawn], drawing);
}

/** How intervals, or sets of classes, of several levels did. */
export interface CoverageData {
  label: string;
  unit?: string;
  /** Rows that they were measured on. */
  rows: number;
  levels: readonly {
    /** Share that they promise, 0 … 1. */
    nominal: number;
    /** Share that they held. */
    coverage: number;
    /** Mean width in the label's unit, or mean number of classes in a set. */
    size: number;
  }[];
  /** Whether these are sets of classes. */
  isSets: boolean;
}

/** Realised against promised coverage with Wilson's 95 % intervals, and below the mean width, or the mean number of classes in a set. */
export function coverage(data: CoverageData, options: FigureOptions = {}): string {
  const drawing = drawingOf(options);
  const { text, colours } = drawing;
  const { label, unit, rows, levels, isSets } = data;
  const points = levels
    .map((one) => ({ ...one, ...wilson(one.coverage, rows) }))
    .filter(({ coverage: share }) => Number.isFinite(share));
  const domain = widened(extentOf(points.map(({ nominal }) => nominal)), 0.06);
  const both = widened(
    extentOf(
      domain,
      points.map(({ lo }) => lo),
      points.map(({ hi }) => hi),
    ),
    0.03,
  );
  const upper: Chart = {
    height: { share: 0.7 },
    note: text.coverage.note(rows),
    x: { domain, label: "", format: formatShare },
    y: {
      domain: [Math.max(-0.02, both[0]), Math.min(1.02, both[1])],
      label: text.coverage.y,
      format: formatShare,
    },
    marks: [
      Plot.line(
        [
          [domain[0], domain[0]],
          [Math.min(domain[1], 1), Math.min(domain[1], 1)],
        ],
        { stroke: colours.soft, strokeDasharray: "5 4" },
      ),
      Plot.ruleX(points, {
        x: "nominal",
        y1: "lo",
        y2: "hi",
        stroke: colours.positive,
        strokeOpacity: 0.55,
        strokeWidth: 1.5,
      }),
      Plot.line(points, { x: "nominal", y: "coverage", stroke: colours.positive, strokeWidth: 1.5 }),
      Plot.dot(points, { x: "nominal", y: "coverage", r: 4, fill: colours.positive }),
    ],
  };
  const sizes = points.filter(({ size }) => Number.isFinite(size));
  const lower: Chart = {
    height: { pixels: 96 },
    x: { domain, label: text.coverage.x, format: formatShare },
    y: {
      domain: [0, Math.max(1e-12, ...sizes.map(({ size }) => size)) * 1.1],
      label: isSets ? text.coverage.size : text.withUnit(text.coverage.width, unit),
      grid: true,
    },
    marks: [
      Plot.line(sizes, { x: "nominal", y: "size", stroke: colours.positive, strokeWidth: 1.5 }),
      Plot.dot(sizes, { x: "nominal", y: "size", r: 4, fill: colours.positive }),
    ],
  };
  const words = points.map(({ nominal, coverage: share }) =>
    text.coverage.desc(formatShare(nominal), formatShare(share)),
  );
  return figure(
    text.coverage.title(label, isSets),
    words.join(text.comma),
    charts([upper, lower], drawing),
    drawing,
  );
}
