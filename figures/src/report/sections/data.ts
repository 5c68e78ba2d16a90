import { describe, type Column, type FeatureEncoder, type Model, type Warning } from "gradus";
import { bars, levelsOf, rangeOf, wordsOf } from "../bars.js";
import type { Facts } from "../facts.js";
import { write, name, names, type Html, type Part } from "../html.js";
import { capital, number, table, type Look } from "../look.js";
import { foldCount } from "./summary.js";

const MOST_COLUMNS = 60;
const MOST_WORDS = 5;

/** Columns, the division of the rows, and what was noticed about the data. */
export function data(facts: Facts, look: Look): Html {
  const { model, table: given } = facts;
  const { text } = look;
  const { train, validation, test, kind } = model.run.split;
  const rows = given
    ? given.columns.map((column) => columnRow(model, column, look))
    : encoderRows(model, look);
  const heads: Part[] = [
    text.data.column,
    text.data.type,
    text.data.role,
    text.data.range,
    ...(given ? [text.data.missing, text.data.histogram] : []),
  ];
  const warnings = distinct([...model.run.warnings, ...(given?.warnings ?? [])]);
  return write`<p>
      ${text.data.intro(name(facts.files.data), model.run.data.rows, model.run.data.missing)}
      ${text.data.split(train, validation, test, kind, foldCount(facts), model.run.seed)}
    </p>
    ${table(
      heads.map((head, i) => ({ text: head, isNumber: i === 4 })),
      rows.slice(0, MOST_COLUMNS),
      { caption: text.data.columns },
    )}
    ${rows.length > MOST_COLUMNS && write`<p class="note">${text.moreRows(rows.length - MOST_COLUMNS)}</p>`}
    ${!given && write`<p class="note">${text.data.noTable}</p>`}
    <h3>${text.data.warnings}</h3>
    ${warnings.length === 0 ? write`<p>${text.data.noWarnings}</p>` : warningList(warnings, look)}`;
}

/** Warnings, each with what can be done about it. */
function warningList(warnings: readonly Warning[], look: Look): Html {
  return write`<ul>${warnings.map((one) => write`<li>${advice(one, look)} <code>${one.code}</code></li>`)}</ul>`;
}

/** A warning with what can be done about it, as sentences. */
export function advice(one: Warning, { language, text }: Look): Html {
  const { message, hint } = describe(one, language);
  return write`${capital(message)}${text.stop}${hint !== "" && write`<br><span class="hint">${capital(hint)}${text.stop}</span>`}`;
}

/** Each warning once. */
export function distinct(warnings: readonly Warning[]): Warning[] {
  return [...new Map(warnings.map((one) => [one.code + one.message, one])).values()];
}

function columnRow(model: Model, column: Column, look: Look): Part[] {
  const { text } = look;
  const isLabel = model.run.data.labels.includes(column.name);
  const isFeature = model.run.data.features.includes(column.name);
  return [
    name(column.name),
    text.data.types[column.type],
    isLabel ? text.data.label : isFeature ? text.data.feature : text.data.unused,
    rangeWords(column.type, rangeOf(column), wordsOf(column), look),
    String(column.missing),
    bars(column),
  ];
}

function encoderRows({ encoder }: Model, look: Look): Part[][] {
  const { text } = look;
  const ofFeature = (feature: FeatureEncoder): Part[] => {
    const range = "min" in feature ? ([feature.min, feature.max] as [number, number]) : null;
    return [
      name(feature.name),
      text.data.types[feature.type],
      text.data.feature,
      rangeWords(feature.type, range, levelsOf(feature), look),
    ];
  };
  const labels = encoder.labels.map((label): Part[] => [
    name(label.name),
    label.type === "number" ? text.data.types.number : text.data.types[label.from],
    text.data.label,
    label.type === "number"
      ? rangeWords("number", [label.min, label.max], [], look)
      : rangeWords("category", null, label.levels, look),
  ]);
  return [...encoder.features.map(ofFeature), ...labels];
}

function rangeWords(
  type: Column["type"],
  range: [number, number] | null,
  words: readonly string[],
  { text }: Look,
): Part {
  if (range !== null) {
    const shown = (x: number): string =>
      type === "date" ? new Date(x).toISOString().slice(0, 10) : number(x, 4);
    return `${shown(range[0])} … ${shown(range[1])}`;
  }
  const more = words.length > MOST_WORDS ? text.data.moreWords(words.length - MOST_WORDS) : "";
  return write`${names(words.slice(0, MOST_WORDS), text.comma)}${more}`;
}
