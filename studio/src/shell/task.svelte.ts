import type { Notice } from "../train/protocol.js";
import { noticeOfRefusal } from "./model-state.svelte.js";

/** An answer that is waited for: what came, what was refused, and how far it is. */
export class Task<T> {
  value = $state.raw<T | undefined>(undefined);
  problem = $state.raw<(Notice & { hint: Notice }) | undefined>(undefined);
  isRunning = $state(false);
  /** Share of the work that is done. */
  done = $state(0);
  #number = 0;

  /** Starts anew; what an earlier start still brings is not taken. A stop that was asked for leaves what there was. */
  async run(work: (report: (done: number) => void) => Promise<T>): Promise<void> {
    const number = ++this.#number;
    const isCurrent = (): boolean => number === this.#number;
    this.isRunning = true;
    this.problem = undefined;
    this.done = 0;
    try {
      const value = await work((done) => {
        if (isCurrent()) this.done = done;
      });
      if (isCurrent()) this.value = value;
    } catch (error) {
      const notice = noticeOfRefusal(error);
      if (isCurrent() && !this.#isStopped) this.problem = notice;
    } finally {
      if (isCurrent()) {
        this.isRunning = false;
        this.#isStopped = false;
      }
    }
  }

  /** What comes of the work that goes on is no failure. */
  stop(): void {
    this.#isStopped = true;
  }
  #isStopped = false;

  /** Forgets everything: it belonged to another model. */
  clear(): void {
    this.#number++;
    this.value = undefined;
    this.problem = undefined;
    this.isRunning = false;
  }
}
