/** The worker: holds the table, trains, and answers the page. The page itself computes nothing that takes time. */
import { readBytes } from "@gradus/readers";
import { GradusError, prepare, saveModel, toTable, type Table } from "gradus";
import { ModelDesk } from "../evaluate/desk.js";
import type { FinishedRun } from "../evaluate/subject.js";
import { refusalOf } from "../text/refusal.js";
import { outcomeOf } from "./outcome.js";
import { planOf } from "./plan.js";
import type {
  Choices,
  Look,
  Notice,
  Outcome,
  Plan,
  Question,
  Questions,
  Reply,
  TableView,
} from "./protocol.js";
import { Run } from "./run.js";
import { viewOfTable } from "./table-view.js";

let table: Table | undefined;
/** The run at work. */
let current: Run | undefined;
let look: Look = { factors: undefined, held: {} };
const models = new Map<number, FinishedRun>();
/** Runs that are ready, to be looked into. */
const runs = new Map<number, Run>();
/** What Evaluate, Explain and Share ask. */
const desk = new ModelDesk({ runOf: (run) => models.get(run), opened: () => table });

addEventListener("message", ({ data }: MessageEvent<Question>) => {
  void answer(data).then(
    (result) => post({ id: data.id, answer: result }),
    (error: unknown) => post({ id: data.id, failure: failureOf(error) }),
  );
});

async function answer(question: Question): Promise<Questions[keyof Questions]["answer"]> {
  const { name, given } = question;
  switch (name) {
    case "open":
      return open(given.bytes, given.source);
    case "plan":
      return plan(given);
    case "train":
      return train(given.run, given.choices, given.isHeld);
    case "look":
      ({ look } = given);
      return lookAt(given.run);
    case "pause":
      current?.drive.pause();
      return null;
    case "resume":
      current?.drive.resume();
      return null;
    case "step":
      if (given === "epoch") current?.drive.stepEpoch();
      else current?.drive.stepBatch();
      return null;
    case "stop":
      current?.drive.stop();
      return null;
    case "save":
      return saveModel(models.get(given.run)!.model);
  }
  return desk.answer(question, (report) => post({ id: question.id, report }));
}

async function open(bytes: Uint8Array, source: string): Promise<TableView> {
  const read = toTable(await readBytes(bytes, { source, header: "auto", renameDuplicates: true }));
  table = read;
  models.clear();
  runs.clear();
  return viewOfTable(read);
}

function plan(choices: Choices): Plan {
  const rows = opened();
  return planOf(prepare(rows, choices), rows);
}

async function train(number: number, choices: Choices, isHeld: boolean): Promise<Outcome> {
  const rows = opened();
  const prepared = prepare(rows, choices);
  const canSpread = import.meta.env.MODE !== "single";
  const run = new Run(
    number,
    { table: rows, prepared, choices, look, isHeld, canSpread },
    { onBatch: (batch) => post({ batch }), onView: (view) => post({ view }) },
  );
  current = run;
  try {
    const model = await run.train();
    models.set(number, { model, prepared, choices, table: rows });
    runs.set(number, run);
    const outcome = outcomeOf(model, rows, prepared, run.seconds);
    run.tell();
    return outcome;
  } finally {
    if (current === run) current = undefined;
  }
}

/** Shows a run that is ready, or the one at work. */
function lookAt(number: number): null {
  const run = runs.get(number) ?? (current?.number === number ? current : undefined);
  if (run) {
    run.look = look;
    run.tell();
  }
  return null;
}

function opened(): Table {
  if (table === undefined) throw new Error("Cannot train: expected a table, got none");
  return table;
}

/** An error in words; of the library's errors the ones it has for people. */
function failureOf(error: unknown): Notice & { hint: Notice } {
  if (error instanceof GradusError) return refusalOf(error);
  const message = error instanceof Error ? error.message : String(error);
  return { en: message, zh: message, hint: { en: "", zh: "" } };
}

function post(reply: Reply): void {
  postMessage(reply);
}
