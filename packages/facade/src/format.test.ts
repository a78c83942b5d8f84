import { describe, expect, it } from 'vitest';
import { candles, Market } from '../test/market.ts';
import { long, NAMES, SYMBOL, world, type WorldOptions } from '../test/world.ts';
import { formatPrice, formatQuantity } from './index.ts';

/** What `ask` comes to inside a getSignal. */
async function inside<T>(ask: () => Promise<T>, over: WorldOptions = {}): Promise<T> {
  let answer: Promise<T> | undefined;
  await world({ to: 1, getSignal: async () => { answer = ask(); await answer.catch(() => undefined); }, ...over }).results();
  return answer!;
}

describe('formatPrice and formatQuantity', () => {
  it('write as the exchange of the run does', async () => {
    expect(await inside(() => Promise.all([formatPrice(SYMBOL, 42_000.456), formatQuantity(SYMBOL, 0.1234567)]))).toEqual(['42000.46', '0.123']);
  });

  it('hand the symbol through, and take any finite number', async () => {
    const market = new Market(candles(-50, 50), { formatPrice: async (symbol, price) => `${symbol} ${price}` });
    expect(await inside(() => Promise.all([0, -1.5, 1e-9].map((price) => formatPrice('ETHUSDT', price))), { market })).toEqual(['ETHUSDT 0', 'ETHUSDT -1.5', 'ETHUSDT 1e-9']);
  });

  it('work in callbacks and listeners', async () => {
    const texts: Promise<string>[] = [];
    const { tw, results } = world({ script: { 1: long({ minuteEstimatedTime: 1 }) }, callbacks: { onOpen: (symbol, { priceOpen }) => void texts.push(formatPrice(symbol, priceOpen)) } });
    tw.listenSignalBacktest(({ action, symbol, currentPrice }) => (action === 'closed' ? void texts.push(formatQuantity(symbol, currentPrice)) : undefined));
    await results();
    expect(await Promise.all(texts)).toEqual(['100.00', '100.000']);
  });

  it('take an exchange that answers without a promise', async () => {
    const market = new Market(candles(-50, 50), { formatPrice: ((_symbol: string, price: number) => `= ${price}`) as unknown as Market['formatPrice'] });
    expect(await inside(() => formatPrice(SYMBOL, 1), { market })).toBe('= 1');
  });

  it('hand the failure of the exchange through', async () => {
    const market = new Market(candles(-50, 50), { formatQuantity: () => Promise.reject(new Error('no lot size')) });
    await expect(inside(() => formatQuantity(SYMBOL, 1), { market })).rejects.toThrow('no lot size');
  });

  it.each([[undefined], [7], [null]])('refuse %s in place of a text from the exchange', async (answer) => {
    const market = new Market(candles(-50, 50), { formatPrice: () => Promise.resolve(answer as unknown as string) });
    await expect(inside(() => formatPrice(SYMBOL, 1), { market })).rejects.toMatchObject({ code: 'exchange/answer', message: expect.stringContaining('memory: formatPrice') as string });
  });

  it.each([[NaN], [Infinity], ['1'], [null], [undefined], [1n]])('refuse %s in place of a number', async (garbage) => {
    await expect(inside(() => formatPrice(SYMBOL, garbage as number))).rejects.toMatchObject({ code: 'format/number', message: expect.stringMatching(/^formatPrice needs a finite number/) as string });
    await expect(inside(() => formatQuantity(SYMBOL, garbage as number))).rejects.toMatchObject({ code: 'format/number' });
  });

  it.each([[''], [1], [null], [undefined]])('refuse %j in place of a symbol', async (garbage) => {
    await expect(inside(() => formatQuantity(garbage as string, 1))).rejects.toMatchObject({ code: 'format/symbol', message: expect.stringMatching(/^formatQuantity needs a symbol/) as string });
  });

  it('say outside of a hook why they cannot answer', async () => {
    await expect(formatPrice(SYMBOL, 1)).rejects.toMatchObject({ code: 'context/missing' });
    await expect(formatQuantity(SYMBOL, 1)).rejects.toMatchObject({ code: 'context/missing', message: expect.stringContaining('formatQuantity works inside getSignal') as string });
  });

  it('are over with their hook', async () => {
    let release = (): void => undefined;
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    let late: Promise<string> | undefined;
    const { tw, results } = world({ to: 1 });
    tw.listenSignalBacktest(() => { late ??= gate.then(() => formatPrice(NAMES.exchangeName, 1)); });
    await results();
    release();
    await expect(late).rejects.toMatchObject({ code: 'context/over' });
  });
});
