/** What bytes that are no UTF-8 may be. */
export interface LegacyGuess {
  /** Set only when the text is plausible in it. */
  encoding?: "gb18030";
  /** Labels to try, the likelier first. */
  candidates: string[];
}

/**
 * Guesses the encoding of bytes that are not UTF-8. GB18030 accepts nearly every text of the other East Asian
 * encodings, so its validity proves nothing; what counts is which of its characters come out. Chinese texts consist of
 * the 6,763 characters and the signs of GB 2312 (both bytes from A1), most of them of its first level, which is ordered
 * by sound and holds the common ones. Shift-JIS, Big5 and accented Latin letters fall outside; the kana rows betray
 * EUC-JP; a longer text that never leaves rows B0–C8 is Korean (EUC-KR has its 2,350 syllables there).
 */
export function guessLegacyEncoding(bytes: Uint8Array): LegacyGuess {
  const candidates = ["gb18030", "shift_jis", "big5", "euc-kr", "windows-1252"].filter((label) =>
    isValid(bytes, label),
  );
  const pairs = pairsOfGb18030(bytes);
  const isChinese =
    candidates[0] === "gb18030" &&
    pairs.common + pairs.rare + pairs.signs >= 0.8 * pairs.total &&
    pairs.common >= pairs.rare &&
    pairs.common > 0 &&
    pairs.kana <= 0.1 * pairs.total &&
    !(pairs.distinctCommon >= 12 && pairs.beyondHangul === 0);
  if (isChinese) return { encoding: "gb18030", candidates };
  return { candidates: byLikelihood(candidates, pairs) };
}

/** Characters of several bytes under GB18030, by kind. */
interface Pairs {
  total: number;
  /** First level of GB 2312, rows B0–D7. */
  common: number;
  /** Second level, rows D8–F7. */
  rare: number;
  /** Signs, full-width letters, Greek, Cyrillic: rows A1–A3, A6–A9. */
  signs: number;
  /** Rows A4 and A5. */
  kana: number;
  /** First byte 81–9F: rare in Chinese, usual in Shift-JIS. */
  low: number;
  distinctCommon: number;
  /** Characters above row C8, where EUC-KR has no syllables. */
  beyondHangul: number;
}

function pairsOfGb18030(bytes: Uint8Array): Pairs {
  const pairs: Pairs = {
    total: 0,
    common: 0,
    rare: 0,
    signs: 0,
    kana: 0,
    low: 0,
    distinctCommon: 0,
    beyondHangul: 0,
  };
  const distinct = new Set<number>();
  for (let i = 0; i < bytes.length; i++) {
    const lead = bytes[i];
    if (lead < 0x80) continue;
    const trail = bytes[++i] ?? 0;
    pairs.total++;
    if (lead < 0xa0) pairs.low++;
    if (lead > 0xc8) pairs.beyondHangul++;
    if (trail < 0xa1) continue; // outside GB 2312, or the first half of four bytes
    if (lead >= 0xb0 && lead <= 0xd7) {
      pairs.common++;
      distinct.add(lead * 256 + trail);
    } else if (lead >= 0xd8 && lead <= 0xf7) pairs.rare++;
    else if (lead === 0xa4 || lead === 0xa5) pairs.kana++;
    else if (lead >= 0xa1 && lead <= 0xa9) pairs.signs++;
  }
  pairs.distinctCommon = distinct.size;
  return pairs;
}

/** The encoding that the characters speak for comes first; GB18030 early only if half of them are Chinese. */
function byLikelihood(valid: readonly string[], pairs: Pairs): string[] {
  const likely: string[] = [];
  if (pairs.kana > 0.1 * pairs.total) likely.push("euc-jp");
  else if (pairs.distinctCommon >= 12 && pairs.beyondHangul === 0) likely.push("euc-kr");
  else if (pairs.low > 0.3 * pairs.total) likely.push("shift_jis");
  else if (!valid.includes("gb18030")) likely.push("windows-1252");
  else if (pairs.common + pairs.rare >= 0.5 * pairs.total && pairs.common >= pairs.rare)
    likely.push("gb18030");
  const order = [...likely, "big5", "shift_jis", "euc-kr", "windows-1252", "gb18030"];
  return [...new Set(order)].filter((label) => label === "euc-jp" || valid.includes(label));
}

function isValid(bytes: Uint8Array, label: string): boolean {
  try {
    new TextDecoder(label, { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}
