import { describe, expect, it } from 'vitest';
import { door, turns } from '../test/door.ts';
import { candles, Market, minute, minuteOf } from '../test/market.ts';
import { collect, long, NAMES, settlesBefore, SYMBOL, world, type World, type WorldOptions } from '../test/world.ts';
import type { IStrategyTickResult } from './types.ts';

const FAR = new Market(candles(-10, 60_000));
const busy = (over: WorldOptions = {}): World => world({ market: FAR, ...over });
/** A trade a minute, each of which is told twice. */
const trading = (minutes: number): WorldOptions => ({ to: minutes, getSignal: (_symbol, when) => long({ id: String(minuteOf(when)), minuteEstimatedTime: 1 }) });

const loud = ({ action }: IStrategyTickResult): boolean => action !== 'idle' && action !== 'active';
const named = ({ action, signal }: IStrategyTickResult): string => `${action} ${signal?.id ?? ''}`.trim();

/** What the logger was told under a topic. */
function noted(tw: World['tw'], topic: string): unknown[] {
  const details: unknown[] = [];
  const write = (said: string, ...rest: unknown[]): void => {
    if (said === topic) details.push(rest[0]);
  };
  tw.setLogger({ log: write, debug: write, info: write, warn: write });
  return details;
}

describe('a listener that cannot keep up', () => {
  it('gets every transition in order, and of what only repeats itself the latest; what gave way is counted', async () => {
    const { opens, open } = door();
    const { tw, run } = busy({ to: 5000, script: { 0: long({ id: '0', minuteEstimatedTime: 1 }), 4000: long({ id: '1', minuteEstimatedTime: 1 }) } });
    const coalesced = noted(tw, 'backtest events coalesced');
    const heard: string[] = [];
    tw.listenSignalBacktest(async (result) => {
      await opens;
      heard.push(loud(result) ? named(result) : `${result.action} ${minuteOf(await tw.getDate())}`);
    });
    const end = collect(run());
    await turns(20_000);
    open();
    await end;
    const idles = heard.filter((note) => note.startsWith('idle'));
    expect(heard.filter((note) => !note.startsWith('idle'))).toEqual(['opened 0', 'closed 0', 'opened 1', 'closed 1']);
    // A thousand may wait before the first gives way; before and after the second trade one is left each.
    expect(idles.length).toBeLessThan(1005);
    expect(coalesced).toEqual([{ coalesced: 4998 - idles.length }]);
    expect([heard.indexOf('opened 1') > 900, heard[heard.indexOf('opened 1') - 1], heard.at(-1)]).toEqual([true, 'idle 3999', 'idle 4999']);
  });

  it('gets the latest progress only', async () => {
    const { opens, open } = door();
    const { tw, run } = busy({ to: 5000 });
    const coalesced = noted(tw, 'backtest events coalesced');
    const heard: number[] = [];
    tw.listenBacktestProgress(async ({ processedFrames }) => {
      await opens;
      heard.push(processedFrames);
    });
    const end = collect(run());
    await turns(20_000);
    open();
    await end;
    expect([heard.length < 1005, heard.at(-1), coalesced.length, heard.every((frames, i) => i === 0 || frames > heard[i - 1]!)]).toEqual([true, 5000, 1, true]);
  });

  it('is not overrun by runs that take turns', async () => {
    const { opens, open } = door();
    const { tw } = busy({ to: 3000 });
    const heard: string[] = [];
    tw.listenSignalBacktest(async ({ symbol }) => {
      await opens;
      heard.push(symbol);
    });
    const end = Promise.all(['A', 'B', 'C'].map((symbol) => collect(tw.Backtest.run(symbol, NAMES))));
    await turns(40_000);
    open();
    await end;
    expect(heard.length).toBeLessThan(1010);
    expect(new Set(heard)).toEqual(new Set(['A', 'B', 'C']));
  });

  it('loses no level of a position and no error', async () => {
    const { opens, open } = door();
    const prices = Object.fromEntries(Array.from({ length: 3000 }, (_, i) => [3 * i + 1, [104, 104, 104, 104] as const]));
    const { tw, run } = world({ to: 6000, market: new Market(candles(-10, 6100, prices)), config: { CC_TRADE_FEE: 0, CC_SLIPPAGE: 0, CC_AVERAGE_PRICE_CANDLE_COUNT: 1 }, getSignal: (_symbol, when) => {
      if (minuteOf(when) % 3 === 0) throw new Error('no idea');
      return minuteOf(when) % 3 === 1 ? long({ minuteEstimatedTime: 2 }) : null;
    } });
    const levels: Record<number, number> = {};
    let errors = 0;
    tw.listenPartialProfit(async ({ level }) => {
      await opens;
      levels[level] = (levels[level] ?? 0) + 1;
    });
    tw.listenError(async () => {
      await opens;
      errors++;
    });
    let trades = 0;
    const stream = run();
    const end = (async () => { for await (const _result of stream) trades++; })();
    await turns(200_000);
    open();
    await end;
    expect([trades > 1500, levels, errors]).toEqual([true, { 10: trades, 20: trades, 30: trades, 40: trades }, 2000]);
  });

  it('holds the run up once a hundred thousand events wait, which is said once; none is lost', async () => {
    const { opens, open } = door();
    const { tw, run } = busy(trading(52_000));
    const warnings = noted(tw, 'backtest waits for its listeners');
    let count = 0;
    let last = '';
    tw.listenSignalBacktest(async (result) => {
      if (count++ === 0) await opens;
      last = named(result);
    });
    let trades = 0;
    const end = (async () => { for await (const _result of run()) trades++; })();
    await expect.poll(() => warnings.length, { timeout: 20_000 }).toBe(1);
    expect([Math.round(trades / 1000), await settlesBefore(end, turns(1000))]).toEqual([50, false]);
    open();
    await end;
    expect([trades, count, last, warnings.length]).toEqual([52_000, 104_000, 'closed 51999', 1]);
  });
});

describe('a hundred thousand events', () => {
  it('reach every listener in order: a sync one, an async one, and those that fail', { timeout: 240_000 }, async () => {
    const { tw, run } = world({ ...trading(50_000), market: FAR });
    const heard: Record<string, number> = { sync: 0, async: 0, throwing: 0, rejecting: 0, errors: 0 };
    const broke = new Error('listener broke'); // one for all: two hundred thousand stack traces would take longest here
    let outOfOrder = 0;
    let at = 0;
    tw.listenError(() => void heard['errors']!++);
    tw.listenSignalBacktest((result) => {
      if (named(result) !== `${at % 2 === 0 ? 'opened' : 'closed'} ${at >> 1}`) outOfOrder++;
      at++;
      heard['sync']!++;
    });
    tw.listenSignalBacktest(async () => { heard['async']!++; });
    tw.listenSignalBacktest(() => {
      heard['throwing']!++;
      throw broke;
    });
    tw.listenSignalBacktest(async () => {
      heard['rejecting']!++;
      throw broke;
    });
    let done: unknown;
    tw.listenDoneBacktest(() => { done = { ...heard }; });
    let trades = 0;
    for await (const _result of run()) trades++;
    expect([trades, outOfOrder]).toEqual([50_000, 0]);
    expect(done).toEqual({ sync: 100_000, async: 100_000, throwing: 100_000, rejecting: 100_000, errors: 200_000 });
  });
});

describe('an instant', () => {
  it('of an event stays its own, however late it is handled', async () => {
    const { opens, open } = door();
    const { tw, run } = busy(trading(3));
    const seen: string[] = [];
    tw.listenSignalBacktest(async (result) => {
      await opens;
      const [date, [candle]] = await Promise.all([tw.getDate(), tw.getCandles(SYMBOL, '1m', 1)]);
      seen.push(`${named(result)} ${minuteOf(date)} ${minuteOf(candle!.timestamp)}`);
    });
    const end = collect(run());
    await turns(1000);
    open();
    await end;
    expect(seen).toEqual(['opened 0 0 -1', 'closed 0 1 0', 'opened 1 1 0', 'closed 1 2 1', 'opened 2 2 1', 'closed 2 3 2']);
    expect(minute(0)).toBe(Date.UTC(2024, 0, 1));
  });
});
