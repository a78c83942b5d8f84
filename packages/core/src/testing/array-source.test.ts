import { describe, expect, it } from 'vitest';
import type { Candle } from '../market/candle.ts';
import { sliceColumns, type CandleColumns } from '../market/columns.ts';
import type { CandleRange, CandleSource } from '../ports/candle-source.ts';
import { MINUTE_MS } from '../units.ts';
import { ArraySource } from './array-source.ts';
import { candleSourceCases, type CandleSourceSubject } from './suites/candle-source.ts';

type Ask = (range: CandleRange) => AsyncIterable<CandleColumns>;

function subject(breakIt: (sound: Ask) => Ask = (sound) => sound, formingFor = 0): CandleSourceSubject {
  const over = (candles: readonly Candle[]): CandleSource => {
    const source = new ArraySource(candles, 700);
    return { name: source.name, candles: breakIt((range) => source.candles(range)) };
  };
  return { symbol: 'BTCUSDT', hold: over, holdAt: (candles, nowMs) => over(candles.filter(({ openTimeMs }) => openTimeMs + MINUTE_MS <= nowMs + formingFor)) };
}

/** A source that hands out other pages. */
function paging(change: (page: CandleColumns, n: number) => CandleColumns): CandleSourceSubject {
  return subject((sound) => async function* (range) {
    let n = 0;
    for await (const page of sound(range)) yield change(page, n++);
  });
}

const BROKEN: Readonly<Record<string, readonly [caughtBy: string, subject: CandleSourceSubject]>> = {
  'gives the candle that is forming': ['CS-17', subject(undefined, MINUTE_MS)],
  'holds a candle back that has just closed': ['CS-17', subject(undefined, -1)],
  'loses a candle where pages meet': ['CS-18', paging((page, n) => (n > 0 ? sliceColumns(page, 1, page.length) : page))],
  'loses the last candle of a full page': ['CS-18', paging((page) => (page.length === 700 ? sliceColumns(page, 0, 699) : page))],
  'answers in full when it was cancelled before': ['CS-16', subject((sound) => ({ cancel: _cancel, ...range }) => sound(range))],
  'goes on when it is cancelled': ['CS-19', subject((sound) => ({ cancel: _cancel, ...range }) => sound(range))],
  'stays cancelled': ['CS-19', subject((sound) => {
    let cancel: CandleRange['cancel'];
    return (range) => {
      cancel ??= range.cancel;
      return sound({ ...range, ...(cancel === undefined ? {} : { cancel }) });
    };
  })],
  'shares one iteration among those who ask the same': ['CS-20', subject((sound) => {
    const asked = new Map<number, AsyncIterable<CandleColumns>>();
    return (range) => asked.get(range.fromMs) ?? asked.set(range.fromMs, sound(range)).get(range.fromMs)!;
  })],
  'keeps hold of a cancel signal when all is said': ['CS-21', subject((sound) => async function* (range) {
    range.cancel?.addEventListener('abort', () => undefined);
    yield* sound(range);
  })],
  'keeps hold of a cancel signal when it is left': ['CS-21', subject((sound) => async function* (range) {
    const listener = (): void => undefined;
    range.cancel?.addEventListener('abort', listener);
    yield* sound(range);
    range.cancel?.removeEventListener('abort', listener);
  })],
};

describe('The suite of sources', () => {
  it('lets a sound source with a clock pass', async () => {
    for (const { run } of candleSourceCases) await run(() => subject());
  });

  it.each(Object.entries(BROKEN))('catches a source that %s', async (_fault, [caughtBy, broken]) => {
    await expect(candleSourceCases.find(({ id }) => id === caughtBy)!.run(() => broken)).rejects.toThrow(/./);
  });

  it('fails, and says why, where a subject has no clock and does not say so', async () => {
    const { holdAt: _holdAt, ...bare } = subject();
    await expect(candleSourceCases.find(({ needs }) => needs === 'clock')!.run(() => bare)).rejects.toThrow('no holdAt()');
  });
});
