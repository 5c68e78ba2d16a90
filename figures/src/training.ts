import * as Plot from "@observablehq/plot";
import type { Run } from "gradus";
import { chart, charts, type Axis, type Chart } from "./chart.js";
import { drawingOf, figure, type Drawing, type FigureOptions, type LegendEntry } from "./draw.js";
import { extentOf, formatNumber, spreadOver } from "./numbers.js";

/** The course of a training, epoch by epoch, as `model.run` has it. */
export interface Course {
  /** Name of the loss, such as `mse_mean`; on the axis it stands in words. */
  loss: string;
  history: readonly CourseEpoch[];
  /** Epoch of the best weights; 0 if those before the first epoch were never bettered. */
  best: number;
  /** Which net this is, of how many that were trained, where there is more than one. */
  net?: { number: number; of: number };
}

/** An epoch; a model's record has all of it but the loss of test rows. */
export type CourseEpoch = Run["history"][number] & { testLoss?: number | null };

const SERIES = [
  ["train", "trainLoss", undefined],
  ["validation", "validationLoss", "6 4"],
  ["test", "testLoss", "2 3"],
] as const;

/** Loss of training, validation and test rows over the epochs, logarithmic, the best epoch marked: MATLAB's plotperform. */
export function performance({ loss, history, best, net }: Course, options: FigureOptions = {}): string {
  const drawing = drawingOf(options);
  const { text, colours } = drawing;
  const lines = SERIES.map(([name, key, dash], s) => ({
    name: text.course[name],
    colour: colours.series[s],
    dash,
    points: history
      .map((one) => ({ x: one.epoch, y: one[key] ?? Number.NaN }))
      .filter(({ y }) => Number.isFinite(y)),
  })).filter(({ points }) => points.length > 0);
  const values = lines.flatMap(({ points }) => points.map(({ y }) => y));
  const y = lossAxis(values, text.losses[loss] ?? loss);
  const chosen = lines.find(({ name }) => name === text.course.validation) ?? lines[0];
  const mark = chosen?.points.filter(({ x }) => x === best) ?? [];
  const title = text.course.title + netWords(net, drawing);
  const drawn = chart(
    {
      height: { share: 0.62 },
      legend: [
        ...lines.map(({ name, colour, dash }): LegendEntry => ({ name, colour, dash })),
        ...(mark.length > 0
          ? [
              {
                name: text.course.best(best, formatNumber(mark[0].y)),
                colour: colours.negative,
                mark: "dot" as const,
              },
            ]
          : []),
      ],
      x: { domain: epochsOf(history), label: text.course.epoch },
      y,
      marks: [
        ...lines.map(({ colour, dash, points }) =>
          Plot.line(thinned(points, y), {
            x: "x",
            y: "y",
            stroke: colour,
            strokeWidth: 1.75,
            ...(dash === undefined ? {} : { strokeDasharray: dash }),
          }),
        ),
        Plot.ruleX(
          mark.map(({ x }) => x),
          { stroke: colours.negative, strokeDasharray: "2 3" },
        ),
        Plot.dot(mark, { x: "x", y: "y", r: 5.5, stroke: colours.negative, strokeWidth: 1.75 }),
      ],
    },
    drawing,
  );
  return figure(
    title,
    text.course.desc(history.length, best, formatNumber(mark[0]?.y ?? Number.NaN)),
    [drawn],
    drawing,
  );
}

/**
 * What the training itself did: norm of the gradient, learning rate or μ, effective parameters γ, and epochs without a better
 * validation loss: MATLAB's plottrainstate. Shown is what the history has.
 */
export function trainingState({ history, net }: Course, options: FigureOptions = {}): string {
  const drawing = drawingOf(options);
  const { text, colours } = drawing;
  const series = stateOf(history, drawing);
  const panels = series.map(({ name, values, isLog }, i): Chart => {
    const points = history
      .map((one, k) => ({ x: one.epoch, y: values[k] }))
      .filter(({ y }) => Number.isFinite(y) && (!isLog || y > 0));
    const numbers = points.map((point) => point.y);
    const y: Axis = isLog
      ? logAxis(numbers, "")
      : { domain: [0, 1.08 * Math.max(1, ...numbers)], label: "", grid: true };
    return {
      heading: name,
      height: { pixels: 84 },
      x: { domain: epochsOf(history), label: i === series.length - 1 ? text.course.epoch : "" },
      y,
      marks: [Plot.line(thinned(points, y), { x: "x", y: "y", stroke: colours.positive, strokeWidth: 1.5 })],
    };
  });
  const ends = series.map(({ name, values }) =>
    text.course.ends(name, formatNumber(values.at(-1) ?? Number.NaN)),
  );
  return figure(text.course.state + netWords(net, drawing), ends.join(" "), charts(panels, drawing), drawing);
}

interface StateSeries {
  name: string;
  values: number[];
  isLog: boolean;
}

function stateOf(history: Course["history"], { text }: Drawing): StateSeries[] {
  const of = (key: string): number[] => history.map(({ iteration }) => iteration?.[key] ?? Number.NaN);
  const has = (values: readonly number[]): boolean => values.some(Number.isFinite);
  const { gradient, mu, gamma, rate, checks } = text.course.states;
  const damping = of("mu");
  const effective = of("gamma");
  let waiting = 0;
  const since = history.map((one) => (waiting = one.best ? 0 : waiting + 1));
  return [
    { name: gradient, values: history.map((one) => one.gradientNorm), isLog: true },
    has(damping)
      ? { name: mu, values: damping, isLog: true }
      : { name: rate, values: history.map((one) => one.learningRate), isLog: true },
    { name: gamma, values: effective, isLog: false },
    {
      name: checks,
      values: history.some((one) => one.validationLoss !== null) ? since : [],
      isLog: false,
    },
  ].filter(({ values }) => has(values));
}

function netWords(net: Course["net"], { text }: Drawing): string {
  return net === undefined ? "" : text.course.net(net.number, net.of);
}

function epochsOf(history: Course["history"]): [number, number] {
  const [low, high] = extentOf(history.map(({ epoch }) => epoch));
  return [low === high ? low - 1 : Math.min(low, 1), high === low ? high + 1 : high];
}

/** Logarithmic where all values allow it. */
function lossAxis(values: readonly number[], label: string): Axis {
  const [low, high] = extentOf(values);
  if (low > 0) return logAxis(values, label);
  const room = 0.05 * (high - low || 1);
  return { domain: [low - room, high + room], label, grid: true };
}

function logAxis(values: readonly number[], label: string): Axis {
  const [low, high] = extentOf(values);
  const [from, to] = [low > 0 ? low : 1, high > 0 ? high : 1];
  const room = Math.max(1.08, (to / from) ** 0.05);
  return { type: "log", domain: [from / room, to * room], label, grid: true };
}

const SHOWN = 600; // points of a line at most

function thinned(
  points: readonly { x: number; y: number }[],
  { type, domain }: Axis,
): { x: number; y: number }[] {
  const isShown = ({ y }: { y: number }): boolean => type !== "log" || y >= (domain[0] as number);
  return spreadOver(points.length, SHOWN)
    .map((i) => points[i])
    .filter(isShown);
}
