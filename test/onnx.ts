import type * as ort from "onnxruntime-node";
import type { TestContext } from "vitest";

/** A value that goes into a file's graph. */
export interface Value {
  type: "float32" | "float64" | "int64" | "bool" | "string";
  data: readonly (number | bigint | string | boolean)[];
  shape: readonly number[];
}

/** What a file's graph gives, by name. */
type Outputs = Record<string, { data: (number | bigint | string | boolean)[]; shape: readonly number[] }>;

/** What the packages of ONNX Runtime have in common. */
type Runtime = Pick<typeof ort, "InferenceSession" | "Tensor">;

/** ONNX Runtime, or why this machine cannot load it. */
const runtime: Runtime | string = await import("onnxruntime-node").catch(String);

/** Outputs of an ONNX file by name; the test is skipped where ONNX Runtime cannot be loaded. */
export async function runOnnx(
  context: TestContext,
  bytes: Uint8Array,
  feeds: Readonly<Record<string, Value>>,
): Promise<Outputs> {
  if (typeof runtime === "string") context.skip(`onnxruntime-node cannot be loaded: ${runtime}`);
  return run(runtime, bytes, feeds);
}

/** Outputs of an ONNX file by name, from the WebAssembly of ONNX Runtime Web, which browsers use. */
export async function runOnnxWeb(
  bytes: Uint8Array,
  feeds: Readonly<Record<string, Value>>,
): Promise<Outputs> {
  const web = await import("onnxruntime-web");
  web.env.wasm.numThreads = 1;
  return run(web, bytes, feeds);
}

async function run(
  { InferenceSession, Tensor }: Runtime,
  bytes: Uint8Array,
  feeds: Readonly<Record<string, Value>>,
): Promise<Outputs> {
  const session = await InferenceSession.create(bytes);
  const inputs = Object.entries(feeds).map(([name, { type, data, shape }]) => {
    // The constructor takes plain arrays of each type, which its overloads do not say for all of them.
    return [name, new Tensor(type as "float32", data as number[], shape)] as const;
  });
  const outputs = await session.run(Object.fromEntries(inputs));
  await session.release();
  return Object.fromEntries(
    Object.entries(outputs).map(([name, { data, dims }]) => {
      return [name, { data: Array.from(data as ArrayLike<number>), shape: dims }];
    }),
  );
}
