// TensorFlow.js on its WebAssembly backend, with as many threads as the shape says.
import * as tf from "@tensorflow/tfjs";
import { setThreadsCount } from "@tensorflow/tfjs-backend-wasm";
import { waysOf } from "./tfjs.mjs";

export async function prepare(task) {
  setThreadsCount(task.threads);
  if (!(await tf.setBackend("wasm"))) throw new Error("the backend wasm did not start");
  return waysOf(task);
}
