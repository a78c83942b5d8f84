import { globSync, statSync } from 'node:fs';
import { resolve } from 'node:path';

/** The files behind a list of paths and globs; what matches nothing is left to whoever reads them, who says so better. */
export function filesOf(patterns: readonly string[], directory: string): readonly string[] {
  const isFile = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isFile() === true;
  const found = patterns.flatMap((pattern) => {
    const path = resolve(directory, pattern);
    return isFile(path) ? [path] : globSync(pattern, { cwd: directory }).map((name) => resolve(directory, name)).filter(isFile);
  });
  return [...new Set(found)].sort();
}
