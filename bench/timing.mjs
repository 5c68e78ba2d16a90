import { median } from "./statistics.mjs";

const PASSES = 5;
const WARM_UP = 0.3; // of the measured time

/**
 * Microseconds of a step: a warm-up with ever more steps, then passes until the time is over; their median. A program whose
 * single step is longer than that takes one step to warm up and two to be measured.
 *
 * @param {{ unit?: number, run(steps: number): unknown }} way
 * @param {number} seconds of the measured passes
 */
export async function measureWay({ unit = 1, run }, seconds) {
  const started = performance.now();
  let [steps, perStep] = [unit, 0];
  for (; ; steps *= 2) {
    perStep = await timed(run, steps);
    if (performance.now() - started >= 1000 * WARM_UP * seconds) break;
  }
  const fitting = Math.floor((1e6 * seconds) / PASSES / perStep / unit) * unit;
  const times = [];
  const begun = performance.now();
  do times.push(await timed(run, Math.max(unit, fitting)));
  while (performance.now() - begun < 1000 * seconds || times.length < 2);
  return median(times);
}

async function timed(run, steps) {
  const before = performance.now();
  await run(steps);
  return (1000 * (performance.now() - before)) / steps;
}
