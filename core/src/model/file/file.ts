import "../../messages/loading.js";
import "../../messages/model.js";
import { GradusError } from "../../errors.js";
import { checkEncoder } from "./encoder.js";
import { checkpointFrom, checkpointParts } from "./checkpoint.js";
import { architectureOf, checkFinite, networkTensors } from "./network.js";
import {
  checkNets,
  checksum,
  FORMAT,
  isContainer,
  netList,
  readModelFile,
  VERSION,
  withCode,
} from "./read.js";
import { heldOutFrom, heldOutTensors, outOfFoldFrom, outOfFoldTensors } from "./folds.js";
import { quantileParts, quantilesFrom } from "./quantiles.js";
import { checkRun } from "./run.js";
import { toJson } from "./json.js";
import { Mismatch } from "./mismatch.js";
import type { Model } from "../model.js";
import { LIMIT_FILE, writeSafetensors, type Tensors } from "./safetensors.js";
import { looksLike } from "./sniff.js";

// The model file: a safetensors container. Weights and biases are float64 tensors `net0.W1`, `net0.b1` …, shaped as in the
// equations; everything else is JSON in the metadata, under the names below. A checkpoint adds `checkpoint` and tensors of
// that prefix, nets that leave out a fold tensors named `outOfFold.…`, rows kept for intervals
// such as `heldOut.test.Y`, nets for quantiles of the prefix `quantiles`. docs/model-file.md describes it for other programs.

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
  const kind = bytes.length === 0 || isContainer(bytes) ? undefined : looksLike(bytes);
  if (kind !== undefined) throw new GradusError("E300", { file: source, kind });
  return readModelFile(bytes, source, (parts, { has, json, tensors }) => {
    const model: Model = { ...parts, run: checkRun(json("run"), "run") };
    if (has("checkpoint")) {
      model.checkpoint = checkpointFrom(json("checkpoint"), tensors);
    }
    const unseen = outOfFoldFrom(tensors, model.encoder);
    if (unseen) model.outOfFold = unseen;
    const heldOut = heldOutFrom(tensors, model.encoder);
    if (heldOut) model.heldOut = heldOut;
    if (has("quantiles")) model.quantiles = quantilesFrom(json("quantiles"), tensors, model);
    const [extra] = tensors.keys();
    if (extra !== undefined) throw new Mismatch("tensors", "those of the architecture", extra);
    return model;
  });
}

/** Tensors and texts of a model, but for the checksum. */
function partsOf(model: Model): Tensors {
  const nets = netList(
    model.nets.map(({ network, ...rest }) => ({ ...rest, network: architectureOf(network) })),
    "nets",
  );
  const encoder = checkEncoder(model.encoder, "encoder");
  checkNets(nets, model);
  const tensors = model.nets.flatMap(({ network }, i) => networkTensors(`net${i}`, network));
  if (model.outOfFold) tensors.push(...outOfFoldTensors(model.outOfFold));
  if (model.heldOut) tensors.push(...heldOutTensors(model.heldOut));
  const metadata = new Map([
    ["format", FORMAT],
    ["version", String(VERSION)],
    ["task", model.task],
    ["nets", toJson(nets)],
    ["encoder", toJson(encoder)],
    ["run", toJson(checkRun(model.run, "run"))],
  ]);
  if (model.quantiles) {
    const parts = quantileParts(model.quantiles, encoder);
    metadata.set("quantiles", toJson(parts.record));
    tensors.push(...parts.tensors);
  }
  if (model.checkpoint) {
    const parts = checkpointParts(model.checkpoint);
    metadata.set("checkpoint", toJson(parts.record));
    tensors.push(...parts.tensors);
  }
  return { tensors: new Map(tensors), metadata };
}
