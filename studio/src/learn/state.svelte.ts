import { trace, type StepKind, type Trace } from "gradus";
import { createHistory } from "./history.js";
import { fromLink, toLink } from "./link.js";
import {
  MOST_SAMPLES,
  placeOf,
  tutorialSettings,
  withActivation,
  withNumber,
  withParameter,
  withSamples,
  withSeed,
  withShape,
  type Settings,
} from "./settings.js";
import { nearestStop, partsOf, stopsOf, termIds, type Granularity, type Stop } from "./stops.js";
import { placeIn } from "./parts.js";

const MOST_UNDO = 100;

/** The lesson on the screen, where it stands, and what is pointed at. */
export class Lesson {
  settings = $state.raw<Settings>(tutorialSettings());
  iteration = $state(0);
  /** The last iteration looked at: as far as the curve of the loss goes. */
  reached = $state(0);
  granularity = $state<Granularity>("layer");
  position = $state(0);
  sample = $state(0);
  neuron = $state(1);
  source = $state(1);
  /** Layer whose update is shown where the halt is about all of them. */
  layerOfUpdate = $state(1);
  /** Part of the figure under the pointer, or whose number is. */
  pointed = $state<string | undefined>(undefined);
  /** Part of the figure whose number is being edited. */
  editing = $state<string | undefined>(undefined);
  isExercise = $state(false);
  /** Halts of the exercise that were answered rightly, so that their numbers show. */
  isSolved = $state(false);
  /** Whether the exercise waits for an answer: what tells it stays hidden. */
  readonly isAsking = $derived(this.isExercise && !this.isSolved);
  /** Whether the samples are of the user's own table: then a person decides whether the link holds them. */
  readonly isFromTable = $derived(this.settings.isPrivate !== undefined);
  /** Whether the lesson came from a link that had to be mended. */
  isMended = $state(false);
  #undo = $state.raw<readonly Settings[]>([]);
  /** Part that the last change was made at: changing it further is one change to undo. */
  #changed: string | undefined;

  readonly history = $derived(createHistory(this.settings));
  readonly trace: Trace = $derived(
    trace(this.history.network(this.iteration), this.history.X, this.history.Y, {
      loss: this.settings.loss,
      eta: this.settings.eta,
      sample: this.sample,
      links: true,
    }),
  );
  readonly stops: Stop[] = $derived(stopsOf(this.trace, this.granularity));
  readonly stop: Stop = $derived(this.stops[Math.min(this.position, this.stops.length - 1)]);
  readonly step = $derived(this.trace.steps[this.stop.step]);
  readonly focus = $derived(partsOf(this.stop, this.settings.sizes));
  readonly marked = $derived(termIds(this.stop, this.settings.sizes));
  readonly link = $derived(toLink(this));
  readonly canUndo = $derived(this.#undo.length > 0);

  /** To the next halt, or to the first one of the next iteration. */
  forward(): void {
    if (this.position < this.stops.length - 1) this.goTo(this.position + 1);
    else if (this.iteration < this.history.most) {
      this.goToIteration(this.iteration + 1);
      this.goTo(0);
    }
  }

  /** To the halt before, or to the last one of the iteration before. */
  back(): void {
    if (this.position > 0) this.goTo(this.position - 1);
    else if (this.iteration > 0) {
      this.goToIteration(this.iteration - 1);
      this.goTo(this.stops.length - 1);
    }
  }

  goTo(position: number): void {
    this.position = Math.max(0, Math.min(position, this.stops.length - 1));
    this.isSolved = false;
  }

  /** To the first halt of a step of the trace. */
  goToStep(step: number): void {
    this.goTo(this.stops.findIndex((stop) => stop.step === step));
  }

  goToIteration(k: number): void {
    this.iteration = Math.max(0, Math.min(k, this.history.most));
    this.reached = Math.max(this.reached, this.iteration);
    this.isSolved = false;
  }

  /** Divides the steps otherwise, and stays where it is. */
  divide(granularity: Granularity): void {
    const at = this.stop;
    const wanted = at.neuron === 0 ? { ...at, neuron: this.neuron } : at;
    this.granularity = granularity;
    this.position = nearestStop(this.stops, granularity === "layer" ? at : wanted);
  }

  /** Whether the exercise asks at this halt for a number of that kind, which therefore stays hidden. */
  isAskedAt(kind: StepKind, l: number, i: number): boolean {
    if (!this.isAsking || this.stop.layer !== l) return false;
    const isKind = this.stop.kind === kind || (kind === "delta" && this.stop.kind === "delta_out");
    return isKind && (this.stop.neuron === 0 || this.stop.neuron === i);
  }

  selectNeuron(i: number): void {
    this.neuron = i;
    this.isSolved = false;
  }

  /** Another lesson; the one before can be had back. The place in the iteration stays. */
  change(settings: Settings, part?: string): void {
    if (part === undefined || part !== this.#changed) {
      this.#undo = [...this.#undo.slice(1 - MOST_UNDO), this.settings];
    }
    this.#changed = part;
    this.#show(settings);
  }

  undo(): void {
    const before = this.#undo.at(-1);
    if (before === undefined) return;
    this.#undo = this.#undo.slice(0, -1);
    this.#changed = undefined;
    this.#show(before);
  }

  #show(settings: Settings): void {
    const at = this.stop;
    const isOtherShape = settings.sizes !== this.settings.sizes;
    this.settings = settings;
    this.iteration = 0;
    this.reached = 0;
    this.sample = Math.min(this.sample, settings.X.length - 1);
    this.position = isOtherShape ? 0 : nearestStop(this.stops, at);
    this.neuron = Math.min(this.neuron, Math.max(...settings.sizes.slice(1)));
    this.layerOfUpdate = Math.min(this.layerOfUpdate, settings.sizes.length - 1);
    this.isSolved = false;
    this.editing = undefined;
  }

  setShape(sizes: readonly number[]): void {
    this.change(withShape(this.settings, sizes));
  }

  setActivation(l: number, name: string): void {
    this.change(withActivation(this.settings, l, name));
  }

  setSamples(count: number): void {
    this.change(withSamples(this.settings, Math.max(1, Math.min(count, MOST_SAMPLES))));
  }

  drawAgain(): void {
    this.change(withSeed(this.settings, (this.settings.seed ?? 6) + 1));
  }

  reset(): void {
    this.change(tutorialSettings());
    this.position = 0;
    this.neuron = 1;
    this.source = 1;
  }

  /** Whether the user's row stays out of the link. */
  setPrivate(isPrivate: boolean): void {
    this.settings = { ...this.settings, isPrivate };
  }

  /** The number that a part of the figure stands for and that can be set; undefined if it has none. */
  valueOf(part: string): number | undefined {
    const { kind, at } = placeIn(part);
    const { W, b } = this.trace.network;
    if (kind === "w") return W[at[0]].data[(at[1] - 1) * W[at[0]].cols + at[2] - 1];
    if (kind === "b") return b[at[0]][at[1] - 1];
    if (kind === "n" && at[0] === 0) return this.settings.X[this.sample][at[1] - 1];
    if (kind === "y") return this.settings.Y[this.sample][at[0] - 1];
    return part === "eta" ? this.settings.eta : undefined;
  }

  /** Sets that number; everything that follows from it is computed anew. */
  setValue(part: string, value: number): void {
    if (!Number.isFinite(value) || value === this.valueOf(part)) return;
    const { kind, at } = placeIn(part);
    const { settings, sample } = this;
    const editing = this.editing;
    if (kind === "w" || kind === "b") {
      const place = placeOf(settings.sizes, at[0], at[1], at[2]);
      this.change(withParameter(settings, place, value, this.trace.network.parameters), part);
    } else if (kind === "n" && at[0] === 0) {
      this.change({ ...settings, X: withNumber(settings.X, sample, at[1] - 1, value) }, part);
    } else if (kind === "y") {
      this.change({ ...settings, Y: withNumber(settings.Y, sample, at[0] - 1, value) }, part);
    } else if (part === "eta" && value > 0) {
      this.change({ ...settings, eta: value }, part);
    }
    this.editing = editing;
  }

  /** The lesson of a link. */
  open(text: string): void {
    const { link, isMended } = fromLink(text);
    this.settings = link.settings;
    this.granularity = link.granularity;
    this.sample = link.sample;
    this.isExercise = link.isExercise;
    this.isMended = isMended;
    this.iteration = 0;
    this.reached = 0;
    this.goToIteration(link.iteration);
    this.goTo(link.position);
  }
}
