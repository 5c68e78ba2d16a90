import { mixed } from "./oklab.js";

/** What a figure is drawn for: a light or a dark ground, or `page`: whatever the page around it says in CSS variables. */
export type Theme = "light" | "dark" | "page";

/** Share of a sign's colour in a cell of a table at most, so that ink can be read on it. */
export const FULLEST = 0.5;

/** The colours of a figure by what they mean. */
export interface Colours {
  ink: string;
  /** Axes, marks that explain. */
  soft: string;
  line: string;
  /** The ground. */
  card: string;
  zero: string;
  positive: string;
  negative: string;
  /** Ground of what is to be seen first. */
  mark: string;
  /** Training, validation, test. */
  series: readonly [string, string, string];
  /** Classes: the hues of Okabe and Ito in their order, each dark or light enough for lines, and told apart by all eyes. */
  classes: readonly string[];
  /** A colour between two of these: `share` 0 gives the first. */
  mix(from: string, to: string, share: number): string;
}

const light: Colours = {
  ink: "#16202c",
  soft: "#4b5866",
  line: "#dfe4ea",
  card: "#ffffff",
  zero: "#d6dbe2",
  positive: "#0b5fa5",
  negative: "#b5500a",
  mark: "#fff3c4",
  series: ["#16202c", "#a3195b", "#7d8c1a"],
  classes: ["#0b5fa5", "#b5500a", "#013220", "#a77e95", "#254c64", "#53471e"],
  mix: mixed,
};

const dark: Colours = {
  ink: "#e9eef4",
  soft: "#a9b5c2",
  line: "#303a47",
  card: "#1a212b",
  zero: "#464e5c",
  positive: "#6cb2f2",
  negative: "#f5a15b",
  mark: "#4a4216",
  series: ["#e9eef4", "#e07acc", "#8a9a3c"],
  classes: ["#6cb2f2", "#f5a15b", "#258651", "#af60b4", "#b3edf7", "#f9e361"],
  mix: mixed,
};

/** Variables of the theme `page`; those of the classes fall back to colours for a light ground. */
const page: Colours = {
  ink: "var(--ink)",
  soft: "var(--ink2)",
  line: "var(--line)",
  card: "var(--card)",
  zero: "var(--zero)",
  positive: "var(--positive)",
  negative: "var(--negative)",
  mark: "var(--mark)",
  series: ["var(--ink)", "var(--series2)", "var(--series3)"],
  classes: light.classes.map((colour, k) => `var(--class${k + 1},${colour})`),
  mix: (from, to, share) => {
    if (share <= 0 || share >= 1) return share <= 0 ? from : to;
    return `color-mix(in oklab,${to} ${Math.round(100 * share)}%,${from})`;
  },
};

/** Colours by theme; those of `page` are variables, which `pageColours` defines. */
export const colours: Readonly<Record<Theme, Colours>> = { light, dark, page };

/** The CSS variables of the theme `page`, for a light or a dark ground. */
export function pageColours(theme: "light" | "dark"): string {
  const { ink, soft, line, card, zero, positive, negative, mark, series, classes } = colours[theme];
  const variables = {
    ink,
    ink2: soft,
    line,
    card,
    zero,
    positive,
    negative,
    mark,
    series2: series[1],
    series3: series[2],
    ...Object.fromEntries(classes.map((colour, k) => [`class${k + 1}`, colour])),
  };
  return Object.entries(variables)
    .map(([name, colour]) => `--${name}:${colour}`)
    .join(";");
}
