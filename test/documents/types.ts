import { resolve } from "node:path";
import ts from "typescript";
import type { Source } from "./program.js";

/** As in a strict program of one's own for Node.js; the packages of this repository are read from their sources. */
const OPTIONS: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2023,
  lib: ["lib.es2023.d.ts", "lib.dom.d.ts"],
  module: ts.ModuleKind.NodeNext,
  moduleDetection: ts.ModuleDetectionKind.Force,
  customConditions: ["@gradus/source"],
  types: ["node"],
  strict: true,
  noEmit: true,
  skipLibCheck: true,
};

/** What the compiler has to say of programs, as `file:line: message`; each of them is a module of its own. */
export function typeErrorsOf(sources: readonly Source[], root: string): string[] {
  const host = ts.createCompilerHost(OPTIONS);
  const programs = new Map(sources.map((source, i) => [resolve(root, `document-${i}.ts`), source]));
  const { fileExists, readFile } = host;
  host.getCurrentDirectory = () => root;
  host.fileExists = (path) => programs.has(resolve(path)) || fileExists(path);
  host.readFile = (path) => programs.get(resolve(path))?.text ?? readFile(path);
  const program = ts.createProgram([...programs.keys()], OPTIONS, host);
  return [...programs].flatMap(([path, source]) => {
    const file = program.getSourceFile(path);
    return [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)].map(
      ({ start, messageText }) => {
        const line = file!.getLineAndCharacterOfPosition(start ?? 0).line;
        return `${source.file}:${source.line + line}: ${ts.flattenDiagnosticMessageText(messageText, " ")}`;
      },
    );
  });
}
