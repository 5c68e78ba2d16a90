import { existsSync } from "node:fs";
import type { Command } from "commander";
import { GradusError } from "gradus";
import type { Context } from "../context.js";
import type { TableFlags } from "../input.js";
import { suggestion } from "../values.js";
import { inspect } from "./inspect.js";

/** `gradus` without a command: a file is inspected; nothing gives the short help; a word that is no file is a mistake. */
export async function open(
  context: Context,
  program: Command,
  file: string | undefined,
  rest: readonly string[],
  flags: TableFlags,
): Promise<number> {
  if (file === undefined) {
    await context.out.print(...context.text.shortHelp(context.version));
    return 0;
  }
  if (!looksLikeFile(file)) throw unknownCommand(file, program, context);
  if (rest.length > 0) throw new GradusError("E006", { reason: rest.join(" ") });
  return inspect(context, file, flags);
}

function looksLikeFile(word: string): boolean {
  return word === "-" || /[./\\]/.test(word) || existsSync(word);
}

function unknownCommand(given: string, program: Command, { text }: Context): GradusError {
  const names = program.commands
    .map((command) => command.name())
    .filter((name) => name !== "open" && name !== "complete");
  return new GradusError("E002", {
    given,
    suggestion: suggestion(given, names, text) || text.seeCommands(names),
  });
}
