/** Keys that lead a cursor back and on. */
export const SIDEWAYS = ["ArrowLeft", "ArrowRight"] as const;
export const UPWARD = ["ArrowDown", "ArrowUp"] as const;

/** Where a key leads a cursor that stands at one of so many places, with Shift ten at once; nothing for another key. */
export function movedBy(
  { key, shiftKey }: Pick<KeyboardEvent, "key" | "shiftKey">,
  at: number,
  count: number,
  [back, on]: readonly [string, string] = SIDEWAYS,
): number | undefined {
  const step = shiftKey ? 10 : 1;
  const to = new Map([
    [back, at - step],
    [on, at + step],
    ["Home", 0],
    ["End", count - 1],
  ]).get(key);
  return to === undefined ? undefined : Math.max(0, Math.min(count - 1, to));
}
