import { relative } from 'node:path';

/** Shorter to read when it lies below the directory. */
export function shownPath(path: string, directory: string): string {
  const short = relative(directory, path);
  return short === '' || short.startsWith('..') ? path : short;
}
