/**
 * The most similar of the names: equal but for case and blanks, the only one that holds the word, or at most two letters apart; if there
 * is none, the same without a unit in brackets at the names' ends, as in "flow [m3/h]". Undefined if there is none.
 */
export function nearestName(name: string, names: readonly string[]): string | undefined {
  const near = nearestWord(name, names);
  if (near !== undefined) return near;
  const withoutUnits = names.map((other) => other.replace(/\s*(\[[^\]]*\]|\([^)]*\)|（[^）]*）)\s*$/, ""));
  const bare = nearestWord(name, withoutUnits);
  return bare === undefined ? undefined : names[withoutUnits.indexOf(bare)];
}

function nearestWord(name: string, names: readonly string[]): string | undefined {
  const bare = bareName(name);
  const alike = names.find((other) => bareName(other) === bare);
  if (alike !== undefined) return alike;
  // "strength" for "compressive_strength", if no other name holds the word.
  const holding = bare.length < 4 ? [] : names.filter((other) => bareName(other).includes(bare));
  if (holding.length === 1) return holding[0];
  // A name of three letters is not similar to one that shares one letter with it.
  const limit = Math.min(2, Math.floor(bare.length / 3));
  let nearest: string | undefined;
  let least = limit + 1;
  for (const other of names) {
    const distance = editDistance(bare, bareName(other), least);
    if (distance < least) [nearest, least] = [other, distance];
  }
  return nearest;
}

function bareName(name: string): string {
  return name.normalize("NFKC").toLowerCase().replaceAll(/[\s_]/g, "");
}

/**
 * Letters to change, add, remove or swap with their neighbour between two words (Damerau 1964); at least `limit` where it is
 * not below.
 */
function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) >= limit) return limit;
  let before: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = previous[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1);
      const isSwapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swap = isSwapped ? before[j - 2] + 1 : Infinity;
      current.push(Math.min(change, swap, previous[j] + 1, current[j - 1] + 1));
    }
    [before, previous] = [previous, current];
  }
  return previous[b.length];
}

/** A name as it is compared: composed characters (NFC), no blanks around it. */
export function sameName(name: string): string {
  return name.normalize("NFC").trim();
}

/** At most twenty names, for a message. */
export function listed(names: readonly string[]): string {
  return names.length <= 20 ? names.join(", ") : `${names.slice(0, 20).join(", ")}, … (${names.length})`;
}
