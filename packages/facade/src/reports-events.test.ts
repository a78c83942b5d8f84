import { describe, expect, it } from 'vitest';
import { candles, Market, minute } from '../test/market.ts';
import { atMost, RISK, riskWorld } from '../test/risk.ts';
import { PAIR } from '../test/three-trades.ts';
import { long, NAMES, short, SYMBOL, world } from '../test/world.ts';
import type { ISignalDto } from './types.ts';

describe('the report of partial levels', () => {
  it('lists every level with its sign, in the mode of the run', async () => {
    const made = world({ market: new Market(candles(-2000, 3000, Object.fromEntries(Array.from({ length: 12 }, (_, n) => [n + 1, n < 6 ? [103, 103, 103, 103] : [97, 97, 97, 97]])))), script: { 0: long({ id: 'a' }) }, config: { CC_TRADE_FEE: 0, CC_SLIPPAGE: 0, CC_PARTIAL_PROFIT_LEVELS: [10, 20], CC_PARTIAL_LOSS_LEVELS: [40] } });
    const heard: string[] = [];
    made.tw.listenPartialProfit(({ level }) => void heard.push(`profit ${level}`));
    made.tw.listenPartialLoss(({ level }) => void heard.push(`loss ${level}`));
    await made.results();
    const stats = await made.tw.Partial.getData(...PAIR);
    expect(stats.eventList.map(({ action, level }) => `${action} ${level}`)).toEqual(heard.toReversed());
    expect(stats).toMatchObject({ totalEvents: heard.length, totalProfit: heard.filter((one) => one.startsWith('profit')).length });
    expect(heard).toEqual(['profit 10', 'profit 20', 'loss 40']);
    expect(stats.eventList.at(-1)).toMatchObject({ symbol: SYMBOL, strategyName: NAMES.strategyName, signalId: 'a', position: 'long', backtest: true });
    const report = await made.tw.Partial.getReport(...PAIR);
    expect(report).toContain(`# Partial Profit/Loss Report: ${SYMBOL}:${NAMES.strategyName}\n`);
    expect(report).toContain('| Action | Symbol | Strategy | Signal ID | Position | Level % | Current Price | Timestamp | Mode |');
    expect(report).toContain('| Backtest |');
  });
});

describe('the report of risk rejections', () => {
  const refusing = (validations: NonNullable<Parameters<typeof riskWorld>[0]>, dto: ISignalDto = short({ id: 'r', note: 'n' })): ReturnType<typeof riskWorld> => riskWorld(validations, { script: { 0: dto } });

  it('lists what was refused and why, also when nobody listens', async () => {
    const made = refusing([{ validate: atMost(0), note: 'no room' }]);
    await made.results();
    const stats = await made.tw.Risk.getData(...PAIR);
    expect(stats).toMatchObject({ totalRejections: 1, bySymbol: { [SYMBOL]: 1 }, byStrategy: { [NAMES.strategyName]: 1 } });
    expect(stats.eventList[0]).toMatchObject({ symbol: SYMBOL, comment: 'no room', message: '0 open', activePositionCount: 0, timestamp: minute(0) });
    const report = await made.tw.Risk.getReport(...PAIR);
    expect(report).toContain(`# Risk Rejection Report: ${SYMBOL}:${NAMES.strategyName}\n`);
    expect(report).toContain('| no room (0 open) |');
    for (const line of ['**Total rejections:** 1', '## Rejections by Symbol', '## Rejections by Strategy', `- ${SYMBOL}: 1`]) expect(report).toContain(line);
  });

  it('gives what was thrown as the reason where the validation has no note', async () => {
    const made = refusing([atMost(0)]);
    await made.results();
    expect(await made.tw.Risk.getReport(...PAIR)).toContain('| 0 open |');
  });

  it('says nothing of what a user asks by hand, which is no signal of a run', async () => {
    const made = refusing([atMost(0)]);
    await made.tw.lib.riskGlobalService.checkSignal({ symbol: SYMBOL, strategyName: NAMES.strategyName, exchangeName: NAMES.exchangeName, currentPrice: 1, timestamp: 0 }, { riskName: RISK });
    expect((await made.tw.Risk.getData(...PAIR)).totalRejections).toBe(0);
  });
});
