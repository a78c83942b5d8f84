import { Failure, messageOf } from '../failure.ts';
import type { AtomicFile } from './atomic-file.ts';

/**
 * Gives files that belong together their names, all or none. The last one stands for them all: it is the first to go and
 * the last to come, so where it lies, the others beside it are of the same run, even after a crash in between.
 *
 * @throws {Failure} then what was there before is there again, or the message says that it is not
 */
export async function publish(files: readonly AtomicFile[]): Promise<void> {
  for (const file of files) await file.seal();
  // From here on without a pause, so that nothing inside this process can come in between.
  const undo: (() => void)[] = [];
  try {
    for (const file of files.toReversed()) undo.push(file.setAside());
    for (const file of files) undo.push(file.place());
  } catch (error) {
    takeBack(undo, error);
    throw error;
  }
  for (const file of files) file.settle();
}

function takeBack(undo: readonly (() => void)[], why: unknown): void {
  try {
    for (const back of undo.toReversed()) back();
  } catch (error) {
    throw new Failure(`${messageOf(why)}; and the files of the run before could not be put back: ${messageOf(error)}`, undefined, { cause: why });
  }
}
