import {
  classesOf,
  column,
  findColumn,
  predict,
  selectRows,
  type Model,
  type Network,
  type Prepared,
  type Table,
} from "gradus";
import { parts, type NetView, type Outcome, type PartView } from "./protocol.js";
import { noticeOf } from "./table-view.js";

/** What a run gave, with labels and predictions of each part. */
export function outcomeOf(model: Model, table: Table, prepared: Prepared, seconds: number): Outcome {
  const { split } = prepared;
  const { run, task } = model;
  return {
    task,
    nets: run.nets.map(({ epochs, best, stopped }) => ({ epochs, best, stopped })),
    engine: run.engine.name,
    metrics: run.metrics,
    baselines: Object.entries(run.baselines).map(([name, metrics]) => ({ name, metrics })),
    parts: Object.fromEntries(
      parts
        .filter((part) => split[part].length > 0)
        .map((part) => [part, viewsOf(model, table, split[part])]),
    ),
    net: netView(mainNet(model), prepared),
    families: familiesIn(model),
    warnings: run.warnings.map(noticeOf),
    seconds,
  };
}

function familiesIn({ run: { families = [] } }: Model): Outcome["families"] {
  return families.map(({ name, nets, weight, metrics }) => ({ name, nets, weight, metrics }));
}

function viewsOf(model: Model, table: Table, rows: Int32Array): PartView[] {
  const answer = predict(model, selectRows(table, [...rows]));
  if (answer.task !== "regression") {
    const { label, levels, classes } = answer;
    const counts = levels.map(() => levels.map(() => 0));
    classesOf(model.encoder, table, rows).forEach((truth, s) => counts[truth][classes[s]]++);
    return [{ kind: "classes", label, levels, counts }];
  }
  return answer.labels.map((label, k) => {
    const of = findColumn(table, label);
    const truth =
      of.type === "number" ? Float64Array.from(rows, (row) => of.values[row]) : new Float64Array(0);
    const unit = of.unit === undefined ? {} : { unit: of.unit };
    return { kind: "numbers", label, ...unit, truth, predicted: answer.values[k], rows };
  });
}

/** The net that weighs most, the first of equals. */
export function mainNet({ nets }: Pick<Model, "nets">): Network {
  return nets.reduce((best, one) => (one.weight > best.weight ? one : best)).network;
}

/** A network as the figure shows it, with the first training row. */
export function netView(
  network: Network,
  { samples, recipe }: Pick<Prepared, "samples" | "recipe">,
): NetView {
  return {
    sizes: network.sizes,
    activations: network.activations.slice(1).map(({ name }) => name),
    parameters: network.parameters,
    skip: network.skip !== undefined,
    isPlain: network.front === undefined && network.alpha === undefined,
    loss: recipe.loss.name,
    eta: recipe.learningRate,
    x: [...column(samples.train.X, 0)],
    y: [...column(samples.train.Y, 0)],
  };
}
