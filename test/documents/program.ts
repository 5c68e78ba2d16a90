import { format, inspect } from "node:util";
import { runInThisContext } from "node:vm";
import ts from "typescript";
import { isAsShown } from "./blocks.js";
import { matches, parseShown } from "./shown.js";

/** What a program may use. */
export interface Surroundings {
  /** Names that need no import. */
  scope?: ReadonlyMap<string, unknown>;
  /** Modules it may import, by name; those of Node need not be listed. */
  modules?: ReadonlyMap<string, unknown>;
  /** Whether every comment after an expression is its value; otherwise only one that begins with →. */
  everyComment?: boolean;
}

/** A TypeScript text with the place it comes from. */
export interface Source {
  file: string;
  /** Line of the file on which the text begins. */
  line: number;
  text: string;
}

type Program = (...given: unknown[]) => Promise<void>;

/** A comment with what is to be compared with it. */
interface Expectation {
  line: number;
  text: string;
}

/**
 * Runs a program and compares the values that its comments show: `expression // → value`, `const x = … // → value`,
 * `console.log(…) // → value or text`, `expression // → throws RangeError: message`.
 *
 * @returns what it printed
 * @throws Error that names file, line, value wanted and value found
 */
export async function checkProgram(source: Source, surroundings: Surroundings = {}): Promise<string> {
  const { scope = new Map(), modules = new Map(), everyComment = false } = surroundings;
  const { text, expectations } = instrument(source, everyComment);
  const program = compile(source, text, scope);
  const printed: string[] = [];
  const print = (...given: unknown[]): void => void printed.push(format(...given));
  const reached = new Set<number>();
  function check(number: number, isPrinted: boolean, ...given: unknown[]): void {
    reached.add(number);
    if (isPrinted) print(...given);
    compare(source, expectations[number], given, isPrinted);
  }
  async function throws(number: number, run: () => unknown): Promise<void> {
    reached.add(number);
    await checkThrown(source, expectations[number], run);
  }
  const console = { log: print, info: print, error: () => {}, warn: () => {} };
  try {
    await program(
      (name: string) => load(name, modules),
      {},
      console,
      Object.fromEntries(scope),
      check,
      throws,
    );
  } catch (error) {
    if (error instanceof Mismatch) throw error;
    throw new Error(`${source.file}:${source.line}: the block does not run: ${String(error)}`, {
      cause: error,
    });
  }
  const unreached = expectations.find((_, number) => !reached.has(number));
  if (unreached === undefined) return printed.join("\n");
  throw new Mismatch(
    `${source.file}:${unreached.line}: expected ${unreached.text}, but the line was not run`,
  );
}

/** The text as a function of what it uses. The inner block lets it declare names that are in scope already. */
function compile(source: Source, text: string, scope: ReadonlyMap<string, unknown>): Program {
  const { outputText } = ts.transpileModule(text, {
    compilerOptions: {
      module: ts.ModuleKind.CommonJS,
      target: ts.ScriptTarget.ES2022,
      esModuleInterop: true,
    },
  });
  const names = [...scope.keys()].filter((name) => /^[A-Za-z_$][\w$]*$/.test(name) && name !== "default");
  const parameters = "require, exports, console, __scope, __check, __throws";
  return runInThisContext(
    `(async (${parameters}) => { const { ${names.join(", ")} } = __scope;\n{ ${outputText}\n} })`,
    { filename: `${source.file}:${source.line}` },
  ) as Program;
}

/** A value that is not as shown. */
class Mismatch extends Error {}

/** Puts a call of `__check` around each expression with a value in its comment, without moving a line. */
function instrument(source: Source, everyComment: boolean): { text: string; expectations: Expectation[] } {
  const file = ts.createSourceFile(source.file, source.text, ts.ScriptTarget.Latest, true);
  const expectations: Expectation[] = [];
  const edits: { start: number; end: number; text: string }[] = [];
  visit(file);
  let { text } = source;
  for (const { start, end, text: inserted } of edits.toReversed()) {
    text = text.slice(0, start) + inserted + text.slice(end);
  }
  return { text, expectations };

  function visit(node: ts.Node): void {
    if (ts.isExpressionStatement(node)) expression(node);
    else if (ts.isVariableStatement(node)) variable(node);
    else ts.forEachChild(node, visit);
  }

  function expression(node: ts.ExpressionStatement): void {
    const shown = comment(node);
    if (shown === undefined || !(everyComment || shown.isArrow)) {
      ts.forEachChild(node, visit);
      return;
    }
    const number = expect(node, shown.text);
    const call = node.expression;
    const isLog = ts.isCallExpression(call) && call.expression.getText(file) === "console.log";
    const inner = isLog ? call.arguments.map((a) => a.getText(file)).join(", ") : call.getText(file);
    const text = shown.text.startsWith("throws")
      ? `await __throws(${number}, async () => (${call.getText(file)}));`
      : `__check(${number}, ${isLog}, ${inner});`;
    edits.push({ start: node.getStart(file), end: node.end, text });
  }

  function variable(node: ts.VariableStatement): void {
    ts.forEachChild(node, visit);
    const shown = comment(node);
    const [declaration] = node.declarationList.declarations;
    if (shown?.isArrow === true && ts.isIdentifier(declaration.name)) {
      const text = `; __check(${expect(node, shown.text)}, false, ${declaration.name.text});`;
      edits.push({ start: node.end, end: node.end, text });
    }
  }

  function expect(node: ts.Node, text: string): number {
    const line = source.line + file.getLineAndCharacterOfPosition(node.end).line;
    return expectations.push({ line, text }) - 1;
  }

  function comment(node: ts.Node): { text: string; isArrow: boolean } | undefined {
    const [range] = ts.getTrailingCommentRanges(source.text, node.end) ?? [];
    if (range?.kind !== ts.SyntaxKind.SingleLineCommentTrivia) return undefined;
    const text = source.text.slice(range.pos + 2, range.end).trim();
    return { text: text.replace(/^→ */, ""), isArrow: text.startsWith("→") };
  }
}

function compare(source: Source, { line, text }: Expectation, given: unknown[], isPrinted: boolean): void {
  if (isPrinted && isAsShown(format(...given), text)) return;
  let problem = "";
  try {
    const shown = parseShown(text);
    if (given.length === 1 && matches(given[0], shown)) return;
  } catch (error) {
    // A printed text need not be a value; any other comment that is none is a mistake.
    if (!(error instanceof SyntaxError)) throw error;
    if (!isPrinted) problem = ` (${error.message})`;
  }
  const found = isPrinted ? format(...given) : inspect(given[0], { depth: 4, maxArrayLength: 20 });
  throw new Mismatch(`${source.file}:${line}: expected ${text}, got ${found}${problem}`);
}

async function checkThrown(source: Source, { line, text }: Expectation, run: () => unknown): Promise<void> {
  const wanted = text.replace(/^throws */, "");
  let found = "nothing was thrown";
  try {
    await run();
  } catch (error) {
    const { name, message } = error as Error;
    if (wanted === "" || wanted === name || isAsShown(`${name}: ${message}`, wanted)) return;
    found = `${name}: ${message}`;
  }
  throw new Mismatch(`${source.file}:${line}: expected ${text}, got ${found}`);
}

function load(name: string, modules: ReadonlyMap<string, unknown>): unknown {
  if (name.startsWith("node:")) return process.getBuiltinModule(name);
  if (modules.has(name)) return modules.get(name);
  const known = [...modules.keys()].map((known) => `"${known}"`).join(", ");
  throw new RangeError(`Cannot import "${name}": expected a module of Node or one of ${known}`);
}
