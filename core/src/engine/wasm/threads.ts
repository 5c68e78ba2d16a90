import type { Memory, Module } from "./load.js";

/** A thread as Node.js and browsers have it, as far as it is needed here. */
interface Thread {
  send(message: object): void;
  stop(): void;
  /** Whether the process may end while the thread has nothing to do. */
  hold(isBusy: boolean): void;
}

/** What a thread says: that it is ready or done, or what went wrong. */
type Answer = { done: true } | { error: string };

// What runs in a thread: the same kernels on the same memory. Each message is one call.
const SERVE = `
let kernels, number;
const serve = ({ module, memory, thread, name, args }, answer) => {
  try {
    if (module) {
      kernels = new WebAssembly.Instance(module, { env: { memory } }).exports;
      number = thread;
    } else kernels[name](...args, number);
    answer({ done: true });
  } catch (error) {
    answer({ error: String(error) });
  }
};`;
const IN_NODE = `import { parentPort } from "node:worker_threads";${SERVE}
parentPort.on("message", (message) => serve(message, (answer) => parentPort.postMessage(answer)));`;
const IN_PAGE = `${SERVE}
onmessage = ({ data }) => serve(data, (answer) => postMessage(answer));`;

interface NodeWorker {
  on(event: "message" | "error" | "exit", listener: (value: never) => void): void;
  postMessage(message: object): void;
  terminate(): unknown;
  ref(): void;
  unref(): void;
}
interface PageWorker {
  addEventListener(
    event: "message" | "error",
    listener: (event: { data: Answer; message?: string }) => void,
  ): void;
  postMessage(message: object): void;
  terminate(): void;
}
interface Platform {
  process?: { getBuiltinModule?: (name: string) => unknown };
  crossOriginIsolated?: boolean;
  Worker?: new (url: string) => PageWorker;
  Blob?: new (parts: string[], options: { type: string }) => object;
  URL: {
    new (url: string): object;
    createObjectURL?(blob: object): string;
    revokeObjectURL?(url: string): void;
  };
  navigator?: { hardwareConcurrency?: number };
}
const platform = globalThis as unknown as Platform;

/** Processors of this machine that threads can use; 1 where threads cannot share memory. */
export function availableThreads(): number {
  const canShare = nodeWorkers() !== undefined || platform.crossOriginIsolated === true;
  return canShare ? availableWorkers() : 1;
}

/** Processors of this machine that workers can use, with shared memory or without; 1 where there are no workers. */
export function availableWorkers(): number {
  if (nodeWorkers() !== undefined) {
    const os = platform.process?.getBuiltinModule?.("node:os") as { availableParallelism(): number };
    return os.availableParallelism();
  }
  return platform.Worker === undefined ? 1 : (platform.navigator?.hardwareConcurrency ?? 1);
}

/** Threads as Node.js has them; nothing elsewhere. */
export function nodeWorkers(): { Worker: new (url: object) => NodeWorker } | undefined {
  return platform.process?.getBuiltinModule?.("node:worker_threads") as
    | { Worker: new (url: object) => NodeWorker }
    | undefined;
}

/**
 * Threads that call the same kernel on one shared memory, each with its number. The calling thread only waits for messages:
 * neither the event loop nor a page is ever blocked.
 */
export class ThreadPool {
  readonly #threads: Thread[] = [];
  #waiting: { resolve: () => void; reject: (cause: Error) => void; answers: number } | undefined;
  #failure: Error | undefined;
  readonly #ready: Promise<void>;

  /**
   * @param count number of threads
   * @throws RangeError where threads cannot share memory: a page that is not cross-origin isolated
   */
  constructor(count: number, module: Module, memory: Memory) {
    for (let i = 0; i < count; i++) this.#threads.push(this.#start());
    this.#ready = this.#ask((i) => ({ module, memory, thread: i }));
    this.#ready.catch(() => {}); // told by the first call
  }

  /** Lets every thread call a kernel, and waits for all of them. @throws RangeError while another call is at work */
  async call(name: string, ...args: number[]): Promise<void> {
    await this.#ready;
    await this.#ask(() => ({ name, args }));
  }

  close(): void {
    for (const thread of this.#threads) thread.stop();
    this.#fail("it was closed");
  }

  #ask(message: (thread: number) => object): Promise<void> {
    if (this.#failure) return Promise.reject(this.#failure);
    if (this.#waiting) {
      return Promise.reject(
        new RangeError("Cannot start a call: expected one at a time, got a second one; await the first"),
      );
    }
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject, answers: this.#threads.length };
      this.#threads.forEach((thread, i) => {
        thread.hold(true);
        thread.send(message(i));
      });
    });
  }

  #answered(answer: Answer): void {
    if ("error" in answer) return this.#fail(answer.error);
    if (this.#waiting === undefined || --this.#waiting.answers > 0) return;
    for (const thread of this.#threads) thread.hold(false);
    const { resolve } = this.#waiting;
    this.#waiting = undefined;
    resolve();
  }

  #fail(reason: string): void {
    this.#failure ??= new Error(`A thread of the engine has ended: ${reason}`);
    this.#waiting?.reject(this.#failure);
    this.#waiting = undefined;
  }

  #start(): Thread {
    const node = nodeWorkers();
    if (node)
      return this.#startInNode(new node.Worker(new platform.URL(`data:text/javascript,${encoded(IN_NODE)}`)));
    if (availableThreads() > 1) return this.#startInPage();
    throw new RangeError(
      "Cannot start threads: expected Node.js or a cross-origin isolated page, got neither; train with one thread",
    );
  }

  #startInNode(worker: NodeWorker): Thread {
    worker.on("message", (answer) => this.#answered(answer));
    worker.on("error", (error: Error) => this.#fail(error.message));
    worker.on("exit", (code: number) => this.#fail(`exit code ${code}`));
    return {
      send: (message) => worker.postMessage(message),
      stop: () => void worker.terminate(),
      hold: (isBusy) => (isBusy ? worker.ref() : worker.unref()),
    };
  }

  #startInPage(): Thread {
    const url = platform.URL.createObjectURL!(new platform.Blob!([IN_PAGE], { type: "text/javascript" }));
    const worker = new platform.Worker!(url);
    platform.URL.revokeObjectURL!(url);
    worker.addEventListener("message", ({ data }) => this.#answered(data));
    worker.addEventListener("error", ({ message }) => this.#fail(message ?? "unknown"));
    return {
      send: (message) => worker.postMessage(message),
      stop: () => worker.terminate(),
      hold: () => {},
    };
  }
}

declare function encodeURIComponent(text: string): string;
const encoded = encodeURIComponent;
