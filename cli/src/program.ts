import { Command, CommanderError } from "commander";
import { GradusError } from "gradus";
import type { Context, GlobalFlags } from "./context.js";
import { defineCommands } from "./definitions.js";
import { describeOption, FlagSet } from "./flags.js";
import type { Texts } from "./language/language.js";
import { displayWidth } from "./output/width.js";
import * as values from "./values.js";

/** The parser, and what the arguments ask for. */
export interface Program {
  command: Command;
  /** Runs the command that was parsed; undefined where help or the version was asked for. */
  task: (() => Promise<number>) | undefined;
  /** The help or the version that was asked for. */
  shown: string;
}

const LANGUAGES = ["en", "zh"] as const;
const COLOURS = ["auto", "always", "never"] as const;

/** The program with all its commands and flags in the language of the run; `parseProgram` reads arguments with it. */
export function createProgram(context: Context): Program {
  const { text } = context;
  const command = new Command("gradus");
  const program: Program = { command, task: undefined, shown: "" };
  command
    .description(text.commands.gradus)
    .usage(text.usage)
    .version(context.version, "--version", text.flags.version)
    .helpOption("-h, --help", text.flags.help)
    .helpCommand(false)
    .exitOverride()
    .configureOutput({ writeOut: (shown) => (program.shown += shown), writeErr: () => {} })
    .configureHelp({
      showGlobalOptions: true,
      helpWidth: context.out.columns,
      styleTitle: (title) => text.headings.get(title) ?? title,
      optionDescription: describeOption,
      subcommandTerm: (one) =>
        [one.name(), ...one.registeredArguments.map((argument) => `<${argument.name()}>`)].join(" "),
      displayWidth,
    });
  new FlagSet(command, text)
    .flag("lang", "--lang <language>", values.choice(LANGUAGES), LANGUAGES)
    .flag("json", "--json")
    .flag("quiet", "-q, --quiet")
    .flag("verbose", "-v, --verbose")
    .flag("color", "--color <when>", values.choice(COLOURS), COLOURS)
    .flag("ascii", "--ascii")
    .flag("noProgress", "--no-progress")
    .flag("events", "--events <file>", values.word);
  defineCommands(command, context, (task) => (program.task = task));
  return program;
}

/**
 * Reads the arguments. What they ask for stands in the program afterwards; nothing has been run yet.
 *
 * @throws GradusError (kind "usage") for arguments that are not understood
 */
export async function parseProgram(
  program: Program,
  argv: readonly string[],
  context: Context,
): Promise<void> {
  try {
    await program.command.parseAsync([...argv], { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode !== 0) throw usageError(error, program.command, argv, context.text);
    program.task = undefined;
  }
  const { quiet, verbose, progress, events, json } = program.command.opts<Partial<GlobalFlags>>();
  context.flags = {
    json: json ?? false,
    quiet: quiet ?? false,
    verbose: verbose ?? false,
    progress: progress ?? true,
    events,
  };
}

/** What the parser refuses, as an error that can be told in both languages. */
function usageError(
  error: CommanderError,
  program: Command,
  argv: readonly string[],
  text: Texts,
): GradusError {
  const given = /'([^']*)'/.exec(error.message)?.[1] ?? "";
  switch (error.code) {
    case "commander.unknownOption": {
      const command = program.commands.find((one) => argv.includes(one.name()));
      const known = [program, command]
        .flatMap((one) => one?.options ?? [])
        .map((option) => option.long ?? "");
      const flag = given.split("=")[0];
      return new GradusError("E003", {
        given: flag,
        suggestion:
          values.suggestion(flag, known, text) ||
          (command === undefined ? text.seeHelp : text.seeFlags(command.name())),
      });
    }
    case "commander.missingArgument":
      return new GradusError("E004", { argument: given });
    case "commander.optionMissingArgument":
      return new GradusError("E005", { option: /--[a-z-]+/.exec(given)?.[0] ?? given });
    default:
      return new GradusError("E006", { reason: error.message.replace(/^error: /, "") });
  }
}
