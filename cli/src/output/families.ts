import type { Model, NetRecord, Run } from "gradus";
import type { Context } from "../context.js";
import { familyName } from "./head.js";
import { formatNumber, formatPercent } from "./format.js";
import { tableLines } from "./table.js";

type Look = Pick<Context, "text" | "out">;

const SHARE = 10; // cells of the bar of a share
const RELEVANCE = 20; // cells of the bar of a relevance
const FEATURES = 12; // features of a short table

/** The metric that tells an error out of fold, by task. */
export const ERROR = { regression: "rmse", binary: "logLoss", classes: "logLoss" } as const;

/**
 * What each family of nets gave: layers, iterations, effective parameters, its error out of fold and its share in the answer; then all
 * together.
 *
 * @param withMethod whether the method that trained each family is told too
 */
export function familyLines(
  model: Pick<Model, "task" | "encoder" | "run">,
  { text, out }: Look,
  withMethod = false,
): string[] {
  const { families = [], metrics } = model.run;
  const own = text.families;
  const error = ERROR[model.task];
  const hasGamma = families.some(({ gamma }) => gamma !== undefined);
  const columns = [
    { heading: own.family, align: "left" as const },
    { heading: own.layers },
    ...(withMethod ? [{ heading: own.method, align: "left" as const, expendable: 4 }] : []),
    { heading: own.nets, expendable: 3 },
    { heading: own.iterations, expendable: 2 },
    ...(hasGamma ? [{ heading: own.effective }] : []),
    { heading: errorName(model, text), width: 8 },
    { heading: own.share, width: 5 },
    { heading: "", align: "left" as const, width: SHARE, expendable: 1 },
  ];
  const rows = families.map(({ name, hidden, nets, epochs, gamma, parameters, metrics: of, weight }) => [
    familyName(name, text),
    hidden.length === 0 ? "–" : hidden.join("-"),
    ...(withMethod ? [methodOf(name, model.run)] : []),
    String(nets),
    epochs.toFixed(0),
    ...(hasGamma ? [gamma === undefined ? "–" : `${gamma.toFixed(0)}/${parameters}`] : []),
    formatNumber(of[error]),
    formatPercent(weight, 0),
    bar(weight, SHARE, out.ascii),
  ]);
  const together = [
    own.together,
    "",
    ...(withMethod ? [""] : []),
    String(families.reduce((sum, { nets }) => sum + nets, 0)),
    "",
    ...(hasGamma ? [""] : []),
    formatNumber(metrics.validation?.[error]),
    "",
    "",
  ];
  const lines = tableLines(columns, [...rows, together], out);
  return lines.map((line, i) => (i === lines.length - 1 ? out.paint.bold(line) : line));
}

/** Name of the method that trained a family. */
function methodOf(family: string, { recipe }: Pick<Run, "recipe">): string {
  const families = recipe["families"] as readonly { name: string; optimizer: { name: string } }[] | undefined;
  return families?.find(({ name }) => name === family)?.optimizer.name ?? "–";
}

/** The error's name, with the label's unit where there is one. */
export function errorName({ task, encoder }: Pick<Model, "task" | "encoder">, text: Context["text"]): string {
  const error = ERROR[task];
  const unit = encoder.labels.length === 1 && error === "rmse" ? encoder.labels[0]?.unit : undefined;
  return `${text.metricNames.get(error) ?? error}${unit ? ` (${unit})` : ""}`;
}

/** The features by what automatic relevance determination has learnt of them; the idle ones named in a sentence. */
export function relevanceLines(relevance: Run["relevance"], full: boolean, { text, out }: Look): string[] {
  if (relevance === undefined || relevance.length < 2) return [];
  const own = text.families;
  const columns = [
    { heading: own.feature, align: "left" as const },
    { heading: own.relevance },
    { heading: "", align: "left" as const, width: RELEVANCE, expendable: 1 },
    { heading: own.effective },
  ];
  const shown = full ? relevance : relevance.slice(0, FEATURES);
  const rows = shown.map(({ feature, relevance: share, gamma, parameters }) => [
    feature,
    share.toFixed(2),
    bar(share, RELEVANCE, out.ascii),
    `${gamma.toFixed(1)}/${parameters}`,
  ]);
  const idle = relevance.filter((one) => one.idle).map(({ feature }) => feature);
  const left = relevance.length - shown.length;
  return [
    "",
    ...tableLines(columns, rows, out),
    ...(left > 0 ? [`  ${own.moreFeatures(left)}`] : []),
    ...(idle.length > 0 ? ["", `  ${own.idle(idle.join(", "))}`] : []),
  ];
}

/** Every net of a run with families: its family, the fold that it has not seen, how it ended. */
export function netLines(nets: readonly NetRecord[], { text, out }: Look): string[] {
  const own = text.families;
  const columns = [
    { heading: text.net },
    { heading: own.family, align: "left" as const },
    { heading: text.fold },
    { heading: own.iterations },
    { heading: own.bestEpoch },
    { heading: own.effective },
    { heading: own.end, align: "left" as const },
  ];
  const rows = nets.map(({ family = "", fold, epochs, best, evidence, stopped }, i) => [
    String(i + 1),
    familyName(family, text),
    fold === undefined ? "–" : String(fold),
    String(epochs),
    String(best),
    evidence === undefined ? "–" : evidence.gamma.reduce((sum, g) => sum + g, 0).toFixed(1),
    stopped,
  ]);
  return tableLines(columns, rows, out);
}

/** How far a run with families came, in a sentence. */
export function endedLine({ nets }: Pick<Run, "nets">, planned: number, text: Context["text"]): string {
  const own = text.families;
  const ready = nets.filter(({ stopped }) => stopped !== "abort" && stopped !== "time").length;
  if (nets.length >= planned && ready === nets.length) return own.done(planned);
  const isStopped = nets.some(({ stopped }) => stopped === "abort");
  return (isStopped ? own.stopped : own.timeUp)(ready, planned);
}

/** A share as a bar of whole cells; a share above 0 has one at least. */
function bar(share: number, width: number, ascii: boolean): string {
  const cells = share > 0 ? Math.max(1, Math.round(share * width)) : 0;
  return (ascii ? "#" : "█").repeat(cells);
}
