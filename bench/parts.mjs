// The parts of a run: the table of shapes and contestants, threads, growth, and what else has a target.
import { measureBundles } from "./bundles.mjs";
import { benchCommand, contestants, engines, runJson, runOn } from "./contestants.mjs";
import { growth, shapes, threadShapes } from "./shapes.mjs";
import { formatNumber, median } from "./statistics.mjs";

const ENGINES = ["wasm", "wasm-relaxed", "onnxruntime", "reference"];
const SLOW = 3e5; // microseconds of a step, from which two rounds are enough
const SLOWEST = 2e6; // and one round

/**
 * Those contestants that can be run here, and for the report what each is.
 *
 * @param {readonly string[] | undefined} chosen ids; all if left out
 * @param {boolean} onlyEngines leaves out the other programs
 */
export function findContestants(chosen, onlyEngines) {
  const programs = {};
  const there = [];
  for (const contestant of onlyEngines ? engines : contestants) {
    const { id, label, update } = contestant;
    if (chosen !== undefined && !chosen.includes(id)) continue;
    const found = contestant.find();
    programs[id] = { label, update, ...found };
    console.log(`${label}: ${found.version ?? `not measured, ${found.reason}`}`);
    if ("version" in found) there.push(contestant);
  }
  return { programs, there };
}

/**
 * Microseconds of a step, the contestants in turn, several rounds; one row of the table for each shape.
 *
 * @param {(shape: string, row: object) => void} onRow gets each row when it is complete
 */
export function measureTable(there, settings, chosen, onRow) {
  for (const { name, ...shape } of shapes) {
    if (chosen !== undefined && !chosen.includes(name)) continue;
    const row = Object.fromEntries(
      there.map(({ id, not }) => [id, not?.includes(name) ? { skipped: true } : { times: [] }]),
    );
    for (let round = 1; round <= settings.rounds; round++) {
      for (const contestant of there)
        takeTime(contestant, row[contestant.id], { ...shape, ...settings }, round);
    }
    for (const cell of Object.values(row)) if (cell.times?.length > 0) cell.median = median(cell.times);
    const line = there.map(({ id, label }) => `${label} ${formatNumber(row[id].median)}`).join("  ");
    console.log(`${name}  ${line}  µs`);
    onRow(name, row);
  }
}

/** One run of a contestant on a shape; writes into its cell. */
function takeTime(contestant, cell, task, round) {
  const { times, reason } = cell;
  if (times === undefined || reason !== undefined) return;
  const last = times.at(-1) ?? 0;
  if ((round > 1 && last > SLOWEST) || (round > 2 && last > SLOW)) return;
  const found = runOn(contestant, task);
  if ("reason" in found) cell.reason = found.reason;
  else times.push(found.microsecondsPerStep);
  if (found.way !== undefined) cell.way = found.way;
  if (contestant.id === "auto" && found.engine !== undefined) cell.engine = found.engine;
}

/** One thread and two, in turn, on the large shapes; none without an engine that has threads. */
export function measureThreads(there, settings) {
  const name = engineOf(there);
  if (name === "reference") return undefined;
  const result = { engine: name, shapes: {} };
  for (const { name: shape, ...task } of shapes.filter((one) => threadShapes.includes(one.name))) {
    const times = { 1: [], 2: [] };
    for (let round = 0; round < settings.rounds; round++)
      for (const threads of [1, 2])
        push(times[threads], benchCommand(name, { ...task, ...settings, threads }), threads);
    result.shapes[shape] = { one: median(times[1]), two: median(times[2]) };
    console.log(
      `threads, ${shape}: ${formatNumber(result.shapes[shape].one)} → ${formatNumber(result.shapes[shape].two)} µs`,
    );
  }
  return result;
}

/** One factor at a time, its values in turn. */
export function measureGrowth(there, settings) {
  const name = engineOf(there);
  const factors = {};
  for (const [factor, { values, shape, perEpoch }] of Object.entries(growth)) {
    if (factor === "threads" && name === "reference") continue;
    const times = values.map(() => []);
    for (let round = 0; round < Math.min(3, settings.rounds); round++) {
      values.forEach((value, i) => {
        const task = { ...settings, ...shape(value), seconds: settings.seconds / 2 };
        push(times[i], benchCommand(name, task), 1);
      });
    }
    const y = times.map((t, i) => {
      const { rows, batch } = shape(values[i]);
      return median(t) * (perEpoch ? rows / batch : 1);
    });
    factors[factor] = { x: values, y };
    console.log(`${factor}: ${values.map((value, i) => `${value} ${formatNumber(y[i])}`).join("  ")} µs`);
  }
  return { engine: name, factors };
}

const MEMORY = [
  { shape: "tabular", rows: 200_000 },
  { shape: "med", rows: 40_960 },
  { shape: "xl", rows: 5120 },
];

/** Start-up, one row, scoring, memory and bundles. */
export async function measureOther(there, settings) {
  const engines = ENGINES.filter((id) => there.some((one) => one.id === id));
  const other = { startup: {}, row: {}, scoring: {}, memory: {}, bundles: await measureBundles() };
  for (const name of engines) {
    const startups = repeat(settings.rounds, () => probe("startup", name));
    other.startup[name] = {
      milliseconds: median(startups.map((one) => one.milliseconds)),
      sinceStart: median(startups.map((one) => one.sinceStart)),
    };
    const rows = repeat(3, () => probe("row", name));
    other.row[name] = {
      table: median(rows.map((one) => one.table)),
      engine: median(rows.map((one) => one.engine)),
    };
    other.scoring[name] = probe("scoring", name);
    console.log(
      `${name}: ${JSON.stringify({ ...other.startup[name], ...other.row[name], ...other.scoring[name] })}`,
    );
  }
  const engine = engineOf(there);
  for (const { shape, rows } of MEMORY) {
    const [data, train] = ["data", "train"].map((mode) =>
      median(repeat(3, () => probe("memory", engine, mode, shape, String(rows)).bytes)),
    );
    other.memory[shape] = { engine, rows, measured: train - data, formula: memoryFormula(shape, rows) };
    console.log(`memory, ${shape}: ${JSON.stringify(other.memory[shape])}`);
  }
  return other;
}

/**
 * Bytes for training in 32-bit numbers: the rows, three numbers for each weight and bias (itself and Adam's two means), and z or h
 * and δ of each neuron for each row of a batch.
 */
export function memoryFormula(name, rows) {
  const { sizes, batch } = shapes.find((shape) => shape.name === name);
  const data = rows * (sizes[0] + sizes.at(-1));
  const parameters = sizes.slice(1).reduce((sum, n, l) => sum + n * (sizes[l] + 1), 0);
  const activations = 2 * batch * sizes.reduce((sum, n) => sum + n);
  return 4 * (data + 3 * parameters + activations);
}

/** The engine to look at closely: WebAssembly where it is there. */
function engineOf(there) {
  return there.some(({ id }) => id === "wasm") ? "wasm" : "reference";
}

function probe(name, ...args) {
  const found = runJson([process.execPath, `probes/${name}.mjs`, ...args]);
  if ("reason" in found) console.log(`${name} ${args.join(" ")}: ${found.reason}`);
  return found;
}

function push(times, command, threads) {
  const { microsecondsPerStep, reason } = runJson(command, threads);
  if (reason === undefined) times.push(microsecondsPerStep);
  else console.log(reason);
}

function repeat(n, work) {
  return Array.from({ length: n }, work);
}
