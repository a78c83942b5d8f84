import type { DurationMs, TimestampMs } from '@tradewright/core';
import { checkLength } from './check.ts';
import { instantText } from './compared.ts';

/** What is closed from an instant on: for a time, or until it is opened by hand. */
export interface Latch {
  /** @param atMs - since when; `null` where it is open */
  isClosed(atMs: TimestampMs | null, nowMs: TimestampMs): boolean;
  /** Until when, as reasons say it. */
  textOf(atMs: TimestampMs): string;
}

/**
 * @param resetAfterMs - how long it stays closed; until it is opened by hand where that is undefined
 * @throws {InputError} `risk/window`
 */
export function latchOf(ruleName: string, resetAfterMs: DurationMs | undefined): Latch {
  if (resetAfterMs === undefined) return { isClosed: (atMs) => atMs !== null, textOf: () => 'nothing more until it is reset' };
  checkLength(`${ruleName}: resetAfterMs`, resetAfterMs);
  return {
    isClosed: (atMs, nowMs) => atMs !== null && nowMs < atMs + resetAfterMs,
    textOf: (atMs) => `nothing more until ${instantText(atMs + resetAfterMs)}`,
  };
}
