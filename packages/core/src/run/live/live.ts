import { LiveDesk } from './live-desk.ts';
import { LiveRun } from './live-run.ts';
import type { LiveOptions } from './options.ts';

/**
 * Trades one strategy on one symbol live: a tick a minute, every transition durable before it is told, and after a crash
 * on from where it was. Nothing is read or decided before the first event is asked for.
 *
 * @throws {InputError} for options that cannot be used; later failures reject the iteration
 */
export function live(options: LiveOptions): LiveRun {
  return new LiveRun(new LiveDesk(options));
}
