import type { Clock } from '@tradewright/core';
import { FakeClock } from '@tradewright/core/testing';
import { describe, expect, it } from 'vitest';
import { classOver, Shelf, useShelf } from '../../test/kv.ts';
import { liveWorld, MACHINE } from '../../test/live-world.ts';
import { long, SYMBOL, told } from '../../test/world.ts';
import { createTradewright, type Tradewright } from '../create.ts';
import type { EntityId, TPersistBaseCtor } from '../types.ts';

/** A class whose method gives no answer while it is told so. */
function hanging(ctor: TPersistBaseCtor, method: 'waitForInit' | 'hasValue' | 'readValue' | 'writeValue', hangs: () => boolean): TPersistBaseCtor {
  return class Redis extends ctor {
    constructor(entityName: string, baseDir: string) {
      super(entityName, baseDir);
      const answer = (Reflect.get(this, method) as (...given: unknown[]) => Promise<unknown>).bind(this);
      Reflect.set(this, method, (...given: [EntityId]) => (hangs() ? new Promise(() => undefined) : answer(...given)));
    }
  };
}

/** A machine on which a class that does not answer is too late at once. */
const IMPATIENT: Clock = {
  ...MACHINE,
  after(durationMs, call) {
    if (durationMs !== 8_000) return () => undefined;
    const timer = setImmediate(call);
    return () => clearImmediate(timer);
  },
};

describe('a class that gives no answer', () => {
  it.each(['waitForInit', 'hasValue', 'readValue'] as const)('has failed after 8 seconds, and it says whose fault it is: %s', async (method) => {
    const clock = new FakeClock(0);
    const { PersistSignalAdapter } = createTradewright({ clock });
    const shelf = new Shelf();
    let asked = 0;
    shelf.entities.set('signal/BTCUSDT_sma/BTCUSDT', '{}');
    PersistSignalAdapter.usePersistSignalAdapter(hanging(classOver(shelf, 'signal'), method, () => ++asked > 0));
    const read = PersistSignalAdapter.readSignalData(SYMBOL, 'sma').then(() => 'read', (error: unknown) => error);
    let outcome: unknown = 'waiting';
    void read.then((ended) => (outcome = ended));
    await expect.poll(() => asked).toBe(1);
    await clock.pass(7_999);
    expect(outcome).toBe('waiting');
    await clock.pass(1);
    expect(await read).toMatchObject({ code: 'store/adapter', retryable: true, message: expect.stringMatching(new RegExp(`^signals BTCUSDT_sma.*: ${method} of Redis gave no answer within 8 s$`)) as string });
  });

  it('makes the run pause and say so, and go on when it answers again', async () => {
    let hangs = 2;
    const before = (tw: Tradewright): void => {
      useShelf(shelf)(tw);
      tw.PersistSignalAdapter.usePersistSignalAdapter(hanging(classOver(shelf, 'signal'), 'writeValue', () => hangs > 0 && hangs-- > 0));
    };
    const shelf = new Shelf();
    const { results, status, errors } = liveWorld({ store: null, before, script: { 2: long() }, to: 4, parts: { machineClock: IMPATIENT } });
    expect(told(await results())).toEqual(['idle', 'idle', 'opened', 'active']);
    expect(status.map(({ kind }) => kind)).toEqual(['ticked', 'ticked', 'paused', 'resumed', 'ticked', 'ticked']);
    expect(errors).toMatchObject([{ code: 'store/adapter', message: expect.stringContaining('writeValue of Redis gave no answer') as string }]);
    expect(shelf.get('signal/BTCUSDT_scripted/BTCUSDT')).toMatchObject({ priceOpen: 100 });
  });

  it('does not keep a shutdown from its end', async () => {
    const shelf = new Shelf();
    const clock = new FakeClock(0);
    let asked = 0;
    const before = (tw: Tradewright): void => {
      useShelf(shelf)(tw);
      tw.PersistSignalAdapter.usePersistSignalAdapter(hanging(classOver(shelf, 'signal'), 'writeValue', () => ++asked > 0));
    };
    const { tw, results } = liveWorld({ store: null, before, script: { 2: long() }, to: 9, parts: { machineClock: clock } });
    const ended = results();
    await expect.poll(() => asked).toBe(1);
    let down = false;
    void tw.shutdown().then(() => (down = true));
    await expect.poll(async () => {
      await clock.pass(1000);
      return down;
    }).toBe(true);
    await ended;
  });
});
