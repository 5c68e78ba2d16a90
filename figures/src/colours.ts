/** What a figure is drawn for: a light or a dark ground, or `page`: whatever the page around it says in CSS variables. */
export type Theme = "light" | "dark" | "page";

/** The colours of a figure by what they mean. */
export interface Colours {
  ink: string;
  /** Axes, marks that explain. */
  soft: string;
  line: string;
  zero: string;
  positive: string;
  negative: string;
  /** Training, validation, test. */
  series: readonly [string, string, string];
}

const light: Colours = {
  ink: "#16202c",
  soft: "#4b5866",
  line: "#dfe4ea",
  zero: "#d6dbe2",
  positive: "#0b5fa5",
  negative: "#b5500a",
  series: ["#16202c", "#a3195b", "#7d8c1a"],
};

const dark: Colours = {
  ink: "#e9eef4",
  soft: "#a9b5c2",
  line: "#303a47",
  zero: "#464e5c",
  positive: "#6cb2f2",
  negative: "#f5a15b",
  series: ["#e9eef4", "#e07acc", "#8a9a3c"],
};

const page: Colours = {
  ink: "var(--ink)",
  soft: "var(--ink2)",
  line: "var(--line)",
  zero: "var(--zero)",
  positive: "var(--positive)",
  negative: "var(--negative)",
  series: ["var(--ink)", "var(--series2)", "var(--series3)"],
};

/** Colours by theme; those of `page` are variables, which `pageColours` defines. */
export const colours: Readonly<Record<Theme, Colours>> = { light, dark, page };

/** The CSS variables of the theme `page`, for a light or a dark ground. */
export function pageColours(theme: "light" | "dark"): string {
  const { ink, soft, line, zero, positive, negative, series } = colours[theme];
  return `--ink:${ink};--ink2:${soft};--line:${line};--zero:${zero};--positive:${positive};--negative:${negative};--series2:${series[1]};--series3:${series[2]}`;
}
