import { Option, type Command } from "commander";
import type { FlagName, GroupName, Texts } from "./language/language.js";
import type { ValueParser } from "./values.js";

/** Adds flags to a command, their descriptions in the language of the run, their values read by a parser. */
export class FlagSet {
  readonly #command: Command;
  readonly #text: Texts;

  constructor(command: Command, text: Texts) {
    this.#command = command;
    this.#text = text;
  }

  /** The flags that follow stand under this heading in the help. */
  group(name: GroupName): this {
    this.#command.optionsGroup(this.#text.groups[name]);
    return this;
  }

  /**
   * Adds a flag.
   *
   * @param name  its description's name
   * @param form  as the help shows it, `-o, --out <file>`
   * @param parse reads its value; a flag that may be repeated gets the value so far
   * @param words the words it may have, for the help and the completion
   */
  flag<T>(name: FlagName, form: string, parse?: ValueParser<T>, words?: readonly string[]): this {
    const option = new Option(form, this.#text.flags[name]);
    if (words !== undefined) option.argChoices = [...words];
    if (parse !== undefined) {
      const shown = option.long ?? form;
      option.argParser<T | undefined>((given, previous) => parse(given, shown, this.#text, previous));
    }
    this.#command.addOption(option);
    return this;
  }

  /** The words that the command's first argument may be, for the completion. */
  words(words: readonly string[]): this {
    this.#command.registeredArguments[0].argChoices = [...words];
    return this;
  }

  /** Another name of the command. */
  alias(name: string): this {
    this.#command.alias(name);
    return this;
  }

  /** What happens when the command is named. */
  action(run: Parameters<Command["action"]>[0]): void {
    this.#command.action(run);
  }
}

/** What the help says of a flag: its description, and the words it may have. */
export function describeOption(option: Option): string {
  return option.argChoices === undefined
    ? option.description
    : `${option.description} (${option.argChoices.join(", ")})`;
}
