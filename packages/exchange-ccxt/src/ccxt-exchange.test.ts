import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { ccxtExchange } from './index.ts';
import { CANDLES, KLINES, minute, place, read, START } from '../test/place.ts';

const HERE = fileURLToPath(new URL('./index.ts', import.meta.url));

it('is a schema at once, and loads ccxt with the first question', () => {
  const program = `
    const { ccxtExchange } = await import(${JSON.stringify(HERE)});
    let loads = 0;
    const load = () => { loads++; return import('ccxt'); };
    const exchange = ccxtExchange('binance', { baseUrl: 'http://127.0.0.1:9', retries: 0, load });
    const before = process.memoryUsage().rss;
    const calls = [loads];
    await Promise.allSettled([exchange.formatPrice('BTCUSDT', 1), exchange.formatPrice('BTCUSDT', 1)]);
    calls.push(loads);
    console.log(JSON.stringify({ keys: Object.keys(exchange), calls, light: before < 120e6 }));
    await exchange.close();`;
  const { stdout, stderr } = spawnSync(process.execPath, ['--conditions=@tradewright/source', '--input-type=module', '--eval', program], { encoding: 'utf8', cwd: fileURLToPath(new URL('..', import.meta.url)) });
  expect(stderr).toBe('');
  expect(JSON.parse(stdout)).toEqual({ keys: ['exchangeName', 'getCandles', 'formatPrice', 'formatQuantity', 'maxCandlesPerRequest', 'feed', 'market', 'close'], calls: [0, 1], light: true });
});

it('gives the candles that open from an instant on, in the shape addExchange knows', async () => {
  const { exchange } = await place({ exchangeName: 'mine' });
  const { getCandles, exchangeName } = exchange;
  expect(exchangeName).toBe('mine');
  expect(await getCandles('BTCUSDT', '1m', new Date(minute(10)), 3)).toEqual(CANDLES.slice(10, 13).map(({ openTimeMs: timestamp, ...rest }) => ({ timestamp, ...rest })));
  expect(await getCandles('BTCUSDT', '1h', new Date(START), 3)).toHaveLength(3);
  await expect(getCandles('BTCUSDT', '1m', new Date(Number.NaN), 3)).rejects.toMatchObject({ code: 'exchange/since' });
  await expect(getCandles('BTCUSDT', '1m', new Date(START), 1.5)).rejects.toMatchObject({ code: 'exchange/limit' });
});

it('writes prices and quantities by the rules of the market', async () => {
  const { exchange, fake } = await place({ fake: { markets: [{ symbol: 'BTCUSDT', candles: CANDLES, tickSize: 0.05, lotSize: 0.001, minNotional: 7 }] } });
  expect(await exchange.formatPrice('BTCUSDT', 100.12)).toBe('100.1');
  expect(await exchange.formatPrice('BTC/USDT', 100.13)).toBe('100.15');
  expect(await exchange.formatQuantity('BTCUSDT', 1.2399)).toBe('1.239');
  expect(await exchange.formatQuantity('BTCUSDT', 0.0009)).toBe('0');
  expect(await exchange.market.instrument('BTCUSDT')).toEqual({ symbol: 'BTCUSDT', tickSize: 0.05, lotSize: 0.001, minNotional: 7 });
  await expect(exchange.formatPrice('BTCUSDT', Number.NaN)).rejects.toMatchObject({ code: 'exchange/number' });
  await expect(exchange.formatPrice('NOSUCH', 1)).rejects.toMatchObject({ code: 'ccxt/symbol' });
  expect(fake.count()).toBe(1);
});

it('tells the exchange\'s time', async () => {
  const { exchange, clock, fake } = await place({ fake: { nowMs: () => minute(77) } });
  expect(await exchange.market.nowMs()).toBe(minute(77));
  clock.pass(5000);
  expect(await exchange.market.nowMs()).toBe(minute(77) + 5000);
  expect(fake.count('/api/v3/time')).toBe(1);
});

it('puts candles of three days together from days, which exchanges begin where they like', async () => {
  const { source, fake } = await place();
  const threeDays = 3 * 86_400_000;
  const fromMs = Math.ceil(START / threeDays) * threeDays;
  const days = await read(source, { interval: '1d', fromMs });
  const threes = await read(source, { interval: '3d', fromMs });
  expect(days.length).toBeGreaterThan(0);
  expect(threes).toEqual([expect.objectContaining({ openTimeMs: fromMs, open: days[0]?.open, close: days.at(-1)?.close, high: Math.max(...days.map(({ high }) => high)) })]);
  expect(new Set(fake.requests.filter(({ path }) => path === KLINES).map(({ query }) => query.interval))).toEqual(new Set(['1d']));
});

it.each([
  ['binnance', 'Did you mean binance'],
  ['nowhere-at-all', 'It knows 1'],
  ['constructor', 'ccxt knows no exchange'],
])('an exchange %s does not exist, and what is near is named', async (id, message) => {
  await expect(ccxtExchange(id).formatPrice('BTCUSDT', 1)).rejects.toMatchObject({ code: 'ccxt/unknown-exchange', message: expect.stringContaining(message) });
});

it('says how to get ccxt where it is missing', async () => {
  const load = (): Promise<unknown> => Promise.reject(Object.assign(new Error("Cannot find package 'ccxt' imported from here"), { code: 'ERR_MODULE_NOT_FOUND' }));
  await expect(ccxtExchange('binance', { load }).formatPrice('BTCUSDT', 1)).rejects.toMatchObject({ name: 'InputError', code: 'ccxt/not-installed', message: expect.stringContaining('npm install ccxt') });
});

it.each([
  [{ retries: -1 }, 'retries must be a whole number from 0'],
  [{ timeoutMs: 0 }, 'timeoutMs'],
  [{ maxCandlesPerRequest: 0 }, 'maxCandlesPerRequest'],
])('refuses options that make no sense: %o', (options, message) => {
  expect(() => ccxtExchange('binance', options)).toThrow(expect.objectContaining({ code: 'ccxt/options', message: expect.stringContaining(message) }));
});

it('refuses a base address that is none', async () => {
  await expect(ccxtExchange('binance', { baseUrl: 'localhost:80' }).formatPrice('BTCUSDT', 1)).rejects.toMatchObject({ code: 'ccxt/base-url' });
});

it('tries again to open an exchange that was not there at first', async () => {
  const { source, fake } = await place({ retries: 0, fake: { faults: [{ fault: { kind: 'status', status: 503 }, path: '/api/v3/exchangeInfo', count: 1 }] } });
  await expect(read(source, { toMs: minute(5) })).rejects.toMatchObject({ code: 'ccxt/unavailable' });
  expect(await read(source, { toMs: minute(5) })).toHaveLength(5);
  expect(fake.count('/api/v3/exchangeInfo')).toBe(2);
});
