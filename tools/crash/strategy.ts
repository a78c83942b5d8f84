import { addRisk, type IStrategySchema } from 'tradewright';
import { MOST_OPEN, pause, RISK_NAME } from './rule.ts';

const RISE = 0.012;

/** A number that depends on the minute and the price alone: the same question has the same answer in every life. */
function mood(symbol: string, whenMs: number, price: number): number {
  let sum = Math.imul(whenMs / 60_000, 0x9e3779b1) ^ Math.round(price * 1e6) ^ symbol.charCodeAt(0);
  sum = Math.imul(sum ^ (sum >>> 15), 0x85ebca6b);
  return ((sum ^ (sum >>> 13)) >>> 0) / 2 ** 32;
}

addRisk({
  riskName: RISK_NAME,
  validations: [
    ({ activePositionCount }) => {
      if (activePositionCount >= MOST_OPEN) throw new Error('all slots are taken');
    },
    async ({ currentPrice }) => {
      await Promise.resolve();
      if (Math.round(currentPrice * 100) % 11 === 0) throw new Error('an unlucky price');
    },
  ],
  rules: [pause],
});

/** Enters at once and by waiting orders, on both sides, and lives long enough to be killed at every moment of a life. */
const strategy: IStrategySchema = {
  strategyName: 'restless',
  interval: '5m',
  riskName: RISK_NAME,
  getSignal(symbol, when, { price }) {
    const chance = mood(symbol, when.getTime(), price);
    if (chance < 0.2) return null;
    const long = chance < 0.6;
    const sign = long ? 1 : -1;
    const waits = Math.floor(chance * 1000) % 3 === 0;
    const entry = waits ? price * (1 - sign * 0.003) : price;
    const signal = {
      position: long ? ('long' as const) : ('short' as const),
      ...(waits ? { priceOpen: entry } : {}),
      priceTakeProfit: entry * (1 + sign * RISE),
      priceStopLoss: entry * (1 - sign * RISE),
      minuteEstimatedTime: 20 + Math.floor(chance * 100),
    };
    return chance > 0.9 ? Promise.resolve(signal) : signal;
  },
};

export default strategy;
