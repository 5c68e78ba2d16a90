/** What runs in a worker of a pool: fits the networks that it is sent, one after the other. */
import type { Samples } from "../engine/engine.js";
import { registerEngine } from "../engine/named.js";
import { createRelaxedWasmEngine } from "../engine/wasm-relaxed.js";
import { isAvailable } from "../engine/wasm/load.js";
import type { Epoch } from "./epoch.js";
import { fitJob, type RowsOf } from "./jobs.js";
import { failureOf, type FromWorker, type SentJob, type SentRows, type ToWorker } from "./pool-messages.js";

/** The side of a worker that speaks with the program: `parentPort` of Node.js, or the page worker's own scope. */
interface Port {
  postMessage(message: FromWorker): void;
}
interface Scope extends Port {
  process?: {
    getBuiltinModule?: (name: string) => {
      parentPort: (Port & { on(event: "message", listener: (message: ToWorker) => void): void }) | null;
    };
  };
  addEventListener?: (event: "message", listener: (event: { data: ToWorker }) => void) => void;
}

const INTERVAL = 30; // milliseconds between two messages of epochs: tiny networks take thousands of epochs a second

const scope = globalThis as unknown as Scope;
const inNode = scope.process?.getBuiltinModule?.("node:worker_threads").parentPort;
const port: Port = inNode ?? scope;
const tables: Samples[] = [];
let signal = { aborted: false };

function hear(message: ToWorker): void {
  if ("samples" in message) tables[message.table] = message.samples;
  else if ("job" in message) void fitSent(message.job);
  else signal.aborted = true;
}

async function fitSent(job: SentJob): Promise<void> {
  let epochs: Epoch[] = [];
  let told = -Infinity;
  const tell = (): void => {
    port.postMessage({ epochs });
    epochs = [];
    told = Date.now();
  };
  try {
    signal = { aborted: false };
    const { training, validation } = job;
    const rows = { training: rowsOf(training), validation: validation && rowsOf(validation) };
    const steps = fitJob({ ...job, ...rows }, signal);
    let step = await steps.next();
    for (; step.done !== true; step = await steps.next()) {
      epochs.push(step.value);
      if (Date.now() - told >= INTERVAL) tell();
    }
    if (epochs.length > 0) tell();
    port.postMessage({ result: step.value });
  } catch (error) {
    if (epochs.length > 0) tell();
    port.postMessage({ failure: failureOf(error) });
  }
}

function rowsOf({ table, rows }: SentRows): RowsOf {
  return { samples: tables[table], ...(rows === undefined ? {} : { rows }) };
}

registerEngine(createRelaxedWasmEngine());
if (inNode) inNode.on("message", hear);
else scope.addEventListener?.("message", ({ data }) => hear(data));
port.postMessage({ ready: true, hasWasm: isAvailable("plain") });
