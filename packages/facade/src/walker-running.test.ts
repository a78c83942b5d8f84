import { describe, expect, it } from 'vitest';
import { contest, strategy, three, WALKER, WHICH } from '../test/contest.ts';
import { minuteOf } from '../test/market.ts';
import { until } from '../test/risk.ts';
import { collect, long, NAMES, SYMBOL } from '../test/world.ts';

const { exchangeName, frameName } = NAMES;

describe('walks side by side', () => {
  it('of one walker on two symbols do not mix', async () => {
    const made = contest([strategy('picky', [0], { getSignal: (symbol, when) => (symbol === SYMBOL && minuteOf(when) === 0 ? long() : null) }), strategy('once', [0])]);
    const [btc, eth] = await Promise.all([made.walk(), made.walk('ETHUSDT')]);
    expect(btc!.map(({ symbol, stats }) => [symbol, stats.totalSignals])).toEqual([[SYMBOL, 1], [SYMBOL, 1]]);
    expect(eth!.map(({ symbol, stats }) => [symbol, stats.totalSignals])).toEqual([['ETHUSDT', 0], ['ETHUSDT', 1]]);
    expect(made.done.map(({ symbol }) => symbol).toSorted()).toEqual([SYMBOL, 'ETHUSDT']);
    expect((await made.tw.Walker.getData('ETHUSDT', WALKER)).strategyResults.map(({ stats }) => stats.totalSignals)).toEqual([1, 0]);
    expect((await made.tw.Walker.list()).map(({ symbol, walkerName, status }) => [symbol, walkerName, status])).toEqual([[SYMBOL, WALKER, 'fulfilled'], ['ETHUSDT', WALKER, 'fulfilled']]);
  });

  it('of two walkers that share strategies, and a backtest of one of these, give what they give alone', async () => {
    const made = contest(three());
    made.tw.addWalker({ walkerName: 'other', exchangeName, frameName, strategies: ['once', 'twice'], metric: 'winRate' });
    const [one, other, run] = await Promise.all([made.walk(), collect(made.tw.Walker.run(SYMBOL, { walkerName: 'other' })), collect(made.tw.Backtest.run(SYMBOL, { ...NAMES, strategyName: 'once' }))]);
    expect([one!.length, other.length, run.length]).toEqual([3, 2, 1]);
    expect(made.errors).toEqual([]);
  });

  it('refuses the same walker on the same symbol twice', async () => {
    const made = contest(three());
    const walk = made.tw.Walker.run(SYMBOL, WHICH);
    expect(() => made.tw.Walker.background(SYMBOL, WHICH)).toThrow(expect.objectContaining({ code: 'run/busy' }));
    await collect(walk);
    expect(await made.walk()).toHaveLength(3);
  });

  it('hold their walker, strategies, exchange and frame while they are under way', async () => {
    const made = contest(three());
    const walk = made.tw.Walker.run(SYMBOL, WHICH);
    await walk.next();
    const held = [() => made.tw.removeWalker(WALKER), () => made.tw.removeStrategy('unlucky'), () => made.tw.removeExchange(exchangeName), () => made.tw.overrideFrame({ frameName, note: 'n' })];
    for (const attempt of held) expect(attempt).toThrow(`is in use by walker ${WALKER} on ${SYMBOL}`);
    await collect(walk);
    for (const attempt of held.slice(0, 2)) attempt();
  });
});

describe('a walk in the background', () => {
  it('goes to its end, with one done event after every other; its function stops it', async () => {
    const made = contest(three());
    const statuses = async (): Promise<string[]> => (await made.tw.Walker.list()).map(({ status }) => status);
    made.tw.Walker.background(SYMBOL, WHICH);
    expect(await statuses()).toEqual(['pending']);
    await until(() => made.done.length > 0);
    expect(made.story.at(-1)).toBe('done');
    expect(await statuses()).toEqual(['fulfilled']);
    const stop = made.tw.Walker.background(SYMBOL, WHICH);
    stop();
    await until(() => made.done.length > 1);
    expect(made.story.slice(-3)).toEqual(['best null', 'complete', 'done']);
  });
});
