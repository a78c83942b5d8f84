import type { Candle } from '@tradewright/core';
import { candleSourceCases, FakeClock, runSuite } from '@tradewright/core/testing';
import { describe, expect, it } from 'vitest';
import { failureOf, LATER, MINUTE, read, START } from '../test/candles.ts';
import { Generator, wave } from './generator.ts';

/** A generator whose formula is a look into these candles. */
function holdAt(candles: readonly Candle[], nowMs: number): Generator {
  const held = new Map(candles.map((candle) => [candle.openTimeMs, candle]));
  return new Generator((openTimeMs) => held.get(openTimeMs), new FakeClock(nowMs));
}

runSuite(candleSourceCases, { describe, it }, {
  name: 'Generator',
  fresh: () => ({ symbol: 'BTCUSDT', hold: (candles) => holdAt(candles, LATER), holdAt }),
});

describe('the generator', () => {
  it('makes the same candle of the same minute, decades ago too', async () => {
    const fromMs = Date.UTC(1999, 11, 31, 23, 58);
    const range = { fromMs, toMs: fromMs + 4 * MINUTE };
    const candles = await read(new Generator(wave, new FakeClock(LATER)), range);
    expect(candles.map(({ openTimeMs }) => openTimeMs)).toEqual([0, 1, 2, 3].map((minute) => fromMs + minute * MINUTE));
    expect(await read(new Generator(wave, new FakeClock(LATER + 1)), range)).toEqual(candles);
  });

  it('does not tell what has not closed', async () => {
    const clock = new FakeClock(START + 90_000);
    const generator = new Generator(wave, clock);
    expect(await read(generator)).toHaveLength(1);
    await clock.pass(30_000);
    expect(await read(generator)).toHaveLength(2);
  });

  it('can be cancelled in the middle of decades', async () => {
    const cancel = new AbortController();
    const clock = new FakeClock(LATER);
    const generator = new Generator((openTimeMs) => (openTimeMs < START ? wave(openTimeMs, '') : undefined), clock);
    let pages = 0;
    for await (const page of generator.candles({ symbol: 'X', interval: '1m', fromMs: 0, toMs: LATER, cancel: cancel.signal })) {
      pages += page.length / 1440;
      if (pages === 3) cancel.abort();
    }
    expect([pages, clock.breaths]).toEqual([3, 3]);
  });

  it('refuses an interval it does not make', async () => {
    const failure = await failureOf(read(new Generator(wave, new FakeClock(LATER)), { interval: '1h' }));
    expect(failure).toMatchObject({ name: 'InputError', code: 'generator/interval' });
  });
});
