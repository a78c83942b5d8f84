import { describe, expect, it } from 'vitest';
import { candle, candles, Market, minute, minuteOf, type Ohlc } from '../test/market.ts';
import { collect, FREE, long, NAMES, short, SYMBOL, told, world, type Script, type WorldOptions } from '../test/world.ts';
import type { IStrategyBacktestResult, IStrategyTickResult } from './types.ts';

const over = (script: Script, special: Readonly<Record<number, Ohlc | null>>, options: WorldOptions = {}): Promise<IStrategyBacktestResult[]> =>
  world({ market: new Market(candles(-50, 500, special)), script, ...options }).results();

describe('what a backtest yields', () => {
  it.each<[string, Script, Record<number, Ohlc>, string[]]>([
    ['a long one at its target', { 2: long() }, { 5: [100, 111, 100, 105] }, ['take_profit 5']],
    ['a long one at its stop', { 2: long() }, { 5: [100, 100, 94, 100] }, ['stop_loss 5']],
    ['a long one at its end', { 2: long() }, {}, ['time_expired 62']],
    ['a short one at its target', { 2: short() }, { 5: [100, 100, 89, 95] }, ['take_profit 5']],
    ['a short one at its stop', { 2: short() }, { 5: [100, 106, 100, 100] }, ['stop_loss 5']],
    ['an entry that waits and is filled', { 2: long({ priceOpen: 98 }) }, { 5: [100, 100, 97, 99], 8: [100, 112, 100, 112] }, ['take_profit 8']],
    ['an entry that nobody ever meets', { 2: long({ priceOpen: 98 }) }, {}, ['cancelled timeout 122']],
    ['an entry and its stop on one candle', { 2: long({ priceOpen: 98 }) }, { 5: [100, 100, 90, 92] }, ['stop_loss 5']],
    ['an entry jumped over together with its stop', { 2: long({ priceOpen: 98 }) }, { 5: [94, 94, 90, 92] }, ['cancelled stop_loss 5']],
    ['one after the other', { 2: long(), 6: short() }, { 5: [100, 111, 100, 100], 7: [100, 106, 100, 100] }, ['take_profit 5', 'stop_loss 7']],
  ])('%s', async (_what, script, special, expected) => {
    expect(told(await over(script, special))).toEqual(expected);
  });

  it('a closed signal with every field', async () => {
    const [result] = await over({ 2: long({ id: 'mine', note: 'why not' }) }, { 5: [100, 111, 99, 105] });
    const { trade, ...rest } = result as Extract<IStrategyBacktestResult, { action: 'closed' }>;
    expect(rest).toEqual({
      action: 'closed', symbol: SYMBOL, strategyName: NAMES.strategyName, exchangeName: NAMES.exchangeName, currentPrice: 110,
      closeReason: 'take_profit', closeTimestamp: minute(5), reasonText: null, ambiguous: false, truncated: false,
      pnl: { pnlPercentage: 10, priceOpen: 100, priceClose: 110 },
      signal: {
        id: 'mine', position: 'long', note: 'why not', priceOpen: 100, priceTakeProfit: 110, priceStopLoss: 95, minuteEstimatedTime: 60, symbol: SYMBOL,
        strategyName: NAMES.strategyName, exchangeName: NAMES.exchangeName, scheduledAt: minute(2), pendingAt: minute(2), _isScheduled: false,
      },
    });
    expect(trade).toMatchObject({ entry: { quotedPrice: 100 }, exit: { quotedPrice: 110 }, mfeFrac: 0.1, maeFrac: 0 });
  });

  it('a cancelled signal with every field', async () => {
    expect(await over({ 2: long({ id: 'mine', priceOpen: 98 }) }, {})).toEqual([{
      action: 'cancelled', symbol: SYMBOL, strategyName: NAMES.strategyName, exchangeName: NAMES.exchangeName, currentPrice: 100, reason: 'timeout', truncated: false, closeTimestamp: minute(122),
      signal: {
        id: 'mine', position: 'long', note: '', priceOpen: 98, priceTakeProfit: 110, priceStopLoss: 95, minuteEstimatedTime: 60, symbol: SYMBOL,
        strategyName: NAMES.strategyName, exchangeName: NAMES.exchangeName, scheduledAt: minute(2), pendingAt: minute(2), _isScheduled: true,
      },
    }]);
  });

  it('an activated signal with the instants of its making and of its opening', async () => {
    const [result] = await over({ 2: long({ priceOpen: 98 }) }, { 5: [100, 100, 97, 99], 8: [100, 112, 100, 112] });
    expect(result).toMatchObject({ signal: { scheduledAt: minute(2), pendingAt: minute(5), _isScheduled: false, priceOpen: 98 }, pnl: { priceOpen: 98, priceClose: 110 } });
  });

  it('a signal with an entry that the market has reached, booked at what was asked', async () => {
    const [result] = await over({ 2: long({ priceOpen: 101 }) }, { 5: [100, 111, 100, 105] });
    expect(result).toMatchObject({ action: 'closed', pnl: { priceOpen: 101, priceClose: 110 }, signal: { pendingAt: minute(2) } });
  });

  it('nothing else: what opens and idles goes to the listeners', async () => {
    const heard: string[] = [];
    const made = world({ market: new Market(candles(-50, 500, { 5: [100, 111, 100, 105] })), script: { 2: long() }, to: 7 });
    made.tw.listenSignalBacktest(({ action }) => void heard.push(action));
    expect([told(await made.results()), heard]).toEqual([['take_profit 5'], ['idle', 'idle', 'opened', 'closed', 'idle']]);
  });

  it('an open position where the data end, marked as truncated', async () => {
    const { market, ...options } = { market: new Market(candles(-50, 30)), script: { 2: long() } };
    const [result] = await world({ market, ...options }).results();
    expect(result).toMatchObject({ action: 'closed', closeReason: 'time_expired', truncated: true });
  });

  it('ids that differ where the strategy gives none', async () => {
    const results = await over({ 2: long({ minuteEstimatedTime: 1 }), 5: long({ minuteEstimatedTime: 1, id: '' }) }, {});
    expect(new Set(results.map(({ signal }) => signal.id)).size).toBe(2);
    for (const { signal } of results) expect(signal.id).not.toBe('');
  });
});

describe('what a trade costs', () => {
  const formula = (side: 1 | -1, open: number, close: number, fee: number, slippage: number): number => {
    const [paid, got] = [open * (1 + (side * slippage) / 100), close * (1 - (side * slippage) / 100)];
    return ((side * (got - paid)) / paid) * 100 - 2 * fee;
  };

  it.each([
    [0.1, 0.1], [0.05, 0], [0, 0.2], [0.03, 0.07],
  ])('fee %s %% and slippage %s %% reach the result by the formula of the seeds', async (CC_TRADE_FEE, CC_SLIPPAGE) => {
    const config = { CC_TRADE_FEE, CC_SLIPPAGE };
    const [won] = await over({ 2: long() }, { 5: [100, 111, 100, 105] }, { config });
    const [lost] = await over({ 2: short() }, { 5: [100, 106, 100, 100] }, { config });
    expect(won).toMatchObject({ pnl: { priceOpen: 100, priceClose: 110 } });
    expect((won as { pnl: { pnlPercentage: number } }).pnl.pnlPercentage).toBeCloseTo(formula(1, 100, 110, CC_TRADE_FEE, CC_SLIPPAGE), 10);
    expect((lost as { pnl: { pnlPercentage: number } }).pnl.pnlPercentage).toBeCloseTo(formula(-1, 100, 105, CC_TRADE_FEE, CC_SLIPPAGE), 10);
  });
});

describe('the choice of', () => {
  const trade = async (CC: WorldOptions['config'], special: Record<number, Ohlc>): Promise<string[]> => told(await over({ 2: long() }, special, { config: { ...FREE, ...CC } }));

  it.each([
    ['candle-range', 'take_profit 5'],
    ['auto', 'take_profit 5'],
    ['vwap', 'time_expired 62'],
  ] as const)('%s as trigger decides whether a spike counts', async (CC_TRIGGER_PRICE, expected) => {
    expect(await trade({ CC_TRIGGER_PRICE }, { 5: [100, 111, 100, 100] })).toEqual([expected]);
  });

  it('the VWAP as trigger needs the average to go there, and fills at the level', async () => {
    const market = new Market([...candles(-50, 5), ...Array.from({ length: 10 }, (_, i) => candle(5 + i, [115, 115, 115, 115])), ...candles(15, 200)]);
    const [result] = await world({ market, script: { 2: long() }, config: { ...FREE, CC_TRIGGER_PRICE: 'vwap' } }).results();
    // 100·n + 115·(5−n) over 5 is 110 or more from the fourth candle at 115 on, which has closed at minute 9.
    expect(result).toMatchObject({ closeReason: 'take_profit', closeTimestamp: minute(9), pnl: { priceClose: 110 } });
  });

  it.each([
    ['stop-loss-first', 'stop_loss 5', -5],
    ['take-profit-first', 'take_profit 5', 10],
  ] as const)('%s decides a candle that touches both', async (CC_INTRABAR_POLICY, expected, percent) => {
    const results = await over({ 2: long() }, { 5: [100, 111, 94, 100] }, { config: { ...FREE, CC_INTRABAR_POLICY } });
    expect(told(results)).toEqual([expected]);
    expect(results[0]).toMatchObject({ ambiguous: true, pnl: { pnlPercentage: expect.closeTo(percent, 10) as number }, trade: { pnlLowFrac: expect.closeTo(-0.05, 10) as number, pnlHighFrac: expect.closeTo(0.1, 10) as number } });
  });

  it('how long an entry waits', async () => {
    expect(told(await over({ 2: long({ priceOpen: 98 }) }, {}, { config: { ...FREE, CC_SCHEDULE_AWAIT_MINUTES: 7 } }))).toEqual(['cancelled timeout 9']);
  });

  it('the window of the average price', async () => {
    const market = (): Market => new Market([...candles(-50, -2), candle(-2, [110, 110, 110, 110]), candle(-1, [110, 110, 110, 110]), ...candles(0, 200)]);
    const entry = async (config: WorldOptions['config']): Promise<number> => (await world({ market: market(), script: { 0: long({ priceTakeProfit: 130 }) }, config: { ...FREE, ...config } }).results())[0]!.signal.priceOpen;
    expect([await entry({}), await entry({ CC_AVERAGE_PRICE_CANDLE_COUNT: 2 }), await entry({ CC_AVG_PRICE_CANDLES_COUNT: 1 })]).toEqual([104, 110, 110]);
  });
});

describe('frames', () => {
  it.each([
    ['1m', [0, 1, 2, 3, 4, 5]],
    ['3m', [0, 3]],
    ['5m', [0, 5]],
  ] as const)('%s apart are asked at from the start to before the end', async (interval, expected) => {
    const { results, asks } = world({ to: 6, frame: { interval } });
    await results();
    expect(asks).toEqual(expected);
  });

  it('of adjacent ranges share no instant', async () => {
    const [first, second] = [world({ from: 0, to: 5 }), world({ from: 5, to: 10 })];
    await Promise.all([first.results(), second.results()]);
    expect([...first.asks, ...second.asks]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it('further apart than a strategy wants are all it gets, closer ones are passed over', async () => {
    const [daily, often] = [world({ to: 3000, frame: { interval: '1d' } }), world({ to: 11, interval: '5m' })];
    await Promise.all([daily.results(), often.results()]);
    expect([daily.asks, often.asks]).toEqual([[0, 1440, 2880], [0, 5, 10]]);
  });

  it('without history yet are passed over silently and counted', async () => {
    const { run, asks, errors } = world({ market: new Market(candles(3, 100)), to: 8 });
    const stream = run();
    await collect(stream);
    expect([asks, errors, stream.counts.warmUpFrames]).toEqual([[4, 5, 6, 7], [], 4]);
  });

  it('are the same whatever else is wanted: listeners and callbacks change no result', async () => {
    const script: Script = { 2: long(), 6: short({ priceOpen: 103 }) };
    const special: Record<number, Ohlc> = { 5: [100, 111, 100, 100], 8: [100, 104, 100, 101], 9: [101, 101, 88, 90] };
    const plain = await over(script, special);
    const heard: IStrategyTickResult[] = [];
    const made = world({ market: new Market(candles(-50, 500, special)), script, callbacks: { onTick: () => undefined, onIdle: () => undefined } });
    made.tw.listenSignalBacktest((result) => void heard.push(result));
    made.tw.listenBacktestProgress(() => undefined);
    expect(await made.results()).toEqual(plain);
    expect(heard.filter(({ action }) => action === 'closed')).toEqual(plain);
    expect(plain.map(({ signal }) => minuteOf(signal.pendingAt))).toEqual([2, 8]);
  });
});
