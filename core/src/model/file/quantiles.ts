import { matrix } from "../../matrix.js";
import type { Encoder } from "../../table/encode.js";
import { number, object } from "./check.js";
import { outputsOf } from "./encoder.js";
import { architectureOf, networkFrom, networkTensors, takeTensor } from "./network.js";
import { checkNetsOf, netList, type NetParts } from "./read.js";
import { Mismatch } from "./mismatch.js";
import type { Model } from "../model.js";
import type { Quantiles } from "../intervals/quantiles.js";
import type { Tensor } from "./safetensors.js";

/** What the file says of nets for quantiles beside their tensors. */
interface QuantileRecord {
  level: number;
  nets: NetParts[];
}

const checkRecord = object<QuantileRecord>({ level: number, nets: netList });

/** Nets for quantiles as a record, and tensors named `quantiles.net0.W1` … and `quantiles.H`. @throws Mismatch */
export function quantileParts(
  { level, nets, H }: Quantiles,
  encoder: Encoder,
): { record: QuantileRecord; tensors: [string, Tensor][] } {
  const parts = nets.map(({ network, ...rest }) => ({ ...rest, network: architectureOf(network) }));
  const record = checked({ level, nets: parts }, encoder);
  const tensors = nets.flatMap(({ network }, i) => networkTensors(`quantiles.net${i}`, network));
  return { record, tensors: [...tensors, ["quantiles.H", { shape: [H.rows, H.cols], data: H.data }]] };
}

/**
 * The same from a file; the tensors are taken out of the map.
 *
 * @param model what the file says else: its kept rows are those of the quantiles
 * @throws Mismatch
 */
export function quantilesFrom(
  record: unknown,
  tensors: Map<string, Tensor>,
  { encoder, outOfFold, heldOut }: Pick<Model, "encoder" | "outOfFold" | "heldOut">,
): Quantiles {
  const { level, nets } = checked(record, encoder);
  const rows = (outOfFold ?? heldOut)?.Y.cols;
  if (rows === undefined) throw new Mismatch("quantiles", "rows that were kept beside them", undefined);
  const outputs = 2 * outputsOf(encoder);
  return {
    level,
    nets: nets.map(({ network, ...rest }, i) => {
      return { network: networkFrom(network, `quantiles.net${i}`, tensors), ...rest };
    }),
    H: matrix(outputs, rows, takeTensor(tensors, "quantiles.H", [outputs, rows])),
  };
}

function checked(value: unknown, encoder: Encoder): QuantileRecord {
  const record = checkRecord(value, "quantiles");
  if (encoder.task !== "regression") throw new Mismatch("quantiles", "a model of numbers", encoder.task);
  if (!(record.level > 0 && record.level < 1))
    throw new Mismatch("quantiles.level", "number between 0 and 1", record.level);
  checkNetsOf(record.nets, "quantiles.nets", [encoder.inputs.length, 2 * outputsOf(encoder)]);
  return record;
}
