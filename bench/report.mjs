// RESULTS.md, RESULTS.zh.md and figures/ from results.json.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { plotPower } from "./plot.mjs";
import { limits, shapes, targets, threadTarget } from "./shapes.mjs";
import { fitPower, formatCount, formatNumber, markdownTable, ratio, verdict } from "./statistics.mjs";
import { words } from "./words.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));
const suffix = { en: "", zh: ".zh" };

/** Writes the report in both languages, and its figures. */
export function writeReport(results) {
  mkdirSync(join(here, "figures"), { recursive: true });
  for (const language of ["en", "zh"]) {
    writeFileSync(join(here, `RESULTS${suffix[language]}.md`), render(results, language));
    for (const [factor, { x, y }] of Object.entries(results.growth?.factors ?? {})) {
      const { title, x: xLabel, y: yLabel } = words[language].factors[factor];
      writeFileSync(
        join(here, "figures", `${factor}${suffix[language]}.svg`),
        plotPower({ x, y, title, xLabel, yLabel }),
      );
    }
  }
}

/** The report as Markdown. */
export function render(results, language) {
  const say = words[language];
  const sections = [
    [say.machine, machineSection],
    [say.programs, programSection],
    [say.table, tableSection],
    [say.targets, targetSection],
    [say.threads, threadSection],
    [say.other, otherSection],
    [say.growth, growthSection],
  ];
  const blocks = [`# ${say.title}`, say.generated(results.machine.date)];
  for (const [heading, section] of sections) blocks.push(`## ${heading}`, ...section(results, say, language));
  return `${blocks.join("\n\n")}\n`;
}

/** Each target with what was measured. */
export function judge(table = {}) {
  return targets.map((one) => {
    const row = table[one.shape] ?? {};
    const ours = one.engines.map((id) => row[id]?.median).filter((time) => time > 0);
    const measured = ratio(row[one.peer]?.median, ours.length > 0 ? Math.min(...ours) : undefined);
    return { ...one, measured, verdict: verdict(one.target, measured) };
  });
}

function machineSection({ machine, settings }, say) {
  const lines = say.machineRows(machine).map(([what, value]) => `- ${what}: ${value}`);
  return [lines.join("\n"), say.settings(settings.table ?? Object.values(settings)[0])];
}

function programSection({ programs }, say) {
  const rows = Object.values(programs).map(({ label, version, update, reason }) => [
    label,
    version ?? say.missing(reason),
    say.updates[update],
  ]);
  return [markdownTable(say.programHeadings, rows, ["left", "left", "left"])];
}

function tableSection({ programs, table = {} }, say) {
  const shown = shapes.filter(({ name }) => table[name] !== undefined);
  if (shown.length === 0) return [say.notMeasured];
  const headings = [say.shape, ...shown.map(({ name }) => name)];
  const sizes = ["", ...shown.map((shape) => `${shape.sizes.join("-")} b${shape.batch}`)];
  const ids = Object.keys(programs).filter((id) => shown.some(({ name }) => table[name][id] !== undefined));
  const rows = ids.map((id) => [
    programs[id].label,
    ...shown.map(({ name }) => cellOf(table[name][id], say)),
  ]);
  const ways = ids.flatMap((id) => {
    const found = new Set(shown.map(({ name }) => table[name][id]?.way).filter((way) => way !== undefined));
    return found.size === 0 ? [] : [`- ${programs[id].label}: ${[...found].join("; ")}`];
  });
  return [markdownTable(headings, [sizes, ...rows], ["left"]), say.tableNote, say.wayNote, ways.join("\n")];
}

function cellOf(cell, say) {
  if (cell === undefined) return "–";
  if (cell.skipped) return say.notRun;
  return cell.median > 0 ? formatNumber(cell.median) : say.failed;
}

function targetSection({ programs, table = {} }, say) {
  const judged = judge(table);
  const floor = judged.filter(({ isPrize }) => !isPrize);
  const count = (found) => floor.filter((one) => found.includes(one.verdict)).length;
  const rows = judged.map(({ peer, engines, shape, target, isPrize, measured, verdict: found }) => [
    programs[peer]?.label ?? peer,
    isPrize ? say.prize(engines) : engines[0],
    shape,
    `≥ ${target}×`,
    measured === undefined ? "–" : `${formatNumber(measured)}×`,
    say.verdicts[found],
  ]);
  const left = ["left", "left", "left", "right", "right", "left"];
  const chosen = Object.entries(table).flatMap(([shape, row]) =>
    row.auto?.engine === undefined ? [] : [`${shape}: ${row.auto.engine}`],
  );
  return [
    say.targetNote(count(["reached"]), count(["reached", "missed"]), floor.length),
    markdownTable(say.targetHeadings, rows, left),
    ...(chosen.length > 0 ? [say.autoChose(chosen.join(", "))] : []),
  ];
}

function threadSection({ threads }, say) {
  if (threads === undefined) return [say.notMeasured];
  const rows = Object.entries(threads.shapes).map(([shape, { one, two }]) => {
    const faster = ratio(one, two);
    return [
      shape,
      formatNumber(one),
      formatNumber(two),
      faster === undefined ? "–" : `${formatNumber(faster)}×`,
      `≥ ${threadTarget}×`,
      say.verdicts[verdict(threadTarget, faster)],
    ];
  });
  return [markdownTable(say.threadHeadings, rows, ["left", "right", "right", "right", "right", "left"])];
}

function otherSection({ other }, say) {
  if (other === undefined) return [say.notMeasured];
  const rows = [...timeRows(other, say), ...memoryRows(other, say), ...bundleRows(other, say)];
  return [markdownTable(say.otherHeadings, rows, ["left", "right", "right", "left"]), say.memoryNote];
}

function timeRows({ startup, row, scoring }, say) {
  const { startupMilliseconds, rowMicroseconds, scoringShare } = limits;
  const rows = [];
  for (const [name, { milliseconds, sinceStart }] of Object.entries(startup)) {
    const value = say.startupValue(formatNumber(milliseconds), formatNumber(sinceStart));
    const wanted = `${startupMilliseconds} ms`;
    rows.push(atMost(say, say.startup(name), value, milliseconds, startupMilliseconds, wanted));
  }
  const [{ table } = {}] = Object.values(row); // the same whatever the engine
  const ways = [
    [say.rowTable, table],
    ...Object.entries(row).map(([name, { engine }]) => [say.rowEngine(name), engine]),
  ];
  for (const [what, time] of ways) {
    rows.push(atMost(say, what, `${formatNumber(time)} µs`, time, rowMicroseconds, `${rowMicroseconds} µs`));
  }
  for (const [name, { predict, forward }] of Object.entries(scoring)) {
    const share = ratio(predict, forward);
    const value = say.scoringValue(formatNumber(share), formatNumber(predict), formatNumber(forward));
    rows.push([say.scoring(name), value, `≥ ${scoringShare}`, say.verdicts[verdict(scoringShare, share)]]);
  }
  return rows;
}

function memoryRows({ memory }, say) {
  return Object.entries(memory).map(([shape, { engine, rows, measured, formula }]) => {
    const [most, megabytes] = [limits.memoryExcess * formula, (bytes) => formatNumber(bytes / 1e6)];
    const value = say.memoryValue(megabytes(measured), megabytes(formula));
    return atMost(
      say,
      say.memory(engine, shape, formatCount(rows)),
      value,
      measured,
      most,
      `${megabytes(most)} MB`,
    );
  });
}

function bundleRows({ bundles }, say) {
  const most = { networks: limits.coreBytes, predict: limits.predictBytes };
  return Object.entries(bundles).map(([name, { bytes, gzip }]) => {
    const value = say.bundleValue(formatNumber(gzip / 1000), formatNumber(bytes / 1000));
    if (most[name] === undefined) return [say.bundle[name], value, "–", "–"];
    return atMost(say, say.bundle[name], value, gzip, most[name], `${most[name] / 1000} kB`);
  });
}

/** A row whose target is an upper bound. */
function atMost(say, what, value, measured, most, wanted) {
  const found = Number.isFinite(measured) ? (measured <= most ? "reached" : "missed") : "open";
  return [what, value, `${say.atMost} ${wanted}`, say.verdicts[found]];
}

function growthSection({ growth }, say, language) {
  if (growth === undefined) return [say.notMeasured];
  const blocks = Object.entries(growth.factors).flatMap(([factor, { x, y }]) => {
    const { title, what, x: name } = say.factors[factor];
    const [from, to] = x.slice(-2);
    const sentence = say.sentence({
      title,
      what,
      factor: name,
      x: x.map(formatCount),
      exponent: fitPower(x, y).exponent.toFixed(2),
      last: fitPower(x.slice(-2), y.slice(-2)).exponent.toFixed(2),
      from: formatCount(from),
      to: formatCount(to),
      first: formatNumber(y[0]),
      end: formatNumber(y.at(-1)),
    });
    return [sentence, `![${say.figure(title)}](figures/${factor}${suffix[language]}.svg)`];
  });
  return [say.growthNote(growth.engine), ...blocks];
}
