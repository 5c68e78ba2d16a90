import { Breath } from "../engine/wasm/breath.js";

/** How long work is stopped and followed. */
export interface WorkOptions {
  /** Stops the work: its promise is then rejected with the signal's reason. */
  signal?: { readonly aborted: boolean; readonly reason?: unknown };
  /** Gets how many of all parts are done. */
  onProgress?: (done: number, of: number) => void;
}

/** Work in parts: between them other tasks of the thread get their turn, a stop is obeyed and progress is told. */
export class Work {
  readonly #options: WorkOptions;
  readonly #of: number;
  readonly #breath = new Breath();
  #done = 0;

  /** @param of how many parts there are */
  constructor(of: number, options: WorkOptions) {
    this.#of = of;
    this.#options = options;
  }

  /** To be called after each part. @throws the signal's reason if the work is to stop */
  async step(): Promise<void> {
    this.#options.onProgress?.(++this.#done, this.#of);
    if (this.#breath.isDue) await this.#breath.take();
    const { signal } = this.#options;
    if (signal?.aborted === true)
      throw signal.reason ?? new Error("Stopped explaining: the signal asked for it");
  }
}
