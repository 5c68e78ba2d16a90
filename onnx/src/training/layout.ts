import type { Network } from "gradus";

/** A tensor that the graph carries from step to step: a part of the flat parameter vector. */
export interface Piece {
  name: string;
  /** Where it begins in the flat vector. */
  from: number;
  shape: readonly number[];
}

/** The weights or biases of one layer within the flat vector. */
export interface Block {
  /** Such as "W1", "b1" or "Wskip". */
  name: string;
  from: number;
  shape: readonly number[];
  /** Whether penalties apply: weights yes, biases no. */
  isWeight: boolean;
}

/** How the parameters are cut into the tensors that the graph carries. */
export interface Layout {
  /** The whole vector as one piece: fewer operators for each step, which is what small networks spend their time on. */
  isWhole: boolean;
  pieces: Piece[];
  /** Number of parameters. */
  length: number;
}

const WHOLE = 65_536; // parameters up to which one piece was measured to be faster
const CUT = 1_048_576; // elements of a W above which it is cut into rows, so that the update works within the cache
const ROWS_OF_PIECE = 131_072; // elements of such a cut

/** Weights and biases in the order of `network.parameters`. */
export function blocksOf({ sizes, last, skip }: Network): Block[] {
  const blocks: Block[] = [];
  let from = 0;
  function add(name: string, shape: readonly number[], isWeight: boolean): void {
    blocks.push({ name, from, shape, isWeight });
    from += shape.reduce((product, n) => product * n, 1);
  }
  for (let l = 1; l <= last; l++) {
    add(`W${l}`, [sizes[l], sizes[l - 1]], true);
    add(`b${l}`, [sizes[l]], false);
  }
  if (skip !== undefined) add("Wskip", [sizes[last], sizes[0]], true);
  return blocks;
}

/**
 * How to cut the parameters of a network.
 *
 * @param needsRows whether the update needs the rows of each W, as a limit of their norms does: then never in one piece
 */
export function layoutOf(network: Network, needsRows: boolean): Layout {
  const { length } = network.parameters;
  if (length <= WHOLE && !needsRows) {
    return { isWhole: true, pieces: [{ name: "parameters", from: 0, shape: [length] }], length };
  }
  return { isWhole: false, pieces: blocksOf(network).flatMap(piecesOf), length };
}

/** Number of elements. */
export function sizeOf({ shape }: { shape: readonly number[] }): number {
  return shape.reduce((product, n) => product * n, 1);
}

/** A block as one piece, or cut into groups of rows if it is a large W. */
function piecesOf({ name, from, shape }: Block): Piece[] {
  const [n, m = 1] = shape;
  if (n * m <= CUT || name === "Wskip" || shape.length === 1) return [{ name, from, shape }];
  const rows = 16 * Math.max(1, Math.round(ROWS_OF_PIECE / (16 * m))); // a multiple of the registers' width
  return Array.from({ length: Math.ceil(n / rows) }, (_, k) => ({
    name: `${name}.${k + 1}`,
    from: from + k * rows * m,
    shape: [Math.min(rows, n - k * rows), m],
  }));
}
