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
  /** Whether the numbers of all edges into layer l, or into one neuron of it, have room beside each other. */
  fitsLabels: (l: number, ofOneNeuron: boolean) => boolean;
}

const TOP = 62;
const NARROW = 560; // pixels below which neurons are smaller
const GAP = 50; // least space between two layers
const WIDE = 24; // from neuron to neuron of a small layer beside a large one
const LABEL_WIDTH = 56;
const LABEL_HEIGHT = 15;

/**
 * A layout as wide as its place, or wider where that is too narrow.
 *
 * @param sizes neurons of each layer
 * @param available width of the place in pixels
 */
export function layOut(sizes: readonly number[], available: number): Layout {
  const most = Math.max(...sizes);
  const columns = sizes.length - 1;
  const isCompact = most > 8;
  const isRoomy = most <= 4;
  const isNarrow = available < NARROW || columns > 4;
  const radius = isCompact ? Math.max(2.5, Math.min(9, 240 / most)) : isRoomy && !isNarrow ? 32 : 27;
  const gap = isCompact ? Math.max(7, Math.min(24, 540 / most)) : 2 * radius + (isRoomy ? 44 : 14);
  const left = radius + (isNarrow ? 22 : 34);
  const right = radius + (isNarrow ? 70 : 96);
  const width = Math.max(
    available,
    left + right + columns * (2 * radius + (available < NARROW ? GAP - 12 : GAP)),
  );
  const height = TOP + 2 * radius + (most - 1) * gap + (isRoomy ? 26 : 12);
  const middle = TOP + radius + ((most - 1) * gap) / 2;
  const column = (width - left - right) / columns;
  const free = column - 2 * radius;
  const gapOf = (l: number): number =>
    sizes[l] < 2
      ? gap
      : Math.min(Math.max(gap * (isCompact ? 1 : 1.5), WIDE), ((most - 1) * gap) / (sizes[l] - 1));
  // Numbers stand before the neuron that the edges lead to, at the end of what is free.
  const fromEnd = (radius + Math.min(LABEL_WIDTH, free) / 2) / column;
  return {
    width,
    height,
    radius,
    isCompact,
    isRoomy,
    isNarrow,
    x: (l) => left + l * column,
    y: (l, i) => middle + (i - 1 - (sizes[l] - 1) / 2) * gapOf(l),
    labelAt: () => 1 - fromEnd,
    fitsLabels(l, ofOneNeuron) {
      const step = fromEnd * gapOf(l - 1);
      const between = gapOf(l) * (1 - fromEnd) - (sizes[l - 1] - 1) * step;
      return step >= LABEL_HEIGHT && (ofOneNeuron || sizes[l] === 1 || between >= LABEL_HEIGHT - 3);
    },
  };
}
