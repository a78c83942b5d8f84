import { maxExposure, maxOpenPositions, portfolioStop } from '@tradewright/risk';
import { addRisk, addSizing, type IStrategySchema } from 'tradewright';

const CANDLES = 8;

/** One account behind all symbols. What the rules remember is stored with the positions. */
addRisk({
  riskName: 'account',
  capital: 10_000,
  rules: [maxOpenPositions({ max: 2 }), maxExposure({ per: 'symbol', maxFrac: 0.4, onExcess: 'reduce' }), portfolioStop({ maxDrawdownFrac: 0.1 })],
});

/** A position that is stopped out costs one percent of the equity. */
addSizing({ sizingName: 'one-percent', method: 'fixed-percentage', riskPercentage: 1 });

/** Buys what has fallen. */
const schema: IStrategySchema = {
  strategyName: 'dip-buyer',
  riskName: 'account',
  sizingName: 'one-percent',
  interval: '15m',
  getSignal(_symbol, _when, context) {
    const candles = context.series('15m', CANDLES);
    const { price } = context;
    if (candles.length < CANDLES || price >= candles.close(0)) return null;
    return { position: 'long', priceTakeProfit: price * 1.02, priceStopLoss: price * 0.98, minuteEstimatedTime: 240, note: 'a dip' };
  },
};

export default schema;
