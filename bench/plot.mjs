// A small log-log plot as SVG: points, the fitted power between them, ticks at the points and at powers of ten.
import { fitPower, formatCount, formatNumber } from "./statistics.mjs";

const [WIDTH, HEIGHT] = [480, 320];
const MARGIN = { left: 70, right: 20, top: 36, bottom: 52 };

/**
 * @param {{ x: number[], y: number[], title: string, xLabel: string, yLabel: string }} plot x and y above 0
 * @returns {string} an SVG document
 */
export function plotPower({ x, y, title, xLabel, yLabel }) {
  const toX = scale(x, MARGIN.left, WIDTH - MARGIN.right);
  const toY = scale(y, HEIGHT - MARGIN.bottom, MARGIN.top);
  const { exponent, factor } = fitPower(x, y);
  const ends = [Math.min(...x), Math.max(...x)].map((at) => [toX(at), toY(factor * at ** exponent)]);
  const [left, bottom] = [MARGIN.left, HEIGHT - MARGIN.bottom];
  const elements = [
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>`,
    text(WIDTH / 2, 20, escape(title), 'text-anchor="middle" font-weight="bold"'),
    line(left, bottom, WIDTH - MARGIN.right, bottom, "#333"),
    line(left, MARGIN.top, left, bottom, "#333"),
    ...x.flatMap((at) => [
      line(toX(at), bottom, toX(at), bottom + 4, "#333"),
      text(toX(at), bottom + 18, formatCount(at), 'text-anchor="middle"'),
    ]),
    ...ticks(y).flatMap((at) => [
      line(left, toY(at), WIDTH - MARGIN.right, toY(at), "#ddd"),
      text(left - 6, toY(at) + 4, formatNumber(at), 'text-anchor="end"'),
    ]),
    text((left + WIDTH) / 2, HEIGHT - 12, escape(xLabel), 'text-anchor="middle"'),
    text(0, 0, escape(yLabel), `text-anchor="middle" transform="translate(14 ${HEIGHT / 2}) rotate(-90)"`),
    `<line x1="${f(ends[0][0])}" y1="${f(ends[0][1])}" x2="${f(ends[1][0])}" y2="${f(ends[1][1])}" stroke="#999" stroke-dasharray="5 4"/>`,
    `<polyline fill="none" stroke="#0b6" stroke-width="2" points="${x.map((at, i) => `${f(toX(at))},${f(toY(y[i]))}`).join(" ")}"/>`,
    ...x.map((at, i) => `<circle cx="${f(toX(at))}" cy="${f(toY(y[i]))}" r="3.5" fill="#0b6"/>`),
  ];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" font-family="sans-serif" font-size="12">`,
    ...elements,
    "</svg>",
    "",
  ].join("\n");
}

/** Powers of ten within the values; with fewer than two of them also 2 and 5 times each. */
export function ticks(values) {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const within = (steps) => {
    const found = [];
    for (let e = Math.floor(Math.log10(low)) - 1; e <= Math.log10(high) + 1; e++)
      for (const step of steps) found.push(Number((step * 10 ** e).toPrecision(3)));
    return found.filter((at) => at >= low / 1.001 && at <= high * 1.001);
  };
  const tens = within([1]);
  return tens.length >= 2 ? tens : within([1, 2, 5]);
}

function scale(values, from, to) {
  const [low, high] = [Math.log(Math.min(...values)), Math.log(Math.max(...values))];
  const pad = Math.max(0.08 * (high - low), 0.05);
  return (value) => from + ((Math.log(value) - low + pad) / (high - low + 2 * pad)) * (to - from);
}

function line(x1, y1, x2, y2, colour) {
  return `<line x1="${f(x1)}" y1="${f(y1)}" x2="${f(x2)}" y2="${f(y2)}" stroke="${colour}"/>`;
}

function text(x, y, words, attributes) {
  return `<text x="${f(x)}" y="${f(y)}" ${attributes}>${words}</text>`;
}

function f(value) {
  return String(Number(value.toFixed(1)));
}

function escape(words) {
  return words.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}
