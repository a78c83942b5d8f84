import ccxt, { type binance } from 'ccxt';
import { expect, onTestFinished, test } from 'vitest';
import { pointCcxt, type FakeExchange } from '../index.ts';
import { AFTER_MS, at, CANDLES, FROM_MS, opened } from './opened.fixture.ts';

const BOTH = [{ symbol: 'BTCUSDT', candles: CANDLES, tickSize: 0.1, lotSize: 0.001, minNotional: 10 }, { symbol: 'BTCUSDT', kind: 'linear', candles: CANDLES.slice(7) }, { symbol: 'OLDBTC', candles: CANDLES, delisted: true }] as const;
const ARRAYS = CANDLES.map(({ openTimeMs, open, high, low, close, volume }) => [openTimeMs, open, high, low, close, volume]);

async function client(exchange: FakeExchange, options: Readonly<Record<string, unknown>> = {}): Promise<binance> {
  const binance = new ccxt.binance({ enableRateLimit: false, ...options });
  await pointCcxt(binance, exchange.url);
  return binance;
}

async function proClient(exchange: FakeExchange): Promise<InstanceType<typeof ccxt.pro.binance>> {
  const binance = new ccxt.pro.binance({ enableRateLimit: false });
  await pointCcxt(binance, exchange.url);
  onTestFinished(async () => {
    await binance.close();
  });
  return binance;
}

test('loadMarkets with its own options finds spot and futures, their precision and limits', async () => {
  const exchange = await opened({ markets: BOTH });
  const binance = await client(exchange);
  const markets = await binance.loadMarkets();
  expect(Object.keys(markets).sort()).toEqual(['BTC/USDT', 'BTC/USDT:USDT', 'OLD/BTC']);
  expect(markets['BTC/USDT']).toMatchObject({ id: 'BTCUSDT', spot: true, active: true, precision: { price: 0.1, amount: 0.001 }, limits: { cost: { min: 10 } } });
  expect(markets['BTC/USDT:USDT']).toMatchObject({ id: 'BTCUSDT', swap: true, linear: true, active: true });
  expect(markets['OLD/BTC']).toMatchObject({ active: false });
  expect(binance.markets_by_id?.['BTCUSDT'], 'one id, two markets').toHaveLength(2);
  expect(exchange.requests.map(({ path }) => path).sort()).toEqual(['/api/v3/exchangeInfo', '/dapi/v1/exchangeInfo', '/fapi/v1/exchangeInfo']);
});

test('loadMarkets with a key asks for currencies too', async () => {
  const exchange = await opened({ markets: BOTH, account: { apiKey: 'key', secret: 'secret', enableWithdrawals: true } });
  const binance = await client(exchange, { apiKey: 'key', secret: 'secret' });
  await binance.loadMarkets();
  expect(exchange.count('/sapi/v1/capital/config/getall')).toBe(1);
  expect(Object.keys(binance.currencies)).toEqual(expect.arrayContaining(['BTC', 'OLD', 'USDT']));
});

test('the restrictions of a key are told by the signed endpoint', async () => {
  const exchange = await opened({ account: { apiKey: 'key', secret: 'secret', enableWithdrawals: true } });
  const ask = async (secret: string): Promise<unknown> => (await client(exchange, { apiKey: 'key', secret })).sapiGetAccountApiRestrictions();
  expect(await ask('secret')).toMatchObject({ enableWithdrawals: true });
  await expect(ask('wrong')).rejects.toThrow('Signature for this request is not valid.');
});

test('fetchTime tells the time of the exchange', async () => {
  expect(await (await client(await opened({ nowMs: () => 1_700_000_000_123 }))).fetchTime()).toBe(1_700_000_000_123);
});

test('fetchOHLCV pages through all candles, bit for bit', async () => {
  const exchange = await opened({ pageLimit: 700 });
  const binance = await client(exchange);
  const all: unknown[] = [];
  for (let sinceMs = FROM_MS; sinceMs < AFTER_MS;) {
    const page = await binance.fetchOHLCV('BTC/USDT', '1m', sinceMs, 1000);
    all.push(...page);
    sinceMs = Number(page.at(-1)![0]) + 60_000;
  }
  expect(all).toEqual(ARRAYS);
  expect(exchange.count('/api/v3/klines')).toBe(5);
});

test('fetchOHLCV takes other intervals, bounds and futures', async () => {
  const binance = await client(await opened({ markets: BOTH }));
  expect(await binance.fetchOHLCV('BTC/USDT', '1h', at(60), 2)).toHaveLength(2);
  expect(await binance.fetchOHLCV('BTC/USDT', '1m', at(3), undefined, { until: at(5) })).toEqual(ARRAYS.slice(3, 6));
  expect(await binance.fetchOHLCV('BTC/USDT:USDT', '1m', FROM_MS, 1)).toEqual([ARRAYS[7]]);
});

test.each([
  [{ kind: 'status', status: 429, retryAfterS: 1 }, 'DDoSProtection'],
  [{ kind: 'status', status: 418 }, 'DDoSProtection'],
  [{ kind: 'status', status: 503 }, 'ExchangeError'],
  [{ kind: 'cut', at: 'before' }, 'NetworkError'],
  [{ kind: 'html', status: 502 }, 'ExchangeNotAvailable'],
  [{ kind: 'hang' }, 'RequestTimeout'],
] as const)('%j is %s in ccxt’s words', async (fault, name) => {
  const exchange = await opened();
  const binance = await client(exchange, { timeout: 300 });
  await binance.loadMarkets();
  exchange.faults.add({ fault, count: 1 });
  await expect(binance.fetchOHLCV('BTC/USDT')).rejects.toMatchObject({ name });
  expect(await binance.fetchOHLCV('BTC/USDT')).toHaveLength(500);
});

test('watchOHLCV of spot and futures hears of candles as they form and close', async () => {
  const exchange = await opened({ markets: BOTH, nowMs: () => at(20) + 15_000 });
  const binance = await proClient(exchange);
  const spot = await binance.watchOHLCV('BTC/USDT', '1m');
  expect(spot.map(([openMs]) => openMs)).toEqual([at(20)]);
  expect((await binance.watchOHLCV('BTC/USDT:USDT', '5m')).map(([openMs]) => openMs)).toEqual([at(20)]);
  const next = binance.watchOHLCV('BTC/USDT', '1m');
  exchange.setNow(at(22) + 1);
  await next;
  await expect.poll(() => binance.ohlcvs['BTC/USDT']?.['1m']?.map((row: readonly number[]) => row[0])).toEqual([at(20), at(21), at(22)]);
  expect(binance.ohlcvs['BTC/USDT']?.['1m']?.slice(0, 2)).toEqual(ARRAYS.slice(20, 22));
});

test('a stream that is cut off is an error, and watching again connects anew', async () => {
  const exchange = await opened({ nowMs: () => at(20) });
  const binance = await proClient(exchange);
  await binance.watchOHLCV('BTC/USDT', '1m');
  const lost = binance.watchOHLCV('BTC/USDT', '1m');
  exchange.disconnectStreams();
  await expect(lost).rejects.toMatchObject({ name: 'NetworkError' });
  expect(await binance.watchOHLCV('BTC/USDT', '1m')).not.toHaveLength(0);
});
