import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { StoreWarning } from '../warning.ts';
import { freshDirectory } from './directory.fixture.ts';
import { PersistBase } from './entities.ts';
import type { EntityId } from './entity-name.ts';

const directory = freshDirectory({ beforeEach, afterEach });

/** Keeps its warnings instead of telling the process. */
class Quiet extends PersistBase {
  readonly warnings: StoreWarning[] = [];

  override _onWarning(warning: StoreWarning): void {
    this.warnings.push(warning);
  }
}

function signals(): Quiet {
  return new Quiet('signal', directory.path);
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

const ODD_IDS = ['BTC/USDT', '../../x', '..', '.', '', 'a:b', 'CON', 'x.json', '.tmp-123456789abc-x', '.id-00000000000000000000000000000000', '100%', 'k'.repeat(300), `${'k'.repeat(299)}x`, '\ud800', 'e\u0301', '\u00e9', '信'.repeat(300), ' ', 'a\u0000b', 'constructor'];

describe('PersistBase', () => {
  it('keeps an entity in a file a human can read, under its name in its directory', async () => {
    const store = signals();
    await store.waitForInit(true);
    await store.writeValue('BTCUSDT', { id: 'a', priceOpen: 42_000.5 });
    expect(await readFile(join(directory.path, 'signal', 'BTCUSDT.json'), 'utf8')).toBe('{\n  "id": "a",\n  "priceOpen": 42000.5\n}\n');
    expect(await store.readValue('BTCUSDT')).toEqual({ id: 'a', priceOpen: 42_000.5 });
    expect(await directory.list()).toEqual(['signal/BTCUSDT.json']);
  });

  it('lives in logs/data of the working directory where nobody says otherwise', () => {
    expect(new PersistBase('signal')._directory).toBe(join(process.cwd(), 'logs', 'data', 'signal'));
    expect(new PersistBase('signal')).toMatchObject({ entityName: 'signal', baseDir: join(process.cwd(), 'logs', 'data') });
  });

  it('stays in its directory, whatever its name', async () => {
    for (const name of ['../out', 'BTC/USDT_my strategy', '.', '', 'n'.repeat(300)]) await new PersistBase(name, join(directory.path, 'base')).writeValue('x', { name });
    for (const path of await directory.list()) expect(path).toMatch(/^base\/[^/]+\/x\.json$/);
    expect(await new PersistBase('BTC/USDT_my strategy', join(directory.path, 'base')).readValue('x')).toEqual({ name: 'BTC/USDT_my strategy' });
  });

  it('finds everything again with another instance', async () => {
    await signals().writeValue('a', [1]);
    await signals().writeValue('a', [2]);
    await signals().writeValue('b', null);
    expect([await signals().readValue('a'), await signals().readValue('b')]).toEqual([[2], null]);
    expect([await signals().hasValue('a'), await signals().hasValue('b'), await signals().hasValue('c')]).toEqual([true, true, false]);
  });

  it('works without waitForInit, and with a hundred of them', async () => {
    const store = signals();
    expect([await store.hasValue('a'), await store.getCount(), await all(store.keys())]).toEqual([false, 0, []]);
    await Promise.all(Array.from({ length: 100 }, (_, i) => store.waitForInit(i === 0)));
    await store.writeValue('a', { n: 1 });
    await store.waitForInit(false);
    expect(await store.getCount()).toBe(1);
  });

  it('says in the known words that an entity is not there', async () => {
    const store = signals();
    await store.waitForInit(true);
    await expect(store.readValue('BTCUSDT')).rejects.toMatchObject({ message: 'Entity signal:BTCUSDT not found', code: 'store/not-found' });
    await expect(store.removeValue('BTCUSDT')).rejects.toMatchObject({ message: 'Entity signal:BTCUSDT not found', code: 'store/not-found' });
    await expect(store.readValue(7)).rejects.toThrow('Entity signal:7 not found');
  });

  it('removes one entity, or all of them', async () => {
    const store = signals();
    for (const id of ['a', 'b', ...ODD_IDS]) await store.writeValue(id, { id });
    await store.removeValue('a');
    expect([await store.hasValue('a'), await store.hasValue('b'), await store.getCount()]).toEqual([false, true, ODD_IDS.length + 1]);
    await store.removeAll();
    expect([await store.getCount(), await directory.list()]).toEqual([0, []]);
    await store.removeAll();
  });

  it('takes any text for an id, and tells which it has', async () => {
    const store = signals();
    for (const [i, id] of ODD_IDS.entries()) await store.writeValue(id, { i });
    const after = signals();
    await after.waitForInit(true);
    for (const [i, id] of ODD_IDS.entries()) expect(await after.readValue(id)).toEqual({ i });
    expect((await all(after.keys())).map(String).sort()).toEqual([...ODD_IDS].sort());
    for (const path of await directory.list()) expect(path).toMatch(/^signal\/[^/]+$/);
    expect(after.warnings).toEqual([]);
  });

  it('lists keys and values in natural order', async () => {
    const store = signals();
    for (const id of ['item10', 'item9', 'item1', 'Item2', 'b', 2, 10, 1]) await store.writeValue(id, { id });
    const order = ['1', '2', '10', 'b', 'item1', 'Item2', 'item9', 'item10'];
    expect(await all(store.keys())).toEqual(order);
    expect((await all(store.values<{ id: EntityId }>())).map(({ id }) => String(id))).toEqual(order);
    expect((await all(store)).length).toBe(order.length);
  });

  it('filters and takes', async () => {
    const store = signals();
    for (let n = 1; n <= 12; n++) await store.writeValue(n, { n });
    const even = ({ n }: { n: number }): boolean => n % 2 === 0;
    expect(await all(store.filter(even))).toEqual([2, 4, 6, 8, 10, 12].map((n) => ({ n })));
    expect(await all(store.take(2))).toEqual([{ n: 1 }, { n: 2 }]);
    expect(await all(store.take(2, even))).toEqual([{ n: 2 }, { n: 4 }]);
    expect([await all(store.take(0)), (await all(store.take(100))).length]).toEqual([[], 12]);
  });

  it('lists what is there while entities come and go', async () => {
    const store = signals();
    for (let n = 0; n < 10; n++) await store.writeValue(n, { n });
    const seen: object[] = [];
    for await (const entity of store.values()) {
      seen.push(entity);
      if (seen.length === 3) for (const n of [4, 5, 6]) await store.removeValue(n);
    }
    expect(seen).toEqual([0, 1, 2, 3, 7, 8, 9].map((n) => ({ n })));
  });

  it('lands writes of one entity in the order of their calls, as it was when it was called', async () => {
    const store = signals();
    const entity = { n: 0 };
    const writes: Promise<void>[] = [];
    for (; entity.n < 50; entity.n++) writes.push(store.writeValue('a', entity), store.writeValue(entity.n, entity));
    await Promise.all(writes);
    expect(await store.readValue('a')).toEqual({ n: 49 });
    expect(await store.readValue(17)).toEqual({ n: 17 });
    expect((await directory.list()).length).toBe(51);
  });

  it('never shows a reader half of an entity', async () => {
    const store = signals();
    const text = (n: number): object => ({ n, text: String(n % 10).repeat(50_000) });
    await store.writeValue('a', text(0));
    let writing = true;
    const write = async (): Promise<void> => {
      for (let n = 1; n < 60; n++) await store.writeValue('a', text(n));
    };
    const read = async (): Promise<void> => {
      while (writing) {
        const { n, text: seen } = await signals().readValue<{ n: number; text: string }>('a');
        expect(seen === String(n % 10).repeat(50_000)).toBe(true);
      }
    };
    await Promise.all([write().finally(() => (writing = false)), read(), read()]);
  });

  it('refuses what is no JSON and keeps what was there', async () => {
    const store = signals();
    await store.writeValue('a', { n: 1 });
    const cycle: { self?: object } = {};
    cycle.self = cycle;
    for (const value of [undefined, () => 1, { deep: 1n }, cycle]) await expect(store.writeValue('a', value as object)).rejects.toMatchObject({ code: 'store/value' });
    expect(await store.readValue('a')).toEqual({ n: 1 });
    expect(await directory.list()).toEqual(['signal/a.json']);
  });

  it('gives an entity its own file only: what cannot be written leaves nothing behind', async () => {
    const store = signals();
    await store.waitForInit(true);
    await mkdir(join(directory.path, 'signal', 'a.json'));
    await expect(store.writeValue('a', { n: 1 })).rejects.toMatchObject({ code: 'store/directory' });
    expect([await store.hasValue('a'), await directory.list()]).toEqual([false, []]);
  });

  it('makes its directory again when somebody removed it', async () => {
    const store = signals();
    await store.waitForInit(true);
    await rm(directory.path, { recursive: true });
    expect([await store.hasValue('a'), await store.getCount()]).toEqual([false, 0]);
    await store.writeValue('a', { n: 1 });
    expect(await store.readValue('a')).toEqual({ n: 1 });
  });

  it('fails at its first use where its directory is a file, and works once it is out of the way', async () => {
    await writeFile(join(directory.path, 'signal'), 'not a directory');
    const store = signals();
    await expect(store.waitForInit(true)).rejects.toMatchObject({ code: 'store/directory' });
    await expect(store.writeValue('a', {})).rejects.toMatchObject({ code: 'store/directory' });
    await rm(join(directory.path, 'signal'));
    await store.waitForInit(true);
    await store.writeValue('a', { n: 1 });
    expect(await store.getCount()).toBe(1);
  });

  it('refuses a name or an id that is none', async () => {
    expect(() => new PersistBase(undefined as never)).toThrow(expect.objectContaining({ code: 'persist/entity-name' }));
    for (const call of [() => signals().readValue(null as never), () => signals().writeValue(undefined as never, {}), () => signals().hasValue({} as never)]) {
      await expect(call()).rejects.toMatchObject({ code: 'persist/entity-id' });
    }
  });
});
