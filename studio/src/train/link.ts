/** The settings of the Train screen as the part of an address behind `#`, and back: every choice, never a row of the table. */
import { activations, optimizerNames } from "gradus";
import {
  numberFields,
  sampleNames,
  startForm,
  ways,
  type Form,
  type NumberField,
  type Role,
  type SampleName,
} from "./form.js";

/** What a link of the Train screen says. */
export interface TrainLink {
  /** The example that is open; nothing for none, or for a table of the user's own. */
  sample: SampleName | undefined;
  /** Whether the settings were made for a table that the link does not hold. */
  isOwn: boolean;
  /** All choices; roles only where they are of an example, and only those that differ from its first view. */
  form: Form;
}

const VERSION = "1";
const LONGEST = 4000; // characters of a link that are read
const MOST_LAYERS = 6;
const MOST_NEURONS = 1000;

/** Least and largest value of each field, and whether it is a whole number. */
const BOUNDS: Record<NumberField, readonly [least: number, most: number, isWhole: boolean]> = {
  seed: [0, 2 ** 31 - 1, true],
  learningRate: [1e-9, 1e3, false],
  batch: [1, 1e6, true],
  epochs: [1, 1e6, true],
  patience: [1, 1e6, true],
  l2: [0, 1e6, false],
  dropout: [0, 0.99, false],
};
const scales = ["robust", "standard", "minmax", "none"];

/** The link of these settings; what is as at the start is left out. */
export function toTrainLink({ sample, isOwn, form }: TrainLink): string {
  const plain = startForm();
  const parts: [string, string][] = [];
  const add = (key: string, value: string, usual = ""): void => {
    if (value !== usual) parts.push([key, value]);
  };
  add("sample", sample ?? "");
  if (sample !== undefined)
    for (const role of ["label", "ignore", "feature"] as const) add(role, namesOf(form, role));
  add("way", form.way, plain.way);
  add("split", form.split.join("-"), plain.split.join("-"));
  add("by", form.splitKind, plain.splitKind);
  if (form.hidden)
    add("hidden", form.hidden.map(({ size, activation }) => `${size}:${activation}`).join(",") || "0");
  add("opt", form.optimizer);
  add("scale", form.scale);
  for (const field of numberFields) add(field, form[field].trim().replace(",", "."), plain[field]);
  if (parts.length === 0) return "";
  if (isOwn) parts.push(["data", "own"]);
  return [["v", VERSION], ...parts].map(([key, value]) => `${key}=${encoded(value)}`).join("&");
}

/** What a link says, and whether something in it did not fit and was left out. Never throws. */
export function fromTrainLink(text: string): { link: TrainLink; isMended: boolean } {
  const given = new URLSearchParams(text.slice(0, LONGEST));
  let isMended = text.length > LONGEST;
  function take<T>(key: string, read: (value: string) => T | undefined): T | undefined {
    const value = given.get(key);
    if (value === null) return undefined;
    const result = read(value);
    isMended ||= result === undefined;
    return result;
  }
  const oneOf =
    <T extends string>(names: readonly T[]) =>
    (value: string): T | undefined =>
      names.find((name) => name === value);
  const form = startForm();
  const sample = take("sample", oneOf(sampleNames));
  form.way = take("way", oneOf(ways)) ?? form.way;
  form.split = take("split", readSplit) ?? form.split;
  form.splitKind = take("by", oneOf(["random", "time"] as const)) ?? form.splitKind;
  form.hidden = take("hidden", readHidden);
  form.optimizer = take("opt", oneOf(optimizerNames)) ?? "";
  form.scale = take("scale", oneOf(scales)) ?? "";
  for (const field of numberFields) {
    const value = take(field, (t) => readNumber(t, BOUNDS[field]));
    if (value !== undefined) form[field] = value;
  }
  if (sample !== undefined) {
    for (const role of ["feature", "ignore", "label"] as const) {
      for (const name of take(role, readNames) ?? []) form.roles[name] = role;
    }
  }
  const isOwn = take("data", (t) => (t === "own" ? true : undefined)) ?? false;
  return { link: { sample, isOwn, form }, isMended };
}

/** The roles that differ from those of a table's first view. */
export function rolesBeside(roles: Record<string, Role>, first: Record<string, Role>): Record<string, Role> {
  return Object.fromEntries(Object.entries(roles).filter(([name, role]) => first[name] !== role));
}

function namesOf({ roles }: Form, role: Role): string {
  return Object.keys(roles)
    .filter((name) => roles[name] === role)
    .map((name) => name.replaceAll(/[\\,]/g, String.raw`\$&`))
    .join(",");
}

function readNames(text: string): string[] | undefined {
  if (text === "") return undefined;
  return text.split(/(?<!\\),/).map((name) => name.replaceAll(/\\([\\,])/g, "$1"));
}

function readSplit(text: string): Form["split"] | undefined {
  const parts = text.split("-").map((part) => (/^\d{1,3}$/.test(part) ? Number(part) : Number.NaN));
  const [train, validation, test] = parts;
  const isFine = parts.length === 3 && train >= 1 && parts.every((part) => part >= 0 && part <= 100);
  return isFine ? [train, validation, test] : undefined;
}

function readHidden(text: string): NonNullable<Form["hidden"]> | undefined {
  if (text === "0") return [];
  const layers = text.split(",").map((part) => {
    const [size, activation, ...rest] = part.split(":");
    const n = /^\d{1,4}$/.test(size) ? Number(size) : 0;
    const isFine =
      n >= 1 && n <= MOST_NEURONS && Object.hasOwn(activations, activation ?? "") && rest.length === 0;
    return isFine ? { size: n, activation } : undefined;
  });
  if (layers.length > MOST_LAYERS) return undefined;
  return layers.every((layer) => layer !== undefined) ? layers : undefined;
}

function readNumber(
  text: string,
  [least, most, isWhole]: readonly [number, number, boolean],
): string | undefined {
  const x = /^\+?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d{1,3})?$/i.test(text) ? Number(text) : Number.NaN;
  if (!(x >= least && x <= most)) return undefined;
  return isWhole && !Number.isInteger(x) ? undefined : String(x);
}

/** As an address has it, with the signs that may stay as they are. */
function encoded(value: string): string {
  return encodeURIComponent(value).replaceAll("%2C", ",").replaceAll("%3A", ":");
}
