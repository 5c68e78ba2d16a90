import { FULLEST } from "./colours.js";
import { drawingOf, figure, type Drawing, type Drawn, type FigureOptions } from "./draw.js";
import { cutTo, textWidth } from "./measure.js";
import { formatNumber, formatShare } from "./numbers.js";
import type { Part } from "./predicted.js";
import { element, textAt } from "./svg.js";

/** Rows counted by true and by predicted class. */
export interface Confusion {
  label: string;
  part: Part;
  levels: readonly string[];
  /** `counts[i][k]`: rows of class i that were predicted as class k. */
  counts: readonly (readonly number[])[];
}

const MOST = 15; // classes drawn at most
const LEAN = 0.72; // width of a tilted name as a share of its length
const ROOM = 34; // pixels of a cell, below which its numbers are small

/**
 * Confusion matrix: rows are true classes, columns predicted ones; each cell has its count and its share of the row, the right and
 * lower edge recall and precision, the corner accuracy: MATLAB's plotconfusion. Of more than 15 classes the 14 most frequent and the rest.
 */
export function confusion(given: Confusion, options: FigureOptions = {}): string {
  const drawing = drawingOf(options);
  const { text } = drawing;
  const { label, part, levels, counts } = gathered(given, drawing);
  const total = counts.flat().reduce((sum, n) => sum + n, 0);
  const right = given.counts.reduce((sum, row, i) => sum + row[i], 0);
  return figure(
    text.confusion.title(label, text.parts[part]),
    text.confusion.desc(total, given.levels.length, formatShare(right / total)),
    [matrixOf(levels, counts, right / total, drawing)],
    drawing,
  );
}

/** The most frequent classes, and the others as one. */
function gathered(given: Confusion, { text }: Drawing): Confusion {
  const { levels, counts } = given;
  if (levels.length <= MOST) return given;
  const sizes = counts.map((row) => row.reduce((sum, n) => sum + n, 0));
  const order = levels.map((_, k) => k).toSorted((a, b) => sizes[b] - sizes[a]);
  const kept = order.slice(0, MOST - 1).toSorted((a, b) => a - b);
  const slot = (k: number): number => (kept.includes(k) ? kept.indexOf(k) : MOST - 1);
  const few = Array.from({ length: MOST }, () => Array.from({ length: MOST }, () => 0));
  counts.forEach((row, i) => row.forEach((n, k) => (few[slot(i)][slot(k)] += n)));
  return {
    ...given,
    levels: [...kept.map((k) => levels[k]), text.others(levels.length - kept.length)],
    counts: few,
  };
}

function matrixOf(
  levels: readonly string[],
  counts: Confusion["counts"],
  accuracy: number,
  drawing: Drawing,
): Drawn {
  const { text, colours, width } = drawing;
  const K = levels.length;
  const names = levels.map((name) => cutTo(name, 0.24 * width));
  const left = Math.max(...names.map((name) => textWidth(name)), textWidth(text.confusion.precision)) + 32;
  const heads = [...names, text.confusion.recall].map((name) => textWidth(name));
  const room = (width - left - 4) / (K + 1);
  const isTilted = room < 40 || heads.some((wide) => wide > Math.min(84, room) - 4);
  // A tilted name leans over to the right of its column.
  const lean = isTilted ? Math.max(...heads.map((wide, k) => LEAN * wide - (K - k + 0.5) * room), 0) : 0;
  const cell = Math.min(84, room - lean / (K + 1));
  const high = Math.max(15, Math.min(cell, 52));
  const top = 24 + (isTilted ? Math.max(...names.map((name) => textWidth(name))) * 0.75 + 12 : 18);
  const shareOf =
    cell >= 52 ? percent : (share: number): string => `${Math.round(100 * share)}${cell < 28 ? "" : "%"}`;
  const at = (i: number, k: number): [number, number] => [left + k * cell, top + i * high];
  const rows = counts.map((row) => row.reduce((sum, n) => sum + n, 0));
  const columns = levels.map((_, k) => counts.reduce((sum, row) => sum + row[k], 0));
  const parts: string[] = [];
  counts.forEach((row, i) =>
    row.forEach((n, k) => {
      const share = rows[i] === 0 ? 0 : n / rows[i];
      const pole = i === k ? colours.positive : colours.negative;
      const fill = n === 0 ? colours.card : colours.mix(colours.card, pole, 0.06 + (FULLEST - 0.06) * share);
      parts.push(
        cellOf(at(i, k), [cell, high], fill, n === 0 ? ["0"] : [formatCount(n), shareOf(share)], drawing),
      );
    }),
  );
  levels.forEach((_, k) => {
    const own = counts[k][k];
    const recall = rows[k] === 0 ? "–" : shareOf(own / rows[k]);
    const precision = columns[k] === 0 ? "–" : shareOf(own / columns[k]);
    const ground = colours.mix(colours.card, colours.line, 0.5);
    parts.push(cellOf(at(k, K), [cell, high], ground, [recall], drawing));
    parts.push(cellOf(at(K, k), [cell, high], ground, [precision], drawing));
  });
  parts.push(cellOf(at(K, K), [cell, high], colours.line, [shareOf(accuracy)], drawing, 600));
  [...names, text.confusion.precision].forEach((name, i) => {
    const [, y] = at(i, 0);
    const isEdge = i === K;
    parts.push(
      textAt(left - 8, y + high / 2 + 4, name, {
        "text-anchor": "end",
        fill: isEdge ? colours.soft : colours.ink,
      }),
    );
  });
  [...names, text.confusion.recall].forEach((name, k) => {
    const [x] = at(0, k);
    const fill = k === K ? colours.soft : colours.ink;
    const place = isTilted
      ? { transform: `translate(${round(x + cell / 2 + 2)},${round(top - 6)}) rotate(-45)`, fill }
      : { "text-anchor": "middle", fill };
    parts.push(isTilted ? textAt(0, 0, name, place) : textAt(x + cell / 2, top - 7, name, place));
  });
  parts.push(
    textAt(left, 12, text.confusion.predicted, { fill: colours.soft }),
    textAt(0, 0, text.confusion.actual, {
      transform: `translate(12,${round(top + (K * high) / 2)}) rotate(-90)`,
      "text-anchor": "middle",
      fill: colours.soft,
    }),
  );
  return { content: parts.join(""), width, height: top + (K + 1) * high + 6 };
}

function cellOf(
  [x, y]: readonly [number, number],
  [cell, high]: readonly [number, number],
  fill: string,
  lines: readonly string[],
  { colours }: Drawing,
  weight?: number,
): string {
  const size = cell < ROOM ? 9 : 12;
  const shown = (high >= 34 ? lines : lines.slice(0, 1)).filter((line) => textWidth(line, size) <= cell);
  return element(
    "g",
    {},
    element("rect", { x, y, width: cell, height: high, fill, stroke: colours.line }),
    ...shown.map((line, i) =>
      textAt(x + cell / 2, y + high / 2 + 4 + (shown.length > 1 ? (i === 0 ? -7 : 8) : 0), line, {
        "text-anchor": "middle",
        fill: colours.ink,
        "font-size": i === 0 && (lines.length > 1 || cell >= 52) ? size : Math.min(size, 10.5),
        "font-weight": weight ?? (i === 0 && shown.length > 1 ? 600 : undefined),
      }),
    ),
  );
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

/** A count, which row weights may have made a fraction. */
function formatCount(n: number): string {
  return Number.isInteger(n) ? String(n) : formatNumber(n);
}

function round(x: number): number {
  return Math.round(100 * x) / 100;
}
