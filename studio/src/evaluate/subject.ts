import {
  GradusError,
  hasIntervals,
  loadModel,
  matchColumns,
  outputNames,
  prepareAgain,
  toTable,
  typesOf,
  usableRows,
  type Model,
  type Prepared,
  type RawTable,
  type Table,
} from "gradus";
import type { JudgedTable, ModelView, Section } from "../shell/model-protocol.js";
import { parts, type Choices, type Notice } from "../train/protocol.js";
import { noticeOf } from "../train/table-view.js";

/** What a run leaves behind for the other screens. */
export interface FinishedRun {
  model: Model;
  prepared: Prepared;
  choices: Choices;
  table: Table;
}

/** A model, and the table it is judged on. */
export interface Subject {
  model: Model;
  origin: ModelView["origin"];
  /** Options that trained it, where they are known. */
  choices?: Choices;
  table?: Table;
  /** The table as training had it; undefined for a table that is new to the model. */
  prepared?: Prepared;
  /** Rows of each section, the judged one last. */
  sections: { section: Section; rows: Int32Array }[];
  without?: Notice;
  warnings: Notice[];
}

/** A finished run with its own table. */
export function subjectOfRun(run: number, { model, prepared, choices, table }: FinishedRun): Subject {
  return {
    model,
    origin: { kind: "run", run },
    choices,
    table,
    prepared,
    sections: ownSections(model, prepared),
    warnings: [],
  };
}

/**
 * A model of a file, with the table that is open if it fits.
 *
 * @throws GradusError of kind "model" for what is no model file
 */
export function subjectOfFile(bytes: Uint8Array, source: string, table: Table | undefined): Subject {
  const model = loadModel(bytes, source);
  const alone: Subject = { model, origin: { kind: "file", name: source }, sections: [], warnings: [] };
  if (table === undefined) return alone;
  try {
    return withTable(alone, table);
  } catch (error) {
    // A table that belongs to something else is left alone.
    if (error instanceof GradusError) return alone;
    throw error;
  }
}

/** The same model, judged on a table that is read as the model wants it. @throws GradusError if it does not fit */
export function judgedBy(subject: Subject, raw: RawTable): Subject {
  return withTable(subject, toTable(raw, { types: typesOf(subject.model.encoder) }));
}

function withTable(subject: Subject, table: Table): Subject {
  const { model, origin, choices } = subject;
  const { warnings } = matchColumns(model.encoder, table);
  const known = { model, origin, table, ...(choices === undefined ? {} : { choices }) };
  const prepared = again(model, table);
  if (prepared !== undefined)
    return { ...known, prepared, sections: ownSections(model, prepared), warnings: [] };
  const noticed = warnings.map(noticeOf);
  try {
    const names = model.encoder.labels.map(({ name }) => name);
    const usable = usableRows(table, names, { least: 1, share: 1 });
    const all = [...noticed, ...usable.warnings.map(noticeOf)];
    return { ...known, sections: [{ section: "new", rows: usable.rows }], warnings: all };
  } catch (error) {
    if (!(error instanceof GradusError)) throw error;
    return { ...known, sections: [], without: noticeOf(error), warnings: noticed };
  }
}

/** The table as it was divided for training, if it is the one. */
function again(model: Model, table: Table): Prepared | undefined {
  try {
    return prepareAgain(model, table);
  } catch (error) {
    if (error instanceof GradusError) return undefined;
    throw error;
  }
}

/** Training rows, those rows by nets that had not seen them, validation rows, test rows. */
function ownSections({ outOfFold }: Model, { split }: Prepared): Subject["sections"] {
  const own = parts.map((part) => ({ section: part as Section, rows: split[part] }));
  const isWhole = outOfFold !== undefined && outOfFold.Y.cols === split.train.length;
  return [
    own[0],
    ...(isWhole ? [{ section: "folds" as const, rows: split.train }] : []),
    ...own.slice(1),
  ].filter(({ rows }) => rows.length > 0);
}

/** The section whose rows the model has not seen, as far as there is one. */
export function judgedSection({ sections }: Subject): Subject["sections"][number] | undefined {
  return sections.at(-1);
}

/** A subject as the page shows it. */
export function viewOf(subject: Subject, id: number): ModelView {
  const { model, origin, table, choices, prepared } = subject;
  const { encoder, nets, run, task } = model;
  return {
    id,
    origin,
    task,
    labels: encoder.labels.map(({ name, unit }) => ({ name, ...(unit === undefined ? {} : { unit }) })),
    outputs: outputNames(encoder),
    features: encoder.features.map(({ name, unit, type }) => ({
      name,
      ...(unit === undefined ? {} : { unit }),
      kind: type === "number" || type === "date" ? type : "levels",
    })),
    shapes: shapesOf(nets),
    parameters: nets.reduce((sum, { network }) => sum + network.parameters.length, 0),
    trained: {
      source: run.data.source,
      rows: run.data.rows,
      recipe: typeof run.recipe["name"] === "string" ? run.recipe["name"] : "",
      seed: run.seed,
      gradus: run.gradus,
    },
    warnings: run.warnings.map(noticeOf),
    hasIntervals: hasIntervals(model),
    ...(table === undefined ? {} : { table: tableOf(subject, table) }),
    canRepeat: prepared !== undefined && choices !== undefined,
  };
}

function tableOf({ prepared, sections, without, warnings }: Subject, table: Table): JudgedTable {
  return {
    source: table.source,
    rows: table.rows,
    isOwn: prepared !== undefined,
    ...(without === undefined ? {} : { without }),
    sections: sections.map(({ section, rows }) => ({ section, rows: rows.length })),
    warnings,
  };
}

function shapesOf(nets: Model["nets"]): ModelView["shapes"] {
  const shapes = new Map<string, ModelView["shapes"][number]>();
  for (const { network } of nets) {
    const activations = network.activations.slice(1).map(({ name }) => name);
    const key = `${network.sizes.join("-")} ${activations.join(" ")}`;
    const known = shapes.get(key);
    if (known === undefined) shapes.set(key, { sizes: [...network.sizes], activations, nets: 1 });
    else known.nets++;
  }
  return [...shapes.values()];
}
