/**
 * Parts of the figure by name, and which part a number of an equation belongs to. A number carries what it is, as
 * `delta-2-1`; the figure has nodes `n-2-1`, edges `w-2-1-3` (to 1 from 3), biases `b-2-1` and labels `y-1`.
 */
const NODE = /^(?:z|h|delta|slope|g)-(\d+-\d+)$/;
const EDGE = /^d?(w-\d+-\d+-\d+)$/;
const BIAS = /^d?(b-\d+-\d+)$/;
const LABEL = /^(?:y|loss|q)-(\d+)$/;

/** Part of the figure that a number belongs to; undefined for one that has none. */
export function partOf(id: string): string | undefined {
  const node = NODE.exec(id);
  if (node) return `n-${node[1]}`;
  const label = LABEL.exec(id);
  if (label) return `y-${label[1]}`;
  return EDGE.exec(id)?.[1] ?? BIAS.exec(id)?.[1] ?? (id === "loss" || id === "eta" ? id : undefined);
}

/** Kind of a part and its place: layer, row, column, as far as it has them. */
export function placeIn(part: string): { kind: string; at: number[] } {
  const [kind, ...at] = part.split("-");
  return { kind, at: at.map(Number) };
}

export const nodePart = (l: number, i: number): string => `n-${l}-${i}`;
export const edgePart = (l: number, i: number, j: number): string => `w-${l}-${i}-${j}`;
export const biasPart = (l: number, i: number): string => `b-${l}-${i}`;
export const labelPart = (i: number): string => `y-${i}`;
