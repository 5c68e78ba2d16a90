import { emptyNetwork, parameterCount, type Network } from "../bp/network.js";
import { GradusError } from "../errors.js";
import { sha256 } from "../sha256.js";
import { inputsOf } from "../table/encode.js";
import { outputCount } from "../table/labels.js";
import { toUtf8 } from "../utf8.js";
import { readCheckpoint, writeCheckpoint } from "./checkpoint-file.js";
import { checkModel, type StoredModel } from "./format.js";
import { fromJson, toJson } from "./json.js";
import { Mismatch } from "./mismatch.js";
import type { Model } from "./model.js";
import { LIMIT_FILE, readSafetensors, writeSafetensors, type Tensor, type Tensors } from "./safetensors.js";

const FORMAT = "gradus-model";
/** Version of the file format. Every version that was ever released stays readable. */
const FORMAT_VERSION = 1;

/**
 * A model as the bytes of one `.safetensors` file: weights as tensors (`net0.W1` is sizes[1] × sizes[0], `net0.b1`, …,
 * `net0.W_skip`), everything else as JSON in the metadata. Equal models give equal bytes; a checkpoint goes with it.
 *
 * @throws RangeError if a weight is not finite, or the file would exceed 256 MiB
 */
export function saveModel(model: Model): Uint8Array<ArrayBuffer> {
  const tensors = new Map<string, Tensor>();
  model.nets.forEach(({ network }, k) => addNetwork(tensors, `net${k}`, network));
  const stored: StoredModel = {
    task: model.task,
    encoder: model.encoder,
    nets: model.nets.map(({ network, weight }) => ({
      sizes: network.sizes,
      activations: network.activations.slice(1),
      skip: network.skip !== undefined,
      weight,
    })),
    run: model.run,
  };
  const metadata = new Map([
    ["format", FORMAT],
    ["version", String(FORMAT_VERSION)],
    ["model", toJson(stored, "model")],
  ]);
  if (model.checkpoint) metadata.set("checkpoint", writeCheckpoint(model.checkpoint, tensors));
  for (const [name, { data }] of tensors) {
    const bad = data.find((value) => !Number.isFinite(value));
    if (bad !== undefined)
      throw new RangeError(`Cannot save tensor "${name}": expected finite numbers, got ${bad}`);
  }
  metadata.set("checksum", checksum({ tensors, metadata }));
  return writeSafetensors({ tensors, metadata });
}

/**
 * The model of a file's bytes. Everything is checked before it is used: the container, the checksum, the form of each value,
 * names against closed tables, shapes, finite weights. Nothing in a file can run code, name a path or change a setting.
 *
 * @param bytes  the file's content
 * @param source what messages call the file
 * @throws GradusError of kind "model": E300 if it is no such file, E301 if a newer Gradus wrote it, E302 if it is damaged,
 *   E303 if a value is not what it has to be
 */
export function loadModel(bytes: Uint8Array, source = "the model"): Model {
  const foreign = foreignFormat(bytes);
  if (foreign !== undefined)
    throw new GradusError("E300", { file: source, reason: foreign }, { file: source });
  try {
    return read(bytes, source);
  } catch (error) {
    if (error instanceof GradusError) throw error;
    if (!(error instanceof Mismatch) && !(error instanceof RangeError)) throw error;
    const reason = error.message.replace(/^Cannot /, "cannot ");
    throw new GradusError("E303", { file: source, reason }, { file: source }, { cause: error });
  }
}

function read(bytes: Uint8Array, source: string): Model {
  const file = readSafetensors(bytes);
  const { tensors, metadata } = file;
  if (metadata.get("format") !== FORMAT) {
    const reason = "a safetensors file without the mark of Gradus";
    throw new GradusError("E300", { file: source, reason }, { file: source });
  }
  const version = Number(metadata.get("version"));
  if (!(version <= FORMAT_VERSION)) {
    const values = { file: source, version: metadata.get("version") ?? "?", known: FORMAT_VERSION };
    throw new GradusError("E301", values, { file: source });
  }
  const given = metadata.get("checksum");
  metadata.delete("checksum");
  if (given !== checksum(file)) throw new GradusError("E302", { file: source }, { file: source });

  const stored = checkModel(fromJson(metadata.get("model") ?? "", "model"), "model");
  const model: Model = {
    task: stored.task,
    encoder: stored.encoder,
    nets: stored.nets.map((net, k) => ({
      network: takeNetwork(tensors, `net${k}`, net),
      weight: net.weight,
    })),
    run: stored.run,
  };
  checkFit(model);
  const checkpoint = metadata.get("checkpoint");
  if (checkpoint !== undefined) model.checkpoint = readCheckpoint(checkpoint, tensors, model);
  const left = tensors.keys().next();
  if (left.done !== true) throw new Mismatch("file", "only the tensors of its nets", left.value);
  return model;
}

/** SHA-256 over names, shapes and values of all tensors and all texts but the checksum, in the order of their names. */
function checksum({ tensors, metadata }: Tensors): string {
  const pieces: Uint8Array[] = [];
  for (const key of [...metadata.keys()].sort()) pieces.push(toUtf8(`${key}\n${metadata.get(key)!}\n`));
  for (const name of [...tensors.keys()].sort()) {
    const { shape, data } = tensors.get(name)!;
    const values = new DataView(new ArrayBuffer(data.byteLength));
    data.forEach((value, i) => values.setFloat64(8 * i, value, true));
    pieces.push(toUtf8(`${name}\n${shape.join(",")}\n`), new Uint8Array(values.buffer));
  }
  return sha256(...pieces);
}

function addNetwork(tensors: Map<string, Tensor>, prefix: string, network: Network): void {
  for (let l = 1; l <= network.last; l++) {
    const { rows, cols, data } = network.W[l];
    tensors.set(`${prefix}.W${l}`, { shape: [rows, cols], data });
    tensors.set(`${prefix}.b${l}`, { shape: [rows], data: network.b[l] });
  }
  if (network.skip) {
    tensors.set(`${prefix}.W_skip`, {
      shape: [network.skip.rows, network.skip.cols],
      data: network.skip.data,
    });
  }
}

/** Makes a network of its tensors and takes them out of the map. */
function takeNetwork(
  tensors: Map<string, Tensor>,
  prefix: string,
  net: StoredModel["nets"][number],
): Network {
  parameterCount(net.sizes, net.skip);
  const network = emptyNetwork(net.sizes, net.activations, net.skip);
  const wanted = new Map<string, Tensor>();
  addNetwork(wanted, prefix, network);
  for (const [name, { shape, data }] of wanted) {
    const tensor = tensors.get(name);
    if (tensor === undefined) throw new Mismatch("file", `tensor ${name}`, "none");
    if (tensor.shape.join() !== shape.join())
      throw new Mismatch(`tensor ${name}`, shape.join(" × "), tensor.shape.join(" × "));
    const bad = tensor.data.find((value) => !Number.isFinite(value));
    if (bad !== undefined) throw new Mismatch(`tensor ${name}`, "finite numbers", bad);
    data.set(tensor.data);
    tensors.delete(name);
  }
  return network;
}

/** Nets, encoder and task belong together. */
function checkFit({ task, encoder, nets }: Model): void {
  if (encoder.task !== task) throw new Mismatch("model.encoder.task", `"${task}"`, encoder.task);
  const inputs = encoder.features.flatMap(inputsOf);
  if (inputs.length !== encoder.inputs.length || inputs.some((name, i) => name !== encoder.inputs[i])) {
    throw new Mismatch("model.encoder.inputs", "the inputs of its features", encoder.inputs);
  }
  const [m, n] = [inputs.length, outputCount(encoder)];
  for (const [k, { network }] of nets.entries()) {
    if (network.sizes[0] !== m) throw new Mismatch(`model.nets[${k}].sizes[0]`, `${m}`, network.sizes[0]);
    if (network.sizes[network.last] !== n)
      throw new Mismatch(`model.nets[${k}].sizes`, `${n} outputs`, network.sizes[network.last]);
  }
}

const SIGNATURES: readonly [string, string][] = [
  ["PK\u0003\u0004", "a ZIP archive (Keras, NumPy or Excel)"],
  ["\u0089HDF", "an HDF5 file (Keras or MATLAB)"],
  ["\u001f\u008b", "a gzip file"],
  ["MATLAB", "a MATLAB file"],
  ["%PDF", "a PDF file"],
  ["PAR1", "a Parquet table"],
  ["\u0080\u0002", "a Python pickle, which is never opened"],
  ["\u0080\u0003", "a Python pickle, which is never opened"],
  ["\u0080\u0004", "a Python pickle, which is never opened"],
  ["\u0080\u0005", "a Python pickle, which is never opened"],
  ["{", "JSON text"],
  ["[", "JSON text"],
  ["<", "HTML or XML text"],
];

/** What the bytes are, if they are clearly something else. */
function foreignFormat(bytes: Uint8Array): string | undefined {
  if (bytes.length === 0) return "it is empty";
  if (bytes.length > LIMIT_FILE) return `it is larger than ${LIMIT_FILE / 2 ** 20} MiB`;
  const start = String.fromCharCode(...bytes.subarray(0, 8));
  // A header's length may begin with any byte, but its seventh and eighth byte are 0, which no text has.
  if (bytes.length >= 8 && bytes[6] === 0 && bytes[7] === 0) return undefined;
  const known = SIGNATURES.find(([signature]) => start.startsWith(signature));
  if (known) return `it is ${known[1]}`;
  return bytes.subarray(0, 512).every((byte) => byte > 8)
    ? "it is text"
    : "its first bytes are no length of a header";
}
