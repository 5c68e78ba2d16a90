/** The code below an `@example` of a doc comment. */
export interface Example {
  text: string;
  /** Line of the file, from 1, on which the text begins. */
  line: number;
}

/** The examples of a source file, in order; each ends at the next tag or at the end of the comment. */
export function examplesOf(source: string): Example[] {
  const examples: Example[] = [];
  let open: Example | undefined;
  let isComment = false;
  source.split("\n").forEach((text, i) => {
    if (text.trimStart().startsWith("/**")) isComment = true;
    if (!isComment) return;
    const isEnd = /\*\/\s*$/.test(text);
    const content = text.replace(/^\s*(\/\*\*|\*(?!\/)) ?/, "").replace(/\s*\*\/\s*$/, "");
    if (content.startsWith("@")) open = undefined;
    if (/^@example\b/.test(content)) examples.push((open = { text: "", line: i + 2 }));
    else if (open !== undefined && !(isEnd && content === "")) {
      open.text += content.startsWith("```") ? "\n" : `${content}\n`;
    }
    if (!isEnd) return;
    isComment = false;
    open = undefined;
  });
  return examples;
}
