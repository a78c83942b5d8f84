import { describe, expect, it } from 'vitest';
import { candles, Market, minute, QuickClock } from '../test/market.ts';
import { collect, FREE, long, NAMES, SYMBOL, told } from '../test/world.ts';
import { createTradewright, type TradewrightOptions } from './create.ts';
import { formatPrice, getCandles } from './index.ts';
import type { IExchangeSchema, ILogger } from './types.ts';

/** A trade of an hour from minute 2 on. */
async function traded(options: TradewrightOptions): Promise<string[]> {
  const tw = createTradewright({ clock: new QuickClock(minute(100_000)), config: FREE, ...options });
  tw.addExchange(new Market(candles(-50, 500)));
  tw.addStrategy({
    strategyName: NAMES.strategyName,
    interval: '1m',
    async getSignal(symbol, when) {
      const [last] = await getCandles(symbol, '1m', 1);
      return when.getTime() === minute(2) ? long({ note: `${last?.close} ${await formatPrice(symbol, 1)}` }) : null;
    },
  });
  tw.addFrame({ frameName: NAMES.frameName, interval: '1m', startDate: new Date(minute(0)), endDate: new Date(minute(10)) });
  const results = await collect(tw.Backtest.run(SYMBOL, NAMES));
  tw.dispose();
  return [...told(results), ...results.map(({ signal }) => signal.note)];
}

describe('a part that is brought along', () => {
  it('as a logger hears of the runs', async () => {
    const heard: string[] = [];
    const logger: ILogger = { log() {}, debug() {}, info: (topic) => void heard.push(topic), warn() {} };
    await traded({ logger });
    expect(heard).toEqual(['backtest started', 'backtest done']);
  });

  it('as a logger is refused when it cannot log', () => {
    expect(() => createTradewright({ logger: {} as ILogger })).toThrow(expect.objectContaining({ code: 'options/invalid' }));
  });

  it('as an exchange client stands in for the exchange: for the candles of the run, for getCandles and for formats', async () => {
    const asked: string[] = [];
    const exchangeClient = (schema: IExchangeSchema): IExchangeSchema => ({
      ...schema,
      getCandles: async (symbol, interval, since, limit) => {
        asked.push(schema.exchangeName);
        const answer = await schema.getCandles(symbol, interval, since, limit);
        return answer.map((candle) => ({ ...candle, high: 201, open: 200, low: 199, close: 200 }));
      },
      formatPrice: async () => 'formatted elsewhere',
    });
    expect(await traded({})).toEqual(['time_expired 62', '100 1.00']);
    expect(await traded({ exchangeClient })).toEqual([]); // a target of 110 is below 200: refused
    expect(asked.length).toBeGreaterThan(0);
  });
});
