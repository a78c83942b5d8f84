import { expect, it } from 'vitest';
import { UnderWay } from '../test/counting.ts';
import { KLINES, MINUTE, minute, place, read, START } from '../test/place.ts';
import { longestOf, timeframeOf } from './market/timeframes.ts';

it.each([
  [['1m', '5m', '15m'], '15m', '15m'],
  [['1m', '5m'], '15m', '5m'],
  [['1m', '3m', '5m'], '30m', '5m'],
  [['1m', '3m'], '5m', '1m'],
  [['1h', '4h', '1d'], '12h', '4h'],
  [['1h', '1d', '3d'], '3d', '1d'],
] as const)('with %j, %s candles are made of %s ones', (offered, interval, from) => {
  expect(timeframeOf('x', Object.fromEntries(offered.map((one) => [one, one])), interval).from).toBe(from);
});

it('says what an exchange has where nothing will do', () => {
  expect(() => timeframeOf('x', { '5m': '5', '1h': '60', '1w': 'W' }, '3m')).toThrow(expect.objectContaining({ code: 'ccxt/interval', message: 'x offers no 3m candles, and none that they could be put together from. It offers 5m 1h 1w.' }));
  expect(() => timeframeOf('x', { '5m': '5' }, '2w' as '1d')).toThrow(expect.objectContaining({ code: 'interval/unknown' }));
  expect(longestOf({ '5m': '5', '1d': 'D', '1w': 'W' }, 60_000)).toBe('1d');
  expect(longestOf({ '1m': '1' }, 60_000)).toBeUndefined();
});

it('gives the same candles put together as the exchange gives whole, also where minutes are missing', async () => {
  const holed = Array.from({ length: 3000 }, (_, i) => i).filter((i) => i % 11 !== 4 && !(i >= 600 && i < 700));
  const candles = holed.map((i) => ({ openTimeMs: minute(i), open: 100 + (i % 9), high: 120 + (i % 5), low: 80 - (i % 3), close: 100 + (i % 4), volume: i % 7 }));
  const { source, connect, fake } = await place({ candles, maxCandlesPerRequest: 70 });
  const fewer = connect({ load: new UnderWay(['3m', '5m', '15m']).load }).market.source;
  for (const [fromMs, toMs] of [[START, minute(3000)], [minute(7), minute(1001)], [minute(590), minute(710)], [0, Infinity]] as const) {
    const whole = await read(source, { interval: '15m', fromMs, toMs });
    const before = fake.requests.length;
    expect(await read(fewer, { interval: '15m', fromMs, toMs })).toEqual(whole);
    expect(new Set(fake.requests.slice(before).filter(({ path, query }) => path === KLINES && query.interval !== '1d').map(({ query }) => query.interval))).toEqual(new Set(['1m']));
  }
});

it('gives no longer candle before the last minute of it has closed', async () => {
  let nowMs = minute(30) - 1;
  const { connect, clock } = await place({ fake: { nowMs: () => nowMs } });
  const { source } = connect({ load: new UnderWay(['3m', '5m', '15m']).load }).market;
  expect((await read(source, { interval: '15m' })).map(({ openTimeMs }) => openTimeMs)).toEqual([START]);
  nowMs += 1;
  clock.pass(1);
  expect((await read(source, { interval: '15m' })).map(({ openTimeMs }) => openTimeMs)).toEqual([START, START + 15 * MINUTE]);
});
