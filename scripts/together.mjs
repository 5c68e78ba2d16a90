// Steps of `npm test` that need nothing of each other, on all cores.
import { spawn } from "node:child_process";
import { availableParallelism } from "node:os";
import { root, StepFailed } from "./setup.mjs";

/**
 * Runs steps side by side, as many as there are cores, and prints name and time of each in the order given, with `show` what it
 * said too. The first in that order that fails is shown whole, ends the others and throws a StepFailed.
 *
 * @param {{ name: string, command: [file: string, args: string[]], show?: boolean }[]} steps
 */
export async function runTogether(steps, cores = availableParallelism()) {
  const children = new Set();
  const all = steps.map((step) => {
    let end;
    const ended = new Promise((resolve) => (end = resolve));
    return { step, ended, end };
  });
  const queue = [...all];
  /** One core: takes the next step whenever it is done with one. */
  async function work() {
    for (let next = queue.shift(); next !== undefined; next = queue.shift())
      next.end(await outcomeOf(next.step.command, children));
  }
  const cored = Array.from({ length: cores }, work);
  for (const { step, ended } of all) {
    const { seconds, output, failure } = await ended;
    if (failure !== undefined) {
      queue.length = 0;
      for (const child of children) child.kill();
      await Promise.all(cored);
      process.stderr.write(output);
      throw new StepFailed(step.name, failure);
    }
    console.log(`· ${step.name} ${seconds} s${step.show ? `\n${output.trimEnd()}` : ""}`);
  }
}

/** Runs one program to its end: what it said, and why it failed if it did. */
function outcomeOf([file, args], children) {
  const start = performance.now();
  return new Promise((resolve) => {
    const parts = [];
    const child = spawn(file, args, { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
    children.add(child);
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (part) => parts.push(part));
    const end = (failure) => {
      children.delete(child);
      const seconds = ((performance.now() - start) / 1000).toFixed(1);
      resolve({ seconds, output: Buffer.concat(parts).toString(), failure });
    };
    child.on("error", ({ message }) => end(message));
    child.on("close", (code, signal) => {
      end(code === 0 ? undefined : signal === null ? `exit code ${code}` : `stopped by ${signal}`);
    });
  });
}
