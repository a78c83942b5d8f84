import type { IStrategySchema } from 'tradewright';

const FAST = 20;
const SLOW = 50;

/** Goes with the trend when the fast average crosses the slow one. */
const strategy: IStrategySchema = {
  strategyName: 'moving-average-crossover',
  interval: '15m',
  getSignal(_symbol, _when, context) {
    const candles = context.series('15m', SLOW + 1);
    if (candles.length <= SLOW) return null;
    const fast = candles.mean('close', FAST);
    const slow = candles.mean('close', SLOW);
    // One candle ago: without the newest close, with the one before the oldest.
    const newest = candles.close(SLOW);
    const fastBefore = fast + (candles.close(SLOW - FAST) - newest) / FAST;
    const slowBefore = slow + (candles.close(0) - newest) / SLOW;
    const rises = fast > slow;
    if (rises === fastBefore > slowBefore) return null;

    const { price } = context;
    return {
      position: rises ? 'long' : 'short',
      priceTakeProfit: price * (rises ? 1.02 : 0.98),
      priceStopLoss: price * (rises ? 0.99 : 1.01),
      minuteEstimatedTime: 24 * 60,
      note: `average of ${FAST} crossed ${rises ? 'above' : 'below'} that of ${SLOW}`,
    };
  },
};

export default strategy;
