import { State } from '../state.ts';
import { Damage } from './damage.ts';
import { BrokenChain, cutAt, putAside } from './cut-at.ts';
import { journalPath, listJournal, snapshotPath, type JournalFiles } from './names.ts';
import type { Place } from './place.ts';
import { replaySegment, type Replayed } from './replay.ts';
import { Segment } from './segment.ts';
import { corruptError, damageReport, setAside } from './set-aside.ts';
import { FIRST, readSnapshot, type Origin } from './snapshot.ts';

const DECIDE = "Put back a good copy of the file, or open the store with onCorrupt: 'last-good' to go on with the state before the damage.";

/** A journal that was read and can be written on. */
export interface Recovered {
  readonly state: State;
  readonly segment: Segment;
  /** The last record. */
  readonly seq: number;
}

/**
 * Reads the newest snapshot and the journal behind it, or begins a journal.
 *
 * @throws {StoreError} `store/corrupt`, `store/version`
 */
export async function recover(place: Place): Promise<Recovered> {
  const { fs, directory, onCorrupt, warn } = place;
  for (;;) {
    const files = await listJournal(fs, directory);
    for (const path of files.temporaries) await fs.remove(path);
    const { origin, state } = (await newestSnapshot(place, files)) ?? fromTheBeginning(files);
    try {
      return await readOn(place, files, origin, state);
    } catch (cause) {
      if (!(cause instanceof BrokenChain)) throw cause;
      const { damage } = cause;
      const aside = await putAside(place, files, cause);
      if (onCorrupt === 'error') throw corruptError(damageReport(damage.message, aside, DECIDE), damage);
      await cutAt(place, files, cause, aside);
      warn({ kind: 'corrupt', path: damage.path, message: damageReport(damage.message, aside, 'The store goes on with the state before the damage.'), cause: damage });
    }
  }
}

function fromTheBeginning({ journals, corrupt }: JournalFiles): { origin: Origin; state: State } {
  const first = Math.min(...journals, ...corrupt.keys());
  if (first > FIRST.segment && first !== Infinity) throw corruptError(`The journal begins with segment ${first}, and there is no whole snapshot of what stands before it. Put back the segments before it, or a snapshot.`);
  return { origin: FIRST, state: new State() };
}

/** Every segment from an origin on. @throws {BrokenChain} */
async function readOn(place: Place, files: JournalFiles, origin: Origin, state: State): Promise<Recovered> {
  const { fs, directory, warn } = place;
  if (files.journals.size + files.snapshots.size + files.corrupt.size === 0) return { state, segment: await Segment.create(fs, directory, origin), seq: origin.seq };
  const last = Math.max(origin.segment, ...files.journals, ...files.corrupt.keys());
  for (let before = origin; ; ) {
    const replayed = await replay(place, files, state, before, last);
    if (before.segment === last) {
      const segment = await Segment.resume(fs, directory, last, replayed);
      if (replayed.tornBytes > 0) warn({ kind: 'torn-tail', path: segment.path, message: `${segment.path}: ${replayed.tornBytes} bytes at byte ${replayed.bytes}, which a crash left unfinished, were dropped.` });
      if (replayed.lacksNewline) warn({ kind: 'torn-tail', path: segment.path, message: `${segment.path}: the line end of the last record was missing and was written. The record is whole and stays.` });
      return { state, segment, seq: replayed.seq };
    }
    before = { segment: before.segment + 1, seq: replayed.seq, previousBytes: replayed.bytes };
  }
}

/** `undefined` where the journal begins at the beginning. Damaged ones are set aside: the one before says the same. */
async function newestSnapshot({ fs, directory, onCorrupt, warn }: Place, files: JournalFiles): Promise<{ origin: Origin; state: State } | undefined> {
  let aside = files.asides;
  for (const segment of [...files.snapshots].sort((a, b) => b - a)) {
    const path = snapshotPath(directory, segment);
    try {
      const read = await readSnapshot(fs, path);
      if (read.origin.segment !== segment) throw new Damage(path, 0, `it is the snapshot of segment ${read.origin.segment}`);
      return read;
    } catch (cause) {
      if (!(cause instanceof Damage)) throw cause;
      const kept = await setAside(fs, path, 'corrupt', ++aside);
      if (onCorrupt === 'error') throw corruptError(damageReport(cause.message, kept, 'Nothing is lost: start again, and the state is read from the snapshot before it and the journal.'), cause);
      warn({ kind: 'corrupt', path, message: damageReport(cause.message, kept, 'The state was read from the snapshot before it and the journal.'), cause });
    }
  }
  return undefined;
}

/** One segment, or the copy of it that was set aside: that one tells how far it is good. @throws {BrokenChain} */
async function replay({ fs, directory }: Place, files: JournalFiles, state: State, origin: Origin, last: number): Promise<Replayed> {
  const path = journalPath(directory, origin.segment);
  const copies = files.corrupt.get(origin.segment);
  try {
    if (files.journals.has(origin.segment)) return await replaySegment(fs, path, state, origin, origin.segment === last);
    if (copies === undefined) throw new Damage(path, 0, 'the file is missing');
    const copy = `${path}.corrupt-${Math.max(...copies)}`;
    const { bytes } = await replaySegment(fs, copy, state, origin, false);
    throw new Damage(copy, bytes, 'the file was set aside');
  } catch (cause) {
    throw cause instanceof Damage ? new BrokenChain(origin, cause) : cause;
  }
}
