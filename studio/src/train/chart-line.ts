/** A curve: its name, its numbers, how it is drawn. */
export interface Line {
  name: string;
  x: readonly number[];
  y: readonly (number | null)[];
  /** A variable of the page, such as `--ink`. */
  colour: string;
  dash?: number[];
  /** x of a point to be marked. */
  mark?: number;
  /** The numbers as they are behind a smoothed curve: drawn faintly, not named. */
  isFaint?: boolean;
}
