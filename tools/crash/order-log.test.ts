import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { strayOrders } from './order-log.ts';

const directory = mkdtempSync(join(tmpdir(), 'tradewright-orders-'));
afterAll(() => rmSync(directory, { recursive: true }));

function logOf(...orders: readonly object[]): string {
  const file = join(directory, `${Math.random()}.log`);
  writeFileSync(file, orders.map((order) => `${JSON.stringify(order)}\n`).join(''));
  return file;
}

describe('orders that reached the broker', () => {
  it('are in order when the store knows each', () => {
    expect(strayOrders(logOf({ id: 'a', price: 1 }, { id: 'b', price: 2 }), new Set(['a', 'b', 'c']))).toEqual([]);
  });

  it('may be sent again after a crash', () => {
    expect(strayOrders(logOf({ id: 'a', price: 1 }, { price: 1, id: 'a' }), new Set(['a']))).toEqual([]);
  });

  it('are stray when they were sent before they were stored', () => {
    expect(strayOrders(logOf({ id: 'a' }), new Set())).toEqual(['order a was sent and not stored']);
  });

  it('must not be two under one id', () => {
    expect(strayOrders(logOf({ id: 'a', price: 1 }, { id: 'a', price: 2 }), new Set(['a']))).toEqual(['order a was sent as {"id":"a","price":1} and as {"id":"a","price":2}']);
  });

  it('are none where there is no log', () => {
    expect(strayOrders(join(directory, 'none'), new Set())).toEqual([]);
  });
});
