import { candleAt, columnsOf, Resampler, type Candle } from '@tradewright/core';
import { expect, it } from 'vitest';
import { EagerClock } from '../test/eager-clock.ts';
import { otherExchange, type Answering } from '../test/other-exchange.ts';
import { CANDLES, MINUTE, minute, place, read } from '../test/place.ts';

const DAY = 86_400_000;
/** Nothing after the rest of a day that began at 16 o'clock. */
const ENDING = CANDLES.filter((_, i) => i < 1450 || (i >= 2000 && i < 2400));
const HOLED = CANDLES.filter((_, i) => !(i >= 400 && i < 1900) && i % 501 !== 7);

function between(candles: readonly Candle[], fromMs: number, toMs: number): readonly Candle[] {
  return candles.filter(({ openTimeMs }) => openTimeMs >= fromMs && openTimeMs < toMs);
}

/** Days that begin at an hour of their own. */
function days(candles: readonly Candle[], hour: number): readonly Candle[] {
  const shifted = candles.map((candle) => ({ ...candle, openTimeMs: candle.openTimeMs - hour * 60 * MINUTE }));
  const columns = columnsOf(shifted);
  const resampler = new Resampler('1d', 100, MINUTE, 0, 0);
  resampler.catchUp({ columns, stepMs: MINUTE, dropped: 0 }, columns.length, Number.MAX_SAFE_INTEGER);
  return Array.from({ length: resampler.length }, (_, i) => candleAt(resampler.columns, i)).map((day) => ({ ...day, openTimeMs: day.openTimeMs + hour * 60 * MINUTE }));
}

interface Counted {
  count: number;
}

const KINDS: readonly (readonly [string, (candles: readonly Candle[], counted: Counted) => Answering])[] = [
  ['answers by spans', (candles, counted) => (sinceMs, limit, stepMs) => {
    counted.count++;
    return between(stepMs === DAY ? days(candles, 0) : candles, sinceMs, sinceMs + limit * stepMs);
  }],
  ['answers by spans, and begins its days at 16 o\'clock', (candles, counted) => (sinceMs, limit, stepMs) => {
    counted.count++;
    return between(stepMs === DAY ? days(candles, 16) : candles, sinceMs, sinceMs + limit * stepMs);
  }],
  ['gives the newest 130 of a span, and says it gave all', (candles, counted) => (sinceMs, limit, stepMs) => {
    counted.count++;
    return between(stepMs === DAY ? days(candles, 0) : candles, sinceMs, sinceMs + limit * stepMs).slice(-130);
  }],
  ['gives the first 130 from an instant on, newest first', (candles, counted) => (sinceMs, limit, stepMs) => {
    counted.count++;
    return between(stepMs === DAY ? days(candles, 0) : candles, sinceMs, Infinity).slice(0, Math.min(limit, 130)).toReversed();
  }],
];

it.each(KINDS)('an exchange that %s loses no candle, and is not asked for years one by one', async (_name, kind) => {
  for (const candles of [CANDLES, HOLED, ENDING]) {
    const counted = { count: 0 };
    const { source } = await place({ load: otherExchange({ answer: kind(candles, counted), told: 500 }) });
    expect(await read(source, { fromMs: Date.UTC(2015, 0, 1), toMs: Infinity })).toEqual(candles);
    expect(counted.count).toBeLessThan(120);
    expect(await read(source, { fromMs: minute(333), toMs: minute(2222) })).toEqual(between(candles, minute(333), minute(2222)));
  }
});

it('an exchange that gives its newest candles wherever it is asked to begin is asked for enough of them', async () => {
  const nowMs = minute(2000) + 30_000;
  const answer: Answering = (_sinceMs, limit) => CANDLES.slice(0, 2001).slice(-limit);
  const { source } = await place({ clock: new EagerClock(nowMs), load: otherExchange({ answer, told: 500 }), fake: { nowMs: () => nowMs } });
  for (const [from, to] of [[1990, 2001], [1900, 1910], [1600, 1999], [1999, 2000]] as const) expect(await read(source, { fromMs: minute(from), toMs: minute(to) })).toEqual(CANDLES.slice(from, Math.min(to, 2000)));
});

it('an exchange that does not tell its time is taken at the dates of its answers', async () => {
  const beganMs = Math.floor(Date.now() / MINUTE) * MINUTE - 30 * MINUTE;
  const candles = CANDLES.slice(0, 200).map((candle, i) => ({ ...candle, openTimeMs: beganMs + i * MINUTE }));
  const { source, notices, clock } = await place({ candles, load: otherExchange({ has: { fetchTime: false } }), fake: { nowMs: Date.now } });
  expect(Math.abs(clock.nowMs() - Date.now())).toBeGreaterThan(DAY);
  const got = await read(source, { fromMs: beganMs, toMs: Infinity });
  expect(got.length).toBeGreaterThanOrEqual(29);
  expect(got).toEqual(candles.slice(0, got.length));
  expect(got.at(-1)!.openTimeMs + MINUTE).toBeLessThanOrEqual(Date.now());
  expect(notices).toEqual([]);
});
