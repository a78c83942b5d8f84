import { describe, expect, it } from 'vitest';
import { DEFAULT_CONFIG, type ConfigInput } from './config.ts';
import { createTradewright } from './create.ts';

const set = (input: unknown, unsafe?: boolean): ReturnType<typeof createTradewright> => {
  const tw = createTradewright();
  tw.setConfig(input as ConfigInput, unsafe);
  return tw;
};

describe('the configuration', () => {
  it('begins with the defaults of the seeds', () => {
    expect(createTradewright().getConfig()).toEqual(DEFAULT_CONFIG);
    expect(DEFAULT_CONFIG).toMatchObject({
      CC_SCHEDULE_AWAIT_MINUTES: 120, CC_AVERAGE_PRICE_CANDLE_COUNT: 5, CC_SLIPPAGE: 0.1, CC_TRADE_FEE: 0.1, CC_MIN_TAKEPROFIT_DISTANCE_PERCENT: 0.5,
      CC_MAX_STOPLOSS_DISTANCE_PERCENT: 20, CC_MAX_SIGNAL_LIFETIME_MINUTES: 1440, CC_MAX_SIGNAL_GENERATION_SECONDS: 180, CC_GET_CANDLES_RETRY_COUNT: 3,
    });
  });

  it('is handed out as a copy', () => {
    const tw = createTradewright();
    tw.getConfig().CC_TRADE_FEE = 99;
    expect(tw.getConfig().CC_TRADE_FEE).toBe(0.1);
  });

  it('cannot be changed through the defaults', () => {
    expect(Object.isFrozen(DEFAULT_CONFIG)).toBe(true);
  });

  it.each([
    ['CC_PERCENT_FEE', 'CC_TRADE_FEE', 0.05],
    ['CC_PERCENT_SLIPPAGE', 'CC_SLIPPAGE', 0.02],
    ['CC_AVG_PRICE_CANDLES_COUNT', 'CC_AVERAGE_PRICE_CANDLE_COUNT', 7],
  ])('takes %s for %s', (alias, key, value) => {
    expect(set({ [alias]: value }).getConfig()).toEqual({ ...DEFAULT_CONFIG, [key]: value });
    expect(set({ [key]: value }).getConfig()).toEqual({ ...DEFAULT_CONFIG, [key]: value });
  });

  it('keeps what an explicit undefined leaves out', () => {
    expect(set({ CC_TRADE_FEE: undefined, CC_SLIPPAGE: 0.12 }).getConfig()).toMatchObject({ CC_TRADE_FEE: 0.1, CC_SLIPPAGE: 0.12 });
  });

  it('is one per instance', () => {
    const [one, other] = [createTradewright(), createTradewright({ config: { CC_TRADE_FEE: 0.07 } })];
    one.setConfig({ CC_TRADE_FEE: 0.01 });
    expect([one.getConfig().CC_TRADE_FEE, other.getConfig().CC_TRADE_FEE, createTradewright().getConfig().CC_TRADE_FEE]).toEqual([0.01, 0.07, 0.1]);
  });
});

describe('a configuration that cannot be used', () => {
  it.each([
    [{ CC_SLIPPAGE: -0.1 }, 'CC_SLIPPAGE must be a non-negative number, got -0.1'],
    [{ CC_TRADE_FEE: Number.NaN }, 'CC_TRADE_FEE must be a non-negative number, got NaN'],
    [{ CC_PERCENT_FEE: '0.1' }, 'CC_TRADE_FEE must be a non-negative number, got 0.1'],
    [{ CC_MIN_TAKEPROFIT_DISTANCE_PERCENT: 0 }, 'CC_MIN_TAKEPROFIT_DISTANCE_PERCENT must be a positive number'],
    [{ CC_MIN_TAKEPROFIT_DISTANCE_PERCENT: 0.39 }, '(0.39%) is too low to cover trading costs (0.4%)'],
    [{ CC_MIN_STOPLOSS_DISTANCE_PERCENT: -1 }, 'CC_MIN_STOPLOSS_DISTANCE_PERCENT must be a positive number'],
    [{ CC_MAX_STOPLOSS_DISTANCE_PERCENT: Infinity }, 'CC_MAX_STOPLOSS_DISTANCE_PERCENT must be a positive number'],
    [{ CC_MIN_STOPLOSS_DISTANCE_PERCENT: 20 }, 'must be less than CC_MAX_STOPLOSS_DISTANCE_PERCENT'],
    [{ CC_SCHEDULE_AWAIT_MINUTES: 0 }, 'CC_SCHEDULE_AWAIT_MINUTES must be a positive integer'],
    [{ CC_MAX_SIGNAL_LIFETIME_MINUTES: 1.5 }, 'CC_MAX_SIGNAL_LIFETIME_MINUTES must be a positive integer'],
    [{ CC_MAX_SIGNAL_GENERATION_SECONDS: -1 }, 'CC_MAX_SIGNAL_GENERATION_SECONDS must be a positive integer'],
    [{ CC_AVERAGE_PRICE_CANDLE_COUNT: 0 }, 'CC_AVERAGE_PRICE_CANDLE_COUNT must be a positive integer'],
    [{ CC_GET_CANDLES_PRICE_ANOMALY_THRESHOLD_FACTOR: null }, 'CC_GET_CANDLES_PRICE_ANOMALY_THRESHOLD_FACTOR must be a positive integer'],
    [{ CC_GET_CANDLES_MIN_CANDLES_FOR_MEDIAN: 0.5 }, 'CC_GET_CANDLES_MIN_CANDLES_FOR_MEDIAN must be a positive integer'],
    [{ CC_GET_CANDLES_RETRY_COUNT: -1 }, 'CC_GET_CANDLES_RETRY_COUNT must be a non-negative integer'],
    [{ CC_GET_CANDLES_RETRY_DELAY_MS: 0.1 }, 'CC_GET_CANDLES_RETRY_DELAY_MS must be a non-negative integer'],
    [{ CC_AVERAGE_PRICE_CANDLE_INTERVAL: '7m' }, 'CC_AVERAGE_PRICE_CANDLE_INTERVAL must be one of 1m, 3m, 5m, 15m, 30m, 1h, got 7m'],
    [{ CC_TRIGGER_PRICE: 'close' }, 'CC_TRIGGER_PRICE must be one of auto, candle-range, vwap, got close'],
    [{ CC_INTRABAR_POLICY: 'lucky' }, 'CC_INTRABAR_POLICY must be one of stop-loss-first, take-profit-first, got lucky'],
    [{ CC_CANDLE_GAP: 'fill' }, 'CC_CANDLE_GAP must be one of skip, error, got fill'],
  ])('%j is refused', (input, message) => {
    expect(() => set(input)).toThrow(expect.objectContaining({ code: 'config/invalid', message: expect.stringContaining(message) as string }));
  });

  it('is told in full, as a numbered list', () => {
    expect(() => set({ CC_SLIPPAGE: -1, CC_SCHEDULE_AWAIT_MINUTES: 0.5, CC_CANDLE_GAP: 'x' })).toThrow(
      /^GLOBAL_CONFIG validation failed:\n {2}1\. CC_SLIPPAGE must be a non-negative number, got -1\n {2}2\. CC_SCHEDULE_AWAIT_MINUTES must be a positive integer, got 0\.5\n {2}3\. CC_CANDLE_GAP must be one of/,
    );
  });

  it('changes nothing, not even what was right in it', () => {
    const tw = set({ CC_TRADE_FEE: 0.05 });
    expect(() => tw.setConfig({ CC_SLIPPAGE: 0.01, CC_TRADE_FEE: -1 })).toThrow('GLOBAL_CONFIG');
    expect(tw.getConfig()).toEqual({ ...DEFAULT_CONFIG, CC_TRADE_FEE: 0.05 });
  });

  it('is judged together with what was set before', () => {
    const tw = set({ CC_TRADE_FEE: 0.15 });
    expect(() => tw.setConfig({ CC_SLIPPAGE: 0.11 })).toThrow('too low to cover trading costs (0.52%)');
  });

  it('goes through unsafe, as the user wished', () => {
    expect(set({ CC_MIN_TAKEPROFIT_DISTANCE_PERCENT: 0 }, true).getConfig().CC_MIN_TAKEPROFIT_DISTANCE_PERCENT).toBe(0);
  });

  it.each([[0.1, 0.15], [0.05, 0.2], [0.12, 0.13], [0.24, 0.01]])('passes a target that exactly covers slippage %s and fee %s, whatever binary makes of it', (CC_SLIPPAGE, CC_TRADE_FEE) => {
    expect(set({ CC_SLIPPAGE, CC_TRADE_FEE, CC_MIN_TAKEPROFIT_DISTANCE_PERCENT: 0.5 }).getConfig().CC_SLIPPAGE).toBe(CC_SLIPPAGE);
  });

  it.each([[false], [true]])('holds no unknown key (unsafe: %s)', (unsafe) => {
    const tw = createTradewright();
    expect(() => tw.setConfig({ CC_TRADE_FEE: 0.05, CC_TRADE_FEES: 1 } as ConfigInput, unsafe)).toThrow(expect.objectContaining({ code: 'config/unknown', message: expect.stringContaining('CC_TRADE_FEES') as string }));
    expect(tw.getConfig()).toEqual(DEFAULT_CONFIG);
  });

  it.each([[null], [undefined], ['CC_TRADE_FEE'], [5]])('is not %s', (garbage) => {
    expect(() => set(garbage)).toThrow(expect.objectContaining({ code: 'config/invalid' }));
  });
});
