import { readBytes } from "@gradus/readers";
import {
  curves,
  factorMap,
  interactions,
  rankFactors,
  reach,
  rowOfTable,
  saveModel,
  shapleyValues,
  sobolIndices,
  whatIf,
  type Table,
} from "gradus";
import { explainView } from "../explain/view.js";
import { diagramOf, fileOf, predictedView } from "../share/files.js";
import type { ModelQuestions, Report } from "../shell/model-protocol.js";
import { assess } from "./assess.js";
import { judgedBy, subjectOfFile, subjectOfRun, viewOf, type FinishedRun, type Subject } from "./subject.js";
import { coverageView, curveOf, factorValues, foldsView, rowsView, type WorkControl } from "./work.js";

/** A question about the model. */
export type ModelQuestion = {
  [N in keyof ModelQuestions]: { name: N; given: ModelQuestions[N]["given"] };
}[keyof ModelQuestions];

/** What the desk may ask of the worker it stands in. */
interface Surroundings {
  runOf: (run: number) => FinishedRun | undefined;
  /** The table that Train has open. */
  opened: () => Table | undefined;
}

const LINES = 40; // of individual conditional expectation

/** Keeps the model that Evaluate, Explain and Share look at, and answers what they ask. */
export class ModelDesk {
  readonly #surroundings: Surroundings;
  #subject: Subject | undefined;
  #id = 0;
  /** Signals of the work that goes on. */
  readonly #signals = new Set<{ aborted: boolean }>();

  constructor(surroundings: Surroundings) {
    this.#surroundings = surroundings;
  }

  /** @throws GradusError for what the library refuses */
  async answer(
    { name, given }: ModelQuestion,
    report: (report: Report) => void,
  ): Promise<ModelQuestions[keyof ModelQuestions]["answer"]> {
    switch (name) {
      case "chooseRun":
        return this.#take(subjectOfRun(given.run, this.#runOf(given.run)));
      case "openModel":
        return this.#take(subjectOfFile(given.bytes, given.source, this.#surroundings.opened()));
      case "judge":
        return this.#take(judgedBy(this.#known, await read(given)));
      case "assess":
        return assess(this.#known, given.label);
      case "rows":
        return rowsView(this.#known, given.rows);
      case "factorValues":
        return factorValues(this.#table, given.factor);
      case "coverage":
        return coverageView(this.#known, given.level);
      case "crossValidate":
        return this.#work((signal) => foldsView(this.#known, given, { signal, report }));
      case "learningCurve":
        return this.#work((signal) => curveOf(this.#known, given.isQuick, { signal, report }));
      case "stopWork":
        for (const signal of this.#signals) signal.aborted = true;
        return null;
      case "carry": {
        const { model, table } = this.#known;
        return { model: saveModel(model), name: this.#name, ...(table === undefined ? {} : { table }) };
      }
      case "diagram":
        return diagramOf(this.#known.model);
      case "write":
        return fileOf(this.#known.model, this.#name, given.what);
      case "predict":
        return predictedView(this.#known.model, await read(given), bareName(given.source), given.level);
      default:
        return this.#work((signal) => this.#explain({ name, given } as ExplainQuestion, { signal, report }));
    }
  }

  async #explain(
    { name, given }: ExplainQuestion,
    { signal, report }: WorkControl,
  ): Promise<ModelQuestions[ExplainQuestion["name"]]["answer"]> {
    const { model } = this.#known;
    const options = {
      signal,
      onProgress: (done: number, of: number) => report({ kind: "share", done: done / of }),
    };
    switch (name) {
      case "explain":
        return explainView(this.#known, given.output, options);
      case "whatIf":
        return whatIf(model, given.row, given.changes, { output: given.output });
      case "rowAt":
        return rowOfTable(model, this.#table, given.row);
      case "lines": {
        const chosen = { output: given.output, factors: [given.factor], methods: ["pd"] as const };
        const [curve] = await curves(model, this.#table, { ...chosen, lines: LINES, ...options });
        return curve;
      }
      case "map":
        return factorMap(model, this.#table, given.factors, { output: given.output, ...options });
      case "rank":
        return rankFactors(model, this.#table, { output: given.output, ...options });
      case "shapley":
        return shapleyValues(model, this.#table, { output: given.output, rows: [given.row], ...options });
      case "sobol":
        return sobolIndices(model, { output: given.output, ...options });
      case "interactions":
        return interactions(model, this.#table, { output: given.output, ...options });
      case "reach": {
        const { target, output, vary, row } = given;
        return reach(model, this.#table, target, {
          output,
          ...(vary.length === 0 ? {} : { vary }),
          ...(row === undefined ? {} : { row }),
          ...options,
        });
      }
    }
    return name satisfies never;
  }

  #take(subject: Subject): ModelQuestions["chooseRun"]["answer"] {
    this.#subject = subject;
    return viewOf(subject, ++this.#id);
  }

  /** Work that can be stopped. */
  async #work<T>(doIt: (signal: { aborted: boolean }) => Promise<T>): Promise<T> {
    const signal = { aborted: false };
    this.#signals.add(signal);
    try {
      return await doIt(signal);
    } finally {
      this.#signals.delete(signal);
    }
  }

  #runOf(run: number): FinishedRun {
    const found = this.#surroundings.runOf(run);
    if (found === undefined) throw new Error(`Cannot look at run ${run}: expected one that is ready`);
    return found;
  }

  get #known(): Subject {
    if (this.#subject === undefined) throw new Error("Cannot answer: expected a model, got none");
    return this.#subject;
  }

  get #table(): Table {
    const { table } = this.#known;
    if (table === undefined) throw new Error("Cannot answer: expected a table beside the model, got none");
    return table;
  }

  /** What files of the model are called. */
  get #name(): string {
    const { origin, table } = this.#known;
    return bareName(origin.kind === "file" ? origin.name : (table?.source ?? "model"));
  }
}

type ExplainName =
  | "explain"
  | "whatIf"
  | "rowAt"
  | "lines"
  | "map"
  | "rank"
  | "shapley"
  | "sobol"
  | "interactions"
  | "reach";
type ExplainQuestion = Extract<ModelQuestion, { name: ExplainName }>;

function read({ bytes, source }: { bytes: Uint8Array; source: string }): ReturnType<typeof readBytes> {
  return readBytes(bytes, { source, header: "auto", renameDuplicates: true });
}

/** A file's name without its ending. */
function bareName(file: string): string {
  return file.replace(/\.[^.]*$/, "") || file;
}
