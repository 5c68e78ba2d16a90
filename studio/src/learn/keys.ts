import type { Player } from "./player.svelte.js";
import type { Lesson } from "./state.svelte.js";
import { granularities } from "./stops.js";

/** What a key does on the Learn screen; nothing where a field or a button has a use of its own for it. */
export function keyFor(event: KeyboardEvent, lesson: Lesson, player: Player): (() => void) | undefined {
  const target = event.target instanceof Element ? event.target : document.body;
  if (target.closest("input, select, textarea, dialog")) return undefined;
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z") return () => lesson.undo();
  if (event.ctrlKey || event.metaKey || event.altKey) return undefined;
  // What is wider than its place moves by them.
  if (event.key.startsWith("Arrow") && target.closest('[tabindex="0"]')) return undefined;
  if (event.key === " " && target.closest("button, summary, a")) return undefined;
  return actions(lesson, player).get(event.key);
}

function actions(lesson: Lesson, player: Player): ReadonlyMap<string, () => void> {
  const { neuron, settings, iteration } = lesson;
  const most = settings.sizes[lesson.stop.layer === 0 ? lesson.layerOfUpdate : lesson.stop.layer];
  const next = granularities[(granularities.indexOf(lesson.granularity) + 1) % granularities.length];
  return new Map([
    ["ArrowRight", () => lesson.forward()],
    ["ArrowLeft", () => lesson.back()],
    ["ArrowDown", () => lesson.selectNeuron(Math.min(neuron + 1, most))],
    ["ArrowUp", () => lesson.selectNeuron(Math.max(Math.min(neuron, most) - 1, 1))],
    ["Home", () => lesson.goTo(0)],
    ["End", () => lesson.goTo(lesson.stops.length - 1)],
    ["PageDown", () => lesson.goToIteration(iteration + 1)],
    ["PageUp", () => lesson.goToIteration(iteration - 1)],
    [" ", () => player.toggle()],
    ["g", () => lesson.divide(next)],
  ]);
}
