import { describe, expect, it } from 'vitest';
import { candles, Market } from '../test/market.ts';
import { FREE, long, world } from '../test/world.ts';
import { DEFAULT_CONFIG, type ConfigInput, type GlobalConfig } from './config.ts';
import { createTradewright } from './create.ts';
import * as tradewright from './index.ts';

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

  it('is handed out as a copy, lists and all', () => {
    const tw = createTradewright();
    const copy = tw.getConfig() as { -readonly [Key in keyof GlobalConfig]: GlobalConfig[Key] };
    copy.CC_TRADE_FEE = 99;
    (copy.CC_PARTIAL_PROFIT_LEVELS as number[]).length = 0;
    expect(tw.getConfig()).toEqual(DEFAULT_CONFIG);
  });

  it('copies the lists it is given: their owner may change them later', () => {
    const levels = [25, 50];
    const tw = set({ CC_PARTIAL_PROFIT_LEVELS: levels, CC_PARTIAL_LOSS_LEVELS: levels });
    levels.push(-1);
    expect(tw.getConfig()).toMatchObject({ CC_PARTIAL_PROFIT_LEVELS: [25, 50], CC_PARTIAL_LOSS_LEVELS: [25, 50] });
  });

  it('has defaults that nobody can change', () => {
    const defaults = createTradewright({ config: { CC_TRADE_FEE: 0.01 } }).getDefaultConfig();
    expect(defaults).toEqual(DEFAULT_CONFIG);
    expect(() => Object.assign(defaults, { CC_TRADE_FEE: 1 })).toThrow(TypeError);
    for (const list of [defaults.CC_PARTIAL_PROFIT_LEVELS, defaults.CC_PARTIAL_LOSS_LEVELS]) expect(() => (list as number[]).push(1)).toThrow(TypeError);
    expect([Object.isFrozen(DEFAULT_CONFIG), tradewright.getDefaultConfig()]).toEqual([true, DEFAULT_CONFIG]);
  });

  it.each([
    ['CC_CANDLE_PREFETCH', false], ['CC_REPORT_SHOW_SIGNAL_NOTE', true], ['CC_RISK_TIMEOUT_SECONDS', 5], ['CC_CANDLE_GRACE_MS', 0],
    ['CC_PARTIAL_PROFIT_LEVELS', [33.3, 100]], ['CC_PARTIAL_LOSS_LEVELS', []], ['CC_TRIGGER_PRICE', 'vwap'], ['CC_INTRABAR_POLICY', 'take-profit-first'],
    ['CC_CANDLE_GAP', 'error'], ['CC_AVERAGE_PRICE_CANDLE_INTERVAL', '1h'], ['CC_GET_CANDLES_RETRY_COUNT', 0], ['CC_AVERAGE_PRICE_CANDLE_COUNT', 1],
  ])('takes %s %j', (key, value) => {
    expect(set({ [key]: value }).getConfig()).toEqual({ ...DEFAULT_CONFIG, [key]: value });
  });

  it.each([
    ['CC_PERCENT_FEE', 'CC_TRADE_FEE', 0.05],
    ['CC_PERCENT_SLIPPAGE', 'CC_SLIPPAGE', 0.02],
    ['CC_AVG_PRICE_CANDLES_COUNT', 'CC_AVERAGE_PRICE_CANDLE_COUNT', 7],
  ])('takes %s for %s', (alias, key, value) => {
    expect(set({ [alias]: value }).getConfig()).toEqual({ ...DEFAULT_CONFIG, [key]: value });
    expect(set({ [key]: value }).getConfig()).toEqual({ ...DEFAULT_CONFIG, [key]: value });
  });

  it.each([
    ['CC_PERCENT_FEE', 0.05],
    ['CC_PERCENT_SLIPPAGE', 0.02],
    ['CC_AVG_PRICE_CANDLES_COUNT', 7],
  ] as const)('can be read as %s too, and handed back changed', (alias, value) => {
    const tw = set({ [alias]: value });
    expect(tw.getConfig()[alias]).toBe(value);
    expect(tw.getDefaultConfig()[alias]).not.toBe(value);
    const copy = tw.getConfig();
    copy[alias] = 9;
    tw.setConfig(copy, true);
    tw.setConfig({ ...tw.getConfig(), CC_CANDLE_GAP: 'error' }, true);
    expect([tw.getConfig()[alias], createTradewright().getConfig()[alias]]).toEqual([9, tw.getDefaultConfig()[alias]]);
    expect(() => Object.assign(tw.getDefaultConfig(), { [alias]: 1 })).toThrow(TypeError);
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
  it('is told in full, as a numbered list', () => {
    expect(() => set({ CC_SLIPPAGE: -1, CC_SCHEDULE_AWAIT_MINUTES: 0.5, CC_CANDLE_GAP: 'x' })).toThrow(
      /^GLOBAL_CONFIG validation failed:\n {2}1\. CC_SLIPPAGE must be a non-negative number, got -1\n {2}2\. CC_SCHEDULE_AWAIT_MINUTES must be a positive integer, got 0\.5\n {2}3\. CC_CANDLE_GAP must be one of skip, error, got "x"$/,
    );
  });

  it('changes nothing, not even what was right in it', () => {
    const tw = set({ CC_TRADE_FEE: 0.05 });
    expect(() => tw.setConfig({ CC_SLIPPAGE: 0.01, CC_TRADE_FEE: -1 })).toThrow('GLOBAL_CONFIG');
    expect(tw.getConfig()).toEqual({ ...DEFAULT_CONFIG, CC_TRADE_FEE: 0.05 });
  });

  it('is told to the logger, which changes nothing about the error', () => {
    const told: unknown[][] = [];
    const tw = createTradewright();
    tw.setLogger({ log: () => undefined, debug: () => undefined, info: () => undefined, warn: (...line) => { told.push(line); throw new Error('disk full'); } });
    expect(() => tw.setConfig({ CC_TRADE_FEE: -1 })).toThrow('GLOBAL_CONFIG validation failed');
    expect(told).toEqual([['setConfig failed, nothing was changed', expect.stringContaining('CC_TRADE_FEE must be a non-negative number, got -1'), {}, {}]]);
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
});

describe('the configuration of a run', () => {
  it('decides which levels of the way are told', async () => {
    const market = new Market(candles(-50, 200, { 3: [100, 106, 100, 106], 4: [106, 106, 97, 97], 5: [97, 97, 97, 97] }));
    const { tw, results } = world({ market, script: { 1: long() }, to: 30, config: { ...FREE, CC_AVERAGE_PRICE_CANDLE_COUNT: 1, CC_PARTIAL_PROFIT_LEVELS: [25], CC_PARTIAL_LOSS_LEVELS: [12.5, 50] } });
    const levels: number[] = [];
    tw.listenPartialProfit(({ level }) => void levels.push(level));
    tw.listenPartialLoss(({ level }) => void levels.push(-level));
    await results();
    expect(levels).toEqual([25, -12.5, -50]);
  });
});
