import type { Candle } from '@tradewright/core';
import { expect, it, onTestFinished } from 'vitest';
import { fedPlace, type AnsweringAt, type FedPlace } from '../test/fed-place.ts';
import { CANDLES, MINUTE, minute } from '../test/place.ts';

interface Heard extends FedPlace {
  readonly heard: readonly Candle[];
}

/** A listener at an exchange of another kind. */
async function hearing(answer: AnsweringAt): Promise<Heard> {
  const place = await fedPlace(CANDLES, minute(1000) + 30_000, {}, {}, [], answer);
  onTestFinished(() => place.close());
  const heard: Candle[] = [];
  void (async () => {
    for await (const candle of place.feed.candles({ symbol: 'BTCUSDT', interval: '1m', fromMs: minute(1000) })) heard.push(candle);
  })();
  await place.settle();
  return { ...place, heard };
}

function opened(nowMs: number, fromMs = 0, toMs = Infinity): readonly Candle[] {
  return CANDLES.filter(({ openTimeMs }) => openTimeMs >= fromMs && openTimeMs < toMs && openTimeMs <= nowMs);
}

it('hears an exchange that gives its newest candles wherever it is asked to begin', async () => {
  const { heard, advanceTo, notices } = await hearing((_sinceMs, limit, nowMs) => opened(nowMs).slice(-limit));
  for (let n = 1001; n <= 1010; n++) await advanceTo(minute(n) + 10_000);
  expect(heard).toEqual(CANDLES.slice(1000, 1010));
  expect(notices).toEqual([]);
});

it('loses nothing after an outage where an exchange gives only the newest candles of a long span', async () => {
  const { heard, advanceTo, clock, notices } = await hearing((sinceMs, limit, nowMs) => opened(nowMs, sinceMs, sinceMs + limit * MINUTE).slice(-100));
  await advanceTo(minute(1003) + 20_000);
  await clock.pass(250 * MINUTE);
  await advanceTo(minute(1253) + 50_000);
  expect(heard).toEqual(CANDLES.slice(1000, 1253));
  expect(notices).toEqual([]);
});

it('goes on behind a candle that stays broken, and says so', async () => {
  const broken = CANDLES.map((candle, i) => (i === 1002 || i === 1003 ? { ...candle, high: candle.low / 2 } : candle));
  const { heard, advanceTo, notices } = await hearing((sinceMs, limit, nowMs) => broken.filter(({ openTimeMs }) => openTimeMs >= sinceMs && openTimeMs <= nowMs).slice(0, limit));
  for (let n = 1001; n <= 1012; n++) await advanceTo(minute(n) + 30_000);
  expect(heard).toEqual([...CANDLES.slice(1000, 1002), ...CANDLES.slice(1004, 1012)]);
  const gaps = notices.filter(({ kind }) => kind === 'feed-gap');
  expect(gaps.map(({ message }) => /candle (\S+): .* left out/.exec(message)?.[1])).toEqual([1002, 1003].map((n) => new Date(minute(n)).toISOString()));
});
