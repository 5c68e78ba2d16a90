/** What the page remembers on this device: choices of appearance only. Storage that is forbidden is done without. */
const PREFIX = "gradus-studio.";

export function remembered(key: string): string | undefined {
  try {
    return localStorage.getItem(PREFIX + key) ?? undefined;
  } catch {
    return undefined;
  }
}

export function remember(key: string, value: string): void {
  try {
    localStorage.setItem(PREFIX + key, value);
  } catch {
    // A page opened from a file may not store anything; then the choice lasts as long as the page.
  }
}
