import { printable } from "gradus";

/** Text that is HTML already: everything in it has been escaped or made by this package. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** What may stand in such a text; nothing comes of undefined, null and false. */
export type Part = Html | string | number | undefined | null | false | readonly Part[];

/** HTML of a template: what is put in is escaped, unless it is `Html` itself; lists are put one after the other. */
export function write(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  let text = strings[0];
  parts.forEach((part, i) => (text += written(part) + strings[i + 1]));
  return new Html(text);
}

/** Text of this package's own making, SVG or MathML, as it is; the names of namespaces, which HTML does without, are left out. */
export function markup(text: string): Html {
  return new Html(text.replaceAll(/ xmlns(:\w+)?="[^"]*"/g, ""));
}

const LONGEST = 80; // characters of a name that are shown
const FEW = 12; // that stay on one line

/** A name or a word of the user's: apart from the direction of writing around it, cut where it is very long. */
export function name(text: string): Html {
  const signs = Array.from(text);
  const shown = signs.length > LONGEST ? `${signs.slice(0, LONGEST - 1).join("")}…` : text;
  return new Html(`<bdi>${shown.length > FEW ? breakable(escape(shown)) : escape(shown)}</bdi>`);
}

/** The text with places where a line may end, behind underlines and the like. */
function breakable(text: string): string {
  return text.replaceAll(/[_/=.](?=\w)/g, "$&<wbr>");
}

/** Several names with commas between them. */
export function names(list: readonly string[], comma = ", "): Html {
  return new Html(list.map((one) => name(one).text).join(escape(comma)));
}

/** Text with the signs that mean something in HTML, and those that turn the direction of writing, made harmless. */
export function escape(text: string): string {
  return printable(text)
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;");
}

function written(part: Part): string {
  if (part === undefined || part === null || part === false) return "";
  if (part instanceof Html) return part.text;
  if (typeof part === "object") return part.map(written).join("");
  return escape(String(part));
}
