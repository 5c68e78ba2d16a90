import { basename } from "node:path";
import type { Model } from "gradus";
import type { Port } from "@gradus/onnx";
import type { Context } from "../context.js";
import { readModel } from "../input.js";
import { formatBytes, toJson } from "../output/format.js";
import { pairLines } from "../output/table.js";
import { checkWritable, refuseOverwriting, writeFileAtomic } from "../output/writer.js";
import { shellWords } from "../shell.js";

/** Formats that `gradus export` writes. */
export type ExportTarget = "onnx" | "onnx-training";

/** Flags of `gradus export`. */
export interface ExportFlags {
  to?: ExportTarget;
  out?: string;
}

/** What a format makes of a model. */
interface Exported {
  bytes: Uint8Array;
  inputs: readonly Port[];
  outputs: readonly Port[];
}

/** A format: its packages are loaded when it is asked for. */
interface Format {
  /** What stands in place of `.safetensors` in the name of the file. */
  ending: string;
  make(model: Model): Promise<Exported>;
  /** Commands that may follow. */
  next(file: string): string[];
}

const formats: Readonly<Record<ExportTarget, Format>> = {
  onnx: {
    ending: ".onnx",
    async make(model) {
      const { portsOf, toOnnx } = await import("@gradus/onnx");
      return { bytes: toOnnx(model), ...portsOf(model.encoder) };
    },
    next: () => ["npm install onnxruntime-node", "pip install onnxruntime"],
  },
  "onnx-training": {
    ending: ".training.onnx",
    async make(model) {
      const { toOnnxTraining } = await import("@gradus/onnx");
      return toOnnxTraining(model);
    },
    next: () => ["npm install onnxruntime-node", "pip install onnxruntime"],
  },
};

/** `gradus export`: a model in a format that other programs run; tells what the file takes and gives. */
export async function exportModel(context: Context, modelFile: string, flags: ExportFlags): Promise<number> {
  const { to = "onnx" } = flags;
  const { ending, make, next } = formats[to];
  const file = flags.out ?? `${basename(modelFile).replace(/\.safetensors$/i, "")}${ending}`;
  refuseOverwriting(file, [modelFile]);
  checkWritable(file);
  const { bytes, inputs, outputs } = await make(readModel(modelFile));
  writeFileAtomic(file, bytes);
  const { text, out } = context;
  if (context.flags.json) {
    const record = { schema: 1, command: "export", model: modelFile, to, inputs, outputs, files: [file] };
    await out.write(`${toJson(record)}\n`);
  }
  await context.show(
    ...pairLines(
      [
        [text.saved, `${out.paint.cyan(file)} (${formatBytes(bytes.length)})`],
        [text.inputs, portLines(inputs, context)],
        [text.outputs, portLines(outputs, context)],
        [text.next, next(shellWords([file])).map((command) => out.paint.cyan(command))],
      ],
      out,
    ),
  );
  return 0;
}

/** Inputs or outputs shown without `--verbose`. */
const SHOWN_PORTS = 20;

/** One line for each: name, type of its elements, shape. */
function portLines(ports: readonly Port[], { flags, text }: Context): string[] {
  const shown = flags.verbose ? ports : ports.slice(0, SHOWN_PORTS);
  const lines = shown.map(({ name, type, shape }) => `${name}: ${type} [${shape.join(", ")}]`);
  const rest = ports.length - shown.length;
  return rest > 0 ? [...lines, text.more(rest)] : lines;
}
