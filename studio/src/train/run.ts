/** A run in the worker: trains, heeds the buttons, tells epochs, and lets the page look inside at a bounded rate. */
import {
  describeLayers,
  layerStatistics,
  selectSamples,
  trainSteps,
  type Model,
  type Network,
  type Prepared,
  type Progress,
  type Samples,
  type Table,
} from "gradus";
import { Drive } from "./drive.js";
import { mainNet } from "./outcome.js";
import type { Batch, Choices, Look, View } from "./protocol.js";
import { gridOf, surfaceOf, type Answering, type Grid } from "./surface.js";

const INTERVAL = 33; // ms between two messages of a run: the page draws no more often
const LOOK_INTERVAL = 200; // ms between two looks inside
const SHARE = 9; // times as long as a look took until the next one
const FEW = 256; // rows that a look passes through the layers
const FIGURE = 400; // parameters of a network whose figure follows its training

/** What a run needs, and whom it tells. */
export interface Telling {
  onBatch: (batch: Batch) => void;
  onView: (view: View) => void;
}

export class Run {
  readonly number: number;
  readonly prepared: Prepared;
  readonly drive: Drive;
  /** Whether nets are trained in workers of their own. */
  readonly isElsewhere: boolean;
  model: Model | undefined;
  look: Look;
  readonly #table: Table;
  readonly #choices: Choices;
  readonly #telling: Telling;
  readonly #few: Samples;
  #grid: Grid | undefined;
  #gridLook: Look | undefined;
  /** The net at work in this thread. */
  #watched: { net: number; network: () => Network } | undefined;
  #early: Model["nets"] | undefined;
  #last: Progress | undefined;
  #batch: Batch;
  #sent = -Infinity;
  #nextLook = -Infinity;
  /** Seconds of training before the last halt, and when it went on. */
  #before = 0;
  #since = performance.now();

  /** @param canSpread whether there may be workers of its own, which a page in one file cannot load */
  constructor(
    number: number,
    given: {
      table: Table;
      prepared: Prepared;
      choices: Choices;
      look: Look;
      isHeld: boolean;
      canSpread: boolean;
    },
    telling: Telling,
  ) {
    this.number = number;
    this.prepared = given.prepared;
    this.look = given.look;
    this.#table = given.table;
    this.#choices = given.choices;
    this.#telling = telling;
    const { recipe, samples } = given.prepared;
    this.isElsewhere = given.canSpread && (recipe.families.length > 0 || recipe.nets > 1);
    this.drive = new Drive(this.isElsewhere, given.isHeld && !this.isElsewhere, (done, all) =>
      this.tell([done - 1, all]),
    );
    const canStep = !this.isElsewhere;
    this.#batch = {
      run: number,
      canStep,
      answers: [],
      records: [],
      nets: 1,
      epochs: 1,
      fraction: 0,
      seconds: 0,
    };
    this.#few = someOf(samples.train);
  }

  get seconds(): number {
    return this.#before + (performance.now() - this.#since) / 1000;
  }

  /** Trains to the end, or until it is stopped. @throws GradusError as `train` does */
  async train(): Promise<Model> {
    for (let resume: Model | undefined; ;) {
      const model = await this.#trainOn(resume);
      this.#send();
      if (!this.drive.isPaused || this.drive.isStopped || model.checkpoint === undefined) {
        this.model = model;
        this.#watched = undefined;
        return model;
      }
      this.#early = model.nets;
      this.tell();
      this.#before = this.seconds;
      await this.drive.untilResumed();
      this.#since = performance.now();
      if (this.drive.isStopped) return (this.model = model);
      resume = model;
    }
  }

  /** What the page looks at, as things stand. */
  tell(batch?: [number, number]): void {
    const start = performance.now();
    const network = this.#watched?.network() ?? (this.#nets ? mainNet({ nets: this.#nets }) : undefined);
    if (network === undefined) return;
    const layers = layerStatistics(network, this.#few, { loss: this.prepared.recipe.loss });
    const nets = this.#watched ? [{ network, weight: 1 }] : this.#nets!;
    const surface = this.#surface({ nets });
    const isSmall = network.parameters.length <= FIGURE && network.front === undefined;
    this.#telling.onView({
      run: this.number,
      epoch: this.#last?.epoch.epoch ?? 0,
      net: this.#watched?.net ?? 0,
      ...(batch === undefined ? {} : { batch }),
      layers,
      sentences: describeLayers(layers),
      ...(surface ? { surface } : {}),
      ...(isSmall ? { parameters: network.parameters.slice() } : {}),
    });
    const took = performance.now() - start;
    this.#nextLook = performance.now() + Math.max(LOOK_INTERVAL, SHARE * took);
  }

  get #nets(): Model["nets"] | undefined {
    return this.model?.nets ?? this.#early;
  }

  async #trainOn(resume: Model | undefined): Promise<Model> {
    const { drive } = this;
    const steps = trainSteps(this.#table, {
      ...this.#choices,
      signal: {
        get aborted() {
          return drive.signal.aborted;
        },
      },
      pace: drive.pace,
      ...(this.isElsewhere ? {} : { threads: 1 }),
      watch: (net, network) => {
        this.#watched = { net, network };
      },
      ...(resume === undefined ? {} : { resume }),
    });
    for (;;) {
      if (!this.isElsewhere) await drive.beforeEpoch();
      const { value, done } = await steps.next();
      if (!this.isElsewhere) drive.afterEpoch();
      if (done === true) return value;
      this.#heard(value);
    }
  }

  #heard(progress: Progress): void {
    const { epoch, net, nets, epochs, fraction, answer, early } = progress;
    this.#last = progress;
    if (early) this.#early = early;
    const records = answer ? this.#batch.records : [...this.#batch.records, { net, epoch }];
    const answers = answer ? [...this.#batch.answers, answer] : this.#batch.answers;
    this.#batch = { ...this.#batch, answers, records, nets, epochs, fraction, seconds: this.seconds };
    const isHeld = this.drive.isPaused;
    if (isHeld || performance.now() - this.#sent >= INTERVAL) this.#send();
    if (isHeld || early || performance.now() >= this.#nextLook) this.tell();
  }

  #send(): void {
    const { records, answers } = this.#batch;
    if (records.length + answers.length > 0) this.#telling.onBatch(this.#batch);
    this.#batch = { ...this.#batch, records: [], answers: [] };
    this.#sent = performance.now();
  }

  #surface(model: Answering): View["surface"] {
    const { factors, held } = this.look;
    const { encoder, split } = this.prepared;
    if (factors === undefined) return undefined;
    const names = new Set(encoder.features.map(({ name }) => name));
    if (factors[0] === factors[1] || factors.some((name) => !names.has(name))) return undefined;
    if (this.#grid === undefined || this.#gridLook !== this.look)
      this.#grid = gridOf(encoder, this.#table, split, { factors, held });
    this.#gridLook = this.look;
    return surfaceOf(encoder, model, this.#grid);
  }
}

/** Some rows, evenly taken. */
function someOf(samples: Samples): Samples {
  const { cols } = samples.X;
  const count = Math.min(FEW, cols);
  return selectSamples(
    samples,
    Array.from({ length: count }, (_, k) => Math.floor((k * cols) / count)),
  );
}
