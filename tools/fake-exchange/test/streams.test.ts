import { expect, test } from 'vitest';
import { AFTER_MS, at, CANDLES, opened } from './opened.fixture.ts';
import { listening } from './listening.fixture.ts';

const HALF = 30_000;
const MINUTELY = '/ws/btcusdt@kline_1m';

test('an address subscribes; closed candles come in order when time passes, then the one in the making', async () => {
  const exchange = await opened({ nowMs: () => at(10) + HALF });
  const ear = await listening(exchange, MINUTELY);
  expect(ear.events.map(({ k }) => [k.t, k.x])).toEqual([[at(10), false]]);
  exchange.setNow(at(13) + HALF);
  await ear.caughtUp();
  expect(ear.events.slice(1).map(({ E, k }) => [E, k.t, k.T, k.i, k.x])).toEqual([
    [at(11), at(10), at(11) - 1, '1m', true],
    [at(12), at(11), at(12) - 1, '1m', true],
    [at(13), at(12), at(13) - 1, '1m', true],
    [at(13) + HALF, at(13), at(14) - 1, '1m', false],
  ]);
  expect(ear.events.filter(({ k }) => k.x).map(({ k }) => [Number(k.o), Number(k.c), Number(k.v)])).toEqual(CANDLES.slice(10, 13).map(({ open, close, volume }) => [open, close, volume]));
  exchange.tick();
  await ear.caughtUp();
  expect(ear.events, 'time stands still').toHaveLength(5);
});

test('SUBSCRIBE and UNSUBSCRIBE are answered, and so is what makes no sense', async () => {
  const exchange = await opened({ nowMs: () => at(10) });
  const ear = await listening(exchange, '/ws');
  ear.say({ method: 'SUBSCRIBE', params: ['btcusdt@kline_1m', 'btcusdt@kline_5m', 'nope@kline_1m'], id: 1 });
  await exchange.untilSubscribed('btcusdt@kline_5m');
  ear.say({ method: 'LIST_SUBSCRIPTIONS', id: 2 });
  ear.say({ method: 'UNSUBSCRIBE', params: ['btcusdt@kline_1m', 'nope@kline_1m'], id: 3 });
  await exchange.untilUnsubscribed('btcusdt@kline_1m');
  for (const nonsense of ['{', { method: 'BUY', id: 4 }, { method: 'SUBSCRIBE', id: 5 }, null]) ear.say(nonsense === null ? 'null' : nonsense);
  exchange.setNow(at(15));
  await ear.caughtUp();
  const answers = ear.heard.map((text) => JSON.parse(text) as Record<string, unknown>).filter(({ e }) => e === undefined);
  expect(answers).toEqual([
    { result: null, id: 1 },
    { result: ['btcusdt@kline_1m', 'btcusdt@kline_5m', 'nope@kline_1m'], id: 2 },
    { result: null, id: 3 },
    { error: { code: 3, msg: expect.stringContaining('Invalid JSON') } },
    { error: { code: 2, msg: expect.any(String) }, id: 4 },
    { error: { code: 2, msg: expect.any(String) }, id: 5 },
    { error: { code: 2, msg: expect.any(String) } },
  ]);
  expect(exchange.streams).toEqual(['btcusdt@kline_5m']);
  expect(ear.closings).toEqual([at(10)]);
});

test('a combined stream names the stream of each event; several intervals come in the order they closed', async () => {
  const exchange = await opened({ nowMs: () => at(8) });
  const ear = await listening(exchange, '/stream?streams=btcusdt@kline_1m/btcusdt@kline_5m');
  exchange.setNow(at(11));
  await ear.caughtUp();
  const closed = ear.heard.map((text) => JSON.parse(text) as { stream: string; data: { k: { t: number; x: boolean } } }).filter(({ data }) => data.k.x);
  expect(closed.map(({ stream, data }) => [stream, data.k.t])).toEqual([
    ['btcusdt@kline_1m', at(8)],
    ['btcusdt@kline_1m', at(9)],
    ['btcusdt@kline_5m', at(5)],
    ['btcusdt@kline_1m', at(10)],
  ]);
});

test('futures have streams of their own', async () => {
  const exchange = await opened({ nowMs: () => at(1), markets: [{ symbol: 'BTCUSDT', candles: CANDLES }, { symbol: 'BTCUSDT', kind: 'linear', candles: CANDLES.slice(1) }] });
  const [spot, linear] = [await listening(exchange, MINUTELY), await listening(exchange, '/market/ws/btcusdt@kline_5m')];
  exchange.setNow(at(5));
  await Promise.all([spot.caughtUp(), linear.caughtUp()]);
  expect(spot.closings).toEqual([at(1), at(2), at(3), at(4)]);
  expect(linear.events.filter(({ k }) => k.x).map(({ k }) => Number(k.o))).toEqual([CANDLES[1]!.open]);
});

test('nothing comes of minutes that are missing, of a market that is traded no more, or after the last candle', async () => {
  const exchange = await opened({ nowMs: () => at(8), markets: [{ symbol: 'BTCUSDT', candles: CANDLES.filter((_, i) => i < 10 || i >= 12) }, { symbol: 'OLDUSDT', candles: CANDLES, delisted: true }] });
  const ear = await listening(exchange, '/ws/btcusdt@kline_1m/oldusdt@kline_1m');
  exchange.setNow(at(14));
  await ear.caughtUp();
  expect(ear.closings).toEqual([at(8), at(9), at(12), at(13)]);
  exchange.setNow(AFTER_MS - 60_000);
  await ear.caughtUp();
  const before = ear.closings.length;
  exchange.setNow(AFTER_MS + 86_400_000);
  await ear.caughtUp();
  expect(ear.closings.length - before).toBe(1);
});

test('with the real clock, time passes by itself and pings come', async () => {
  const startMs = Date.now() - 59_900;
  const exchange = await opened({ markets: [{ symbol: 'BTCUSDT', candles: CANDLES.map((candle, i) => ({ ...candle, openTimeMs: startMs - (startMs % 60_000) + (i - 1000) * 60_000 })) }], nowMs: (() => { const first = Date.now(); return () => startMs + (Date.now() - first) * 600; })(), tickMs: 10, pingMs: 10 });
  const ear = await listening(exchange, MINUTELY);
  await expect.poll(() => ear.closings.length).toBeGreaterThan(2);
  await expect.poll(() => ear.pings).toBeGreaterThan(1);
});

test('everybody can be cut off, and come again', async () => {
  const exchange = await opened({ nowMs: () => at(10) });
  const ears = [await listening(exchange, MINUTELY), await listening(exchange, '/ws')];
  expect(exchange.disconnectStreams()).toBe(2);
  await expect.poll(() => ears.map(({ closed }) => closed)).toEqual([true, true]);
  await listening(exchange, MINUTELY);
  await exchange.untilSubscribed('btcusdt@kline_1m');
  expect([exchange.count('/ws'), exchange.requests.at(-1)?.status]).toEqual([3, 101]);
});

test('what closed before somebody came is not told to them', async () => {
  let nowMs = at(10);
  const exchange = await opened({ nowMs: () => nowMs });
  nowMs = at(15);
  const byAddress = await listening(exchange, MINUTELY);
  nowMs = at(20);
  byAddress.say({ method: 'SUBSCRIBE', params: ['btcusdt@kline_5m'], id: 1 });
  await exchange.untilSubscribed('btcusdt@kline_5m');
  nowMs = at(21);
  exchange.tick();
  await byAddress.caughtUp();
  expect(byAddress.closings).toEqual([15, 16, 17, 18, 19, 20].map(at));
});

test('closing ends all streams', async () => {
  const exchange = await opened({ nowMs: () => at(10) });
  const ear = await listening(exchange, MINUTELY);
  await exchange.close();
  await expect.poll(() => ear.closed).toBe(true);
});

test('there is no stream elsewhere', async () => {
  const exchange = await opened();
  await expect(listening(exchange, '/elsewhere')).rejects.toThrow('404');
  await listening(exchange, '/ws/%E0%A4%A');
});
