/** The worker: holds the table, trains, and answers the page. The page itself computes nothing that takes time. */
import { readBytes } from "@gradus/readers";
import { GradusError, describe, prepare, saveModel, toTable, trainSteps, type Table } from "gradus";
import { ModelDesk } from "../evaluate/desk.js";
import type { FinishedRun } from "../evaluate/subject.js";
import { Gate } from "./gate.js";
import { outcomeOf } from "./outcome.js";
import { planOf } from "./plan.js";
import type {
  Batch,
  Choices,
  Notice,
  Outcome,
  Plan,
  Question,
  Questions,
  Reply,
  TableView,
} from "./protocol.js";
import { viewOfTable } from "./table-view.js";

const INTERVAL = 33; // ms between two messages of a run: the page draws no more often

let table: Table | undefined;
let gate = new Gate();
let signal = { aborted: false };
const models = new Map<number, FinishedRun>();
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
      return train(given.run, given.choices);
    case "pause":
      gate.close();
      return null;
    case "resume":
      gate.open();
      return null;
    case "step":
      gate.passOnce();
      return null;
    case "stop":
      signal.aborted = true;
      gate.open();
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
  return viewOfTable(read);
}

function plan(choices: Choices): Plan {
  return planOf(prepare(opened(), choices));
}

async function train(run: number, choices: Choices): Promise<Outcome> {
  const rows = opened();
  const prepared = prepare(rows, choices);
  gate = new Gate();
  signal = { aborted: false };
  const start = performance.now();
  const elapsed = (): number => (performance.now() - start) / 1000;
  let batch: Batch = { run, records: [], nets: 1, epochs: 1, fraction: 0, seconds: 0 };
  let sent = -Infinity;
  // Workers of its own would be loaded by an address, which a page in one file does not have.
  const steps = trainSteps(rows, { ...choices, signal, threads: 1 });
  for (;;) {
    await gate.pass();
    const { value, done } = await steps.next();
    if (done === true) {
      send();
      models.set(run, { model: value, prepared, choices, table: rows });
      return outcomeOf(value, rows, prepared, elapsed());
    }
    const { epoch, net, nets, epochs, fraction } = value;
    batch = { run, records: [...batch.records, { net, epoch }], nets, epochs, fraction, seconds: elapsed() };
    if (performance.now() - sent >= INTERVAL || gate.isClosed) send();
  }

  function send(): void {
    if (batch.records.length > 0) post({ batch });
    batch = { ...batch, records: [] };
    sent = performance.now();
  }
}

function opened(): Table {
  if (table === undefined) throw new Error("Cannot train: expected a table, got none");
  return table;
}

/** An error in words; of the library's errors the ones it has for people. */
function failureOf(error: unknown): Notice & { hint: Notice } {
  if (error instanceof GradusError) {
    const [en, zh] = [describe(error, "en"), describe(error, "zh")];
    return { en: en.message, zh: zh.message, hint: { en: en.hint, zh: zh.hint } };
  }
  const message = error instanceof Error ? error.message : String(error);
  return { en: message, zh: message, hint: { en: "", zh: "" } };
}

function post(reply: Reply): void {
  postMessage(reply);
}
