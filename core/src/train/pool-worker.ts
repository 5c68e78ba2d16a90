/** Starts workers where they can be had: threads of Node.js, and workers of a page. */
import { nodeWorkers } from "../engine/wasm/threads.js";
import type { FromWorker, ToWorker } from "./pool-messages.js";

/** A worker, as far as a pool needs it. */
export interface PoolWorker {
  send(message: ToWorker): void;
  stop(): void;
  /** Whether the process waits for the worker. */
  hold(isWaiting: boolean): void;
}

/** Told what a worker says, and that it is no more, with the reason. */
export interface Listener {
  onMessage(message: FromWorker): void;
  onEnd(reason: string): void;
}

interface PageWorker {
  addEventListener(event: "message", listener: (event: { data: FromWorker }) => void): void;
  addEventListener(
    event: "error" | "messageerror",
    listener: (event: { message?: string; preventDefault(): void }) => void,
  ): void;
  postMessage(message: ToWorker): void;
  terminate(): void;
}
// The parts of the platform that core uses here; a runtime without workers has no Worker.
declare const URL: new (path: string, base: string) => object;
declare const Worker: (new (url: object, options: { type: "module" }) => PageWorker) | undefined;
const { crossOriginIsolated } = globalThis as { crossOriginIsolated?: boolean };

/** Whether this thread and a worker can look at the same memory. */
export function canShare(): boolean {
  return nodeWorkers() !== undefined || crossOriginIsolated === true;
}

/** Starts a worker; nothing where that is not possible. What goes wrong later is told to the listener. */
export function startWorker(listener: Listener): PoolWorker | undefined {
  try {
    return nodeWorkers() ? startInNode(listener) : startInPage(listener);
  } catch {
    return undefined; // a page whose policy or place forbids it
  }
}

/** Where this file lies: as a variable, for bundlers take the pattern with the file's name for a file to be copied. */
const here = (import.meta as unknown as { url: string }).url;

function startInNode({ onMessage, onEnd }: Listener): PoolWorker {
  const { Worker } = nodeWorkers()!;
  const worker = new Worker(new URL("./worker.js", here));
  worker.on("message", onMessage);
  worker.on("error", (error: Error) => onEnd(error.message));
  worker.on("exit", (code: number) => onEnd(`exit code ${code}`));
  return {
    send: (message) => worker.postMessage(message),
    stop: () => void worker.terminate(),
    hold: (isWaiting) => (isWaiting ? worker.ref() : worker.unref()),
  };
}

function startInPage({ onMessage, onEnd }: Listener): PoolWorker | undefined {
  if (typeof Worker === "undefined") return undefined;
  // Bundlers know the next line by its form, and bundle the worker as a file of its own.
  const worker = new Worker(new URL("./worker.js", (import.meta as unknown as { url: string }).url), {
    type: "module",
  });
  worker.addEventListener("message", ({ data }) => onMessage(data));
  worker.addEventListener("error", (event) => {
    event.preventDefault();
    onEnd(event.message ?? "it could not be loaded");
  });
  worker.addEventListener("messageerror", () => onEnd("a message could not be read"));
  return { send: (message) => worker.postMessage(message), stop: () => worker.terminate(), hold: () => {} };
}
