import type { StoreError } from '@tradewright/core';
import { readAll } from '../file/write-all.ts';
import { writeAtomically } from '../file/write-atomically.ts';
import type { Damage } from './damage.ts';
import { journalPath, snapshotPath, type JournalFiles } from './names.ts';
import { encodeHead } from './record.ts';
import type { Place } from './recover.ts';
import { corruptError, setAside } from './set-aside.ts';
import type { Origin } from './snapshot.ts';

/** The journal cannot be read on: a segment is damaged, missing, or was set aside before. */
export class BrokenChain extends Error {
  readonly origin: Origin;
  readonly damage: Damage;
  /** Where the damaged file is now; `undefined` while there is none. */
  aside: string | undefined;

  constructor(origin: Origin, damage: Damage) {
    super(damage.message);
    this.origin = origin;
    this.damage = damage;
  }
}

/** Puts a damaged segment aside, if that was not done before. From then on the store opens with `last-good` only. */
export async function putAside({ fs, directory }: Place, files: JournalFiles, broken: BrokenChain): Promise<StoreError> {
  const { damage, origin } = broken;
  const isThere = files.journals.has(origin.segment);
  if (isThere) broken.aside = await setAside(fs, journalPath(directory, origin.segment), 'corrupt', files.asides + 1);
  else if (files.corrupt.has(origin.segment)) broken.aside = damage.path;
  return corruptError(damage.message, { aside: broken.aside, lossless: false, cause: damage });
}

/**
 * Ends the journal where a segment, which was put aside, ceases to be good. What follows it is kept as orphans. Until
 * the good part has its name, which comes last, the segment is missing: a crash on the way brings no other state up.
 */
export async function cutAt({ fs, directory }: Place, files: JournalFiles, { origin, damage, aside }: BrokenChain): Promise<void> {
  const path = journalPath(directory, origin.segment);
  let number = files.asides + 1;
  const orphan = async (later: string): Promise<unknown> => setAside(fs, later, 'orphan', ++number);
  for (const segment of files.snapshots) if (segment > origin.segment) await orphan(snapshotPath(directory, segment));
  for (const segment of files.journals) if (segment > origin.segment) await orphan(journalPath(directory, segment));
  for (const [segment, copies] of files.corrupt) {
    if (segment > origin.segment) for (const copy of copies) await fs.rename(`${journalPath(directory, segment)}.corrupt-${copy}`, `${journalPath(directory, segment)}.orphan-${++number}`);
  }
  await writeAtomically(fs, path, [damage.offset === 0 || aside === undefined ? encodeHead(origin) : await goodPart(fs, aside, damage.offset)]);
}

async function goodPart(fs: Place['fs'], path: string, bytes: number): Promise<Buffer> {
  const file = await fs.open(path, 'read');
  try {
    return await readAll(file, 0, bytes);
  } finally {
    await file.close();
  }
}
