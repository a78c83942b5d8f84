import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Whether an error comes from our own code, judged by the file on top of its stack.
 *
 * @param manifest - the package.json of the program
 */
export function isOurs(error: unknown, manifest: URL): boolean {
  try {
    const file = error instanceof Error ? topFile(error) : null;
    if (file === null) return false;
    const folders = [...packageFolders(fileURLToPath(manifest))].flatMap((folder) => [join(folder, 'src'), join(folder, 'dist')]);
    return folders.some((folder) => file.startsWith(folder + sep));
  } catch {
    // Somebody else's error may be anything, also one that cannot be read.
    return false;
  }
}

/** The file that the innermost frame with a file lies in; frames of Node and of built-in functions have none. */
function topFile({ stack, message }: Error): string | null {
  if (typeof stack !== 'string') return null;
  // A message of several lines may look like anything.
  const frames = stack.slice(stack.indexOf(message) + message.length);
  const place = /^\s+at (?:.*\()?((?:file:\/\/|\/|[A-Za-z]:[\\/]).*?):\d+:\d+\)?$/m.exec(frames)?.[1] ?? null;
  return place?.startsWith('file:') === true ? fileURLToPath(place) : place;
}

/** Folders of this program and of the packages of ours that it runs on, wherever they are installed. */
function packageFolders(manifest: string, found: Set<string> = new Set()): ReadonlySet<string> {
  if (found.has(dirname(manifest))) return found;
  found.add(dirname(manifest));
  const { dependencies = {} } = JSON.parse(readFileSync(manifest, 'utf8')) as { dependencies?: Readonly<Record<string, string>> };
  const { resolve } = createRequire(manifest);
  for (const name of Object.keys(dependencies)) {
    if (name === 'tradewright' || name.startsWith('@tradewright/')) packageFolders(resolve(`${name}/package.json`), found);
  }
  return found;
}
