import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MemoryDisk, MemoryStore } from '@tradewright/core/testing';
import { FsStateStore } from '@tradewright/persist-fs';
import { afterAll, describe, expect, it } from 'vitest';
import type { StateStore } from '@tradewright/core';
import { Shelf, useShelf } from './kv.ts';
import { liveWorld, type LiveWorldOptions } from './live-world.ts';
import { candles, Market, type Ohlc } from './market.ts';
import { long, short, told, type Script } from './world.ts';

/** Every state and every transition: immediate and waiting entries, targets, stops, time, and what waits in vain; levels on the way. */
const SPECIAL: Readonly<Record<number, Ohlc>> = {
  4: [100, 106, 100, 106], 5: [106, 111, 100, 100], 11: [100, 100, 97, 100], 13: [100, 100, 94, 100], 19: [100, 100, 100, 100], 27: [100, 103, 100, 100], 29: [100, 100, 89, 100],
};
const SCRIPT: Script = { 2: long({ id: 'a' }), 9: long({ id: 'b', priceOpen: 98 }), 16: long({ id: 'c', minuteEstimatedTime: 3 }), 21: long({ id: 'd', priceOpen: 90, priceTakeProfit: 95, priceStopLoss: 80 }), 26: short({ id: 'e', priceOpen: 102 }) };
const LAST = 32;
const OPTIONS: LiveWorldOptions = { script: SCRIPT, market: new Market(candles(-2000, 100, SPECIAL)), to: LAST, config: { CC_SCHEDULE_AWAIT_MINUTES: 3, CC_AVERAGE_PRICE_CANDLE_COUNT: 1 } };

/** A way to keep the state, and to open it once more. */
type Place = () => { readonly options: () => Promise<LiveWorldOptions>; readonly done: (options: LiveWorldOptions) => Promise<unknown> };

const root = mkdtempSync(join(tmpdir(), 'tw-restart-'));
afterAll(() => { rmSync(root, { recursive: true }); });
let places = 0;

const PLACES: readonly [string, Place][] = [
  ['memory', () => {
    const disk = new MemoryDisk();
    return { options: async () => ({ store: new MemoryStore(disk) }), done: async () => undefined };
  }],
  ['files', () => {
    const directory = join(root, `${++places}`);
    return { options: async () => ({ store: await FsStateStore.open({ directory }) }), done: async ({ store }) => (store as StateStore).close() };
  }],
  ['classes of the seeds', () => {
    const shelf = new Shelf();
    return { options: async () => ({ store: null, before: useShelf(shelf) }), done: async () => undefined };
  }],
];

/** What happened to signals, in order, whoever told it. */
async function happened(place: ReturnType<Place>, from: number, to: number): Promise<string[]> {
  const options = await place.options();
  const notes: string[] = [];
  const made = liveWorld({ ...OPTIONS, from, to, ...options });
  made.tw.listenPartialProfit(({ level, data }) => void notes.push(`level ${level} of ${data.id}`));
  made.tw.listenPartialLoss(({ level, data }) => void notes.push(`level -${level} of ${data.id}`));
  for await (const result of made.run()) if (result.action === 'opened' || result.action === 'closed' || result.action === 'cancelled') notes.push(`${told([result])[0]} ${result.signal.id}`);
  expect(made.errors).toEqual([]);
  await place.done(options);
  return notes;
}

describe.each(PLACES)('state in %s', (_name, place) => {
  it('lets a run stop and start at every minute: what happens is what happens to a run that goes through', async () => {
    const whole = await happened(place(), 0, LAST);
    expect(whole.filter((note) => !note.startsWith('level'))).toEqual(['opened a', 'take_profit 5 a', 'opened b', 'stop_loss 13 b', 'opened c', 'time_expired 19 c', 'cancelled timeout 24 d', 'opened e', 'take_profit 29 e']);
    for (let at = 1; at < LAST; at++) {
      const here = place();
      const [before, after] = [await happened(here, 0, at), await happened(here, at, LAST)];
      expect([at, ...before, ...after]).toEqual([at, ...whole]);
    }
  });

  it('lets it stop and start at all of them', async () => {
    const here = place();
    const notes: string[] = [];
    for (let at = 0; at < LAST; at++) notes.push(...(await happened(here, at, at + 1)));
    expect(notes).toEqual(await happened(place(), 0, LAST));
  });
});
