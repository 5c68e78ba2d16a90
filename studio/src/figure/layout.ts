/** Where the neurons of the figure stand, in pixels. */
export interface Layout {
  width: number;
  height: number;
  radius: number;
  /** Whether the neurons are too many for numbers in them. */
  isCompact: boolean;
  /** Whether names and biases stand at the neurons. */
  isRoomy: boolean;
  /** Whether numbers must be short. */
  isNarrow: boolean;
  x: (l: number) => number;
  y: (l: number, i: number) => number;
  /** Share of the way, from 0 at the source to 1, at which the number of an edge into layer l stands. */
  labelAt: (l: number) => number;
  /** Whether the numbers of all edges into layer l have room beside each other. */
  fitsLabels: (l: number) => boolean;
}

const TOP = 62;
const LEAST_COLUMN = 92; // from layer to layer, so that numbers on edges can be read
const LABEL_HEIGHT = 15;
const NARROW = 560; // pixels below which neurons are smaller

/**
 * A layout as wide as its place, or wider where that is too narrow for the numbers.
 *
 * @param sizes neurons of each layer
 * @param available width of the place in pixels
 */
export function layOut(sizes: readonly number[], available: number): Layout {
  const most = Math.max(...sizes);
  const isCompact = most > 8;
  const isRoomy = most <= 4;
  const isNarrow = available < NARROW;
  const radius = isCompact ? Math.max(2.5, Math.min(9, 240 / most)) : isRoomy && !isNarrow ? 32 : 27;
  const gap = isCompact ? Math.max(7, Math.min(24, 540 / most)) : 2 * radius + (isRoomy ? 44 : 14);
  const left = radius + (isNarrow ? 22 : 34);
  const right = radius + (isNarrow ? 70 : 96);
  const columns = sizes.length - 1;
  const width = Math.max(available, left + right + columns * (isCompact ? 70 : LEAST_COLUMN));
  const height = TOP + 2 * radius + (most - 1) * gap + (isRoomy ? 26 : 12);
  const middle = TOP + radius + ((most - 1) * gap) / 2;
  const gapOf = (l: number): number =>
    isCompact || sizes[l] < 2 ? gap : Math.min(gap * 1.5, ((most - 1) * gap) / (sizes[l] - 1));
  const labelAt = (l: number): number => {
    const spread = ((sizes[l - 1] - 1) * gapOf(l - 1)) / gapOf(l);
    return 1 - Math.min(0.3, 1 / (spread + 2)); // then the gaps between all numbers are the same
  };
  return {
    width,
    height,
    radius,
    isCompact,
    isRoomy,
    isNarrow,
    x: (l) => left + (l * (width - left - right)) / columns,
    y: (l, i) => middle + (i - 1 - (sizes[l] - 1) / 2) * gapOf(l),
    labelAt,
    fitsLabels: (l) => !isCompact && (1 - labelAt(l)) * gapOf(l - 1) >= LABEL_HEIGHT,
  };
}
