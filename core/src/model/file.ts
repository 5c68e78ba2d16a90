import { GradusError } from "../errors.js";
import { sha256 } from "../sha256.js";
import { checkEncoder, outputsOf } from "./file-encoder.js";
import { list, number, object, oneOf, type Check } from "./check.js";
import { checkpointFrom, checkpointParts } from "./file-checkpoint.js";
import {
  architectureOf,
  checkArchitecture,
  checkFinite,
  networkFrom,
  networkTensors,
  type Architecture,
} from "./file-network.js";
import { checkRun } from "./file-run.js";
import { fromJson, toJson } from "./json.js";
import { Mismatch } from "./mismatch.js";
import type { Model } from "./model.js";
import { LIMIT_FILE, readSafetensors, writeSafetensors, type Tensors } from "./safetensors.js";
import { looksLike } from "./sniff.js";

/**
 * The model file: a safetensors container. Weights and biases are float64 tensors `net0.W1`, `net0.b1` …, shaped as in the
 * equations; everything else is JSON in the metadata, under the names below. A checkpoint adds `checkpoint` and tensors of
 * that prefix. docs/model-file.md describes it for other programs.
 */
const FORMAT = "gradus-model";
/** Rises when an older Gradus would misread the file; every version that was released stays readable. */
const VERSION = 1;
const KEYS = ["format", "version", "task", "nets", "encoder", "run", "checkpoint", "checksum"] as const;
const LIMIT_NETS = 1000;

/**
 * A model as the bytes of its file. Equal models give equal bytes.
 *
 * @throws GradusError E306 if a weight is not finite or the model is otherwise one that could not be read again, E307 if
 *   the file would exceed 256 MiB
 */
export function saveModel(model: Model): Uint8Array<ArrayBuffer> {
  return withCode("E306", "", () => {
    const content = partsOf(model);
    let size = 0;
    for (const [name, { data }] of content.tensors) {
      checkFinite(name, data);
      size += data.byteLength;
    }
    if (size > LIMIT_FILE) throw new GradusError("E307", { size, limit: LIMIT_FILE });
    content.metadata.set("checksum", checksum(content));
    return writeSafetensors(content);
  });
}

/**
 * The model of a file's bytes. Nothing in a file is run or looked up but names in closed tables; everything is checked
 * before it is used.
 *
 * @param source what messages call the file
 * @throws GradusError of kind "model": E300 and E301 for other files, E302 for an empty one, E303 if the checksum does not
 *   match, E304 for the file of a newer version, E305 with the place for what does not fit
 */
export function loadModel(bytes: Uint8Array, source = "model"): Model {
  if (bytes.length === 0) throw new GradusError("E302", { file: source });
  if (!isContainer(bytes)) {
    const kind = looksLike(bytes);
    throw kind === undefined
      ? new GradusError("E301", { file: source })
      : new GradusError("E300", { file: source, kind });
  }
  return withCode("E305", source, () => {
    const content = readSafetensors(bytes, (metadata) => checkFormat(metadata, source));
    checkSum(content, source);
    return modelFrom(content);
  });
}

/** Whether the bytes begin as a safetensors file: a length, and an opening brace. */
function isContainer(bytes: Uint8Array): boolean {
  return bytes.length > 8 && bytes[8] === 0x7b && bytes[7] === 0 && bytes[6] === 0;
}

/** Tensors and texts of a model, but for the checksum. */
function partsOf(model: Model): Tensors {
  const nets = netList(
    model.nets.map(({ network, weight }) => ({ weight, network: architectureOf(network) })),
    "nets",
  );
  const encoder = checkEncoder(model.encoder, "encoder");
  checkNets(nets, model);
  const tensors = model.nets.flatMap(({ network }, i) => networkTensors(`net${i}`, network));
  const metadata = new Map([
    ["format", FORMAT],
    ["version", String(VERSION)],
    ["task", model.task],
    ["nets", toJson(nets)],
    ["encoder", toJson(encoder)],
    ["run", toJson(checkRun(model.run, "run"))],
  ]);
  if (model.checkpoint) {
    const parts = checkpointParts(model.checkpoint);
    metadata.set("checkpoint", toJson(parts.record));
    tensors.push(...parts.tensors);
  }
  return { tensors: new Map(tensors), metadata };
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
function checksum(content: Tensors): string {
  return sha256(writeSafetensors(content));
}

function modelFrom({ tensors, metadata }: Tensors): Model {
  const unknown = [...metadata.keys()].find((key) => !KEYS.some((known) => known === key));
  if (unknown !== undefined) throw new Mismatch("__metadata__", KEYS.join(", "), unknown);
  const json = (key: string): unknown => fromJson(metadata.get(key) ?? "", key);
  const task = oneOf("regression", "binary", "classes")(metadata.get("task"), "task");
  const encoder = checkEncoder(json("encoder"), "encoder");
  const nets = netList(json("nets"), "nets");
  checkNets(nets, { task, encoder });
  const left = new Map(tensors);
  const model: Model = {
    task,
    encoder,
    nets: nets.map(({ weight, network }, i) => ({ network: networkFrom(network, `net${i}`, left), weight })),
    run: checkRun(json("run"), "run"),
  };
  if (metadata.has("checkpoint")) {
    model.checkpoint = checkpointFrom(json("checkpoint"), left, model.nets.at(-1)!.network.parameters.length);
  }
  const [extra] = left.keys();
  if (extra !== undefined) throw new Mismatch("tensors", "those of the architecture", extra);
  return model;
}

interface NetRecord {
  weight: number;
  network: Architecture;
}

/** Nets read from a file. */
const netList: Check<NetRecord[]> = list(
  object<NetRecord>({ weight: number, network: checkArchitecture }),
  1,
  LIMIT_NETS,
);

/** What nets, task and encoder must agree on. */
function checkNets(nets: readonly NetRecord[], { task, encoder }: Pick<Model, "task" | "encoder">): void {
  if (encoder.task !== task) throw new Mismatch("encoder.task", `"${task}"`, encoder.task);
  const [inputs, outputs] = [encoder.inputs.length, outputsOf(encoder)];
  nets.forEach(({ network: { sizes }, weight }, i) => {
    if (sizes[0] !== inputs) throw new Mismatch(`nets[${i}].network.sizes[0]`, String(inputs), sizes[0]);
    if (sizes.at(-1) !== outputs)
      throw new Mismatch(`nets[${i}].network.sizes[${sizes.length - 1}]`, String(outputs), sizes.at(-1));
    if (!(weight >= 0)) throw new Mismatch(`nets[${i}].weight`, "number ≥ 0", weight);
  });
  const total = nets.reduce((sum, { weight }) => sum + weight, 0);
  if (!(Math.abs(total - 1) < 1e-9)) throw new Mismatch("nets", "weights that sum to 1", total);
}

/** Runs a step; a Mismatch in it becomes a GradusError of this code. */
function withCode<T>(code: "E305" | "E306", file: string, step: () => T): T {
  try {
    return step();
  } catch (error) {
    if (!(error instanceof Mismatch)) throw error;
    const { where, wanted, given } = error;
    throw new GradusError(code, { file, where, wanted, given }, {}, { cause: error });
  }
}
