import ts from "typescript";

/** A source file: its path from the root, with "/", and its text. */
export interface SourceFile {
  path: string;
  text: string;
}

/** What a place in `core/src` may import: a folder ends with "/", a file with ".ts"; undefined means everything. */
export type Rule = Map<string, string[] | undefined>;

const CORE = "core/src/";
const ENTRIES = new Set(["gradus/predict", "@gradus/readers/node", "@gradus/figures/report"]);

/** The rule as the table of CONTRIBUTING.md has it. @throws SyntaxError if there is no such table */
export function readRule(markdown: string): Rule {
  const rows = markdown.split("\n");
  const head = rows.findIndex((row) => row.startsWith("| in `core/src`"));
  if (head < 0) throw new SyntaxError("Cannot read the import rule: expected a table | in `core/src` | … |");
  const rule: Rule = new Map();
  for (const row of rows.slice(head + 2)) {
    if (!row.startsWith("|")) break;
    const [, place, allowed] = row.split("|");
    const isFree = allowed.trim() === "everything";
    rule.set(quoted(place)[0], isFree ? undefined : quoted(allowed));
  }
  return rule;
}

/** Every line of the sources that breaks the rule of CONTRIBUTING.md, as `file:line: what is wrong`. */
export function breaches(files: readonly SourceFile[], rule: Rule): string[] {
  return files.flatMap(({ path, text }) => {
    const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
    const found: { position: number; problem: string }[] = [];
    for (const { fileName: target, pos: position } of ts.preProcessFile(text, true, true).importedFiles) {
      const problem = importProblem(path, target, rule);
      if (problem !== undefined) found.push({ position, problem });
    }
    visit(file);
    if (path.endsWith("/index.ts")) found.push(...otherThanReexports(file));
    return found.map(({ position, problem }) => {
      return `${path}:${file.getLineAndCharacterOfPosition(position).line + 1}: ${problem}`;
    });

    function visit(node: ts.Node): void {
      const isCall = ts.isCallExpression(node) || ts.isNewExpression(node);
      const name = isCall && ts.isIdentifier(node.expression) ? node.expression.text : "";
      if (name === "eval" || name === "Function") {
        found.push({ position: node.getStart(file), problem: `${name} makes code of a text` });
      }
      ts.forEachChild(node, visit);
    }
  });
}

function importProblem(path: string, target: string, rule: Rule): string | undefined {
  const isCore = path.startsWith(CORE);
  if (target.startsWith(".")) {
    if (!target.endsWith(".js")) return `"${target}" does not end in ".js"`;
    const to = resolve(path, target);
    if (to.split("/")[0] !== path.split("/")[0]) return `"${target}" is a path into another package`;
    return isCore ? coreProblem(path.slice(CORE.length), to.slice(CORE.length), rule) : undefined;
  }
  if (isCore) return `core has no dependencies, got "${target}"`;
  if (/^(gradus|@gradus\/(readers|onnx|figures))\//.test(target) && !ENTRIES.has(target)) {
    return `"${target}" is a path into a package`;
  }
  const isReader = path.startsWith("readers/");
  if (isReader && target.startsWith("@gradus/")) return `readers may not import "${target}"`;
  if (isReader && target.startsWith("node:") && path !== "readers/src/node.ts") {
    return `only readers/src/node.ts imports node: modules, got "${target}"`;
  }
  const isRuntime = path === "onnx/src/runtime.ts" && /^onnxruntime-(node|web)(\/|$)/.test(target);
  if (path.startsWith("onnx/") && !isRuntime && !/^(gradus$|@bufbuild\/protobuf(\/|$))/.test(target)) {
    return `onnx may not import "${target}"`;
  }
  if (
    path.startsWith("figures/") &&
    !/^(gradus|@observablehq\/plot|katex|linkedom|#document)$/.test(target)
  ) {
    return `figures may not import "${target}"`;
  }
  return undefined;
}

/** Paths from core/src. */
function coreProblem(from: string, to: string, rule: Rule): string | undefined {
  const place = rowOf(from, rule);
  if (place === undefined) return `CONTRIBUTING.md has no row for ${from}`;
  const allowed = rule.get(place);
  if (allowed === undefined || (place.endsWith("/") && to.startsWith(place) && rowOf(to, rule) === place)) {
    return undefined;
  }
  if (allowed.some((other) => (other.endsWith("/") ? to.startsWith(other) : to === other))) return undefined;
  return `${place} may not import ${to}`;
}

/** The longest place that the path lies in. */
function rowOf(path: string, rule: Rule): string | undefined {
  return [...rule.keys()]
    .filter((place) => (place.endsWith("/") ? path.startsWith(place) : path === place))
    .toSorted((a, b) => b.length - a.length)[0];
}

function otherThanReexports(file: ts.SourceFile): { position: number; problem: string }[] {
  return file.statements
    .filter((node) => !ts.isExportDeclaration(node))
    .map((node) => ({
      position: node.getStart(file),
      problem: "an index.ts re-exports and does nothing else",
    }));
}

function resolve(from: string, target: string): string {
  return new URL(target, `file:///${from}`).pathname.slice(1).replace(/\.js$/, ".ts");
}

function quoted(cell: string): string[] {
  return [...cell.matchAll(/`([^`]+)`/g)].map(([, text]) => text);
}
