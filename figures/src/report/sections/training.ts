import type { NetRecord, StopReason } from "gradus";
import { performance, trainingState, type Course } from "../../training.js";
import type { Facts } from "../facts.js";
import { write, type Html, type Part } from "../html.js";
import { figure, figureOptions, grid, number, table, type Look } from "../look.js";
import { shown } from "./network.js";

/** The course of the first net, and how all of them ended. */
export function training({ model }: Facts, look: Look): Html {
  const { text } = look;
  const { run } = model;
  const [first] = run.nets;
  const best = run.history.find(({ epoch }) => epoch === first?.best);
  const loss = (run.recipe["loss"] as { name: string } | undefined)?.name ?? "loss";
  const course: Course = {
    loss,
    history: run.history,
    best: first?.best ?? 0,
    ...(run.nets.length > 1 ? { net: { number: 1, of: run.nets.length } } : {}),
  };
  const optimizer = run.families ? null : shown(run.recipe["optimizer"], text.none);
  return write`<p>
      ${text.training.intro(loss, optimizer)}
      ${first && text.training.first(run.nets.length, model.nets.length, first.epochs, first.best, text.stops[first.stopped])}
      ${best && text.training.bestLoss(number(best.trainLoss, 4), best.validationLoss === null ? null : number(best.validationLoss, 4))}
    </p>
    ${
      run.history.length > 1 &&
      grid(
        figure(performance(course, figureOptions(look, 480)), text.training.performance),
        figure(trainingState(course, figureOptions(look, 480)), text.training.state),
      )
    }
    ${
      run.nets.length > 1 &&
      write`<h3>${text.training.nets}</h3>
        ${endTable(run.nets, look)}`
    }
    <p class="note">${text.training.noClock}</p>`;
}

/** Kinds of nets, and for which reasons they ended. */
function endTable(nets: readonly NetRecord[], { text }: Look): Html {
  const kinds = [...new Set(nets.map(({ family }) => family ?? ""))];
  const heads: Part[] = [
    text.network.family,
    text.network.nets,
    text.training.epochs,
    text.training.bestEpochs,
    text.training.ended,
  ];
  const rows = kinds.map((kind): Part[] => {
    const own = nets.filter(({ family }) => (family ?? "") === kind);
    const reasons = [...new Set(own.map(({ stopped }) => stopped))].map((reason: StopReason) => {
      const count = own.filter(({ stopped }) => stopped === reason).length;
      return count === own.length ? text.stops[reason] : `${text.stops[reason]} (${count})`;
    });
    return [
      kind === "" ? text.training.oneKind : (text.families.get(kind) ?? kind),
      String(own.length),
      span(own.map(({ epochs }) => epochs)),
      span(own.map(({ best }) => best)),
      reasons.join(text.comma),
    ];
  });
  return table(
    heads.map((head, i) => ({ text: head, isNumber: i > 0 && i < 4 })),
    rows,
    { label: text.training.nets },
  );
}

/** Smallest to largest of some whole numbers. */
function span(values: readonly number[]): string {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  return low === high ? String(low) : `${low} … ${high}`;
}
