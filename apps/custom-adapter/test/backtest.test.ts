import { createTradewright, type IExchangeSchema, type IStrategyTickResultClosed } from 'tradewright';
import { expect, it } from 'vitest';
import { exchangeOf } from '../src/exchange-of.ts';
import { Generator, wave } from '../src/generator.ts';
import { RestExchange } from '../src/rest-exchange.ts';
import { BarServer } from './bar-server.ts';
import { LATER, MINUTE, read, RestlessClock, START } from './candles.ts';

const DAY_MINUTES = 1440;

/** Every trade of a day on an exchange, bought low on a wave, and what went wrong. */
async function trades(exchange: IExchangeSchema): Promise<{ closed: IStrategyTickResultClosed[]; errors: Error[] }> {
  const { addExchange, addStrategy, addFrame, listenError, Backtest } = createTradewright();
  const errors: Error[] = [];
  listenError((error) => errors.push(error));
  addExchange(exchange);
  addStrategy({
    strategyName: 'buy-the-dip',
    interval: '5m',
    getSignal: (_symbol, _when, { price }) => (price < 98 ? { position: 'long', priceTakeProfit: price * 1.02, priceStopLoss: price * 0.98, minuteEstimatedTime: 600 } : null),
  });
  addFrame({ frameName: 'day', interval: '1m', startDate: new Date(START + 60 * MINUTE), endDate: new Date(START + DAY_MINUTES * MINUTE) });
  const closed: IStrategyTickResultClosed[] = [];
  for await (const result of Backtest.run('BTCUSDT', { strategyName: 'buy-the-dip', exchangeName: exchange.exchangeName, frameName: 'day' })) {
    if (result.action === 'closed') closed.push(result);
  }
  return { closed, errors };
}

it('a backtest over a REST exchange trades what a backtest in memory trades', async () => {
  const clock = new RestlessClock(LATER);
  const generator = new Generator(wave, clock);
  const candles = await read(generator, { toMs: START + DAY_MINUTES * MINUTE });
  const server = await BarServer.start(candles);
  const overRest = await trades(exchangeOf('waves', new RestExchange(server.url, clock)));
  const inMemory = await trades(exchangeOf('waves', generator));
  expect(overRest.errors).toEqual([]);
  expect(overRest.closed.length).toBeGreaterThan(1);
  const tell = ({ closeTimestamp, closeReason, pnl }: IStrategyTickResultClosed): object => ({ closeTimestamp, closeReason, pnl });
  expect(overRest.closed.map(tell)).toEqual(inMemory.closed.map(tell));
  // In pages, not candle by candle.
  expect(server.asked.length).toBeLessThan(10);
  expect(clock.rests).toEqual([7000]);
});

it('the exchange gives as many candles as it is asked for', async () => {
  const { getCandles } = exchangeOf('waves', new Generator(wave, new RestlessClock(LATER)));
  const candles = await getCandles('BTCUSDT', '1m', new Date(START), 3);
  expect(candles.map(({ timestamp }) => timestamp)).toEqual([START, START + MINUTE, START + 2 * MINUTE]);
  expect(Object.keys(candles[0]!)).toEqual(['timestamp', 'open', 'high', 'low', 'close', 'volume']);
});

it('the exchange writes prices and quantities in the steps of its market', async () => {
  const { url } = await BarServer.start([]);
  const { formatPrice, formatQuantity } = exchangeOf('rest', new RestExchange(url, new RestlessClock(LATER)));
  expect([await formatPrice('BTCUSDT', 42_000.129), await formatQuantity('BTCUSDT', 0.0129)]).toEqual(['42000.13', '0.012']);
});
