import { differentEvents, MemoryDisk, MemoryStore, seededRandom } from '@tradewright/core/testing';
import { backtested } from './live-parity-law.ts';
import { asKept, endOf, journalOf, liveLife, replay } from './live-world.ts';

const MINUTE_MS = 60_000;

/**
 * Shut down for a while, again and again: what was missed is judged by candles at their own times, before the first ask. So
 * the journal is that of a backtest in which nobody looked at those minutes.
 */
export async function liveDowntimeLaw(seed: number): Promise<string | null> {
  const random = seededRandom(seed ^ 0x6c62272e);
  const whole = liveLife(seed);
  const life = { ...whole, rules: { ...whole.rules, trigger: 'candle-range' as const } };
  const lastMs = endOf(life) - MINUTE_MS;
  const disk = new MemoryDisk();
  const looked = new Set<number>();
  for (let atMs = life.fromMs; atMs <= lastMs && !looked.has(lastMs); ) {
    const untilMs = Math.min(lastMs, atMs + Math.floor(random() ** 2 * 60) * MINUTE_MS);
    await replay({ life, store: new MemoryStore(disk), startMs: atMs, endMs: untilMs + MINUTE_MS - 1 }, ({ event }) => {
      if (event.kind === 'ticked') looked.add(event.atMs);
    });
    // Within the same minute at times, mostly a little later, now and then hours later; at the end somebody looks.
    atMs = Math.min(lastMs, untilMs + Math.floor(random() ** 4 * 300) * MINUTE_MS);
  }
  return differentEvents('backtest', asKept(await backtested(life, { missed: (whenMs) => !looked.has(whenMs) })), 'journal', asKept(await journalOf(new MemoryStore(disk), life)));
}
