import { Client, Refusal } from "./client.js";
import { choicesOf, startForm, type Form, type Role, type SampleName } from "./form.js";
import { fromTrainLink, rolesBeside, toTrainLink } from "./link.js";
import type { Report } from "../shell/model-protocol.js";
import type { Batch, Look, Notice, Plan, QuestionName, Questions, TableView, View } from "./protocol.js";
import { addInPlace, newRun, type Run } from "./runs.js";

const BEAT = 80; // ms between two drawings of the curves
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
  /** A look into the run at work, or into the one whose result is shown. */
  view = $state.raw<View | undefined>(undefined);
  /** Names of the two factors of the surface. */
  factors = $state.raw<Look["factors"]>(undefined);
  /** Where the other factors are held; those that are not named at their medians. */
  held = $state.raw<Look["held"]>({});
  /** Name of the example that is open; nothing for a table of the user's own. */
  sample = $state<SampleName | undefined>(undefined);
  /** Whether a link had to be mended, and whether it was made for a table that it does not hold. */
  isMended = $state(false);
  isDataLess = $state(false);
  readonly link = $derived(this.#link());
  /** Roles that the columns have at first. */
  #firstRoles: Record<string, Role> = {};
  /** Settings of a link, for the table to come. */
  #linked: Form | undefined;
  readonly #client = new Client({
    onBatch: (batch) => this.#take(batch),
    onView: (view) => this.#see(view),
  });
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Runs that were ready when a model was last saved. */
  #saved = 0;
  /** Whether the worker is asked for a look, and whether another one is wanted by now. */
  #isLooking = false;
  #looksElsewhere = false;
  #isDrawing = false;
  /** Whether something of the runs is not drawn yet, and a look inside that is not. */
  #hasNews = false;
  #seen: View | undefined;
  #drawn = -Infinity;

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

  /** Whether leaving the page would lose a run at work, or one that was ready after a model was last saved. */
  get hasUnsaved(): boolean {
    return this.current !== undefined || this.#finished > this.#saved;
  }

  get #finished(): number {
    return this.runs.filter(({ outcome }) => outcome !== undefined).length;
  }

  /** A model has been saved, the one that its user wants. */
  markSaved(): void {
    this.#saved = this.#finished;
  }

  /** @param sample name of the example that the table is, if it is one */
  async read(bytes: Uint8Array, source: string, sample?: SampleName): Promise<void> {
    this.isReading = true;
    this.problem = undefined;
    try {
      const table = await this.#client.ask("open", { bytes, source });
      this.table = table;
      this.sample = sample;
      this.runs = [];
      this.#saved = 0;
      this.shown = [];
      this.plan = this.view = undefined;
      this.held = {};
      this.#firstRoles = rolesOf(table);
      const linked = this.#linked ?? startForm();
      const known = Object.entries(linked.roles).filter(([name]) => Object.hasOwn(this.#firstRoles, name));
      this.form = { ...linked, roles: { ...this.#firstRoles, ...Object.fromEntries(known) } };
      this.#linked = undefined;
      this.isDataLess = false;
      await this.replan();
    } catch (error) {
      this.#refuse(error);
    } finally {
      this.isReading = false;
    }
  }

  async readSample(name: SampleName): Promise<void> {
    const { samples } = await import("./samples.js");
    await this.read(new TextEncoder().encode(samples[name]), `${name}.csv`, name);
  }

  /** The settings of a link, and its example. */
  async open(text: string): Promise<void> {
    const { link, isMended } = fromTrainLink(text);
    this.isMended = isMended;
    this.#linked = link.form;
    this.isDataLess = link.isOwn && this.table === undefined;
    if (link.sample !== undefined) await this.readSample(link.sample);
    else if (this.table === undefined) this.form = link.form;
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

  /** @param isHeld whether the run waits before its first batch */
  async start(isHeld = false): Promise<void> {
    const choices = choicesOf(this.form);
    if (choices === undefined || this.current) return;
    // What was chosen last may not have been asked for yet.
    clearTimeout(this.#timer);
    void this.replan();
    const number = 1 + Math.max(0, ...this.runs.map((run) => run.number));
    const run = newRun(number, choices);
    if (isHeld) run.state = "paused";
    this.runs = [...this.runs, run];
    this.shown = [...this.shown.slice(-3), number];
    this.problem = undefined;
    this.view = this.#seen = undefined;
    this.#draw();
    try {
      run.outcome = await this.#client.ask("train", { run: number, choices, isHeld });
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

  async step(by: "epoch" | "batch"): Promise<void> {
    await this.#client.ask("step", by);
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

  /** Throws the run at work, or the latest, away and holds a new one before its first batch: the same seed, so the same weights. */
  async reset(): Promise<void> {
    const last = this.runs.at(-1);
    if (last === undefined) return this.start(true);
    if (this.current) {
      await this.stop();
      await this.#ended(last);
    }
    this.runs = this.runs.filter((run) => run !== last);
    this.shown = this.shown.filter((number) => number !== last.number);
    await this.start(true);
  }

  /** The next seed. */
  nextSeed(): void {
    const seed = Number(this.form.seed);
    this.form.seed = String(Number.isSafeInteger(seed) ? seed + 1 : 43);
    this.touch();
  }

  /** Looks at the answers over these two factors, the others held. What is asked for faster than it is answered is left out. */
  async lookAt(factors: Look["factors"], held: Look["held"] = this.held): Promise<void> {
    this.factors = factors;
    this.held = held;
    this.#looksElsewhere = true;
    if (this.#isLooking) return;
    this.#isLooking = true;
    try {
      while (this.#looksElsewhere) {
        this.#looksElsewhere = false;
        const look = { factors: this.factors, held: this.held };
        await this.#client.ask("look", { run: (this.current ?? this.ready)?.number ?? 0, look });
      }
    } finally {
      this.#isLooking = false;
    }
  }

  save(run: number): Promise<Uint8Array<ArrayBuffer>> {
    this.markSaved();
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

  #link(): string {
    const { form, sample, table } = this;
    const roles = sample === undefined ? {} : rolesBeside(form.roles, this.#firstRoles);
    return toTrainLink({
      sample,
      isOwn: table !== undefined && sample === undefined,
      form: { ...form, roles },
    });
  }

  /** Until a run is neither running nor paused. */
  async #ended(run: Run): Promise<void> {
    while (run.state === "running" || run.state === "paused")
      await new Promise((resolve) => setTimeout(resolve, 10));
  }

  #see(view: View): void {
    this.#seen = view;
    this.#schedule();
  }

  #take(batch: Batch): void {
    const run = this.runs.find(({ number }) => number === batch.run);
    if (run === undefined) return;
    addInPlace(run, batch);
    this.#draw();
  }

  #draw(): void {
    this.#hasNews = true;
    this.#schedule();
  }

  /**
   * The page is told a few times a second, however often messages come: frames in between stay free. Curves and the look inside have
   * a frame each.
   */
  #schedule(): void {
    if (this.#isDrawing) return;
    this.#isDrawing = true;
    const wait = Math.max(0, this.#drawn + BEAT - performance.now());
    setTimeout(() => requestAnimationFrame(() => this.#drawRuns()), wait);
  }

  #drawRuns(): void {
    if (this.#hasNews) {
      this.#hasNews = false;
      this.#drawn = performance.now();
      this.beat++;
    }
    requestAnimationFrame(() => this.#drawLook());
  }

  #drawLook(): void {
    if (this.#seen) this.view = this.#seen;
    this.#seen = undefined;
    this.#isDrawing = false;
    if (this.#hasNews) this.#schedule();
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
