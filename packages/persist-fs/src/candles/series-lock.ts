import { StoreError, type Clock, type DurationMs } from '@tradewright/core';
import type { FileSystem, HeldLock } from '../file/file-system.ts';
import { readHolder, tryBecomeHolder } from '../holder.ts';
import type { Warn } from '../warning.ts';

const SHORTEST_REST_MS = 2;
const LONGEST_REST_MS = 50;

export interface LockWait {
  readonly clock: Pick<Clock, 'elapsedMs' | 'sleep'>;
  readonly mostMs: DurationMs;
  readonly warn: Warn;
}

/**
 * The lock of a directory, waited for while another process has it.
 *
 * @throws {StoreError} `store/locked` when it took too long
 */
export async function lockWhenFree(fs: FileSystem, directory: string, { clock, mostMs, warn }: LockWait): Promise<HeldLock> {
  const beganMs = clock.elapsedMs();
  for (let restMs = SHORTEST_REST_MS; ; restMs = Math.min(restMs * 2, LONGEST_REST_MS)) {
    const lock = await tryBecomeHolder(fs, directory, warn);
    if (lock !== null) return lock;
    const waitedMs = clock.elapsedMs() - beganMs;
    if (waitedMs >= mostMs) {
      throw new StoreError('store/locked', `${directory} has been in use by ${await readHolder(fs, directory)} for ${Math.round(waitedMs / 1000)} s, so it could not be written. Try again, or see what that process does.`, { retryable: true });
    }
    await clock.sleep(Math.min(restMs, mostMs - waitedMs));
  }
}
