import { describe, expect, it } from 'vitest';
import { minute, minuteOf, QuickClock } from '../test/market.ts';
import { collect, long, short, thenable, throwText, told, world } from '../test/world.ts';

/** What becomes of one answer given at minute 2. */
async function given(answer: unknown, how: 'sync' | 'async' = 'sync'): Promise<{ results: string[]; errors: Error[]; asks: number[]; heard: string[]; pnl: unknown[] }> {
  const made = world({ getSignal: (_symbol, when) => {
    const said = minuteOf(when) === 2 ? answer : null;
    return how === 'sync' ? said : Promise.resolve(said);
  } });
  const heard: string[] = [];
  made.tw.listenSignalBacktest(({ action }) => { if (action !== 'idle') heard.push(action); });
  const results = await made.results();
  return { results: told(results), errors: made.errors, asks: made.asks, heard, pnl: results.map((result) => (result.action === 'closed' ? result.pnl.priceOpen : null)) };
}

describe.each(['sync', 'async'] as const)('a getSignal that is %s', (how) => {
  it.each([
    ['null', null],
    ['undefined', undefined],
    ['wait', { position: 'wait' }],
    ['wait with everything else', { ...long(), position: 'wait' }],
    ['wait with nonsense', { position: 'wait', priceTakeProfit: 'x' }],
  ])('has no signal when it answers %s', async (_what, answer) => {
    const { results, errors, heard, asks } = await given(answer, how);
    expect([results, errors, heard, asks.length]).toEqual([[], [], [], 10]);
  });

  it.each([
    ['id', { id: undefined }],
    ['priceOpen', { priceOpen: undefined }],
    ['note', { note: undefined }],
    ['every optional field', { id: undefined, priceOpen: undefined, note: undefined }],
    ['every optional field, as null', { id: null, priceOpen: null, note: null }],
  ])('may leave out %s explicitly', async (_what, over) => {
    const { results, errors, pnl } = await given({ ...long(), ...over }, how);
    expect([results, errors, pnl]).toEqual([['time_expired 62'], [], [100]]);
  });

  it('makes the same events as the other kind', async () => {
    expect((await given(long({ priceOpen: 98 }), how)).heard).toEqual(['scheduled', 'cancelled']);
  });
});

describe('a signal that cannot be traded', () => {
  it.each([
    ['target of a long one below the entry', long({ priceTakeProfit: 99 }), 'Invalid signal for long position:\n  - priceTakeProfit (99) must be > priceOpen (100)'],
    ['stop of a long one above the entry', long({ priceStopLoss: 101 }), 'priceStopLoss (101) must be < priceOpen (100)'],
    ['target of a short one above the entry', short({ priceTakeProfit: 101 }), 'Invalid signal for short position:\n  - priceTakeProfit (101) must be < priceOpen (100)'],
    ['stop of a short one below the entry', short({ priceStopLoss: 99 }), 'priceStopLoss (99) must be > priceOpen (100)'],
    ['entry of nothing', long({ priceOpen: 0 }), 'priceOpen must be positive, got 0'],
    ['negative entry', long({ priceOpen: -5 }), 'priceOpen must be positive, got -5'],
    ['no lifetime', long({ minuteEstimatedTime: 0 }), 'minuteEstimatedTime must be positive, got 0'],
    ['half a minute', long({ minuteEstimatedTime: 0.5 }), 'minuteEstimatedTime must be an integer, got 0.5'],
    ['too long a life', long({ minuteEstimatedTime: 1441 }), 'minuteEstimatedTime (1441) exceeds the maximum of 1440 minutes'],
    ['target too near', long({ priceTakeProfit: 100.1 }), 'priceTakeProfit (100.1) is closer to priceOpen than the minimum distance of 0.5%'],
    ['stop too near', long({ priceStopLoss: 99.9 }), 'priceStopLoss (99.9) is closer to priceOpen than the minimum distance of 0.5%'],
    ['stop too far', long({ priceStopLoss: 70 }), 'priceStopLoss (70) is farther from priceOpen than the maximum distance of 20%'],
    ['price that is no number', long({ priceTakeProfit: Number.NaN }), 'priceTakeProfit must be a finite number'],
    ['price in words', { ...long(), priceStopLoss: '95' }, 'priceStopLoss must be a finite number, got "95"'],
    ['note that is no text', { ...long(), note: 5 }, 'note must be a'],
    ['unknown side', { ...long(), position: 'up' }, 'Invalid signal for up position:\n  - position must be "long" or "short", got "up"'],
    ['nothing in it', {}, 'position must be "long" or "short"'],
    ['a list', [long()], 'position must be "long" or "short"'],
    ['a number', 42, 'signal must be an object, got 42'],
    ['true', true, 'signal must be an object, got true'],
    ['a word', 'buy', 'signal must be an object, got "buy"'],
  ])('%s: is refused by name, told once, and the run goes on', async (_what, answer, message) => {
    for (const how of ['sync', 'async'] as const) {
      const { results, errors, asks, heard } = await given(answer, how);
      expect(errors).toMatchObject([{ code: 'signal/refused', message: expect.stringContaining(message) as string }]);
      expect([results, heard, asks.length]).toEqual([[], [], 10]);
    }
  });

  it('is told with all that is wrong with it', async () => {
    const { errors } = await given({ position: 'long', priceTakeProfit: 90, priceStopLoss: 110, minuteEstimatedTime: -1 });
    expect(errors[0]!.message.split('\n').length).toBeGreaterThanOrEqual(4);
  });
});

describe('a getSignal that fails', () => {
  it.each([
    ['throws', () => { throw new Error('no data feed'); }],
    ['rejects', () => Promise.reject(new Error('no data feed'))],
    ['throws no error', () => throwText('no data feed')],
    ['answers with a getter that throws', () => ({ get position(): string { throw new Error('no data feed'); } })],
    ['answers with a thenable that throws', () => thenable(() => throwText(new Error('no data feed')))],
  ])('because it %s is told with what it said, and asked again', async (_what, fail) => {
    const { results, errors, asks } = world({ getSignal: (_symbol, when) => (minuteOf(when) === 2 ? fail() : null) });
    expect(await results()).toEqual([]);
    expect(errors).toMatchObject([{ code: 'strategy/threw', message: expect.stringContaining('no data feed') as string }]);
    expect(asks.length).toBe(10);
  });

  it('because it never answers is given up on after the time-out, in the words of the seeds', async () => {
    const clock = new QuickClock(minute(100_000));
    const { run, errors, asks } = world({ clock, config: { CC_MAX_SIGNAL_GENERATION_SECONDS: 7 }, to: 4, getSignal: (_symbol, when) => (minuteOf(when) === 2 ? new Promise(() => undefined) : null) });
    const results = collect(run());
    await expect.poll(() => clock.pending).toBe(1);
    await clock.pass(6999);
    expect(errors).toEqual([]);
    await clock.pass(1);
    expect([await results, asks, clock.pending]).toEqual([[], [0, 1, 2, 3], 0]);
    expect(errors).toMatchObject([{ code: 'strategy/timeout', message: 'Timeout for scripted symbol=BTCUSDT: no answer within 7 s.' }]);
  });

  it('leaves no timer behind', async () => {
    const { results, clock } = world({ getSignal: async () => null });
    await results();
    expect(clock.pending).toBe(0);
  });
});

describe('a note', () => {
  it.each([
    ['# Breakout\n\nof **the** day', 'Breakout of the day'],
    ['<b>strong</b> trend', 'strong trend'],
    ['- one\n- two', 'one two'],
    ['see [the chart](https://example.org)', 'see the chart'],
    ['**_both_** and `code` and ~~gone~~', 'both and code and gone'],
    ['   ', ''],
    ['a < b and c > d', 'a < b and c > d'],
    ['5 * 3 and snake_case', '5 * 3 and snake_case'],
  ])('%j ends up as plain text', async (note, expected) => {
    const [result] = await world({ script: { 2: long({ note }) } }).results();
    expect(result?.signal.note).toBe(expected);
  });
});
