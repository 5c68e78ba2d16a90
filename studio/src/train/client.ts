import type { Report } from "../shell/model-protocol.js";
import type { Batch, Notice, QuestionName, Questions, Reply, View } from "./protocol.js";

/** What the worker could not do, in words. */
export class Refusal extends Error {
  readonly notice: Notice & { hint: Notice };
  constructor(notice: Notice & { hint: Notice }) {
    super(notice.en);
    this.notice = notice;
  }
}

interface Waiting {
  resolve: (answer: never) => void;
  reject: (error: Error) => void;
  onReport?: (report: Report) => void;
}

/** Asks the worker, which is started with the first question. */
export class Client {
  #worker: Promise<Worker> | undefined;
  #asked = 0;
  readonly #waiting = new Map<number, Waiting>();
  readonly #told: { onBatch: (batch: Batch) => void; onView: (view: View) => void };

  constructor(told: { onBatch: (batch: Batch) => void; onView: (view: View) => void }) {
    this.#told = told;
  }

  /**
   * @param onReport gets how far the work is, of questions that take time
   * @throws Refusal for what the library refuses
   */
  async ask<N extends QuestionName>(
    name: N,
    given: Questions[N]["given"],
    onReport?: (report: Report) => void,
  ): Promise<Questions[N]["answer"]> {
    const worker = await (this.#worker ??= this.#start());
    const id = ++this.#asked;
    return new Promise<Questions[N]["answer"]>((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject, ...(onReport ? { onReport } : {}) });
      worker.postMessage({ id, name, given });
    });
  }

  async #start(): Promise<Worker> {
    // A page in one file carries its worker in itself.
    const { default: TrainWorker } =
      import.meta.env.MODE === "single"
        ? await import("./worker.js?worker&inline")
        : await import("./worker.js?worker");
    const worker = new TrainWorker();
    worker.addEventListener("message", ({ data }: MessageEvent<Reply>) => this.#take(data));
    worker.addEventListener("error", ({ message }) => this.#fail(message));
    return worker;
  }

  #take(reply: Reply): void {
    if ("batch" in reply) return this.#told.onBatch(reply.batch);
    if ("view" in reply) return this.#told.onView(reply.view);
    const waiting = this.#waiting.get(reply.id);
    if ("report" in reply) return waiting?.onReport?.(reply.report);
    this.#waiting.delete(reply.id);
    if ("failure" in reply) waiting?.reject(new Refusal(reply.failure));
    else waiting?.resolve(reply.answer as never);
  }

  /** The worker itself failed: nobody waits in vain. */
  #fail(message: string): void {
    const error = new Refusal({ en: message, zh: message, hint: { en: "", zh: "" } });
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }
}
