import { columnsOf } from '@tradewright/core';
import { ArraySource } from '@tradewright/core/testing';
import { describe, expect, test } from 'vitest';
import { AFTER_MS, at, CANDLES, from, FROM_MS, get, klines, MINUTE_MS, minutes, opened } from './opened.fixture.ts';

describe('the range of klines', () => {
  test('with a start: the first candles at or after it, 500 unless asked otherwise', async () => {
    const exchange = await opened();
    expect(minutes(await klines(exchange, `startTime=${at(10)}`))).toEqual(from(10, 500));
    expect(minutes(await klines(exchange, `startTime=${at(10) + 1}&limit=3`))).toEqual(from(11, 3));
    expect(minutes(await klines(exchange, `startTime=0&limit=2`))).toEqual([0, 1]);
    expect(await klines(exchange, `startTime=${AFTER_MS}`)).toEqual([]);
  });

  test('without a start: the newest candles, up to the end if there is one', async () => {
    const exchange = await opened();
    expect(minutes(await klines(exchange, ''))).toEqual(from(2500, 500));
    expect(minutes(await klines(exchange, `endTime=${at(20)}&limit=3`))).toEqual([18, 19, 20]);
    expect(minutes(await klines(exchange, `endTime=${at(20) - 1}&limit=3`))).toEqual([17, 18, 19]);
    expect(await klines(exchange, `endTime=${FROM_MS - 1}`)).toEqual([]);
  });

  test('with both: bounded by both, each inclusive', async () => {
    const exchange = await opened();
    expect(minutes(await klines(exchange, `startTime=${at(5)}&endTime=${at(9)}`))).toEqual(from(5, 5));
    expect(minutes(await klines(exchange, `startTime=${at(5)}&endTime=${at(9)}&limit=2`))).toEqual([5, 6]);
    expect(await klines(exchange, `startTime=${at(9)}&endTime=${at(5)}`)).toEqual([]);
  });

  test('a thousand at most, or as the exchange is told', async () => {
    expect(await klines(await opened(), 'startTime=0&limit=1500')).toHaveLength(1000);
    expect(await klines(await opened({ pageLimit: 50 }), 'startTime=0&limit=1000')).toHaveLength(50);
    expect(await klines(await opened({ pageLimit: 50 }), 'startTime=0')).toHaveLength(50);
  });

  test('nothing before the listing', async () => {
    const exchange = await opened({ markets: [{ symbol: 'BTCUSDT', candles: CANDLES, listedMs: at(100) }] });
    expect(minutes(await klines(exchange, 'startTime=0&limit=1'))).toEqual([100]);
    expect(minutes(await klines(exchange, `endTime=${at(101)}`))).toEqual([100, 101]);
  });

  test('a gap stays a gap, and uiKlines are klines', async () => {
    const gapped = CANDLES.filter((_, i) => i < 10 || i >= 20);
    const exchange = await opened({ markets: [{ symbol: 'BTCUSDT', candles: gapped }] });
    expect(minutes(await klines(exchange, `startTime=${at(8)}&limit=4`, '/api/v3/uiKlines'))).toEqual([8, 9, 20, 21]);
    expect(minutes(await klines(exchange, `endTime=${at(21)}&limit=4`))).toEqual([8, 9, 20, 21]);
  });
});

test('figures come back bit for bit, whatever their size', async () => {
  const odd = [0.1 + 0.2, 1e-9, 1.2345678901234e-7, 123456.78901234567, 5e8].map((price, i) => ({ openTimeMs: at(i), open: price, high: price, low: price, close: price, volume: price / 3 }));
  const exchange = await opened({ markets: [{ symbol: 'BTCUSDT', candles: columnsOf(odd) }] });
  const rows = await klines(exchange, 'startTime=0');
  expect(rows.map(([openTimeMs, open, high, low, close, volume]) => ({ openTimeMs, open: Number(open), high: Number(high), low: Number(low), close: Number(close), volume: Number(volume) }))).toEqual(odd);
  expect(rows.flat().filter((value) => /e/.test(String(value)))).toEqual([]);
});

test('candles of a source are read to the end', async () => {
  const exchange = await opened({ markets: [{ symbol: 'BTCUSDT', candles: new ArraySource(CANDLES), sourceSymbol: 'BTC-1' }] });
  expect(minutes(await klines(exchange, 'limit=1'))).toEqual([2999]);
});

describe('the candle in the making', () => {
  test('is the last one, and not yet what it will be', async () => {
    const exchange = await opened({ nowMs: () => at(50) + 30_000 });
    const rows = await klines(exchange, 'limit=2');
    expect(minutes(rows)).toEqual([49, 50]);
    expect(Number(rows[0]![4])).toBe(CANDLES[49]!.close);
    expect(Number(rows[1]![5])).toBeCloseTo(CANDLES[50]!.volume / 2, 6);
    exchange.setNow(at(51));
    expect(Number((await klines(exchange, `startTime=${at(50)}&limit=1`))[0]![5])).toBe(CANDLES[50]!.volume);
  });

  test('is left out where the exchange is told so', async () => {
    const exchange = await opened({ nowMs: () => at(50) + 30_000, forming: false });
    expect(minutes(await klines(exchange, 'limit=2'))).toEqual([48, 49].slice(1));
  });

  test('of a longer interval grows with its minutes', async () => {
    const exchange = await opened({ nowMs: () => at(62) });
    const { body } = await get(exchange, '/api/v3/klines?symbol=BTCUSDT&interval=1h&limit=1');
    const [[openMs, open, , , , volume, closeMs]] = body as [[number, string, string, string, string, string, number]];
    expect([openMs, Number(open), closeMs]).toEqual([at(60), CANDLES[60]!.open, at(120) - 1]);
    expect(Number(volume)).toBeCloseTo(CANDLES[60]!.volume + CANDLES[61]!.volume, 6);
  });
});

test.each([
  ['interval=1m', 400, -1102, "Mandatory parameter 'symbol' was not sent, was empty/null, or malformed."],
  ['symbol=BTCUSDT', 400, -1102, "Mandatory parameter 'interval' was not sent, was empty/null, or malformed."],
  ['symbol=NOPE&interval=1m', 400, -1121, 'Invalid symbol.'],
  ['symbol=BTCUSDT&interval=7m', 400, -1120, 'Invalid interval.'],
  ['symbol=BTCUSDT&interval=1s', 400, -1120, 'Invalid interval.'],
  ['symbol=BTCUSDT&interval=1m&limit=0', 400, -1130, "Data sent for parameter 'limit' is not valid."],
  ['symbol=BTCUSDT&interval=1m&startTime=-5', 400, -1100, "Illegal characters found in parameter 'startTime'; legal range is '^[0-9]{1,20}$'."],
])('klines?%s is refused as by Binance', async (query, status, code, msg) => {
  expect(await get(await opened(), `/api/v3/klines?${query}`)).toMatchObject({ status, body: { code, msg } });
});

test('a market can be listed again with more candles', async () => {
  const exchange = await opened({ markets: [{ symbol: 'BTCUSDT', candles: CANDLES.slice(0, 10) }] });
  expect(minutes(await klines(exchange, 'limit=1'))).toEqual([9]);
  await exchange.list({ symbol: 'BTCUSDT', candles: CANDLES.slice(0, 12) });
  expect(minutes(await klines(exchange, 'limit=1'))).toEqual([11]);
  expect(CANDLES[11]!.openTimeMs).toBe(FROM_MS + 11 * MINUTE_MS);
});
