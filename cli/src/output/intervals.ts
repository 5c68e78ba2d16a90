import type { IntervalAssessment, IntervalFacts, RealisedIntervals, RealisedSets } from "gradus";
import type { Context } from "../context.js";
import { formatNumber, formatPercent } from "./format.js";
import { tableLines } from "./table.js";

type Facts = Pick<IntervalFacts, "level" | "method" | "part" | "rows" | "realised" | "temperature">;

/** What intervals claim, and what they held of rows that the nets had not seen: a sentence for each label. */
export function intervalSentences(facts: Facts, { text }: Pick<Context, "text">): string[] {
  const { level, method, part, rows, realised, temperature: T } = facts;
  const words = text.intervals;
  const nominal = percent(level);
  const sentences = Array.isArray(realised)
    ? realised.map(({ label, coverage, meanWidth }) => {
        const name = realised.length > 1 ? label : "";
        return words.realised(rows, formatPercent(coverage), formatNumber(meanWidth), name);
      })
    : [words.realisedSets(rows, formatPercent(realised.coverage), formatNumber(realised.meanSize))];
  const source = Array.isArray(realised)
    ? words.source[method](nominal, part, percent(2 * level - 1))
    : words.sets(nominal, method, part);
  const [first, ...rest] = sentences;
  return [
    `${source}${text.colon}${first}`,
    ...rest,
    ...(T
      ? [
          words.temperature(
            formatNumber(T.temperature),
            formatNumber(T.before.ece),
            formatNumber(T.after.ece),
          ),
        ]
      : []),
  ];
}

/** A share with as many digits as it has. CV+ promises 2 · level − 1 (Barber et al. 2021). */
function percent(share: number): string {
  return `${Number((100 * share).toFixed(6))} %`;
}

/** The intervals measured on a table beside the rows that the nets had not seen. */
export function intervalTable(found: IntervalAssessment, { text, out }: Context): string[] {
  const { measured, realised, level } = found;
  const words = text.intervals;
  if (Array.isArray(measured) && Array.isArray(realised)) {
    return measured.flatMap((own, l) => {
      const name = measured.length > 1 ? ` ${own.label}` : "";
      return numberTable(`${words.heading}${name}`, level, own, realised[l], { text, out });
    });
  }
  if (Array.isArray(measured) || Array.isArray(realised)) return [];
  const columns = headings(words.heading, { text });
  return [
    "",
    ...tableLines(
      columns,
      [
        [
          words.coverage,
          formatPercent(level),
          formatPercent(measured.coverage),
          formatPercent(realised.coverage),
        ],
        [words.meanSize, "", formatNumber(measured.meanSize), formatNumber(realised.meanSize)],
        [words.empty, "", formatPercent(measured.empty), formatPercent(realised.empty)],
      ],
      out,
    ),
  ];
}

function numberTable(
  heading: string,
  level: number,
  own: RealisedIntervals,
  unseen: RealisedIntervals,
  { text, out }: Pick<Context, "text" | "out">,
): string[] {
  const words = text.intervals;
  const rows = [
    [words.coverage, formatPercent(level), formatPercent(own.coverage), formatPercent(unseen.coverage)],
    [words.meanWidth, "", formatNumber(own.meanWidth), formatNumber(unseen.meanWidth)],
    [words.intervalScore, "", formatNumber(own.intervalScore), formatNumber(unseen.intervalScore)],
  ];
  return ["", ...tableLines(headings(heading, { text }), rows, out)];
}

function headings(first: string, { text }: Pick<Context, "text">) {
  const { nominal, onTable, unseen } = text.intervals;
  return [
    { heading: first, align: "left" as const },
    ...[nominal, onTable, unseen].map((heading) => ({ heading })),
  ];
}

/** The facts as JSON: of one label its figures beside `nominal`, of several a list. */
export function intervalsJson(
  facts: Facts & { measured?: IntervalAssessment["measured"] },
): Record<string, unknown> {
  const { level, method, part, rows, realised, measured, temperature } = facts;
  const plain = (found: RealisedIntervals[] | RealisedSets): unknown =>
    Array.isArray(found) && found.length === 1 ? found[0] : found;
  const main = plain(measured ?? realised) as Record<string, unknown>;
  return {
    nominal: level,
    ...(Array.isArray(main) ? { labels: main } : main),
    method,
    part,
    rows,
    ...(measured === undefined ? {} : { realised: plain(realised) }),
    ...(temperature ? { temperature } : {}),
  };
}
