import "./messages.js";
import { GradusError } from "gradus";

/** A tensor of ONNX Runtime, as far as it is needed here. */
export interface RuntimeTensor {
  readonly data: unknown;
  readonly dims: readonly number[];
}

/** A graph that is ready to run. */
export interface RuntimeSession {
  run(feeds: Record<string, RuntimeTensor>): Promise<Readonly<Record<string, RuntimeTensor>>>;
  release(): Promise<void>;
}

/** Options of a session that are used here. */
export interface RuntimeOptions {
  intraOpNumThreads?: number;
  interOpNumThreads?: number;
  executionMode?: "sequential" | "parallel";
  executionProviders?: readonly string[];
  logSeverityLevel?: 0 | 1 | 2 | 3 | 4;
}

/** The modules `onnxruntime-node` and `onnxruntime-web`, as far as they are needed here. */
export interface OnnxRuntime {
  InferenceSession: { create(bytes: Uint8Array, options?: RuntimeOptions): Promise<RuntimeSession> };
  Tensor: new (
    type: "float32" | "int32",
    data: Float32Array | Int32Array,
    dims: readonly number[],
  ) => RuntimeTensor;
  env: { versions: { readonly node?: string; readonly web?: string } };
}

/** Packages that hold ONNX Runtime. */
export type RuntimePackage = "onnxruntime-node" | "onnxruntime-web";

declare const process: { versions?: { node?: string } } | undefined;

/** Whether this runs in Node. */
export function isNode(): boolean {
  return typeof process !== "undefined" && process.versions?.node !== undefined;
}

/**
 * Loads ONNX Runtime: `onnxruntime-node` in Node, `onnxruntime-web` elsewhere. Neither comes with Gradus; either is installed
 * beside it.
 *
 * @param load how the package is loaded. @default as a module
 * @throws GradusError E220 that says what to install, if it is not there
 */
export async function loadRuntime(
  load: (name: RuntimePackage) => Promise<unknown> = importPackage,
): Promise<OnnxRuntime> {
  const name = isNode() ? "onnxruntime-node" : "onnxruntime-web";
  try {
    const module = await load(name);
    const { default: whole } = module as { default?: OnnxRuntime };
    return whole?.InferenceSession === undefined ? (module as OnnxRuntime) : whole;
  } catch (error) {
    const reason = error instanceof Error ? error.message.split("\n")[0] : String(error);
    throw new GradusError("E220", { package: name, reason }, {}, { cause: error });
  }
}

async function importPackage(name: RuntimePackage): Promise<unknown> {
  // A bundler of pages is not to look for the package of Node.
  return name === "onnxruntime-node" ? import(/* @vite-ignore */ name) : import("onnxruntime-web/wasm");
}

/** Whether the runtime takes arrays as they lie, without copying them: in Node, not in WebAssembly. */
export function takesViews(ort: OnnxRuntime): boolean {
  return isNode() && ort.env.versions.node !== undefined;
}
