import type {
  Curve,
  Explanation,
  FactorSensitivity,
  Interaction,
  PermutationImportance,
  Sensitivity,
} from "gradus";
import { shapeName } from "gradus";
import type { Context } from "../context.js";
import { formatBeside, formatNumber, formatPercent, sparkline, withUnit } from "./format.js";
import { pairLines, tableLines, type TableColumn } from "./table.js";

/** What tables of an explanation need of the run. */
export type Look = Pick<Context, "text" | "out" | "language" | "flags">;

const BAR = 10; // cells of the largest bar
/** Cells of a small curve. */
export const SPARK = 12;
const SENTENCES = 8; // laws told without --verbose

/** What was explained, with which rows. */
export function headLines(
  head: {
    file: string;
    rows: number;
    heldRows: number;
    part: keyof Look["text"]["partNames"];
    output: string;
    /** What was measured, if that was not importance on the held out rows. */
    basis?: string;
  },
  { text, out }: Look,
): string[] {
  const { file, rows, heldRows, part, output, basis } = head;
  const held = part === "all" ? text.explain.trainedOn : text.explain.held(heldRows, text.partNames[part]);
  return [
    ...pairLines(
      [
        [text.data, `${file}  ${text.rows(rows)}`],
        basis === undefined ? [text.explain.importanceOn, held] : [text.explain.measuredOn, basis],
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
      formatBeside(mean, largest),
      formatBeside(sd, largest),
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
    ...pairLine(found.interactions[0], unit, look),
    "",
    ...told.map((sentence) => `  ${sentence}`),
  ];
}

const LEAST_H2 = 0.05; // below, two factors hardly act together

/** The pair of factors that acts together most, if any does. */
function pairLine(pair: Interaction | undefined, unit: string | undefined, { text }: Look): string[] {
  if (pair === undefined || !(pair.h2 >= LEAST_H2)) return [];
  const size = `${formatNumber(pair.size)}${unit === undefined ? "" : ` ${unit}`}`;
  return [`  ${text.explain.together(pair.factors.join(" × "), pair.h2.toFixed(2), size)}`];
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
    formatBeside(mean, largest),
    formatBeside(sd, largest),
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
  const largest = order[0]?.strength ?? 0;
  // The slopes have units of their own: those of a factor without any strength are nothing.
  const cellOf = ({ strength: size }: FactorSensitivity, x: number | null | undefined): string =>
    formatBeside(size, largest) === "0" && typeof x === "number" ? "0" : formatNumber(x);
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
      ...[one.mean, one.meanAbsolute].map((x) => cellOf(one, x)),
      formatBeside(one.sd, one.meanAbsolute ?? 0) === "0" ? "0" : cellOf(one, one.sd),
      risingOf(one),
      ...[one.standardised, one.strength].map((x) => cellOf(one, x)),
    ]),
    out,
  );
  const levels = order.flatMap((one) =>
    (one.levels ?? []).map((effect) => [
      one.factor,
      effect.level,
      String(effect.rows),
      cellOf(one, effect.mean),
    ]),
  );
  if (levels.length === 0) return table;
  const columns = [left(factor), left(level), { heading: rows }, { heading: change }];
  return [...table, "", ...tableLines(columns, levels, out)];
}

const PLACES = 12; // of a curve without --verbose

/** A curve as a table of places. @param largest size of the answers in all curves that are shown */
export function curveLines(curve: Curve, largest: number, { text, out, flags }: Look): string[] {
  const every = flags.verbose ? 1 : Math.max(1, Math.ceil(curve.x.length / PLACES));
  const shown = curve.x.map((_, i) => i).filter((i) => i % every === 0 || i === curve.x.length - 1);
  const { place, answer, band, rows } = text.explain;
  const title = withUnit(curve.factor, curve.unit);
  return [
    `  ${out.paint.bold(title)}  ${curve.method === "ale" ? "ALE" : "PD"}  ${sparkline(curve.y, SPARK, out.ascii)}`,
    ...tableLines(
      [left(place), { heading: answer }, { heading: band }, { heading: rows }],
      shown.map((i) => [
        placeText(curve, i),
        formatBeside(curve.y[i], largest),
        formatBeside(curve.hi === null ? undefined : curve.hi[i] - curve.y[i], largest),
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

/** Heading of a column of words. */
export function left(heading: string): TableColumn {
  return { heading, align: "left" };
}
