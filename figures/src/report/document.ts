import type { Language } from "gradus";
import type { Facts } from "./facts.js";
import { shareColours } from "./compact.js";
import { escape, write, Html } from "./html.js";
import { lookOf, type Look } from "./look.js";
import { data } from "./sections/data.js";
import { example } from "./sections/example.js";
import { glossary } from "./sections/glossary.js";
import { laws } from "./sections/laws.js";
import { limits } from "./sections/limits.js";
import { methods } from "./sections/methods.js";
import { network } from "./sections/network.js";
import { performance } from "./sections/performance.js";
import { summary } from "./sections/summary.js";
import { training } from "./sections/training.js";
import { weights } from "./sections/weights.js";
import { styleSheet, switchStyle } from "./style.js";
import type { ReportTexts } from "./text/text.js";

/** Name of a section, in the order of the report. */
export type SectionName = keyof ReportTexts["sections"];

const SECTIONS: Readonly<Record<SectionName, (facts: Facts, look: Look) => Html | null>> = {
  summary,
  data,
  network,
  training,
  performance,
  laws,
  example,
  weights,
  limits,
  methods,
  glossary,
};

/** The sections of the report, in order. */
export const sectionNames = Object.keys(SECTIONS) as SectionName[];

const POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

/** The facts as one HTML document, in one language, or in two with a switch that needs no script. */
export function documentOf(facts: Facts, language: Language | "both"): string {
  const languages: readonly Language[] = language === "both" ? ["en", "zh"] : [language];
  const isBoth = languages.length > 1;
  const looks = languages.map(lookOf);
  const { page, rules } = shareColours(
    looks.map((look) => tightened(pageOf(facts, look).text, look)).join("\n"),
  );
  const style = isBoth ? styleSheet() + switchStyle(languages) : styleSheet();
  return `<!doctype html>
<html lang="${looks[0].text.lang}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="Gradus">
<title>${looks.map((look) => escape(titleOf(facts, look))).join(" · ")}</title>
<style>${style}${rules}</style>
</head>
<body>
${isBoth ? switchOf(looks).text : ""}
${page}
</body>
</html>
`;
}

/** The title that was given, or one made of the labels. */
function titleOf({ title, model }: Facts, { text }: Look): string {
  return title ?? text.title(model.encoder.labels.map((label) => label.name).join(text.comma));
}

/** Without indents, and in Chinese without blanks after its wide punctuation, but for names and commands. */
function tightened(text: string, { language }: Look): string {
  const short = text.replaceAll(/\n\s*/g, "\n");
  if (language !== "zh") return short;
  return short.replaceAll(
    /<(pre|code|bdi)\s*>[\s\S]*?<\/\1>|([。；：，、）])\s+(?=[^\s])/g,
    (whole: string, _tag: string | undefined, sign: string | undefined) => sign ?? whole,
  );
}

/** Radio buttons that need no script: the style shows the report of the one that is checked. */
function switchOf(looks: readonly Look[]): Html {
  const label = looks.map(({ text }) => text.language).join(" / ");
  return write`<nav class="languages" aria-label="${label}">${looks.map(
    ({ language, text }, i) =>
      write`<input class="switch" type="radio" name="language" id="show-${language}"${i === 0 && write` checked`}><label for="show-${language}" lang="${text.lang}">${text.switch}</label>`,
  )}</nav>`;
}

function pageOf(facts: Facts, look: Look): Html {
  const { text, language } = look;
  const bodies = sectionNames
    .map((name) => ({ name, body: SECTIONS[name](facts, look) }))
    .filter((section): section is { name: SectionName; body: Html } => section.body !== null);
  const id = (name: SectionName): string => `${language}-${name}`;
  return write`<div class="report report-${language}" lang="${text.lang}">
    <header>
      <a class="skip" href="#${language}-main">${text.skip}</a>
      <h1>${new Html(escape(titleOf(facts, look)))}</h1>
      <p class="subtitle">${text.subtitle}${facts.date !== null && write`, ${facts.date}`}</p>
    </header>
    <nav aria-label="${text.contents}">
      <ol>
        ${bodies.map(({ name }, i) => write`<li><a href="#${id(name)}">${i + 1} ${text.sections[name]}</a></li>`)}
      </ol>
    </nav>
    <main id="${language}-main">
      ${bodies.map(
        ({ name, body }, i) =>
          write`<section aria-labelledby="${id(name)}">
            <h2 id="${id(name)}">${i + 1} ${text.sections[name]}</h2>
            ${body}
          </section> `,
      )}
    </main>
  </div>`;
}
