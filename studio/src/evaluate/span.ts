/** Smallest and largest of several lists, with a little room at both ends. */
export function widenedSpan(lists: readonly ArrayLike<number>[], share = 0.04): [number, number] {
  let [low, high] = [Infinity, -Infinity];
  for (const list of lists)
    for (let i = 0; i < list.length; i++) {
      if (list[i] < low) low = list[i];
      if (list[i] > high) high = list[i];
    }
  if (low > high) return [0, 1];
  const edge = (high - low) * share || 1;
  return [low - edge, high + edge];
}
