import { describe, expect, it } from 'vitest';
import { candles, Market, minute, minuteOf } from '../test/market.ts';
import { atMost, RISK, riskWorld, SlowValidator } from '../test/risk.ts';
import { collect, long, SYMBOL, told } from '../test/world.ts';
import { createTradewright } from './create.ts';
import { ExecutionContextService, getDate, lib } from './index.ts';
import type { IRiskValidationPayload } from './types.ts';

const ARGS = { symbol: 'SOLUSDT', strategyName: 'fourth', exchangeName: 'binance', currentPrice: 100, timestamp: 1234567890 };
const CONTEXT = { riskName: RISK };
const of = (strategyName: string) => ({ strategyName, riskName: RISK });

describe('a user asks a profile without a run', () => {
  it('and is answered as a run would be, with events and callbacks', async () => {
    const heard: string[] = [];
    const { tw, refusals, story } = riskWorld([{ validate: atMost(3), note: 'three at most' }], {}, { onRejected: (symbol, args) => void heard.push(`rejected ${symbol} ${args.strategyName}`), onAllowed: (symbol) => void heard.push(`allowed ${symbol}`) });
    const { checkSignal, addSignal } = tw.lib.riskGlobalService;
    for (const symbol of ['BTCUSDT', 'ETHUSDT']) await addSignal(symbol, of(`holder of ${symbol}`));
    expect(await checkSignal(ARGS, CONTEXT)).toBe(true);
    await addSignal('BNBUSDT', of('third'));
    expect(await checkSignal(ARGS, CONTEXT)).toBe(false);
    expect([heard, story]).toEqual([['allowed SOLUSDT', 'rejected SOLUSDT fourth'], ['validation 3 open', `risk ${minuteOf(ARGS.timestamp)}`]]);
    expect(refusals).toEqual([{ ...ARGS, pendingSignal: undefined, activePositionCount: 3, comment: 'three at most', message: '3 open' }]);
  });

  it('and every validator gets what was asked, and the positions', async () => {
    const seen: IRiskValidationPayload[] = [];
    const { tw, clock } = riskWorld([(payload) => void seen.push(payload)]);
    const { checkSignal, addSignal, removeSignal } = tw.lib.riskGlobalService;
    await addSignal('A', { ...of('one'), exchangeName: 'binance' });
    await addSignal('B', of('two'));
    await addSignal('B', of('two'));
    await checkSignal({ ...ARGS, pendingSignal: long() }, CONTEXT);
    await removeSignal('A', of('one'));
    await removeSignal('unheard-of', of('one'));
    await checkSignal(ARGS, { ...CONTEXT, backtest: true });
    const [a, b] = [{ symbol: 'A', strategyName: 'one', exchangeName: 'binance', signal: null, openTimestamp: clock.nowMs() }, { symbol: 'B', strategyName: 'two', exchangeName: '', signal: null, openTimestamp: clock.nowMs() }];
    expect(seen).toEqual([
      { ...ARGS, pendingSignal: long(), activePositionCount: 2, activePositions: [a, b] },
      { ...ARGS, pendingSignal: undefined, activePositionCount: 1, activePositions: [b] },
    ]);
  });

  it('and a profile without validations allows everything', async () => {
    const tw = createTradewright();
    tw.addRisk({ riskName: 'lenient' });
    expect(await tw.lib.riskGlobalService.checkSignal(ARGS, { riskName: 'lenient' })).toBe(true);
  });

  it('through the module as through an instance', async () => {
    await expect(lib.riskGlobalService.checkSignal(ARGS, { riskName: 'nowhere' })).rejects.toThrow('risk nowhere not found source=riskGlobalService.checkSignal');
  });

  it('and keeps positions of backtests and of live trading apart', async () => {
    const { tw } = riskWorld([atMost(1)]);
    const { checkSignal, addSignal } = tw.lib.riskGlobalService;
    await addSignal('A', { ...of('one'), backtest: false });
    expect([await checkSignal(ARGS, CONTEXT), await checkSignal(ARGS, { ...CONTEXT, backtest: false })]).toEqual([true, false]);
    const live = { symbol: 'A', when: new Date(0), backtest: false };
    expect(await ExecutionContextService.runInContext(() => checkSignal(ARGS, CONTEXT), live)).toBe(false);
  });

  it('in turn with the runs: while one is being judged he waits', async () => {
    const slow = new SlowValidator();
    const { tw, on } = riskWorld([slow.validate, atMost(1)], { script: { 2: long() } });
    const run = collect(on(SYMBOL));
    const judged = await slow.next();
    const [asked, added] = [tw.lib.riskGlobalService.checkSignal(ARGS, CONTEXT), tw.lib.riskGlobalService.addSignal('A', of('one'))];
    judged.allow();
    (await slow.next()).allow();
    expect([await asked, told(await run), slow.asked.map(({ symbol }) => symbol)]).toEqual([false, ['time_expired 62'], [SYMBOL, 'SOLUSDT']]);
    await added;
    expect(slow.asked.map(({ activePositionCount }) => activePositionCount)).toEqual([0, 1]);
  });
});

describe('a position added by hand', () => {
  it('takes a slot from the runs until it is removed; removing takes none from a run', async () => {
    let answer: boolean | undefined;
    const { tw, results, refusals } = riskWorld([atMost(1)], {
      market: new Market(candles(-2000, 3000)),
      async getSignal(symbol, when) {
        const { addSignal, removeSignal, checkSignal } = tw.lib.riskGlobalService;
        if (when.getTime() === minute(2)) await addSignal('A', of('hand'));
        if (when.getTime() === minute(4)) await removeSignal('A', of('hand'));
        if (when.getTime() === minute(6)) answer = await checkSignal({ ...ARGS, symbol }, CONTEXT);
        return minuteOf(when) % 2 === 1 ? long({ minuteEstimatedTime: 1 }) : null;
      },
    });
    expect(told(await results())).toEqual(['time_expired 2', 'time_expired 6', 'time_expired 8', 'time_expired 10']);
    expect([refusals.map(({ timestamp, activePositionCount }) => [minuteOf(timestamp), activePositionCount]), answer]).toEqual([[[3, 1]], true]);
  });

  it('from inside a hook is stamped with the hook’s instant, and validators asked there know it too', async () => {
    const dates: Date[] = [];
    const stamps: number[] = [];
    const { tw, results } = riskWorld([async ({ activePositions }) => {
      dates.push(await getDate());
      stamps.push(...activePositions.map(({ openTimestamp }) => openTimestamp));
    }], {
      async getSignal(_symbol, when) {
        if (when.getTime() !== minute(3)) return null;
        await tw.lib.riskGlobalService.addSignal('A', of('hand'));
        await tw.lib.riskGlobalService.checkSignal(ARGS, CONTEXT);
        return null;
      },
    });
    await results();
    expect([dates.map(minuteOf), stamps.map(minuteOf)]).toEqual([[3], [3]]);
  });
});

describe('asking for nonsense', () => {
  const { riskGlobalService } = riskWorld([]).tw.lib;
  it.each<[string, () => Promise<unknown>, string]>([
    ['no arguments', () => riskGlobalService.checkSignal(undefined as never, CONTEXT), 'needs an object'],
    ['no symbol', () => riskGlobalService.checkSignal({ ...ARGS, symbol: '' }, CONTEXT), 'args.symbol'],
    ['a signal that is none', () => riskGlobalService.checkSignal({ ...ARGS, pendingSignal: 'buy' as never }, CONTEXT), 'args.pendingSignal'],
    ['no context', () => riskGlobalService.checkSignal(ARGS, null as never), '{ strategyName, riskName }'],
    ['an unknown profile', () => riskGlobalService.addSignal('A', { strategyName: 's', riskName: 'none such' }), 'risk none such not found'],
    ['no symbol to add', () => riskGlobalService.addSignal(5 as never, of('s')), 'a symbol, got 5'],
    ['nobody’s position', () => riskGlobalService.addSignal('A', CONTEXT), 'context.strategyName'],
    ['no symbol to remove', () => riskGlobalService.removeSignal('', of('s')), 'a symbol'],
    ['nobody’s position to remove', () => riskGlobalService.removeSignal('A', CONTEXT), 'context.strategyName'],
  ])('%s is refused by name', async (_what, ask, fragment) => {
    await expect(ask()).rejects.toThrow(fragment);
    await expect(ask()).rejects.toThrow('riskGlobalService.');
  });
});
