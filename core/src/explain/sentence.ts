import type { Language } from "../errors.js";
import { untoldUnit } from "../table/reading.js";
import type { Law, LawShape } from "./law.js";

const DIGITS = 3; // of a number in a sentence

/**
 * One sentence about a law, in English or Chinese. It speaks of what goes with what, never of causes.
 *
 * @example
 * // "age: from 3 to 100 strength rises by 31.5 on average; it flattens above 28"
 */
export function describeLaw(law: Law, language: Language): string {
  return language === "zh" ? chinese(law) : english(law);
}

/** What every law is to be read with. */
export function lawCaption(language: Language): string {
  return language === "zh"
    ? "模型学到的关联，不等于因果"
    : "an association that the model has learned, not causation";
}

/** The shape in one word or two. */
export function shapeName(shape: LawShape, language: Language): string {
  return SHAPES[language][shape];
}

const SHAPES: Readonly<Record<Language, Readonly<Record<LawShape, string>>>> = {
  en: {
    rising: "rising",
    falling: "falling",
    peak: "up, then down",
    valley: "down, then up",
    mixed: "mixed",
    flat: "flat",
    levels: "levels",
  },
  zh: {
    rising: "上升",
    falling: "下降",
    peak: "先升后降",
    valley: "先降后升",
    mixed: "复杂",
    flat: "平坦",
    levels: "类别",
  },
};

function english(law: Law): string {
  const { factor, output, shape } = law;
  const change = changeOf(law, "en", Math.abs(law.change));
  if (shape === "flat") return `${factor}: ${output} hardly depends on it`;
  if (shape === "levels")
    return `${factor}: ${output} is ${change} higher on average with ${law.highest} than with ${law.lowest}`;
  const [from, to] = placesOf(law);
  const range = `${factor}: from ${from} to ${to}`;
  switch (shape) {
    case "rising":
    case "falling": {
      const verb = shape === "rising" ? "rises" : "falls";
      const bend =
        law.bend &&
        `; it ${law.bend.to === "flatter" ? "flattens" : "steepens"} above ${place(law, law.bend.at)}`;
      return `${range} ${output} ${verb} by ${change} on average${bend ?? ""}`;
    }
    case "peak":
      return `${range} ${output} first rises, then falls; it is highest near ${place(law, law.turn!)}`;
    case "valley":
      return `${range} ${output} first falls, then rises; it is lowest near ${place(law, law.turn!)}`;
    case "mixed":
      return `${range} ${output} goes up and down; from end to end it changes by ${changeOf(law, "en")}`;
    default:
      return shape satisfies never;
  }
}

function chinese(law: Law): string {
  const { factor, output, shape } = law;
  const change = changeOf(law, "zh", Math.abs(law.change));
  if (shape === "flat") return `${factor}：${output} 几乎不随之变化`;
  if (shape === "levels")
    return `${factor}：取 ${law.highest} 时 ${output} 平均比取 ${law.lowest} 时高 ${change}`;
  const [from, to] = placesOf(law);
  const range = `${factor} 从 ${from} 增至 ${to}`;
  switch (shape) {
    case "rising":
    case "falling": {
      const verb = shape === "rising" ? "升高" : "降低";
      const bend =
        law.bend && `；${place(law, law.bend.at)} 以上趋${law.bend.to === "flatter" ? "缓" : "陡"}`;
      return `${range}，${output} 平均${verb} ${change}${bend ?? ""}`;
    }
    case "peak":
      return `${range}，${output} 先升后降，在 ${place(law, law.turn!)} 附近最高`;
    case "valley":
      return `${range}，${output} 先降后升，在 ${place(law, law.turn!)} 附近最低`;
    case "mixed":
      return `${range}，${output} 时升时降，两端相差 ${changeOf(law, "zh")}`;
    default:
      return shape satisfies never;
  }
}

/**
 * The unit of a difference: of shares in per cent it is percentage points, since "6 % higher" may mean 6 % of the value.
 *
 * @param unit of the values
 */
export function differenceUnit(unit: string | undefined, language: Language): string | undefined {
  if (unit !== "%" && unit !== "％") return unit;
  return language === "zh" ? "个百分点" : "percentage points";
}

/** Both ends of the law, the unit behind the second, unless the factor's name tells it. */
function placesOf(law: Law): [string, string] {
  const to = place(law, law.to!);
  const unit = law.kind === "date" ? undefined : untoldUnit(law.factor, law.unit);
  return [place(law, law.from!), unit === undefined ? to : `${to} ${unit}`];
}

function place({ kind }: Law, x: number): string {
  return kind === "date" ? new Date(x).toISOString().slice(0, 10) : short(x);
}

/** The difference with its unit, unless the output's name tells that. */
function changeOf({ output, outputUnit, change }: Law, language: Language, y = change): string {
  const points = differenceUnit(outputUnit, language);
  const unit = points === outputUnit ? untoldUnit(output, outputUnit) : points;
  return unit === undefined ? short(y) : `${short(y)} ${unit}`;
}

/** Three digits, whole digits kept. */
function short(x: number): string {
  const size = Math.abs(x);
  if (size >= 1000 && size < 1e6) return String(Math.round(x));
  return String(Number(x.toPrecision(DIGITS)));
}
