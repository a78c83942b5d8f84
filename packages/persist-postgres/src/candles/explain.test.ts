import { expect, it } from 'vitest';
import { fill, KEY, minutes, openCandles } from '../../test/candles.ts';
import { describeWithPostgres, freshDatabase } from '../../test/postgres.ts';
import { candleStatements } from './candle-statements.ts';

/** A page of what is left of a series, as a long read asks for it. */
const question = candleStatements('tradewright').copyOut(KEY, minutes(1000, 10_000), 500).replace(/^copy \((.*)\) to stdout.*$/, '$1');

async function plan(query: (text: string) => Promise<Record<string, unknown>[]>): Promise<string> {
  return (await query(`explain (costs off) ${question}`)).map((row) => String(row['QUERY PLAN'])).join('\n');
}

describeWithPostgres('a question for one series', () => {
  it('touches one partition, by its primary key, already in order', async () => {
    const { url, query } = await freshDatabase();
    const store = await openCandles({ connectionString: url });
    const before = await plan(query);
    for (const symbol of ['BTCUSDT', 'ETHUSDT', 'SOLUSDT', 'XRPUSDT']) await fill(store, minutes(0, 10_000), { ...KEY, symbol });
    await query('analyze tradewright.candles');
    for (const told of [before, await plan(query)]) {
      expect(told.match(/candles_\d\d/g)!.length).toBeGreaterThan(0);
      expect(new Set(told.match(/candles_\d\d/g)).size).toBe(1);
    }
    const [limit, scan, ...conditions] = (await plan(query)).split('\n');
    expect(limit).toBe('Limit');
    expect(scan).toMatch(/Index Scan using candles_\d\d_pkey/);
    expect(conditions.join('')).toMatch(/^ *Index Cond: .*open_time.*open_time/);
  });

  it('finds each partition in use once there are many series', async () => {
    const { url, query } = await freshDatabase();
    const store = await openCandles({ connectionString: url });
    for (let i = 0; i < 60; i++) await fill(store, minutes(0, 1), { ...KEY, symbol: `COIN${i}USDT` });
    const [row] = await query('select count(distinct tableoid)::int as used, max(n)::int as most from (select tableoid, count(*) as n from tradewright.candles group by 1) as each');
    expect(row!['used']).toBeGreaterThan(12);
    expect(row!['most']).toBeLessThan(10);
  });
});
