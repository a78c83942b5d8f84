import type { RiskRule, RiskVerdict } from '@tradewright/core';
import { cooldown, dailyLossLimit, maxOpenPositions, maxPositionCapital, portfolioStop } from '@tradewright/risk';
import { describe, expect, it } from 'vitest';
import { candles, Market, minute, minuteOf } from '../test/market.ts';
import { atMost, RISK, riskWorld, until, type RiskWorld } from '../test/risk.ts';
import { codeOf, collect, FREE, long, NAMES, SYMBOL, thenable, throwText, told, type WorldOptions } from '../test/world.ts';
import type { IRiskSchema } from './types.ts';

const HOUR = { 2: long() };
/** A world whose profile is changed before anything runs. */
function ruled(change: Partial<IRiskSchema>, options: WorldOptions = { script: HOUR }, callbacks?: IRiskSchema['callbacks']): RiskWorld {
  const made = riskWorld([], options, callbacks);
  made.tw.overrideRisk({ riskName: RISK, ...change });
  return made;
}

describe('a ready rule of a profile', () => {
  it('refuses as a validation does: events, record and callback, with its reason as the comment', async () => {
    const called: string[] = [];
    const { all, refusals, story, tw, errors } = ruled({ rules: [maxOpenPositions({ max: 1 })] }, { script: HOUR }, { onRejected: (symbol) => void called.push(`rejected ${symbol}`), onAllowed: (symbol) => void called.push(`allowed ${symbol}`) });
    expect((await all('A', 'B')).map(told)).toEqual([['time_expired 62'], []]);
    const reason = 'refused by max-open-positions: all positions 2 > 1';
    expect(refusals).toMatchObject([{ symbol: 'B', strategyName: NAMES.strategyName, comment: reason, message: reason, activePositionCount: 1, timestamp: minute(2), pendingSignal: long() }]);
    expect(story.filter((word) => word !== 'opened' && word !== 'closed')).toEqual([`validation ${reason}`, 'risk 2']);
    expect([called, (await tw.Risk.getData('B', NAMES.strategyName)).totalRejections, errors]).toEqual([['allowed A', 'rejected B'], 1, []]);
  });

  it('is asked after the validations, once they have all allowed', async () => {
    const asked: string[] = [];
    const rule: RiskRule = { name: 'last', judge: ({ plan, quantity, symbol }) => (asked.push(`${symbol} ${plan.side} ${quantity}`), { allowed: true }) };
    const { all } = ruled({ validations: [atMost(1)], rules: [rule] });
    await all('A', 'B');
    expect(asked).toEqual(['A long 1']);
  });

  it('keeps what it remembers from run to run only while runs overlap', async () => {
    const { on, all, refusals } = ruled({ rules: [cooldown({ afterLossMs: 24 * 3_600_000 })] }, { script: { 2: long(), 6: long() }, market: new Market(candles(-2000, 3000, { 3: [100, 100, 94, 100] })) });
    expect(told(await collect(on('A')))).toEqual(['stop_loss 3']);
    expect(refusals.map(({ comment }) => comment)).toEqual([expect.stringMatching(/^refused by cooldown: A pauses until 2024-01-02T00:0[34]:00.000Z$/)]);
    expect((await all('A')).map(told)).toEqual([['stop_loss 3']]);
  });

  it.each<[string, (made: RiskWorld) => unknown]>([
    ['is never consumed', ({ on }) => on('B')],
    ['is left before its first result', ({ on }) => on('B').return()],
    ['was called off before it began', ({ tw }) => collect(tw.Backtest.run('B', NAMES, { signal: AbortSignal.abort() }))],
  ])('forgets as much where a backtest %s', async (_how, idle) => {
    const made = ruled({ rules: [cooldown({ afterLossMs: 24 * 3_600_000 })] }, { script: { 2: long() }, market: new Market(candles(-2000, 3000, { 3: [100, 100, 94, 100] })) });
    await idle(made);
    expect([(await made.all('A')).map(told), (await made.all('A')).map(told)]).toEqual([[['stop_loss 3']], [['stop_loss 3']]]);
  });

  it('leaves less where it may', async () => {
    const { tw, results } = ruled({ capital: 1000, rules: [maxPositionCapital({ maxFrac: 0.5, onExcess: 'reduce' })] });
    tw.addSizing({ sizingName: 'all', method: 'fixed-notional', notional: 900 });
    tw.overrideStrategy({ strategyName: NAMES.strategyName, sizingName: 'all' });
    const [closed] = await results();
    expect(closed).toMatchObject({ action: 'closed', trade: { entry: { quantity: 5 } } });
  });

  it('that thinks for ever among others is out of time, and has refused; the next signal is judged anew', async () => {
    const asked: string[] = [];
    const answers: ((verdict: RiskVerdict) => void)[] = [];
    const slow: RiskRule = { name: 'slow', judge: ({ nowMs }) => (asked.push(`slow ${minuteOf(nowMs)}`), new Promise((resolve) => answers.push(resolve))) };
    const last: RiskRule = { name: 'last', judge: ({ nowMs }) => (asked.push(`last ${minuteOf(nowMs)}`), { allowed: true }) };
    const { refusals, results, clock, errors } = ruled({ rules: [maxOpenPositions({ max: 1 }), slow, last] }, { script: { 2: long(), 5: long() }, config: { ...FREE, CC_RISK_TIMEOUT_SECONDS: 7 } });
    const done = results();
    await until(() => answers.length === 1);
    expect(clock.pending).toBe(1);
    await clock.pass(6999);
    expect(refusals).toEqual([]);
    await clock.pass(1);
    await until(() => answers.length === 2);
    answers[1]!({ allowed: true });
    expect([told(await done), refusals.map(({ comment }) => comment)]).toEqual([['time_expired 65'], [`Timeout for risk ${RISK} symbol=${SYMBOL}: no answer within 7 s.`]]);
    expect([asked, clock.pending, errors]).toEqual([['slow 2', 'slow 5', 'last 5'], 0, []]);
  });

  it('closes everything under it when it says so, and stays shut', async () => {
    const { tw, results, refusals, story } = ruled({ capital: 1000, rules: [portfolioStop({ maxDrawdownFrac: 0.1 })] }, { script: { 2: long({ priceStopLoss: 85 }), 8: long({ priceStopLoss: 80 }) }, market: new Market(candles(-2000, 3000, Object.fromEntries(Array.from({ length: 60 }, (_, i) => [4 + i, [88, 88, 88, 88] as const])))) });
    tw.addSizing({ sizingName: 'all', method: 'fixed-notional', notional: 1000 });
    tw.overrideStrategy({ strategyName: NAMES.strategyName, sizingName: 'all' });
    const [closed] = await results();
    expect(closed).toMatchObject({ closeReason: 'command', reasonText: 'portfolio-stop: drawdown 12 % ≥ 10 %: equity 880 of 1000' });
    expect(refusals.map(({ comment, timestamp }) => `${minuteOf(timestamp)} ${comment}`)).toEqual(['8 refused by portfolio-stop: stopped at 2024-01-01T00:05:00.000Z, nothing more until it is reset']);
    expect(story.filter((word) => word === 'closed')).toHaveLength(1);
  });
});

describe('a profile whose rules need money', () => {
  const rules = [dailyLossLimit({ maxLossFrac: 0.1 })];

  it('says where to give it some, when the run is started', () => {
    const { run } = ruled({ rules });
    expect(run).toThrow(expect.objectContaining({ code: 'risk/capital', message: `Backtest.run: rule daily-loss-limit of risk ${RISK} measures against equity, and there is no capital. Give the profile one, addRisk({ riskName, capital, … }), or the run.` }));
  });

  it('runs with a capital of its own, or of the run', async () => {
    expect(told(await ruled({ rules, capital: 1000 }).results())).toEqual(['time_expired 62']);
    const { tw } = ruled({ rules });
    expect(told(await collect(tw.Backtest.run(SYMBOL, NAMES, { capital: 500 })))).toEqual(['time_expired 62']);
    for (const capital of [0, -1, NaN, '5', null]) expect(() => tw.Backtest.run(SYMBOL, NAMES, { capital: capital as never })).toThrow(expect.objectContaining({ code: 'run/options' }));
  });

  it('cannot mark it without candles that are read ahead', async () => {
    const { run } = ruled({ rules, capital: 1000 }, { script: HOUR, config: { CC_CANDLE_PREFETCH: false } });
    await expect(run().next()).rejects.toMatchObject({ code: 'run/prefetch' });
  });
});

describe('a validation that', () => {
  it.each([
    ['throws a text', () => throwText('no'), 'no'],
    ['throws nothing', () => throwText(undefined), 'undefined'],
    ['throws null', () => throwText(null), 'null'],
    ['throws an object', () => throwText({ message: 'odd' }), 'odd'],
    ['throws a number', () => throwText(7), '7'],
    ['rejects with a text', () => Promise.reject('later' as never), 'later'],
    ['has a promise whose then throws', () => thenable(() => throwText('then')), 'then'],
  ])('%s has refused, and says so', async (_name, validate, message) => {
    const { results, refusals, errors } = ruled({ validations: [validate as () => void] });
    expect([told(await results()), refusals.map((refusal) => refusal.message), errors]).toEqual([[], [message], []]);
  });

  it.each([['an error', new Error('no')], ['a word', 'left'], ['false', false]])('resolves with %s has not refused', async (_name, value) => {
    expect(told(await ruled({ validations: [(async () => value) as never] }).results())).toEqual(['time_expired 62']);
  });

  it('changes its payload changes it for nobody else, rules included', async () => {
    const seen: unknown[] = [];
    const spoil: IRiskSchema['validations'] = [(payload) => { payload.activePositions.length = 0; Object.assign(payload, { symbol: 'X', activePositionCount: 0 }); Object.assign(payload.pendingSignal, { position: 'short', priceStopLoss: 1 }); }];
    const rule: RiskRule = { name: 'sees', judge: ({ symbol, plan: { side, stopLossPrice }, activePositions }) => (seen.push([symbol, side, stopLossPrice, activePositions.length]), { allowed: true }) };
    const { all } = ruled({ validations: [...spoil, ({ symbol, activePositionCount }) => void seen.push([symbol, activePositionCount])], rules: [rule] });
    await all('A', 'B');
    expect(seen).toEqual([['A', 0], ['A', 'long', 95, 0], ['B', 1], ['B', 'long', 95, 1]]);
  });
});

describe('a position that was added by hand', () => {
  it('counts for rules, too, and must say what they look at', async () => {
    const { tw, results, refusals } = ruled({ rules: [maxOpenPositions({ max: 1 })] });
    const { addSignal } = tw.lib.riskGlobalService;
    expect(await codeOf(addSignal('X', { riskName: RISK, strategyName: 'hand' }))).toBe('risk/args');
    const [row] = (await riskWorld([], { script: HOUR }).results()).map(({ signal }) => signal);
    await addSignal('X', { riskName: RISK, strategyName: 'hand', signal: row!, quantity: 1 });
    expect([told(await results()), refusals.length]).toEqual([[], 1]);
    const args = { symbol: 'A', strategyName: 'any', exchangeName: 'any', currentPrice: 100, timestamp: minute(0) };
    expect([await tw.lib.riskGlobalService.checkSignal(args, { riskName: RISK }), await tw.lib.riskGlobalService.checkSignal({ ...args, pendingSignal: long() }, { riskName: RISK })]).toEqual([true, false]);
  });
});
