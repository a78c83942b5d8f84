import { setTimeout as sleep } from 'node:timers/promises';

/** Asks again and again until it is so. @throws {Error} what `otherwise` says, after `timeoutMs` */
export async function until(isSo: () => boolean | Promise<boolean>, otherwise: () => string, timeoutMs: number): Promise<void> {
  const deadlineMs = performance.now() + timeoutMs;
  for (let pauseMs = 2; !(await isSo()); pauseMs = Math.min(pauseMs * 1.5, 50)) {
    if (performance.now() > deadlineMs) throw new Error(otherwise());
    await sleep(pauseMs);
  }
}
