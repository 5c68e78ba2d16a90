import type {
  Cell,
  Effects,
  FactorRow,
  Impact,
  Interaction,
  LekProfile,
  Rankings,
  Shapley,
  Sobol,
  Solution,
  WeightInfluence,
  WhatIf,
} from "gradus";
import { differenceUnit } from "gradus";
import { left, SPARK, type Look } from "./explain.js";
import { formatNumber, formatPercent, sparkline, withUnit } from "./format.js";
import { pairLines, tableLines } from "./table.js";

/** Mean impact values. */
export function impactLines(found: readonly Impact[], { text, out }: Look): string[] {
  const { factor, miv, mivDeviation, ofSlope } = text.explain;
  const order = found.toSorted((a, b) => Math.abs(b.mivDeviation) - Math.abs(a.mivDeviation));
  return tableLines(
    [left(factor), { heading: miv }, { heading: mivDeviation }, { heading: ofSlope }],
    order.map((one) => [one.factor, ...[one.miv, one.mivDeviation, one.sd].map(formatNumber)]),
    out,
  );
}

/** Average marginal effects, the surest first. */
export function effectLines(found: Effects, { text, out }: Look): string[] {
  const { factor, level, effect, standardError, interval, ofFolds } = text.explain;
  const order = found.effects.toSorted(
    (a, b) => a.p - b.p || Math.abs(b.effect / b.se) - Math.abs(a.effect / a.se),
  );
  const hasLevels = order.some((one) => one.level !== undefined);
  const heading = found.unit === undefined ? effect : `${effect} (${found.unit})`;
  return [
    ...tableLines(
      [
        left(factor),
        ...(hasLevels ? [left(level)] : []),
        { heading },
        { heading: standardError, expendable: 1 },
        { heading: interval },
        { heading: "p" },
      ],
      order.map((one) => [
        withUnit(one.factor, one.unit),
        ...(hasLevels ? [one.level ?? ""] : []),
        formatNumber(one.effect),
        formatNumber(one.se),
        `${formatNumber(one.lo)} … ${formatNumber(one.hi)}`,
        one.p < 0.001 ? "< 0.001" : one.p.toFixed(3),
      ]),
      out,
    ),
    "",
    `  ${ofFolds(found.folds)}`,
  ];
}

/** Sobol indices with their intervals and ranges. */
export function sobolLines(found: Sobol, { text, out }: Look): string[] {
  const { factor, first, total, interval, range, independent } = text.explain;
  const between = ([low, high]: readonly [number, number]): string =>
    `${low.toFixed(3)} … ${high.toFixed(3)}`;
  const order = found.factors.toSorted((a, b) => b.total - a.total);
  return [
    ...tableLines(
      [
        left(factor),
        { heading: first },
        { heading: interval, expendable: 2 },
        { heading: total },
        { heading: interval, expendable: 1 },
        { ...left(range), expendable: 3 },
      ],
      order.map((one) => [
        one.factor,
        one.first.toFixed(3),
        between(one.firstInterval),
        one.total.toFixed(3),
        between(one.totalInterval),
        rangeText(one.range),
      ]),
      out,
    ),
    "",
    `  ${independent}`,
  ];
}

function rangeText(range: readonly [number, number] | readonly string[]): string {
  return range.length === 2 && typeof range[0] === "number"
    ? `${formatNumber(range[0])} … ${formatNumber(range[1] as number)}`
    : range.join(", ");
}

/** Single predictions taken apart, or the mean of the absolute shares. */
export function shapleyLines(found: Shapley, isSingle: boolean, { text, out }: Look): string[] {
  const { factor, share, meanShare, expected, prediction, row } = text.explain;
  const table = (heading: string, values: readonly number[]): string[] => {
    const order = values.map((_, j) => j).toSorted((a, b) => Math.abs(values[b]) - Math.abs(values[a]));
    return tableLines(
      [left(factor), { heading }],
      order.map((j) => [found.factors[j], formatNumber(values[j])]),
      out,
    );
  };
  if (!isSingle) return table(meanShare, found.importance);
  return found.rows.flatMap((one, i) => [
    ...(i === 0 ? [] : [""]),
    `  ${row(one.row + 1)}: ${prediction} ${formatNumber(one.prediction)}, ${expected} ${formatNumber(found.expected)}`,
    ...table(share, one.values),
  ]);
}

/** Pairs of factors, the strongest first; ten without --verbose. */
export function interactionLines(found: readonly Interaction[], { text, out, flags }: Look): string[] {
  const { pair, h2, size } = text.explain;
  return tableLines(
    [left(pair), { heading: h2 }, { heading: size }],
    (flags.verbose ? found : found.slice(0, 10)).map((one) => [
      one.factors.join(" × "),
      one.h2.toFixed(3),
      formatNumber(one.size),
    ]),
    out,
  );
}

/** Lek's profiles as small curves. */
export function lekLines(found: readonly LekProfile[], { text, out }: Look): string[] {
  const { factor, range, law, held5 } = text.explain;
  const height = (y: readonly number[]): number => Math.max(...y) - Math.min(...y);
  const order = found.toSorted((a, b) => height(b.mean) - height(a.mean));
  return [
    ...tableLines(
      [left(factor), { heading: range }, left(law)],
      order.map(({ factor, mean }) => [
        factor,
        formatNumber(height(mean)),
        sparkline(mean, SPARK, out.ascii),
      ]),
      out,
    ),
    "",
    `  ${held5}`,
  ];
}

/** Products of weights. */
export function weightLines(
  found: readonly WeightInfluence[],
  method: "garson" | "olden",
  { text, out }: Look,
): string[] {
  const { factor, deviation, weightsOnly } = text.explain;
  const order = found.toSorted((a, b) => Math.abs(b[method]) - Math.abs(a[method]));
  return [
    ...tableLines(
      [left(factor), { heading: text.explain[method] }, { heading: deviation }],
      order.map((one) => [
        one.factor,
        method === "garson" ? formatPercent(one.garson) : formatNumber(one.olden),
        method === "garson" ? formatPercent(one.garsonSd) : formatNumber(one.oldenSd),
      ]),
      out,
    ),
    "",
    `  ${weightsOnly}`,
  ];
}

/** Ranks by all methods, side by side. */
export function rankingLines(found: Rankings, { text, out }: Look): string[] {
  const { factor, stability, meanRank, agreement, methods: names } = text.explain;
  const nameOf = (method: string): string => names[method as keyof typeof names] ?? method;
  const rank = (value: number | null): string => (value === null ? "–" : String(value));
  const rows = found.order.map(({ factor, rank: mean }) => {
    const j = found.factors.indexOf(factor);
    return [factor, ...found.methods.map(({ ranks }) => rank(ranks[j])), mean.toFixed(1)];
  });
  const of = (value: (method: Rankings["methods"][number]) => number | null): string[] =>
    found.methods.map((method) => {
      const number = value(method);
      return number === null ? "–" : number.toFixed(2);
    });
  const meanAgreement = ({ method }: Rankings["methods"][number]): number | null => {
    const own = found.agreement.filter(({ methods }) => methods.includes(method)).map((one) => one.spearman);
    return own.length === 0 ? null : own.reduce((a, b) => a + b, 0) / own.length;
  };
  return tableLines(
    [
      left(factor),
      ...found.methods.map(({ method }) => ({ heading: nameOf(method) })),
      { heading: meanRank },
    ],
    [...rows, [agreement, ...of(meanAgreement), ""], [stability, ...of((one) => one.stability), ""]],
    out,
  );
}

/** A prediction before and after factors were changed. */
export function whatIfLines(
  found: Omit<WhatIf, "warnings">,
  row: FactorRow,
  set: ReadonlyMap<string, string>,
  { text, out, language }: Look,
): string[] {
  const { before, after, change, outside } = text.explain;
  const unit = found.unit === undefined ? "" : ` ${found.unit}`;
  const by = found.unit === undefined ? "" : ` ${differenceUnit(found.unit, language)}`;
  const cells = (value: (name: string) => Cell | undefined): string =>
    [...set.keys()].map((name) => `${name} = ${cellText(value(name))}`).join(", ");
  const sd = found.sd === null ? "" : ` ± ${formatNumber(found.sd)}`;
  const within = (interval: { lo?: number; hi?: number } | undefined): string =>
    intervalText(interval, found.level, text);
  return [
    ...pairLines(
      [
        [
          before,
          `${formatNumber(found.before)}${unit}${within(found.beforeInterval)}   ${cells((name) => row[name])}`,
        ],
        [
          after,
          `${formatNumber(found.after)}${sd}${unit}${within(found)}   ${cells((name) => set.get(name))}`,
        ],
        [change, `${found.change > 0 ? "+" : ""}${formatNumber(found.change)}${by}`],
      ],
      out,
    ),
    ...found.outside.map(
      ({ factor, min, max }) => `  ${outside(factor, formatNumber(min), formatNumber(max))}`,
    ),
  ];
}

/** Values of the factors that reach a wanted answer, side by side. */
export function solutionLines(found: readonly Solution[], { text, out }: Look): string[] {
  const { factor, solution, prediction, distance, nearest } = text.explain;
  const names = Object.keys(found[0].values);
  const [{ level }] = found;
  const row = (title: string, value: (one: Solution) => string): string[] => [title, ...found.map(value)];
  return tableLines(
    [left(factor), ...found.map((_, i) => ({ heading: solution(i + 1) }))],
    [
      ...names.map((name) => row(name, ({ values }) => cellText(values[name]))),
      row(prediction, (one) => formatNumber(one.prediction)),
      ...(level === undefined
        ? []
        : [row(formatPercent(level, 0), ({ lo, hi }) => `${formatNumber(lo)} … ${formatNumber(hi)}`)]),
      row(distance, (one) => formatNumber(one.distance)),
      row(nearest, (one) => String(one.nearest)),
    ],
    out,
  );
}

/** An interval in brackets after its level; nothing where there is none. */
function intervalText(
  interval: { lo?: number; hi?: number } | undefined,
  level: number | undefined,
  { explain }: Look["text"],
): string {
  if (interval?.lo === undefined || level === undefined) return "";
  const bounds = `${formatNumber(interval.lo)} … ${formatNumber(interval.hi)}`;
  return `   ${explain.within(formatPercent(level, 0), bounds)}`;
}

function cellText(cell: Cell | undefined): string {
  if (typeof cell === "number") return formatNumber(cell);
  if (cell instanceof Date) return cell.toISOString().slice(0, 10);
  return cell === null || cell === undefined ? "–" : String(cell);
}
