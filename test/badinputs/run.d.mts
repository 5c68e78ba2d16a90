/** Cases of a folder. */
export function readCases(
  folder: string,
): { file: string; command: string; outcome: string; must_mention: string[] }[];
/** Runs every case through the built command; `tell` gets a line for each. */
export function runFolder(
  folder: string,
  tell?: (line: string) => void,
): Promise<{ file: string; problems: string[] }[]>;
