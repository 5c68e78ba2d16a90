import type {
  Cell,
  Curve,
  Explanation,
  FactorRow,
  FactorSensitivity,
  Impact,
  Interaction,
  LekProfile,
  PermutationImportance,
  Rankings,
  Sensitivity,
  Shapley,
  Sobol,
  Solution,
  WeightInfluence,
  WhatIf,
} from "gradus";
import { shapeName } from "gradus";
import type { Context } from "../context.js";
import { formatNumber, formatPercent, sparkline } from "./format.js";
import { pairLines, tableLines, type TableColumn } from "./table.js";

type Look = Pick<Context, "text" | "out" | "language" | "flags">;

const BAR = 10; // cells of the largest bar
const SPARK = 12; // cells of a curve
const SENTENCES = 8; // laws told without --verbose

/** What was explained, with which rows. */
export function headLines(
  head: {
    file: string;
    rows: number;
    heldRows: number;
    part: keyof Look["text"]["partNames"];
    output: string;
  },
  { text, out }: Look,
): string[] {
  const { file, rows, heldRows, part, output } = head;
  const held = part === "all" ? text.explain.trainedOn : text.explain.held(heldRows, text.partNames[part]);
  return [
    ...pairLines(
      [
        [text.data, `${file}  ${text.rows(rows)}`],
        [text.explain.importanceOn, held],
        [text.explain.output, output],
      ],
      out,
    ),
    "",
  ];
}

/** Ranking with bars, direction, shape and curve of each factor; then a sentence on each that matters. */
export function overviewLines(found: Explanation, sentences: readonly string[], look: Look): string[] {
  const { text, out, language, flags } = look;
  const { permutation, sensitivity, curves, laws } = found;
  const slopes = new Map(sensitivity.factors.map((one) => [one.factor, one]));
  const curveOf = new Map(
    curves.map((curve, i) => [curve.factor, { curve, law: laws[i], sentence: sentences[i] }]),
  );
  const ranked =
    permutation === null
      ? sensitivity.factors.map(({ factor, strength }) => ({ factor, mean: strength, sd: Number.NaN }))
      : permutation.importance;
  const order = [...ranked].toSorted((a, b) => b.mean - a.mean);
  const largest = Math.max(...order.map(({ mean }) => mean));
  const rows = order.map(({ factor, mean, sd }) => {
    const drawn = curveOf.get(factor);
    return [
      factor,
      formatNumber(mean),
      formatNumber(sd),
      bar(mean / largest, out.ascii),
      risingOf(slopes.get(factor)),
      drawn === undefined ? "" : shapeName(drawn.law.shape, language),
      // The curve of a factor that moves nothing would show how it moves nothing.
      drawn === undefined || drawn.law.shape === "flat" ? "–" : sparkline(drawn.curve.y, SPARK, out.ascii),
    ];
  });
  const { factor, importance, strength, deviation, rising, shape, law } = text.explain;
  const unit = permutation === null ? sensitivity.unit : permutation.unit;
  const size = permutation === null ? strength : importance;
  const columns: TableColumn[] = [
    { heading: factor, align: "left" },
    { heading: unit === undefined ? size : `${size} (${unit})` },
    { heading: deviation, expendable: 2 },
    { heading: "", align: "left", width: BAR, expendable: 3 },
    { heading: rising },
    { heading: shape, align: "left" },
    { heading: law, align: "left", expendable: 1 },
  ];
  const important = order.filter(({ mean, sd }) => mean > 0.02 * largest && !(mean < 2 * sd));
  const told = (flags.verbose ? important : important.slice(0, SENTENCES))
    .map(({ factor }) => curveOf.get(factor)?.sentence)
    .filter((sentence) => sentence !== undefined);
  return [
    ...tableLines(columns, rows, out),
    ...groupLines(permutation, look),
    "",
    ...told.map((sentence) => `  ${sentence}`),
  ];
}

/** A bar of at most ten cells; a share of 0 or less has none. */
function bar(share: number, ascii: boolean): string {
  const cells = Math.round(BAR * Math.max(0, share));
  return (ascii ? "#" : "█").repeat(Number.isFinite(cells) ? cells : 0);
}

function risingOf(one: FactorSensitivity | undefined): string {
  return one === undefined || one.positive === null ? "–" : formatPercent(one.positive, 0);
}

function groupLines(permutation: PermutationImportance | null, { text }: Look): string[] {
  const groups = permutation?.groups ?? [];
  return groups.map(
    ({ factors, mean, sd }) =>
      `  ${text.explain.group}: ${factors.join(" + ")}  ${formatNumber(mean)} ± ${formatNumber(sd)}`,
  );
}

/** Permutation importance, the largest first. */
export function importanceLines(found: PermutationImportance, look: Look): string[] {
  const { text, out } = look;
  const order = found.importance.toSorted((a, b) => b.mean - a.mean);
  const largest = order[0]?.mean ?? 0;
  const rows = order.map(({ factor, mean, sd }) => [
    factor,
    formatNumber(mean),
    formatNumber(sd),
    bar(mean / largest, out.ascii),
  ]);
  const { factor, importance, deviation } = text.explain;
  const heading = found.unit === undefined ? importance : `${importance} (${found.unit})`;
  return [
    ...tableLines(
      [left(factor), { heading }, { heading: deviation }, { heading: "", align: "left", width: BAR }],
      rows,
      out,
    ),
    ...groupLines(found, look),
  ];
}

/** Slopes of numbers and dates, then the levels of the other factors. */
export function sensitivityLines({ factors }: Sensitivity, { text, out }: Look): string[] {
  const { factor, slope, absolute, ofSlope, rising, standardised, strength, level, rows, change } =
    text.explain;
  const order = factors.toSorted((a, b) => b.strength - a.strength);
  const table = tableLines(
    [
      left(factor),
      { heading: slope },
      { heading: absolute, expendable: 2 },
      { heading: ofSlope, expendable: 1 },
      { heading: rising },
      { heading: standardised, expendable: 3 },
      { heading: strength },
    ],
    order.map((one) => [
      one.factor,
      ...[one.mean, one.meanAbsolute, one.sd].map(formatNumber),
      risingOf(one),
      ...[one.standardised, one.strength].map(formatNumber),
    ]),
    out,
  );
  const levels = order.flatMap((one) =>
    (one.levels ?? []).map((effect) => [
      one.factor,
      effect.level,
      String(effect.rows),
      formatNumber(effect.mean),
    ]),
  );
  if (levels.length === 0) return table;
  const columns = [left(factor), left(level), { heading: rows }, { heading: change }];
  return [...table, "", ...tableLines(columns, levels, out)];
}

const PLACES = 12; // of a curve without --verbose

/** A curve as a table of places. */
export function curveLines(curve: Curve, { text, out, flags }: Look): string[] {
  const every = flags.verbose ? 1 : Math.max(1, Math.ceil(curve.x.length / PLACES));
  const shown = curve.x.map((_, i) => i).filter((i) => i % every === 0 || i === curve.x.length - 1);
  const { place, answer, band, rows } = text.explain;
  const title = `${curve.factor}${curve.unit === undefined ? "" : ` (${curve.unit})`}`;
  return [
    `  ${out.paint.bold(title)}  ${curve.method === "ale" ? "ALE" : "PD"}  ${sparkline(curve.y, SPARK, out.ascii)}`,
    ...tableLines(
      [left(place), { heading: answer }, { heading: band }, { heading: rows }],
      shown.map((i) => [
        placeText(curve, i),
        formatNumber(curve.y[i]),
        formatNumber(curve.hi === null ? undefined : curve.hi[i] - curve.y[i]),
        String(curve.n[i]),
      ]),
      out,
    ),
    "",
  ];
}

function placeText({ x, kind }: Curve, i: number): string {
  const at = x[i];
  if (typeof at === "string") return at;
  return kind === "date" ? new Date(at).toISOString().slice(0, 10) : formatNumber(at);
}

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
  found: WhatIf,
  row: FactorRow,
  set: ReadonlyMap<string, string>,
  { text, out }: Look,
): string[] {
  const { before, after, change, outside } = text.explain;
  const unit = found.unit === undefined ? "" : ` ${found.unit}`;
  const cells = (value: (name: string) => Cell | undefined): string =>
    [...set.keys()].map((name) => `${name} = ${cellText(value(name))}`).join(", ");
  const sd = found.sd === null ? "" : ` ± ${formatNumber(found.sd)}`;
  return [
    ...pairLines(
      [
        [before, `${formatNumber(found.before)}${unit}   ${cells((name) => row[name])}`],
        [after, `${formatNumber(found.after)}${sd}${unit}   ${cells((name) => set.get(name))}`],
        [change, `${found.change > 0 ? "+" : ""}${formatNumber(found.change)}${unit}`],
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
  const row = (title: string, value: (one: Solution) => string): string[] => [title, ...found.map(value)];
  return tableLines(
    [left(factor), ...found.map((_, i) => ({ heading: solution(i + 1) }))],
    [
      ...names.map((name) => row(name, ({ values }) => cellText(values[name]))),
      row(prediction, (one) => formatNumber(one.prediction)),
      row(distance, (one) => formatNumber(one.distance)),
      row(nearest, (one) => String(one.nearest)),
    ],
    out,
  );
}

function cellText(cell: Cell | undefined): string {
  if (typeof cell === "number") return formatNumber(cell);
  if (cell instanceof Date) return cell.toISOString().slice(0, 10);
  return cell === null || cell === undefined ? "–" : String(cell);
}

function left(heading: string): TableColumn {
  return { heading, align: "left" };
}
