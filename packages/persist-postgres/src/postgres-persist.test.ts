import fc from 'fast-check';
import { resolve } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { describeWithPostgres, freshDatabase } from '../test/postgres.ts';
import { failureOf, oneTo, openPool } from '../test/stores.ts';
import { migrate, postgresPersist, type PostgresPersistClass } from './index.ts';

interface Row {
  readonly n: number;
}

async function persist(): Promise<{ readonly Persist: PostgresPersistClass; readonly url: string; readonly query: (text: string) => Promise<Record<string, unknown>[]> }> {
  const { url, query } = await freshDatabase();
  await migrate({ connectionString: url });
  const Persist = postgresPersist({ connectionString: url });
  onTestFinished(() => Persist.close());
  return { Persist, url, query };
}

async function all<T>(values: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const value of values) list.push(value);
  return list;
}

describeWithPostgres('values by entity name and id', () => {
  it('are written, replaced, found, read and removed', async () => {
    const { Persist } = await persist();
    const rows = new Persist<Row | null>('BTCUSDT_crossover', './dump/data/signal/');
    await rows.waitForInit(true);
    await rows.waitForInit(false);
    expect(await rows.hasValue('BTCUSDT')).toBe(false);
    await rows.writeValue('BTCUSDT', { n: 1 });
    await rows.writeValue('BTCUSDT', { n: 2 });
    expect([await rows.hasValue('BTCUSDT'), await rows.readValue('BTCUSDT')]).toEqual([true, { n: 2 }]);
    await rows.writeValue('BTCUSDT', null);
    expect([await rows.hasValue('BTCUSDT'), await rows.readValue('BTCUSDT')]).toEqual([true, null]);
    await rows.removeValue('BTCUSDT');
    expect(await rows.hasValue('BTCUSDT')).toBe(false);
  });

  it('are missed in the words of the seeds', async () => {
    const { Persist } = await persist();
    const rows = new Persist('risk', './dump/data/risk/');
    await expect(rows.readValue('positions')).rejects.toThrow('Entity risk:positions not found');
    await expect(rows.removeValue(7)).rejects.toThrow('Entity risk:7 not found');
  });

  it('are still there in another process, whichever way it names its directory', async () => {
    const { Persist, url } = await persist();
    await new Persist<Row>('a', './dump/data/signal/').writeValue(1, { n: 1 });
    const Again = postgresPersist({ connectionString: url });
    onTestFinished(() => Again.close());
    for (const directory of ['./dump/data/signal/', 'dump/data/signal', resolve('dump/data/signal')]) expect(await new Again<Row>('a', directory).readValue('1')).toEqual({ n: 1 });
  });

  it('are told apart by directory, name and id', async () => {
    const { Persist } = await persist();
    const places = [['a', './signal/'], ['a', './schedule/'], ['b', './signal/'], ['a', '/elsewhere/signal']] as const;
    for (const [i, [name, directory]] of places.entries()) await new Persist<Row>(name, directory).writeValue('id', { n: i });
    for (const [i, [name, directory]] of places.entries()) expect(await new Persist<Row>(name, directory).readValue('id')).toEqual({ n: i });
    await new Persist('a', './signal/').removeAll();
    expect(await Promise.all(places.map(([name, directory]) => new Persist(name, directory).getCount()))).toEqual([0, 1, 1, 1]);
  });

  it('are listed in natural order, filtered and taken', async () => {
    const { Persist } = await persist();
    const rows = new Persist<Row>('many');
    for (const n of oneTo(25)) await rows.writeValue(`id${n}`, { n });
    expect(await all(rows.keys())).toEqual(oneTo(25).map((n) => `id${n}`));
    expect(await all(rows.values())).toEqual(oneTo(25).map((n) => ({ n })));
    expect(await all(rows)).toEqual(oneTo(25).map((n) => ({ n })));
    expect(await all(rows.filter(({ n }) => n % 10 === 0))).toEqual([{ n: 10 }, { n: 20 }]);
    expect(await all(rows.take(2, ({ n }) => n > 5))).toEqual([{ n: 6 }, { n: 7 }]);
    expect([await all(rows.take(0)), (await all(rows.take(100))).length, await rows.getCount()]).toEqual([[], 25, 25]);
  });

  it('are listed beyond one page', async () => {
    const { Persist, query } = await persist();
    await query("insert into tradewright.entity_data select 'logs/data', 'many', n::text, to_jsonb(n), now() from generate_series(1, 450) n");
    expect(await all(new Persist('many').values())).toEqual(oneTo(450));
  });

  it('come back as they went in, whatever texts they hold', async () => {
    const { Persist } = await persist();
    const rows = new Persist<Record<string, unknown>>('odd');
    await fc.assert(fc.asyncProperty(fc.string({ unit: 'binary' }), fc.jsonValue(), async (id, value) => {
      await rows.writeValue(id, { value });
      expect(await rows.readValue(id)).toEqual(JSON.parse(JSON.stringify({ value })));
    }), { numRuns: 50 });
  });

  it('refuse what is no JSON', async () => {
    const { Persist } = await persist();
    expect(await failureOf(() => new Persist('a').writeValue('id', undefined as never))).toMatchObject({ code: 'store/value' });
  });

  it('want their table', async () => {
    const { url } = await freshDatabase();
    const Persist = postgresPersist({ connectionString: url });
    onTestFinished(() => Persist.close());
    const rows = new Persist('a');
    expect(await failureOf(() => rows.waitForInit(true))).toMatchObject({ code: 'store/schema' });
    await migrate({ connectionString: url });
    await rows.waitForInit(true);
  });

  it('live in a pool that was given, which goes on', async () => {
    const { url } = await persist();
    const pool = openPool({ connectionString: url });
    const Persist = postgresPersist({ pool });
    await new Persist<Row>('a').writeValue('id', { n: 1 });
    await Persist.close();
    expect((await pool.query('select entity_id from tradewright.entity_data')).rows).toEqual([{ entity_id: 'id' }]);
    expect(await failureOf(() => new Persist('a').hasValue('id'))).toMatchObject({ code: 'store/closed' });
  });

  it('can be the base of a class of the user', async () => {
    const { Persist } = await persist();
    class Shouting extends Persist<Row> {
      override async readValue(id: string | number): Promise<Row> {
        return { n: (await super.readValue(id)).n * 100 };
      }
    }
    const rows = new Shouting('a', './b');
    await rows.writeValue(1, { n: 1 });
    expect([await rows.readValue(1), rows.entityName, rows.baseDir]).toEqual([{ n: 100 }, 'a', './b']);
  });
});
