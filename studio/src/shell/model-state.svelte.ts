import { Refusal } from "../train/client.js";
import type { Notice, QuestionName, Questions } from "../train/protocol.js";
import type { Run } from "../train/runs.js";
import type { Workbench } from "../train/state.svelte.js";
import type { ModelView, Report } from "./model-protocol.js";

/** The model that Evaluate, Explain and Share look at, and the table it is judged on. */
export class ModelState {
  readonly bench: Workbench;
  view = $state.raw<ModelView | undefined>(undefined);
  problem = $state.raw<(Notice & { hint: Notice }) | undefined>(undefined);
  isReading = $state(false);
  /** The finished run that was taken last, by itself or by hand. */
  #run: Run | undefined;

  constructor(bench: Workbench) {
    this.bench = bench;
  }

  /** Finished runs of the table that Train has open, the latest last. */
  get runs(): readonly Run[] {
    void this.bench.beat;
    return this.bench.runs.filter(({ outcome }) => outcome !== undefined);
  }

  /** Takes the latest finished run, unless it was taken before. */
  async follow(): Promise<void> {
    const latest = this.runs.at(-1);
    if (latest === undefined || latest === this.#run) return;
    await this.chooseRun(latest);
  }

  async chooseRun(run: Run): Promise<void> {
    this.#run = run;
    await this.#take(() => this.bench.ask("chooseRun", { run: run.number }));
  }

  /** A model file, which is then the model of the screens. */
  async open(file: File): Promise<void> {
    const bytes = new Uint8Array(await file.arrayBuffer());
    await this.openBytes(bytes, file.name);
  }

  /** The model that is served beside the page. */
  async fetch(name: string): Promise<void> {
    const response = await fetch("./table");
    if (response.ok) await this.openBytes(new Uint8Array(await response.arrayBuffer()), name);
  }

  openBytes(bytes: Uint8Array, source: string): Promise<void> {
    return this.#take(() => this.bench.ask("openModel", { bytes, source }));
  }

  /** Another table to judge the model on. */
  async judge(file: File): Promise<void> {
    const bytes = new Uint8Array(await file.arrayBuffer());
    await this.#take(() => this.bench.ask("judge", { bytes, source: file.name }));
  }

  /** Asks the worker. @throws Refusal */
  ask<N extends QuestionName>(
    name: N,
    given: Questions[N]["given"],
    onReport?: (report: Report) => void,
  ): Promise<Questions[N]["answer"]> {
    return this.bench.ask(name, given, onReport);
  }

  async #take(ask: () => Promise<ModelView>): Promise<void> {
    this.isReading = true;
    this.problem = undefined;
    try {
      this.view = await ask();
    } catch (error) {
      this.problem = noticeOfRefusal(error);
    } finally {
      this.isReading = false;
    }
  }
}

/** What the worker could not do, in words; other errors are thrown on. */
export function noticeOfRefusal(error: unknown): Notice & { hint: Notice } {
  if (error instanceof Refusal) return error.notice;
  throw error;
}

/** Whether a file is a model: by its name, as those of the command line are called. */
export function isModelFile(name: string): boolean {
  return /\.safetensors$/i.test(name);
}
