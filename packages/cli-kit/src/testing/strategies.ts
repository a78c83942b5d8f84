export interface StrategyText {
  readonly name?: string;
  readonly interval?: string;
  /** What getSignal does; `asks` counts its calls, `buy(price)` is a signal. */
  readonly body?: string;
  /** Stands before the strategy. */
  readonly top?: string;
}

/** The text of a strategy that buys at every ask. */
export function strategy({ name = 'buys', interval = '15m', body = 'return buy(price);', top = '' }: StrategyText = {}): string {
  return `import type { IStrategySchema } from 'tradewright';
${top}
const buy = (price: number) => ({ position: 'long' as const, priceTakeProfit: price * 1.02, priceStopLoss: price * 0.98, minuteEstimatedTime: 240, note: 'a note' });
let asks = 0;
const schema: IStrategySchema = {
  strategyName: '${name}',
  interval: '${interval}' as '15m',
  getSignal(symbol, when, { price }) {
    asks++;
    ${body}
  },
};
export default schema;
`;
}
