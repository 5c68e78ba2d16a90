import { Client, Refusal } from "./client.js";
import { choicesOf, startForm, type Form, type Role } from "./form.js";
import type { Report } from "../shell/model-protocol.js";
import type { Batch, Notice, Plan, QuestionName, Questions, TableView } from "./protocol.js";
import { addInPlace, newRun, type Run } from "./runs.js";

const PLAN_PAUSE = 250; // ms after the last change before the plan is asked for

/** The table, what is chosen, and the runs of the Train screen. */
export class Workbench {
  table = $state.raw<TableView | undefined>(undefined);
  isReading = $state(false);
  form = $state<Form>(startForm());
  plan = $state.raw<Plan | undefined>(undefined);
  problem = $state.raw<(Notice & { hint: Notice }) | undefined>(undefined);
  /** All runs on this table, the latest last; changed in place, `beat` tells when. */
  runs = $state.raw<readonly Run[]>([]);
  beat = $state(0);
  /** Numbers of the runs whose curves are shown. */
  shown = $state.raw<readonly number[]>([]);
  readonly #client = new Client((batch) => this.#take(batch));
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isDrawing = false;

  /** The run that is at work, if one is. */
  get current(): Run | undefined {
    void this.beat;
    return this.runs.findLast(({ state }) => state === "running" || state === "paused");
  }

  /** The run whose results are shown: the latest of those chosen that is ready. */
  get ready(): Run | undefined {
    void this.beat;
    return this.runs.findLast(({ number, outcome }) => outcome !== undefined && this.shown.includes(number));
  }

  async read(bytes: Uint8Array, source: string): Promise<void> {
    this.isReading = true;
    this.problem = undefined;
    try {
      const table = await this.#client.ask("open", { bytes, source });
      this.table = table;
      this.runs = [];
      this.shown = [];
      this.plan = undefined;
      this.form = { ...startForm(), roles: rolesOf(table) };
      await this.replan();
    } catch (error) {
      this.#refuse(error);
    } finally {
      this.isReading = false;
    }
  }

  /** The table that is served beside the page. */
  async fetch(name: string): Promise<void> {
    const response = await fetch("./table");
    if (response.ok) await this.read(new Uint8Array(await response.arrayBuffer()), name);
  }

  /** Something was chosen: what training would start from is asked for anew. */
  touch(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.replan(), PLAN_PAUSE);
  }

  async replan(): Promise<void> {
    const choices = choicesOf(this.form);
    if (this.table === undefined || choices === undefined || this.current) return;
    try {
      this.plan = await this.#client.ask("plan", choices);
      this.problem = undefined;
    } catch (error) {
      this.plan = undefined;
      this.#refuse(error);
    }
  }

  async start(title: (number: number) => string): Promise<void> {
    const choices = choicesOf(this.form);
    if (choices === undefined || this.current) return;
    const number = this.runs.length + 1;
    const run = newRun(number, title(number), choices);
    this.runs = [...this.runs, run];
    this.shown = [...this.shown.slice(-3), number];
    this.problem = undefined;
    this.#draw();
    try {
      run.outcome = await this.#client.ask("train", { run: number, choices });
      run.state = "done";
    } catch (error) {
      run.state = "failed";
      if (error instanceof Refusal) run.failure = error.notice;
      this.#refuse(error);
    }
    this.#draw();
  }

  async pause(): Promise<void> {
    if (this.current) this.current.state = "paused";
    this.#draw();
    await this.#client.ask("pause", null);
  }

  async resume(): Promise<void> {
    if (this.current) this.current.state = "running";
    this.#draw();
    await this.#client.ask("resume", null);
  }

  async step(): Promise<void> {
    await this.#client.ask("step", null);
  }

  /** Ends the run; its best weights stay. */
  async stop(): Promise<void> {
    await this.#client.ask("stop", null);
  }

  /** Asks the worker, for other screens. @throws Refusal */
  ask<N extends QuestionName>(
    name: N,
    given: Questions[N]["given"],
    onReport?: (report: Report) => void,
  ): Promise<Questions[N]["answer"]> {
    return this.#client.ask(name, given, onReport);
  }

  save(run: number): Promise<Uint8Array<ArrayBuffer>> {
    return this.#client.ask("save", { run });
  }

  setRole(name: string, role: Role): void {
    const roles = { ...this.form.roles };
    // One column is predicted; the one before becomes a feature again.
    if (role === "label")
      for (const key of Object.keys(roles)) if (roles[key] === "label") roles[key] = "feature";
    roles[name] = role;
    this.form.roles = roles;
    this.touch();
  }

  toggleShown(number: number): void {
    this.shown = this.shown.includes(number)
      ? this.shown.filter((one) => one !== number)
      : [...this.shown, number].toSorted((a, b) => a - b);
  }

  #take(batch: Batch): void {
    const run = this.runs.find(({ number }) => number === batch.run);
    if (run === undefined) return;
    addInPlace(run, batch);
    this.#draw();
  }

  /** The page is told once for each frame, however often messages come. */
  #draw(): void {
    if (this.#isDrawing) return;
    this.#isDrawing = true;
    requestAnimationFrame(() => {
      this.#isDrawing = false;
      this.beat++;
    });
  }

  #refuse(error: unknown): void {
    if (!(error instanceof Refusal)) throw error;
    this.problem = error.notice;
  }
}

function rolesOf({ columns, label }: TableView): Record<string, Role> {
  return Object.fromEntries(
    columns.map(({ name, drop }) => [
      name,
      name === label ? "label" : drop === undefined ? "feature" : "ignore",
    ]),
  );
}
