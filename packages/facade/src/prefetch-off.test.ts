import type { CandleSource } from '@tradewright/core';
import { describe, expect, it } from 'vitest';
import { candles, Market, minute, minuteOf, type Ohlc } from '../test/market.ts';
import { collect, FREE, long, NAMES, short, SYMBOL, told, world, type Script, type World, type WorldOptions } from '../test/world.ts';
import { getAveragePrice, getCandles } from './index.ts';

/** Requests as `interval since +limit`, the since in minutes. */
const asked = ({ market }: World): string[] => market.requests.map(({ interval, since, limit }) => `${interval} ${minuteOf(since)} +${limit}`);

function direct(script: Script, special: Record<number, Ohlc | null> = {}, options: WorldOptions = {}): World {
  return world({ market: new Market(candles(-2000, 3000, special)), script, to: 3, config: { ...FREE, CC_CANDLE_PREFETCH: false }, ...options });
}

describe('with CC_CANDLE_PREFETCH off the exchange is asked just as the reference asks it', () => {
  it('at each frame for the five minutes of the VWAP', async () => {
    const made = direct({});
    await made.results();
    expect(asked(made)).toEqual(['1m -5 +5', '1m -4 +5', '1m -3 +5']);
  });

  it('after an opening once for the life of the signal, from four minutes before it', async () => {
    const made = direct({ 1: long() });
    expect(told(await made.results())).toEqual(['time_expired 61']);
    expect(asked(made)).toEqual(['1m -5 +5', '1m -4 +5', '1m -3 +64']);
  });

  it('after a limit signal once for its wait and its life', async () => {
    const made = direct({ 1: long({ priceOpen: 99 }) });
    expect(told(await made.results())).toEqual(['cancelled timeout 121']);
    expect(asked(made)).toEqual(['1m -5 +5', '1m -4 +5', '1m -3 +185']);
  });

  it('in pieces of 500 only above that', async () => {
    const made = direct({ 1: long({ minuteEstimatedTime: 1400 }) });
    await made.results();
    expect(asked(made).slice(2)).toEqual(['1m -3 +500', '1m 497 +500', '1m 997 +404']);
  });

  it('for getCandles and getAveragePrice exactly what was asked, each time', async () => {
    const made = direct({
      1: async () => {
        await getCandles(SYMBOL, '1m', 3);
        await getCandles(SYMBOL, '1h', 2);
        await getCandles('ETHUSDT', '5m', 1);
        await getAveragePrice(SYMBOL);
        return null;
      },
    }, {}, { to: 2 });
    await made.results();
    expect(asked(made)).toEqual(['1m -5 +5', '1m -4 +5', '1m -2 +3', '1h -120 +2', '5m -5 +1', '1m -4 +5']);
  });

  it('and onCandleData hears of every request with its arguments', async () => {
    const heard: string[] = [];
    const market = new Market(candles(-100, 300), { callbacks: { onCandleData: (symbol, interval, since, limit, data) => void heard.push(`${symbol} ${interval} ${minuteOf(since)} +${limit}: ${data.length}`) } });
    await direct({ 1: long() }, {}, { market }).results();
    expect(heard).toEqual([`${SYMBOL} 1m -5 +5: 5`, `${SYMBOL} 1m -4 +5: 5`, `${SYMBOL} 1m -3 +64: 64`]);
  });

  it('past a faster source that it may have', async () => {
    const made = direct({}, {}, { to: 1 });
    const fast: CandleSource = { name: 'fast', candles: () => { throw new Error('not to be asked'); } };
    Object.assign(made.market, { source: fast });
    await made.results();
    expect(asked(made)).toEqual(['1m -5 +5']);
  });
});

describe('with CC_CANDLE_PREFETCH off', () => {
  it('a request whose end lies after now is made all the same, and what exists is used', async () => {
    const market = new Market(candles(-100, 40));
    const made = direct({ 1: long() }, {}, { market });
    expect(await made.results()).toMatchObject([{ closeReason: 'time_expired', truncated: true, closeTimestamp: minute(40) }]);
  });

  it('a request that cannot be had is a gap: told once, and the run goes on with what it has', async () => {
    const made = direct({ 1: long(), 2: short() }, {}, { config: { ...FREE, CC_CANDLE_PREFETCH: false, CC_GET_CANDLES_RETRY_COUNT: 0 } });
    made.market.answer = ({ since }, honest) => {
      if (minuteOf(since) === -4) throw new Error('down');
      return honest;
    };
    expect(told(await made.results())).toEqual(['time_expired 61']);
    expect(made.errors).toMatchObject([{ code: 'exchange/candles' }]);
  });

  it('trades are what they are with read-ahead', async () => {
    const special: Record<number, Ohlc | null> = { 4: [100, 111, 100, 100], 70: [100, 100, 94, 96], 71: null, 72: null };
    const script = { 1: long(), 5: short({ priceOpen: 101 }), 60: long(), 75: long({ priceOpen: 98 }) };
    const run = (prefetch: boolean) => direct(script, special, { to: 90, config: { ...FREE, CC_CANDLE_PREFETCH: prefetch } }).results();
    expect(await run(false)).toEqual(await run(true));
  });
});

describe('a frame with a timeframe of its own', () => {
  const frame = { getTimeframe: () => [0, 3, 50].map((n) => new Date(minute(n))) };

  it('is looked at at its own instants only, and tells them to onTimeframe', async () => {
    let timeframe: number[] = [];
    const made = world({ to: 100, frame: { ...frame, callbacks: { onTimeframe: (dates) => void (timeframe = dates.map(minuteOf)) } } });
    await made.results();
    expect([made.asks, timeframe]).toEqual([[0, 3, 50], [0, 3, 50]]);
  });

  it('counts its own frames as progress', async () => {
    const made = world({ to: 100, frame });
    const seen: unknown[] = [];
    made.tw.listenBacktestProgress(({ processedFrames, totalFrames }) => void seen.push([processedFrames, totalFrames]));
    await collect(made.tw.Backtest.run(SYMBOL, NAMES));
    expect(seen).toEqual([[0, 3], [1, 3], [2, 3], [3, 3]]);
  });

  it.each([
    ['no list', () => 5, 'frame/timeframe'],
    ['no dates', () => [1, 2], 'frame/timeframe'],
    ['out of order', () => [new Date(minute(3)), new Date(minute(2))], 'backtest/frames'],
    ['out of range', () => [new Date(minute(100))], 'backtest/frames'],
    ['no instant', () => [new Date(Number.NaN)], 'backtest/frames'],
  ])('is refused when it is %s', async (_what, getTimeframe, code) => {
    await expect(world({ to: 100, frame: { getTimeframe: getTimeframe as () => Date[] } }).results()).rejects.toMatchObject({ code });
  });
});
