import * as Plot from "@observablehq/plot";
import type { Curve, PermutationImportance, Rankings } from "gradus";
import { inNaturalOrder, namesAxis } from "./categories.js";
import { chart, charts, type Axis, type Chart } from "./chart.js";
import { FULLEST } from "./colours.js";
import { dateTicks } from "./dates.js";
import {
  drawingOf,
  figure,
  inColumns,
  legendOf,
  type Drawing,
  type Drawn,
  type FigureOptions,
} from "./draw.js";
import { extentOf, formatNumber, widened } from "./numbers.js";
import { textAt } from "./svg.js";

/** Permutation importance as `permutationImportance` and `explain` give it. */
export type ImportanceData = Pick<PermutationImportance, "metric" | "unit" | "importance">;

const FACTORS = 25; // drawn at most, the most important

/** How much worse the model gets without each factor, mean ± standard deviation over the permutations, the largest first. */
export function importance(
  { metric, unit, importance: found }: ImportanceData,
  options: FigureOptions = {},
): string {
  const drawing = drawingOf(options);
  const { text, colours } = drawing;
  const all = found.toSorted((a, b) => b.mean - a.mean);
  const rows = all.slice(0, FACTORS).map((one, i) => ({
    key: `${i}`,
    name: one.factor,
    mean: one.mean,
    lo: one.mean - one.sd,
    hi: one.mean + one.sd,
  }));
  const domain = widened(
    extentOf(
      [0],
      rows.map(({ lo }) => lo),
      rows.map(({ hi }) => hi),
    ),
    0.04,
  );
  const drawn = chart(
    {
      ...(all.length > rows.length ? { note: text.more(all.length - rows.length) } : {}),
      height: { names: 24 },
      x: { domain, label: text.importance.x(text.metrics[metric], unit) },
      y: { type: "names", domain: uniqueNames(rows.map(({ name }) => name)), label: "" },
      marks: [
        Plot.ruleX([0], { stroke: colours.soft, strokeDasharray: "5 4" }),
        Plot.ruleY(named(rows), { y: "label", x1: "lo", x2: "hi", stroke: colours.positive, strokeWidth: 2 }),
        Plot.dot(named(rows), { y: "label", x: "mean", r: 4.5, fill: colours.positive }),
      ],
    },
    drawing,
  );
  const [first] = all;
  return figure(
    text.importance.title,
    first === undefined ? "" : text.importance.desc(all.length, first.factor, formatNumber(first.mean)),
    [drawn],
    drawing,
  );
}

/** Ranks of all factors by all methods, as `rankFactors` gives them: the smaller the rank, the fuller the cell. */
export function rankings({ factors, methods, order }: Rankings, options: FigureOptions = {}): string {
  const drawing = drawingOf(options);
  const { text, colours } = drawing;
  const shown = order.slice(0, FACTORS).map(({ factor }) => factor);
  const names = uniqueNames(shown);
  const columns = methods.map(({ method }) => text.methods[method] ?? method);
  const cells = shown.flatMap((factor, i) =>
    methods.map(({ ranks }, m) => {
      const rank = ranks[factors.indexOf(factor)];
      const share = rank === null ? 0 : 1 - (rank - 1) / Math.max(1, factors.length - 1);
      return {
        x1: m - 0.46,
        x2: m + 0.46,
        x: m,
        y: names[i],
        rank,
        share,
        words: rank === null ? "–" : formatNumber(rank),
      };
    }),
  );
  const room = (drawing.width - 120) / Math.max(1, columns.length);
  const drawn = chart(
    {
      ...(factors.length > shown.length ? { note: text.more(factors.length - shown.length) } : {}),
      height: { names: 24 },
      x: {
        ...namesAxis(columns, text.rankings.x, drawing),
        domain: [-0.5, columns.length - 0.5],
        isTilted: room < 90,
      },
      y: { type: "names", domain: names, label: "" },
      marks: [
        Plot.barX(cells, {
          y: "y",
          x1: "x1",
          x2: "x2",
          fill: ({ share }: { share: number }) =>
            colours.mix(colours.card, colours.positive, 0.06 + (FULLEST - 0.06) * share),
          insetTop: -2,
          insetBottom: -2,
        }),
        Plot.text(room > 20 ? cells : [], {
          x: "x",
          y: "y",
          text: "words",
          fill: colours.ink,
        }),
      ],
    },
    drawing,
  );
  const words = order.slice(0, 3).map(({ factor }) => factor);
  return figure(
    text.rankings.title,
    text.rankings.desc(methods.length, words.join(text.comma)),
    [drawn],
    drawing,
  );
}

const FEW = 5; // rows near a place, below which the curve is a guess

/** The law of one factor: the answer's curve with its band over the nets, single rows faint, and how many rows lie near each place. */
export function factorCurve(curve: Curve, options: FigureOptions = {}): string {
  const drawing = drawingOf(options);
  const { text } = drawing;
  const { factor, unit, output, outputUnit, method, kind } = curve;
  const title = text.curve.title(output, factor);
  const y = text.curve[method](text.withUnit(output, outputUnit));
  const x = text.withUnit(factor, kind === "date" ? undefined : unit);
  const [low, high] = extentOf(curve.y);
  const desc = text.curve.desc(formatNumber(low), formatNumber(high));
  const isLevels = kind === "levels";
  const parts = isLevels ? levelParts(curve, x, y, drawing) : numberParts(curve, x, y, drawing);
  return figure(title, desc, charts(parts, drawing), drawing);
}

const PANELS = 12; // curves in a figure at most

/**
 * The laws of several factors beside one another on one scale, so that their sizes can be compared; of more than 12 those with the
 * largest range. Where some lie around 0 all do: partial dependence is drawn less its mean over the rows. From 440 pixels two stand in
 * a line.
 */
export function factorCurves(given: readonly Curve[], options: FigureOptions = {}): string {
  const drawing = drawingOf(options);
  const { text, colours, width } = drawing;
  const isCentred = given.some(({ method }) => method === "ale");
  const shown = widest(given, PANELS).map((curve) =>
    isCentred && curve.method === "pd" ? centred(curve) : curve,
  );
  const left = given.length - shown.length;
  const columns = width >= 440 ? 2 : 1;
  const room = width / columns - (columns > 1 ? 8 : 0);
  const { output, outputUnit } = shown[0] ?? { output: "" };
  const domain = widened(extentOf(...shown.flatMap(({ y, lo, hi }) => [y, lo ?? [], hi ?? []])), 0.05);
  const parts = shown.map((curve) => panelOf(curve, domain, { ...drawing, width: room }));
  const hasBand = shown.some(({ lo }) => lo !== null);
  const key = legendOf(
    [
      { name: text.curve.mean, colour: colours.positive },
      ...(hasBand
        ? [{ name: text.curve.band, colour: colours.positive, mark: "box" as const, opacity: 0.2 }]
        : []),
    ],
    width,
    colours,
  );
  const note =
    left > 0 ? [{ content: textAt(0, 12, text.more(left), { fill: colours.soft }), width, height: 20 }] : [];
  return figure(
    text.curve.all(text.withUnit(output, outputUnit)),
    shown.map(({ factor }) => factor).join(text.comma),
    [...note, key, inColumns(parts, columns, width)],
    drawing,
  );
}

/** The same curve and band, less the curve's mean over the rows. */
function centred(curve: Curve): Curve {
  const { y, lo, hi, n } = curve;
  const rows = n.reduce((sum, count) => sum + count, 0);
  const mean = y.reduce((sum, value, i) => sum + (rows > 0 ? n[i] / rows : 1 / y.length) * value, 0);
  const less = (values: readonly number[]): number[] => values.map((value) => value - mean);
  return { ...curve, y: less(y), lo: lo && less(lo), hi: hi && less(hi), ice: curve.ice?.map(less) ?? null };
}

/** Those curves, in their order, whose ranges are the largest. */
function widest(given: readonly Curve[], most: number): Curve[] {
  if (given.length <= most) return [...given];
  const rangeOf = ({ y }: Curve): number => {
    const [low, high] = extentOf(y);
    return high - low;
  };
  const chosen = new Set(given.toSorted((a, b) => rangeOf(b) - rangeOf(a)).slice(0, most));
  return given.filter((curve) => chosen.has(curve));
}

/** One of several curves; what goes up stands in the title. */
function panelOf(curve: Curve, domain: [number, number], drawing: Drawing): Drawn {
  const { text } = drawing;
  const { factor, unit, kind } = curve;
  const [main] = kind === "levels" ? levelParts(curve, "", "", drawing) : numberParts(curve, "", "", drawing);
  const { legend: _, ...rest } = main;
  const names =
    kind === "levels"
      ? namesAxis(
          shownLevels(curve).map((level) => level.name),
          "",
          drawing,
        )
      : {};
  return chart(
    {
      ...rest,
      width: drawing.width,
      x: { ...main.x, ...names, label: text.withUnit(factor, kind === "number" ? unit : undefined) },
      y: { ...main.y, domain },
    },
    drawing,
  );
}

function numberParts(curve: Curve, xLabel: string, yLabel: string, drawing: Drawing): Chart[] {
  const { text, colours } = drawing;
  const { x: places, y, lo, hi, n, ice, deciles, kind } = curve;
  const x = places as number[];
  const domain = widened(extentOf(x), 0.02);
  const points = x.map((at, i) => ({ x: at, y: y[i], lo: lo?.[i] ?? y[i], hi: hi?.[i] ?? y[i] }));
  const lines = (ice ?? []).map((line) => line.map((value, i) => ({ x: x[i], y: value })));
  const range = extentOf(y, lo ?? [], hi ?? [], ...(ice ?? []));
  const axis: Axis = { domain, label: "", ...(kind === "date" ? dateTicks(domain) : {}) };
  const isFew = (i: number): boolean => n[i] < FEW;
  const guesses = x.flatMap((at, i) =>
    isFew(i)
      ? [
          {
            x1: i === 0 ? domain[0] : (x[i - 1] + at) / 2,
            x2: i === x.length - 1 ? domain[1] : (at + x[i + 1]) / 2,
          },
        ]
      : [],
  );
  const main: Chart = {
    legend: [
      { name: text.curve.mean, colour: colours.positive },
      ...(lo === null
        ? []
        : [{ name: text.curve.band, colour: colours.positive, mark: "box" as const, opacity: 0.2 }]),
      ...(lines.length === 0 ? [] : [{ name: text.curve.ice, colour: colours.soft }]),
      ...(guesses.length === 0
        ? []
        : [{ name: text.curve.few(FEW), colour: colours.line, mark: "box" as const }]),
    ],
    height: { share: 0.6 },
    x: axis,
    y: { domain: widened(range, 0.05), label: yLabel },
    marks: [
      Plot.rectX(guesses, { x1: "x1", x2: "x2", fill: colours.line, fillOpacity: 0.6 }),
      ...lines.map((line) =>
        Plot.line(line, { x: "x", y: "y", stroke: colours.soft, strokeOpacity: 0.25, strokeWidth: 0.75 }),
      ),
      ...(lo === null
        ? []
        : [Plot.areaY(points, { x: "x", y1: "lo", y2: "hi", fill: colours.positive, fillOpacity: 0.2 })]),
      Plot.line(points, { x: "x", y: "y", stroke: colours.positive, strokeWidth: 2.25 }),
    ],
  };
  return [main, densityPart(x, n, deciles ?? [], { ...axis, label: xLabel }, drawing)];
}

/** Rows near each place as bars, the deciles as ticks. */
function densityPart(
  x: readonly number[],
  n: readonly number[],
  deciles: readonly number[],
  axis: Axis,
  { text, colours }: Drawing,
): Chart {
  const most = Math.max(1, ...n);
  return {
    height: { pixels: 40 },
    x: axis,
    y: { domain: [0, 1.1 * most], ticks: [0, most], label: text.residuals.count },
    marks: [
      Plot.ruleX(
        x.map((at, i) => ({ at, n: n[i] })),
        { x: "at", y: "n", stroke: colours.soft, strokeWidth: 4, strokeOpacity: 0.55 },
      ),
      Plot.tickX(deciles, { stroke: colours.negative, strokeWidth: 1, strokeOpacity: 0.8 }),
    ],
  };
}

const LEVELS = 14; // drawn at most

/** The levels that are drawn, the most frequent ones, in the order of their names. */
function shownLevels({ x }: Curve): { i: number; name: string }[] {
  const levels = x.slice(0, LEVELS).map((name, i) => ({ i, name: String(name) }));
  return levels.sort((a, b) => inNaturalOrder(a.name, b.name));
}

function levelParts(curve: Curve, xLabel: string, yLabel: string, drawing: Drawing): Chart[] {
  const { text, colours } = drawing;
  const { y, lo, hi, n } = curve;
  const levels = shownLevels(curve);
  const count = levels.length;
  const points = levels.map(({ i }, x) => ({
    x,
    y: y[i],
    lo: lo?.[i] ?? y[i],
    hi: hi?.[i] ?? y[i],
    n: n[i],
  }));
  const axis = namesAxis(
    levels.map(({ name }) => name),
    "",
    drawing,
  );
  const main: Chart = {
    ...(y.length > count ? { note: text.more(y.length - count) } : {}),
    legend: [
      { name: text.curve.mean, colour: colours.positive, mark: "dot" },
      ...(lo === null ? [] : [{ name: text.curve.band, colour: colours.positive }]),
    ],
    height: { share: 0.6 },
    x: { ...axis, format: () => "", isTilted: false },
    y: { domain: widened(extentOf(...points.map((one) => [one.lo, one.hi])), 0.08), label: yLabel },
    marks: [
      Plot.ruleX(points, { x: "x", y1: "lo", y2: "hi", stroke: colours.positive, strokeWidth: 2 }),
      Plot.dot(points, { x: "x", y: "y", r: 5, fill: colours.positive }),
    ],
  };
  return [
    main,
    densityPart(
      points.map(({ x }) => x),
      points.map((one) => one.n),
      [],
      { ...axis, label: xLabel },
      drawing,
    ),
  ];
}

/** Names that are not alike, for an axis on which each has its own place. */
function uniqueNames(names: readonly string[]): string[] {
  return names.map((name, i) => (names.indexOf(name) === i ? name : `${name} (${i + 1})`));
}

function named<T extends { name: string }>(rows: readonly T[]): (T & { label: string })[] {
  const labels = uniqueNames(rows.map(({ name }) => name));
  return rows.map((row, i) => ({ ...row, label: labels[i] }));
}
