import { describe, expect, it } from 'vitest';
import type { QuietKind } from './options.ts';
import { candles, eventsOf, minute, PageSource, run, Scripted, signal, told } from './run.fixture.ts';

const strategy = (): Scripted => new Scripted({ 2: () => signal('long', { entryPrice: 98 }), 8: () => Promise.resolve(signal('long', { lifetimeMinutes: 2 })) });
const source = (): PageSource => new PageSource([candles(-10, 200, { 4: [100, 100, 98, 99], 5: [99, 111, 99, 105] })]);
const tell = async (...wants: QuietKind[]): Promise<string[]> => told(await eventsOf(run({ strategy: strategy(), candles: source(), wants })));

const LOUD = ['scheduled 2', 'opened 4', 'take-profit 5', 'opened 8', 'time-expired 10'];

describe('quiet events', () => {
  it('are not told unless wanted', async () => {
    expect(await tell()).toEqual(LOUD);
  });

  it('of idle frames are told at every frame without a signal', async () => {
    expect(await tell('idle')).toEqual(['idle 0', 'idle 1', 'scheduled 2', 'opened 4', 'take-profit 5', 'idle 6', 'idle 7', 'opened 8', 'time-expired 10']);
  });

  it('of waiting and active signals are told at every candle', async () => {
    expect(await tell('active')).toEqual(['scheduled 2', 'waiting 3', 'waiting 4', 'opened 4', 'active 5', 'take-profit 5', 'opened 8', 'active 9', 'time-expired 10']);
  });

  it('of progress count the frames of the range', async () => {
    const events = await eventsOf(run({ wants: ['progress'], toMs: minute(4), frame: '3m' }));
    expect(events).toEqual([
      { kind: 'progress', atMs: minute(0), frames: 0, totalFrames: 2 },
      { kind: 'progress', atMs: minute(3), frames: 1, totalFrames: 2 },
    ]);
  });

  it('of progress are told at frames without a price too', async () => {
    const events = await eventsOf(run({ wants: ['progress'], toMs: minute(3), candles: new PageSource([candles(1, 200)]) }));
    expect(told(events)).toEqual(['progress 0', 'progress 1', 'progress 2']);
  });

  it('of an idle frame carry the VWAP', async () => {
    const events = await eventsOf(run({ wants: ['idle'], toMs: minute(1) }));
    expect(events).toEqual([{ kind: 'idle', atMs: minute(0), knownAtMs: minute(0), price: 100 }]);
  });

  it('of an active position say how far it has come', async () => {
    const events = await eventsOf(run({ wants: ['active'], strategy: new Scripted({ 0: () => signal() }), toMs: minute(1), candles: new PageSource([candles(-10, 200, { 0: [100, 105, 100, 105], 1: [105, 111, 105, 105] })]) }));
    expect(events[1]).toMatchObject({ kind: 'active', atMs: minute(1), toTakeProfitFrac: expect.closeTo((100 + 10 / 15 - 100) / 10, 10), toStopLossFrac: 0 });
  });

  it('of idle frames are told after an end too, while it is not yet time to ask again', async () => {
    const strategy = { name: 'hourly', interval: '1h' as const, ask: () => signal() };
    const events = await eventsOf(run({ wants: ['idle'], strategy, toMs: minute(5), candles: new PageSource([candles(-10, 200, { 1: [100, 111, 100, 100] })]) }));
    expect(told(events)).toEqual(['opened 0', 'take-profit 1', 'idle 2', 'idle 3', 'idle 4']);
  });

  it('follow a refusal: the frame is idle all the same', async () => {
    expect(told(await eventsOf(run({ wants: ['idle'], strategy: new Scripted({ 1: () => signal('long', { takeProfitPrice: 1 }) }), toMs: minute(3) })))).toEqual(['idle 0', 'refused 1', 'idle 1', 'idle 2']);
  });

  it.each<QuietKind[]>([['idle'], ['active'], ['progress'], ['idle', 'active', 'progress']])('change no decision: %s', async (...wants) => {
    const quiet = /^(?:idle|active|waiting|progress) /;
    expect((await tell(...wants)).filter((event) => !quiet.test(event))).toEqual(LOUD);
  });

  it('are what stepping every candle does without telling', async () => {
    expect(told(await eventsOf(run({ strategy: strategy(), candles: source(), stepEvery: true })))).toEqual(LOUD);
  });
});
