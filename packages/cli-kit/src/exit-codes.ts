/** How every program can end; each has a table of its own that begins with these. */
export const EXIT = {
  done: 0,
  notDone: 1,
  usage: 2,
  defect: 70,
  interrupted: 130,
  terminated: 143,
} as const;

/** What each code of a program means, as `--help` and its README show it. */
export type ExitMeanings = Readonly<Record<string, string>>;

/** The table for `--help`. */
export function exitCodesText(meanings: ExitMeanings): string {
  return `Exit codes:\n${Object.entries(meanings).map(([code, meaning]) => `  ${code.padEnd(5)}${meaning}`).join('\n')}`;
}
