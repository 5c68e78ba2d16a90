/** What a page looks like to a machine: axe-core, and words of the other language. */
import { readFileSync } from "node:fs";
import type { Page } from "playwright-core";

const axe = readFileSync("node_modules/axe-core/axe.min.js", "utf8");

/** What axe-core has to say; formulas are left out, which it is told of by their MathML. */
const VIOLATIONS = `axe.run({ exclude: [".katex-html"] }, { resultTypes: ["violations"] }).then(({ violations }) =>
  violations.flatMap(({ id, nodes }) => nodes.map(({ html, any }) => id + ": " + html.slice(0, 200) + " " + (any[0]?.message ?? ""))))`;

/** All text that a person sees or hears, formulas and code names apart. */
const VISIBLE_TEXT = `(() => {
  const copy = document.body.cloneNode(true);
  for (const one of copy.querySelectorAll("script, .katex, kbd, [lang], [translate=no], ol")) one.remove();
  for (const one of copy.querySelectorAll("*")) one.append(" ");
  const attributes = [...copy.querySelectorAll("*")].flatMap((one) => ["aria-label", "title", "placeholder"].map((a) => one.getAttribute(a) ?? ""));
  return [copy.textContent, ...attributes].join(" ");
})()`;

/** Words that are the same in both languages: names, those of the table too, and what an activation is called. */
const KNOWN = new Set(
  [
    "Gradus",
    "Studio",
    "Huber",
    "MATLAB",
    "max",
    "fail",
    "iris",
    "setosa",
    "csv",
    "sepal",
    "petal",
    "length",
    "width",
    "species",
    "CSV",
    "JSON",
    "SVG",
    "ONNX",
    "Runtime",
    "Python",
    "Java",
    "Netron",
    "ROC",
  ].concat(
    "identity sigmoid tanh relu leaky elu selu gelu erf silu mish softplus softsign hard gaussian sine softmax".split(
      " ",
    ),
  ),
);

/** What axe-core finds wrong with a page. */
export function violations(page: Page): Promise<string[]> {
  return page.evaluate<string[]>(`${axe}; ${VIOLATIONS}`);
}

/** Words of the other language that stand somewhere on the page. */
export async function foreignWords(page: Page, locale: "zh-CN" | "en-US"): Promise<string[]> {
  const words = await page.evaluate<string>(VISIBLE_TEXT);
  const pattern = locale === "zh-CN" ? /[A-Za-z]{3,}/g : /[一-龥]+/g;
  return words.match(pattern)?.filter((word) => !KNOWN.has(word)) ?? [];
}
