import { globSync, statSync, type Stats } from 'node:fs';
import { resolve } from 'node:path';
import { InputError } from '@tradewright/core';
import type { Files } from '../options.ts';
import { fileFailure, isDirectory } from './failure.ts';

/**
 * The files a list of paths and globs stands for, each once.
 *
 * @throws {InputError} `files/not-found`, `files/no-match`, `files/is-directory`
 */
export function pathsOf(files: Files, directory: string): readonly string[] {
  const patterns = typeof files === 'string' ? [files] : files;
  const found = new Set(patterns.flatMap((pattern) => matches(pattern, directory)));
  if (found.size === 0) throw new InputError('files/no-match', 'the list of candle files is empty. Name at least one file or glob.');
  return [...found].sort();
}

/** What is there under exactly this name wins over reading the name as a glob. */
function matches(pattern: string, directory: string): readonly string[] {
  const path = resolve(directory, pattern);
  const there = statOf(path);
  if (there?.isDirectory() === true) throw isDirectory(pattern);
  if (there !== undefined) return [path];
  if (!/[*?[\]{}!]/.test(pattern)) {
    throw new InputError('files/not-found', `${pattern}: there is no such file (looked in ${directory}). Check the path and the working directory.`);
  }
  const all = globSync(pattern, { cwd: directory }).map((name) => resolve(directory, name));
  const regular = all.filter((name) => statOf(name)?.isDirectory() === false);
  if (regular.length > 0) return regular;
  if (all.length > 0) throw isDirectory(all[0]!);
  throw new InputError('files/no-match', `${pattern}: no file matches (looked in ${directory}). Check the pattern; quote it so that the shell leaves it alone.`);
}

function statOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch (error) {
    throw fileFailure(path, error);
  }
}
