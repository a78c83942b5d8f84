import type { IStrategySchema } from 'tradewright';

/** Buys when the price leaves the range of the last hours upwards, sells when downwards. Try --param hours=24. */
export default ({ hours = 12 }: { hours?: number }): IStrategySchema => ({
  strategyName: 'range-breakout',
  interval: '15m',
  getSignal(_symbol, _when, context) {
    const candles = context.series('1h', hours);
    if (candles.length < hours) return null;
    const high = candles.max('high');
    const low = candles.min('low');
    const { price } = context;
    if (price <= high && price >= low) return null;

    const isLong = price > high;
    const height = Math.min(Math.max(high - low, price * 0.01), price * 0.05);
    return {
      position: isLong ? 'long' : 'short',
      priceTakeProfit: isLong ? price + height : price - height,
      priceStopLoss: isLong ? price - height / 2 : price + height / 2,
      minuteEstimatedTime: 12 * 60,
      note: `left the range of ${hours} hours (${low} to ${high})`,
    };
  },
});
