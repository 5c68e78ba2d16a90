import "../../messages/loading.js";
import type { MessageCode } from "../../messages/messages.js";
import { GradusError } from "../../errors.js";
import { sha256 } from "../../sha256.js";
import { integer, list, number, object, oneOf, optional, text, type Check } from "./check.js";
import { checkEncoder, outputsOf } from "./encoder.js";
import { checkArchitecture, networkFrom, type Architecture } from "./network.js";
import { fromJson } from "./json.js";
import { Mismatch } from "./mismatch.js";
import type { Model, ModelNet } from "../model.js";
import { readSafetensors, writeSafetensors, type Tensor, type Tensors } from "./safetensors.js";

/** What stands under `format` in the file of a model. */
export const FORMAT = "gradus-model";
/** Rises when an older Gradus would misread the file; every version that was released stays readable. */
export const VERSION = 1;
const KEYS = [
  "format",
  "version",
  "task",
  "nets",
  "encoder",
  "run",
  "quantiles",
  "checkpoint",
  "checksum",
] as const;
const LIMIT_NETS = 1000;

/** What predicting needs of a model. */
export type PredictionModel = Pick<Model, "task" | "encoder" | "nets">;

/** What else a file holds, for those who need it: its JSON texts by name, and the tensors that are no net's. */
export interface Remainder {
  has(key: string): boolean;
  json(key: string): unknown;
  tensors: Map<string, Tensor>;
}

/**
 * What a file says for prediction: everything is checked but the record of the training and its checkpoint, which are left
 * aside; what another file looks like is not told.
 *
 * @param source what messages call the file
 * @throws GradusError as `loadModel` does
 */
export function loadPredictionModel(bytes: Uint8Array, source = "model"): PredictionModel {
  return readModelFile(bytes, source, (model) => model);
}

/** Reads a file; `complete` makes the result of what predicting needs and of the remainder. @throws GradusError as `loadModel` */
export function readModelFile<T>(
  bytes: Uint8Array,
  source: string,
  complete: (model: PredictionModel, remainder: Remainder) => T,
): T {
  if (bytes.length === 0) throw new GradusError("E302", { file: source });
  if (!isContainer(bytes)) throw new GradusError("E301", { file: source });
  return withCode("E305", source, () => {
    const content = readSafetensors(bytes, (metadata) => checkFormat(metadata, source));
    checkSum(content, source);
    return complete(...partsOf(content));
  });
}

/** Whether the bytes begin as a safetensors file: a length, and an opening brace. */
export function isContainer(bytes: Uint8Array): boolean {
  return bytes.length > 8 && bytes[8] === 0x7b && bytes[7] === 0 && bytes[6] === 0;
}

/** That the file is a model, and of a version that is known. */
function checkFormat(metadata: ReadonlyMap<string, string>, source: string): void {
  if (metadata.get("format") !== FORMAT) throw new GradusError("E300", { file: source, kind: "safetensors" });
  const version = metadata.get("version") ?? "";
  if (/^[1-9]\d{0,8}$/.test(version) && Number(version) > VERSION) {
    throw new GradusError("E304", { file: source, version, known: VERSION });
  }
  if (version !== String(VERSION)) throw new Mismatch("version", `"${VERSION}"`, version);
}

function checkSum({ tensors, metadata }: Tensors, source: string): void {
  const rest = new Map(metadata);
  rest.delete("checksum");
  if (metadata.get("checksum") !== checksum({ tensors, metadata: rest })) {
    throw new GradusError("E303", { file: source });
  }
}

/** SHA-256 of the file as it would be without its checksum. */
export function checksum(content: Tensors): string {
  return sha256(writeSafetensors(content));
}

function partsOf({ tensors, metadata }: Tensors): [PredictionModel, Remainder] {
  const unknown = [...metadata.keys()].find((key) => !KEYS.some((known) => known === key));
  if (unknown !== undefined) throw new Mismatch("__metadata__", KEYS.join(", "), unknown);
  const json = (key: string): unknown => fromJson(metadata.get(key) ?? "", key);
  const task = oneOf("regression", "binary", "classes")(metadata.get("task"), "task");
  const encoder = checkEncoder(json("encoder"), "encoder");
  const nets = netList(json("nets"), "nets");
  checkNets(nets, { task, encoder });
  const left = new Map(tensors);
  const networks = nets.map(({ network, ...rest }, i) => {
    return { network: networkFrom(network, `net${i}`, left), ...rest };
  });
  return [
    { task, encoder, nets: networks },
    { json, has: (key) => metadata.has(key), tensors: left },
  ];
}

/** What a file says of a net beside its tensors. */
export interface NetParts extends Omit<ModelNet, "network"> {
  network: Architecture;
}

const limits: Check<[number, number]> = (value, where) => {
  const [low, high] = list(number, 2, 2)(value, where);
  if (!(low <= high)) throw new Mismatch(where, "a lower limit, then a higher one", [low, high]);
  return [low, high];
};

/** Nets read from a file. */
export const netList: Check<NetParts[]> = list(
  object<NetParts>({
    weight: number,
    network: checkArchitecture,
    limits: optional(list(limits, 1)),
    family: optional(text),
    fold: optional(integer()),
  }),
  1,
  LIMIT_NETS,
);

/** What nets, task and encoder must agree on. */
export function checkNets(
  nets: readonly NetParts[],
  { task, encoder }: Pick<Model, "task" | "encoder">,
): void {
  if (encoder.task !== task) throw new Mismatch("encoder.task", `"${task}"`, encoder.task);
  checkNetsOf(nets, "nets", [encoder.inputs.length, outputsOf(encoder)]);
}

/** That nets have these inputs and outputs, and weights that sum to 1. @throws Mismatch */
export function checkNetsOf(
  nets: readonly NetParts[],
  where: string,
  [inputs, outputs]: readonly [number, number],
): void {
  nets.forEach(({ network: { sizes }, weight, limits: own }, i) => {
    if (sizes[0] !== inputs) throw new Mismatch(`${where}[${i}].network.sizes[0]`, String(inputs), sizes[0]);
    if (sizes.at(-1) !== outputs)
      throw new Mismatch(`${where}[${i}].network.sizes[${sizes.length - 1}]`, String(outputs), sizes.at(-1));
    if (own !== undefined && own.length !== outputs)
      throw new Mismatch(`${where}[${i}].limits.length`, String(outputs), own.length);
    if (!(weight >= 0)) throw new Mismatch(`${where}[${i}].weight`, "number ≥ 0", weight);
  });
  const total = nets.reduce((sum, { weight }) => sum + weight, 0);
  if (!(Math.abs(total - 1) < 1e-9)) throw new Mismatch(where, "weights that sum to 1", total);
}

/** Runs a step; a Mismatch in it becomes a GradusError of this code. */
export function withCode<T>(code: MessageCode, file: string, step: () => T): T {
  try {
    return step();
  } catch (error) {
    if (!(error instanceof Mismatch)) throw error;
    const { where, wanted, given } = error;
    throw new GradusError(code, { file, where, wanted, given }, {}, { cause: error });
  }
}
