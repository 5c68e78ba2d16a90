/** Attributes of an element; those that are undefined are left out. */
export type Attributes = Readonly<Record<string, string | number | undefined>>;

/** An SVG element as text; numbers are rounded to hundredths, for hundredths of a pixel are enough. */
export function element(name: string, attributes: Attributes, ...content: readonly string[]): string {
  const shown = Object.entries(attributes)
    .filter(([, value]) => value !== undefined && value !== "translate(0,0)")
    .map(([key, value]) => ` ${key}="${escaped(typeof value === "number" ? place(value) : value!)}"`);
  const inner = content.join("");
  return inner === "" ? `<${name}${shown.join("")}/>` : `<${name}${shown.join("")}>${inner}</${name}>`;
}

/** A text at a place, its content escaped. */
export function textAt(x: number, y: number, content: string, attributes: Attributes = {}): string {
  return element("text", { x, y, ...attributes }, escaped(content));
}

/** Text within an element or an attribute. Signs that XML refuses are left out. */
export function escaped(text: string): string {
  return text
    .replaceAll(/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu, "")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}

/** A number of pixels as text. */
export function place(value: number): string {
  return String(Math.round(100 * value) / 100 + 0);
}

/**
 * What lies in an SVG element, as text: attributes in the order of their names, so that all documents give the same bytes. Styles,
 * classes and labels for readers of a screen are left out: the figure as a whole has a title and a description.
 */
export function contentOf(parent: Element): string {
  return Array.from(parent.childNodes, (node) => {
    if (node.nodeType === 3) return escaped(node.textContent ?? "");
    return node.nodeType === 1 ? serialised(node as Element) : "";
  }).join("");
}

/** The group around a chart says how numbers stand. */
const LEFT_OUT = new Set(["class", "style", "aria-label", "aria-hidden", "aria-description", "font-variant"]);

function serialised(one: Element): string {
  if (one.localName === "style") return "";
  const isGroup = one.localName === "g" || one.localName === "rect";
  const attributes = Array.from(one.attributes, ({ name, value }) => {
    return [name, isGroup && name === "transform" ? unshifted(value) : rounded(value)] as const;
  })
    .filter(([name]) => !LEFT_OUT.has(name))
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
  return element(one.localName, Object.fromEntries(attributes), contentOf(one));
}

/**
 * A shift of a group without the half pixel that Plot adds on screens whose pixels are as large as a figure's, and in no other place;
 * all other shifts of groups are whole pixels.
 */
function unshifted(transform: string): string {
  const shifted = transform.replaceAll(/(-?\d+)\.5\b/g, (number) => place(Number(number) - 0.5));
  return rounded(shifted);
}

function rounded(value: string): string {
  return value.replaceAll(/-?\d+\.\d{3,}(?:e-?\d+)?/g, (digits) => place(Number(digits)));
}
