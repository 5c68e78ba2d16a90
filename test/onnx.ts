import type { InferenceSession } from "onnxruntime-node";
import type { TestContext } from "vitest";

/** A value that goes into a file's graph or comes out of it. */
export interface Value {
  type: "float32" | "float64" | "int64" | "bool" | "string";
  data: readonly (number | bigint | string | boolean)[];
  shape: readonly number[];
}

/** ONNX Runtime, or why this machine cannot load it. */
const runtime = await import("onnxruntime-node").catch((error: unknown) => String(error));

/** A session that runs an ONNX file; the test is skipped where ONNX Runtime cannot be loaded. */
export async function openOnnx(
  context: TestContext,
  bytes: Uint8Array,
  options: InferenceSession.SessionOptions = {},
): Promise<InferenceSession> {
  if (typeof runtime === "string") context.skip(`onnxruntime-node cannot be loaded: ${runtime}`);
  return await runtime.InferenceSession.create(bytes, options);
}

/** Outputs of an ONNX file by name; the test is skipped where ONNX Runtime cannot be loaded. */
export async function runOnnx(
  context: TestContext,
  bytes: Uint8Array,
  feeds: Readonly<Record<string, Value>>,
): Promise<Record<string, { data: (number | bigint | string | boolean)[]; shape: readonly number[] }>> {
  if (typeof runtime === "string") context.skip(`onnxruntime-node cannot be loaded: ${runtime}`);
  const session = await runtime.InferenceSession.create(bytes);
  const { Tensor } = runtime;
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
