import { join } from 'node:path';
import { isTemporary } from '../file/write-atomically.ts';
import type { FileSystem } from '../file/file-system.ts';

const NUMBERED = /^(\d{8,})\.(journal|snapshot)(?:\.(corrupt|orphan)-(\d+))?$/;

/** The files of a store, by the segment they belong to. */
export interface JournalFiles {
  readonly journals: ReadonlySet<number>;
  readonly snapshots: ReadonlySet<number>;
  /** Segments that were set aside as damaged, with the numbers of their copies. */
  readonly corrupt: ReadonlyMap<number, readonly number[]>;
  /** The highest number any file set aside has. */
  readonly asides: number;
  readonly temporaries: readonly string[];
}

export function journalPath(directory: string, segment: number): string {
  return join(directory, `${numbered(segment)}.journal`);
}

export function snapshotPath(directory: string, segment: number): string {
  return join(directory, `${numbered(segment)}.snapshot`);
}

export async function listJournal(fs: FileSystem, directory: string): Promise<JournalFiles> {
  const journals = new Set<number>();
  const snapshots = new Set<number>();
  const corrupt = new Map<number, number[]>();
  const temporaries: string[] = [];
  let asides = 0;
  for (const { name } of await fs.list(directory)) {
    if (isTemporary(name)) temporaries.push(join(directory, name));
    const found = NUMBERED.exec(name);
    if (found === null) continue;
    const [segment, kind, why, aside] = [Number(found[1]), found[2], found[3], Number(found[4])];
    if (why === undefined) (kind === 'journal' ? journals : snapshots).add(segment);
    else asides = Math.max(asides, aside);
    if (why === 'corrupt' && kind === 'journal') corrupt.set(segment, [...(corrupt.get(segment) ?? []), aside]);
  }
  return { journals, snapshots, corrupt, asides, temporaries };
}

function numbered(segment: number): string {
  return String(segment).padStart(8, '0');
}
