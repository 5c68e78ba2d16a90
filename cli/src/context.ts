import { createRequire } from "node:module";
import type { Language } from "gradus";
import { chooseLanguage, texts, type Texts } from "./language/language.js";
import { createPaint, usesColour, usesUnicode, type ColourChoice } from "./output/colour.js";
import { createOutput, type Output, type Sink } from "./output/stream.js";

/** What a run needs of the process around it. */
export interface Host {
  stdout: Sink;
  stderr: Sink;
  env: Readonly<Record<string, string | undefined>>;
}

/** The flags that every command takes. */
export interface GlobalFlags {
  json: boolean;
  quiet: boolean;
  verbose: boolean;
  /** Whether a progress line is wanted where one can be shown. */
  progress: boolean;
  /** File, or "-", that gets one JSON line for each epoch. */
  events: string | undefined;
}

/** What every command gets besides its own arguments. */
export interface Context {
  language: Language;
  text: Texts;
  /** Results. */
  out: Output;
  /** Progress and messages. */
  err: Output;
  /** Lines for a person, on standard output; nothing where it is to hold JSON or events, or nothing at all. */
  show(...lines: string[]): Promise<void>;
  /** Arguments after the command's own name, as they were given. */
  argv: readonly string[];
  flags: GlobalFlags;
  version: string;
  isDebugging: boolean;
}

const { version } = createRequire(import.meta.url)("../package.json") as { version: string };

/**
 * The surroundings of a run. What messages and help depend on is looked up in the arguments before they are parsed, because
 * a wrong argument must be told in the right language and form too.
 *
 * @param argv arguments after the command's own name
 */
export function createContext(argv: readonly string[], host: Host): Context {
  const { env } = host;
  const language = chooseLanguage(valueOf(argv, "--lang"), env);
  const choice = (valueOf(argv, "--color") ?? "auto") as ColourChoice;
  const ascii = has(argv, "--ascii") || !usesUnicode(env);
  function output(sink: Sink, name?: string): Output {
    const enabled = usesColour(choice, { isTTY: sink.isTTY ?? false, env });
    return createOutput(sink, {
      paint: createPaint(enabled),
      ascii,
      ...(name === undefined ? {} : { name }),
    });
  }
  const text = texts[language];
  const out = output(host.stdout, text.standardOutput);
  return {
    language,
    text,
    out,
    err: output(host.stderr),
    async show(...lines) {
      const { json, quiet, events } = this.flags;
      if (!json && !quiet && events !== "-") await out.print(...lines);
    },
    argv,
    flags: { json: has(argv, "--json"), quiet: false, verbose: false, progress: true, events: undefined },
    version,
    isDebugging: env["GRADUS_DEBUG"] === "1",
  };
}

function has(argv: readonly string[], flag: string): boolean {
  return beforeRest(argv).includes(flag);
}

function valueOf(argv: readonly string[], flag: string): string | undefined {
  const own = beforeRest(argv);
  const at = own.findLastIndex((word) => word === flag || word.startsWith(`${flag}=`));
  if (at < 0) return undefined;
  return own[at] === flag ? own[at + 1] : own[at].slice(flag.length + 1);
}

/** What stands before `--`; after it there are no flags. */
function beforeRest(argv: readonly string[]): readonly string[] {
  const at = argv.indexOf("--");
  return at < 0 ? argv : argv.slice(0, at);
}
