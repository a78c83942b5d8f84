import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { CANDLES, get, klines, opened } from './opened.fixture.ts';

test('tells the time, and answers a ping', async () => {
  const exchange = await opened({ nowMs: () => 1_700_000_000_123 });
  expect(await get(exchange, '/api/v3/time')).toMatchObject({ status: 200, body: { serverTime: 1_700_000_000_123 } });
  expect(await get(exchange, '/fapi/v1/time')).toMatchObject({ status: 200, body: { serverTime: 1_700_000_000_123 } });
  expect(await get(exchange, '/api/v3/ping')).toMatchObject({ status: 200, body: {} });
  expect((await get(exchange, '/api/v3/nothing')).status).toBe(404);
});

test('exchangeInfo tells symbols with their filters, all or those that are named', async () => {
  const exchange = await opened({ markets: [{ symbol: 'BTCUSDT', candles: CANDLES, tickSize: 0.1, lotSize: 0.001, minNotional: 10 }, { symbol: 'OLDUSDT', candles: CANDLES, delisted: true }] });
  const { body } = await get(exchange, '/api/v3/exchangeInfo');
  expect(body).toMatchObject({
    symbols: [
      {
        symbol: 'BTCUSDT',
        status: 'TRADING',
        baseAsset: 'BTC',
        quoteAsset: 'USDT',
        filters: expect.arrayContaining([
          expect.objectContaining({ filterType: 'PRICE_FILTER', tickSize: '0.10000000' }),
          expect.objectContaining({ filterType: 'LOT_SIZE', stepSize: '0.00100000' }),
          expect.objectContaining({ filterType: 'NOTIONAL', minNotional: '10.00000000' }),
        ]),
      },
      { symbol: 'OLDUSDT', status: 'BREAK' },
    ],
  });
  const one = await get(exchange, '/api/v3/exchangeInfo?symbol=OLDUSDT');
  expect((one.body as { symbols: unknown[] }).symbols).toHaveLength(1);
  expect((await get(exchange, '/api/v3/exchangeInfo?symbols=["BTCUSDT","OLDUSDT"]')).status).toBe(200);
  expect(await get(exchange, '/api/v3/exchangeInfo?symbol=NOPE')).toMatchObject({ status: 400, body: { code: -1121 } });
});

test('spot and futures of the same id have candles of their own', async () => {
  const exchange = await opened({ markets: [{ symbol: 'BTCUSDT', candles: CANDLES.slice(0, 10) }, { symbol: 'BTCUSDT', kind: 'linear', candles: CANDLES.slice(0, 20) }] });
  expect(await klines(exchange, 'startTime=0')).toHaveLength(10);
  expect(await klines(exchange, 'startTime=0', '/fapi/v1/klines')).toHaveLength(20);
});

test('counts the weight of each minute, and refuses what is too much', async () => {
  const exchange = await opened({ weightPerMinute: 5, nowMs: () => 59_000 });
  const used = async (): Promise<unknown[]> => {
    const { status, headers } = await get(exchange, '/api/v3/klines?symbol=BTCUSDT&interval=1m&limit=1');
    return [status, headers.get('X-MBX-USED-WEIGHT-1M'), headers.get('Retry-After')];
  };
  expect([await used(), await used(), await used()]).toEqual([[200, '2', null], [200, '4', null], [429, '6', '1']]);
  exchange.setNow(60_000);
  expect(await used()).toEqual([200, '2', null]);
});

test('logs requests, and counts them also when they are kept no more', async () => {
  const exchange = await opened({ keepRequests: 2 });
  for (let i = 1; i <= 5; i++) await klines(exchange, `limit=${i}`);
  await get(exchange, '/api/v3/klines?symbol=NOPE&interval=1m');
  expect(exchange.count('/api/v3/klines')).toBe(6);
  expect(exchange.count()).toBe(6);
  expect(exchange.requests.map(({ path, query, status }) => [path, query['limit'], query['symbol'], status])).toEqual([
    ['/api/v3/klines', '5', 'BTCUSDT', 200],
    ['/api/v3/klines', undefined, 'NOPE', 400],
  ]);
});

test('apiRestrictions wants the key, and a signature where the secret is known', async () => {
  const exchange = await opened({ account: { apiKey: 'key', secret: 'secret', enableWithdrawals: true } });
  const path = '/sapi/v1/account/apiRestrictions';
  const key = { 'X-MBX-APIKEY': 'key' };
  const signature = createHmac('sha256', 'secret').update('timestamp=1').digest('hex');
  expect(await get(exchange, path)).toMatchObject({ status: 401, body: { code: -2014 } });
  expect(await get(exchange, path, { 'X-MBX-APIKEY': 'other' })).toMatchObject({ status: 401, body: { code: -2015 } });
  expect(await get(exchange, `${path}?timestamp=1`, key)).toMatchObject({ status: 400, body: { code: -1102 } });
  expect(await get(exchange, `${path}?timestamp=1&signature=00`, key)).toMatchObject({ status: 400, body: { code: -1022 } });
  expect(await get(exchange, `${path}?timestamp=1&signature=${signature}`, key)).toMatchObject({ status: 200, body: { enableWithdrawals: true } });
  exchange.account.enableWithdrawals = false;
  expect(await get(exchange, `${path}?timestamp=1&signature=${signature}`, key)).toMatchObject({ status: 200, body: { enableWithdrawals: false } });
});
