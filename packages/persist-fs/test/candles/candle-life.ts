import { StoreError, type Candle, type CandleStore, type SeriesKey } from '@tradewright/core';
import { MemoryCandleDisk, MemoryCandleStore } from '@tradewright/core/testing';
import { expect } from 'vitest';
import { ALWAYS, candlesOf, fill, KEY, read, slots } from '../../src/candles/candles.fixture.ts';
import { FsCandleStore } from '../../src/index.ts';
import type { FaultDisk } from '../fault/fault-disk.ts';
import { FaultProcess } from '../fault/fault-process.ts';

/** Two levels of it are missing at first. */
export const DIRECTORY = '/srv/candles';
const DAYS: SeriesKey = { ...KEY, symbol: 'ETH/USDT', interval: '1d' };
const instrument = { symbol: 'BTCUSDT', tickSize: 0.1, lotSize: 0.001, minNotional: 5 };

function without(from: number, to: number, minute: number): Candle[] {
  return candlesOf(slots(from, to)).filter(({ openTimeMs }) => openTimeMs !== slots(minute, minute + 1).fromMs);
}

/** What a user does, one after the other: new files, longer ones, several at once, holes, nothing new, nothing at all. */
export const DEEDS: readonly ((store: CandleStore) => Promise<unknown>)[] = [
  (store) => fill(store, slots(2, 22)),
  (store) => fill(store, slots(22, 23)),
  (store) => fill(store, slots(23, 25), without(23, 25, 23)),
  (store) => fill(store, slots(-3, 4)),
  (store) => fill(store, slots(20, 25), candlesOf(slots(20, 25)).map((candle) => ({ ...candle, volume: 99 }))),
  (store) => store.keepInstrument('binance', instrument),
  (store) => fill(store, slots(-3, 25)),
  (store) => fill(store, slots(-1_000_000, -3), []),
  (store) => fill(store, slots(0, 700, '1d'), candlesOf(slots(0, 700, '1d'), '1d').filter((_, i) => i % 50 === 0), DAYS),
  (store) => store.keepInstrument('binance', { ...instrument, tickSize: 0.01 }),
];

/** All that can be asked of a store. */
export async function contentOf(store: CandleStore): Promise<unknown> {
  const asked = [];
  for (const key of [KEY, DAYS]) asked.push({ key, covered: await store.covered(key, { ...ALWAYS, fromMs: -1e15 }), candles: await read(store, ALWAYS, key), hash: await store.contentHash(key, ALWAYS) });
  return { series: await store.series(), asked, instrument: await store.instrument('binance', 'BTCUSDT') };
}

async function contents(): Promise<readonly unknown[]> {
  const store = new MemoryCandleStore(new MemoryCandleDisk());
  const after = [await contentOf(store)];
  for (const deed of DEEDS) {
    await deed(store);
    after.push(await contentOf(store));
  }
  return after;
}

/** What is there after so many deeds. */
export const AFTER: readonly unknown[] = await contents();

export function open(process: FaultProcess): Promise<FsCandleStore> {
  return FsCandleStore.open({ directory: DIRECTORY, fileSystem: process.fs, lockWaitMs: 0 });
}

/** What a new process finds after a crash: the sure deeds, perhaps the one that was under way, and nothing by halves. */
export async function verify(disk: FaultDisk, sure: number): Promise<void> {
  const store = await open(new FaultProcess(disk));
  const found = await contentOf(store);
  const same = [sure, sure + 1].some((count) => count < AFTER.length && equal(found, AFTER[count]));
  if (!same) expect(found, `after ${sure} deeds`).toEqual(AFTER[sure]);
  for (const deed of DEEDS.slice(sure)) await deed(store);
  expect(await contentOf(store), 'after the rest').toEqual(AFTER.at(-1));
  expectTidy(disk);
  disk.locks.clear();
  disk.losePower(() => 0);
  expect(await contentOf(await open(new FaultProcess(disk))), 'after the rest and a power cut').toEqual(AFTER.at(-1));
}

export function equal(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** Nothing is left over where something was written since. */
function expectTidy(disk: FaultDisk): void {
  const files = disk.files(DIRECTORY);
  expect(files.filter((path) => path.includes('.tmp-')), 'left over').toEqual([]);
  for (const index of files.filter((path) => path.endsWith('series.line'))) {
    const directory = index.slice(0, index.lastIndexOf('/') + 1);
    const text = disk.file(index).seen.toString();
    const left = files.filter((path) => path.startsWith(directory)).map((path) => path.slice(directory.length)).filter((name) => !['lock', 'holder.json', 'series.line'].includes(name) && !text.includes(`"${name}"`));
    expect(left, `left over in ${directory}`).toEqual([]);
  }
}

/** `dead` for what is no error of a store. */
export function codeOf(reason: unknown): string {
  return reason instanceof StoreError ? reason.code : 'dead';
}
