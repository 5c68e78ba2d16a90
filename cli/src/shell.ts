/** Words as a POSIX shell reads them: quoted where they hold more than plain signs. */
export function shellWords(words: readonly string[]): string {
  return words.map((word) => (isPlain(word) ? word : `'${word.replaceAll("'", "'\\''")}'`)).join(" ");
}

/** The words without a flag and its value. */
export function withoutFlag(words: readonly string[], flag: string): string[] {
  return words.filter((word, i) => word !== flag && words[i - 1] !== flag && !word.startsWith(`${flag}=`));
}

/** Letters of any language, digits, and signs that no shell reads. */
function isPlain(word: string): boolean {
  return /^[\p{L}\p{N}_@%+=:,./-]+$/u.test(word);
}
