/** A lesson as the part of an address behind `#`, and back. What comes from a link is checked, and what does not fit left out. */
import { activationNames, losses, lossMisfit, type LossName } from "gradus";
import { MOST_ITERATIONS } from "./history.js";
import {
  baseNetwork,
  countParameters,
  LARGEST,
  MOST_LAYERS,
  MOST_NEURONS,
  MOST_SAMPLES,
  sameNumbers,
  tutorialSettings,
  withSamples,
  withShape,
  type Rows,
  type Settings,
} from "./settings.js";
import { granularities, type Granularity } from "./stops.js";

/** What a link says: the lesson, and where it stands. */
export interface Link {
  settings: Settings;
  iteration: number;
  /** Place of the halt, from 0. */
  position: number;
  granularity: Granularity;
  /** Sample followed, from 0. */
  sample: number;
  isExercise: boolean;
}

const VERSION = "1";
const LONGEST = 20_000; // characters of a link that are read

/** The link of a lesson; what is as in the tutorial's example is left out, and rows of the user's own table are. */
export function toLink({ settings, iteration, position, granularity, sample, isExercise }: Link): string {
  const plain = tutorialSettings();
  const parts = new Map<string, string>();
  const { sizes, activations, loss, eta, seed, X, Y, edits } = settings;
  if (!sameNumbers(sizes, plain.sizes)) parts.set("shape", sizes.join("-"));
  if (activations.some((name) => name !== "sigmoid")) parts.set("f", activations.join(","));
  if (loss !== plain.loss) parts.set("loss", loss);
  if (eta !== plain.eta) parts.set("eta", String(eta));
  if (seed !== undefined) parts.set("seed", String(seed));
  // Of another shape the samples would be drawn, so they are written even if they are those of the example.
  const hasRows = settings.isPrivate !== true;
  if (hasRows && (parts.has("shape") || !sameRows(X, plain.X))) parts.set("x", rowsText(X));
  if (hasRows && (parts.has("shape") || !sameRows(Y, plain.Y))) parts.set("y", rowsText(Y));
  if (settings.skip) parts.set("skip", "1");
  const edited = Object.entries(edits).map(([k, value]) => `${k}:${value}`);
  if (edited.length > 0) parts.set("e", edited.join(","));
  if (iteration > 0) parts.set("it", String(iteration));
  if (position > 0) parts.set("step", String(position + 1));
  if (granularity !== "layer") parts.set("by", granularity);
  if (sample > 0) parts.set("s", String(sample + 1));
  if (isExercise) parts.set("ask", "1");
  if (parts.size === 0) return "";
  // Only digits, letters and signs that an address may hold stand in the values.
  return [["v", VERSION], ...parts].map(([key, value]) => `${key}=${value}`).join("&");
}

/** What a link says, and whether something in it did not fit and was left out. Never throws. */
export function fromLink(text: string): { link: Link; isMended: boolean } {
  const given = new Map(
    text
      .slice(0, LONGEST)
      .split("&")
      .map((part): [string, string] => {
        const at = part.indexOf("=");
        return at < 0 ? [part, ""] : [part.slice(0, at), part.slice(at + 1)];
      }),
  );
  let isMended = text.length > LONGEST;
  /** The value of a key as it should be; undefined, and noted, where it cannot be. */
  function take<T>(key: string, read: (value: string) => T | undefined): T | undefined {
    const value = given.get(key);
    if (value === undefined) return undefined;
    const result = read(value);
    isMended ||= result === undefined;
    return result;
  }
  const settings = takeSettings(take);
  const link = {
    settings,
    iteration: take("it", (t) => whole(t, 0, MOST_ITERATIONS)) ?? 0,
    position: (take("step", (t) => whole(t, 1, 1_000_000)) ?? 1) - 1,
    granularity: take("by", (t) => granularities.find((name) => name === t)) ?? "layer",
    sample: (take("s", (t) => whole(t, 1, settings.X.length)) ?? 1) - 1,
    isExercise: take("ask", (t) => (t === "1" ? true : undefined)) ?? false,
  } satisfies Link;
  return { link, isMended };
}

type Take = <T>(key: string, read: (value: string) => T | undefined) => T | undefined;

function takeSettings(take: Take): Settings {
  let settings = tutorialSettings();
  const sizes = take("shape", readShape);
  const seed = take("seed", (t) => whole(t, 0, 2 ** 31 - 1));
  if (seed !== undefined) settings = { ...settings, seed };
  if (sizes) settings = withShape(settings, sizes);
  if (take("skip", (t) => (t === "1" ? true : undefined)))
    settings = { ...settings, skip: true, seed: settings.seed ?? 0 };
  const activations = take("f", (t) => readActivations(t, settings.sizes.length - 1));
  if (activations) settings = { ...settings, activations };
  const loss = take("loss", (t) => readLoss(t, settings.activations.at(-1)!));
  if (loss) settings = { ...settings, loss };
  settings = { ...settings, eta: take("eta", (t) => positive(t)) ?? settings.eta };
  const X = take("x", (t) => readRows(t, settings.sizes[0]));
  const Y = take("y", (t) => readRows(t, settings.sizes.at(-1)!));
  const count = (X ?? Y ?? settings.X).length;
  // Of another shape the samples are drawn for the activations that the link names.
  const given = sizes ? { ...settings, X: [], Y: [] } : settings;
  settings = withSamples({ ...given, X: X ?? given.X, Y: Y ?? given.Y }, count);
  const edits = take("e", (t) => readEdits(t, settings));
  return edits ? { ...settings, edits } : settings;
}

function readShape(text: string): number[] | undefined {
  const sizes = text.split("-").map((part) => whole(part, 1, MOST_NEURONS));
  if (sizes.length < 2 || sizes.length > MOST_LAYERS + 1) return undefined;
  return sizes.every((n) => n !== undefined) ? sizes : undefined;
}

function readActivations(text: string, layers: number): string[] | undefined {
  const [names, known] = [text.split(","), activationNames()];
  return names.length === layers && names.every((name) => known.includes(name)) ? names : undefined;
}

function readLoss(text: string, output: string): LossName | undefined {
  const name = (Object.keys(losses) as LossName[]).find((one) => one === text);
  return name !== undefined && lossMisfit(name, { name: output }) === undefined ? name : undefined;
}

function readRows(text: string, width: number): number[][] | undefined {
  const rows = text.split(";").map((row) => row.split(",").map(number));
  const isFine = rows.length <= MOST_SAMPLES && rows.every((row) => row.length === width);
  return isFine && rows.every((row) => row.every((x) => x !== undefined)) ? rows : undefined;
}

function readEdits(text: string, settings: Settings): Record<number, number> | undefined {
  const [count, base] = [countParameters(settings), baseNetwork(settings).parameters];
  const edits: Record<number, number> = {};
  for (const part of text.split(",")) {
    const [place, value, ...rest] = part.split(":");
    const [k, x] = [whole(place, 0, count - 1), number(value ?? "")];
    if (k === undefined || x === undefined || rest.length > 0) return undefined;
    if (x !== base[k]) edits[k] = x;
  }
  return edits;
}

function whole(text: string, least: number, most: number): number | undefined {
  const n = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
  return n >= least && n <= most ? n : undefined;
}

function number(text: string): number | undefined {
  const x = /^[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d{1,3})?$/i.test(text) ? Number(text) : Number.NaN;
  return Math.abs(x) <= LARGEST ? x : undefined;
}

function positive(text: string): number | undefined {
  const x = number(text);
  return x !== undefined && x > 0 ? x : undefined;
}

function rowsText(rows: Rows): string {
  return rows.map((row) => row.join(",")).join(";");
}

function sameRows(a: Rows, b: Rows): boolean {
  return a.length === b.length && a.every((row, s) => sameNumbers(row, b[s]));
}
