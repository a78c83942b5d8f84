import { readFile } from '../file/read-all.ts';
import { writeAtomically } from '../file/write-atomically.ts';
import type { Damage } from './damage.ts';
import { journalPath, snapshotPath, type JournalFiles } from './names.ts';
import { encodeHead } from './record.ts';
import type { Place } from './place.ts';
import { setAside } from './set-aside.ts';
import type { Origin } from './snapshot.ts';

/** The journal cannot be read on: a segment is damaged, missing, or was set aside before. */
export class BrokenChain extends Error {
  readonly origin: Origin;
  readonly damage: Damage;

  constructor(origin: Origin, damage: Damage) {
    super(damage.message);
    this.origin = origin;
    this.damage = damage;
  }
}

/**
 * Puts a damaged segment aside, if that was not done before. From then on the store opens with `last-good` only.
 *
 * @returns where it is now; `undefined` when there is none
 */
export async function putAside({ fs, directory }: Place, files: JournalFiles, { damage, origin }: BrokenChain): Promise<string | undefined> {
  if (files.journals.has(origin.segment)) return setAside(fs, journalPath(directory, origin.segment), 'corrupt', files.asides + 1);
  return files.corrupt.has(origin.segment) ? damage.path : undefined;
}

/**
 * Ends the journal where a segment, which was put aside, ceases to be good. What follows it is kept as orphans. Until
 * the good part has its name, which comes last, the segment is missing: a crash on the way brings no other state up.
 */
export async function cutAt({ fs, directory }: Place, files: JournalFiles, { origin, damage }: BrokenChain, aside: string | undefined): Promise<void> {
  const path = journalPath(directory, origin.segment);
  let number = files.asides + 1;
  const orphan = async (later: string): Promise<unknown> => setAside(fs, later, 'orphan', ++number);
  for (const segment of files.snapshots) if (segment > origin.segment) await orphan(snapshotPath(directory, segment));
  for (const segment of files.journals) if (segment > origin.segment) await orphan(journalPath(directory, segment));
  for (const [segment, copies] of files.corrupt) {
    if (segment > origin.segment) for (const copy of copies) await fs.rename(`${journalPath(directory, segment)}.corrupt-${copy}`, `${journalPath(directory, segment)}.orphan-${++number}`);
  }
  await writeAtomically(fs, path, [damage.offset === 0 || aside === undefined ? encodeHead(origin) : await readFile(fs, aside, damage.offset)]);
}
