// Peak memory of `gradus train --memory` on a table made on the fly: node bench/streaming.mjs --size 300MB --memory 200MB
// Prints one JSON line: bytes and rows of the table, the budget, peak resident memory of the training process, seconds.
import { spawnSync } from "node:child_process";
import { createWriteStream, mkdtempSync, rmSync, statSync } from "node:fs";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const { values } = parseArgs({
  options: {
    size: { type: "string", default: "300MB" },
    memory: { type: "string", default: "200MB" },
    columns: { type: "string", default: "20" },
    epochs: { type: "string", default: "1" },
    folder: { type: "string", default: tmpdir() },
  },
});

const folder = mkdtempSync(join(values.folder, "gradus-streaming-"));
const file = join(folder, "large.csv");
try {
  const rows = await writeTable(file, bytesOf(values.size), Number(values.columns));
  const gradus = fileURLToPath(new URL("../cli/bin/gradus.js", import.meta.url));
  const flags = ["train", file, "--label", "y", "--memory", values.memory, "--cache", folder, "--json"];
  const recipe = [
    "--nets",
    "1",
    "--epochs",
    values.epochs,
    "--hidden",
    "16",
    "--out",
    join(folder, "m.safetensors"),
  ];
  const peak = "process.on('exit', () => process.stderr.write(`peak ${process.resourceUsage().maxRSS}\\n`))";
  const program = [
    "--import",
    `data:text/javascript,${encodeURIComponent(peak)}`,
    gradus,
    ...flags,
    ...recipe,
  ];
  const started = performance.now();
  const ran = spawnSync(process.execPath, program, { encoding: "utf8", maxBuffer: 2 ** 26 });
  const seconds = (performance.now() - started) / 1000;
  if (ran.status !== 0) throw new Error(ran.stderr);
  const peakBytes = 1024 * Number(/peak (\d+)/.exec(ran.stderr)[1]);
  const { split, metrics, recipe: used } = JSON.parse(ran.stdout);
  const report = {
    bytes: statSync(file).size,
    rows,
    memory: values.memory,
    peakMegabytes: Math.round(peakBytes / 1e6),
    seconds: Math.round(seconds),
    buffer: used.buffer,
    split,
    r2: metrics.test.r2,
  };
  console.log(JSON.stringify(report));
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** A table of numbers, one column of words and one of gaps, y a function of some of them. */
async function writeTable(path, size, columns) {
  const out = createWriteStream(path);
  const names = Array.from({ length: columns - 3 }, (_, j) => `x${j + 1}`);
  out.write(`${[...names, "site", "gaps", "y"].join(",")}\n`);
  let seed = 1;
  const draw = () => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return seed / 2 ** 32;
  };
  let [bytes, rows] = [0, 0];
  while (bytes < size) {
    let text = "";
    for (let k = 0; k < 1000; k++) {
      const x = names.map(() => draw() * 10 - 5);
      const site = Math.floor(draw() * 30);
      const gap = draw() < 0.1 ? "" : draw().toFixed(4);
      const y = Math.sin(x[0]) + 0.3 * x[1] * x[2] + site / 10 + draw() * 0.2;
      text += `${x.map((v) => v.toFixed(5)).join(",")},site ${site},${gap},${y.toFixed(5)}\n`;
    }
    bytes += text.length;
    rows += 1000;
    if (!out.write(text)) await once(out, "drain");
  }
  out.end();
  await once(out, "finish");
  return rows;
}

function bytesOf(text) {
  const [, number, unit] = /^([\d.]+)([kMG]?)B$/.exec(text);
  return Number(number) * { "": 1, k: 1e3, M: 1e6, G: 1e9 }[unit];
}
