import { allocateColumns, type CandleColumns } from '@tradewright/core';
import { expect, it } from 'vitest';
import type { CandleFile } from '../file/candle-file.ts';
import { BlockCache, CANDLE_BYTES } from './block-cache.ts';

const file = { path: '/a.csv' } as CandleFile;
const other = { path: '/b.csv' } as CandleFile;
const block = (length: number): CandleColumns => ({ length, ...allocateColumns(length) });

it('keeps blocks up to its limit, and lets the one used longest ago go first', () => {
  const cache = new BlockCache(100 * CANDLE_BYTES);
  const [a, b, c] = [block(40), block(40), block(40)];
  cache.put(file, 0, a);
  cache.put(file, 1, b);
  expect(cache.get(file, 0)).toBe(a);
  cache.put(other, 0, c);
  expect(cache.get(file, 1)).toBeUndefined();
  expect(cache.get(file, 0)).toBe(a);
  expect(cache.get(other, 0)).toBe(c);
  expect(cache.sizeBytes).toBe(80 * CANDLE_BYTES);
});

it('does not count a block twice that is put again', () => {
  const cache = new BlockCache(100 * CANDLE_BYTES);
  cache.put(file, 0, block(30));
  cache.put(file, 0, block(50));
  expect(cache.sizeBytes).toBe(50 * CANDLE_BYTES);
});

it('keeps nothing that is larger than itself', () => {
  const cache = new BlockCache(10 * CANDLE_BYTES);
  cache.put(file, 0, block(11));
  expect(cache.get(file, 0)).toBeUndefined();
  expect(cache.sizeBytes).toBe(0);
});

it('says whether a block fits without another having to leave', () => {
  const cache = new BlockCache(100 * CANDLE_BYTES);
  cache.put(file, 0, block(60));
  expect(cache.hasRoom(block(40))).toBe(true);
  expect(cache.hasRoom(block(41))).toBe(false);
});
