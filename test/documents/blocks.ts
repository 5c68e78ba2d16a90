/** A fenced code block of a Markdown document. */
export interface Block {
  /** First word after the fence, such as "ts"; "" if there is none. */
  language: string;
  /** The other words after the fence, such as "continued". */
  words: string[];
  text: string;
  /** Line of the document, from 1, on which the text begins. */
  line: number;
}

/** What the tests look at in a document. */
export interface Document {
  blocks: Block[];
  /** Level of each heading, 1 to 6, in order. */
  headings: number[];
  /** Targets of the links outside code, with their lines. */
  links: { target: string; line: number }[];
}

/** Code blocks, headings and links of a Markdown text. @throws SyntaxError if a fence is not closed */
export function parseDocument(markdown: string): Document {
  const document: Document = { blocks: [], headings: [], links: [] };
  let open: (Block & { fence: string; indent: number; lines: string[] }) | undefined;
  markdown.split("\n").forEach((text, i) => {
    const [, space = "", fence = "", info = ""] = /^( *)(`{3,})(.*)$/.exec(text) ?? [];
    if (open !== undefined) {
      if (fence.length >= open.fence.length && info.trim() === "") {
        const { language, words, line, lines } = open;
        document.blocks.push({ language, words, line, text: lines.join("\n") });
        open = undefined;
      } else open.lines.push(text.slice(Math.min(open.indent, text.length - text.trimStart().length)));
    } else if (fence !== "") {
      const [language = "", ...words] = info.trim().split(/ +/);
      open = { language, words, text: "", line: i + 2, fence, indent: space.length, lines: [] };
    } else {
      const heading = /^(#{1,6}) /.exec(text);
      if (heading !== null) document.headings.push(heading[1].length);
      for (const [, target] of text.replaceAll(/`[^`]*`/g, "").matchAll(/\]\(([^()\s]+)\)/g)) {
        document.links.push({ target, line: i + 1 });
      }
    }
  });
  if (open !== undefined)
    throw new SyntaxError(`Cannot read the code block at line ${open.line - 1}: it is not closed`);
  return document;
}

/**
 * Whether a text is as shown: `…` stands for anything within a line, and alone on a line for any number of lines.
 * Spaces at the ends of lines and empty lines at the end do not count.
 */
export function isAsShown(actual: string, shown: string): boolean {
  const lines = linesOf(actual);
  const groups: string[][] = [[]];
  for (const line of linesOf(shown)) {
    if (line.trim() === "…") groups.push([]);
    else groups.at(-1)!.push(line);
  }
  const last = groups.length - 1;
  let at = 0;
  for (const [g, group] of groups.entries()) {
    const fits = (start: number): boolean =>
      start + group.length <= lines.length && group.every((line, i) => isLineAsShown(lines[start + i], line));
    if (g === last && g > 0 && lines.length - group.length >= at) at = lines.length - group.length;
    else if (g > 0) while (at < lines.length && !fits(at)) at++;
    if (!fits(at)) return false;
    at += group.length;
  }
  return at === lines.length || (groups[last].length === 0 && last > 0);
}

function isLineAsShown(actual: string, shown: string): boolean {
  const parts = shown.split("…");
  if (parts.length === 1) return actual === shown;
  const [first, end] = [parts[0], parts.at(-1)!];
  if (!actual.startsWith(first) || !actual.endsWith(end) || actual.length < first.length + end.length)
    return false;
  let rest = actual.slice(first.length, actual.length - end.length);
  for (const part of parts.slice(1, -1)) {
    const at = rest.indexOf(part);
    if (at < 0) return false;
    rest = rest.slice(at + part.length);
  }
  return true;
}

function linesOf(text: string): string[] {
  return text
    .trimEnd()
    .split("\n")
    .map((line) => line.trimEnd());
}
