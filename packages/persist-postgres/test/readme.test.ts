import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { describeWithPostgres, freshDatabase } from './postgres.ts';

const ROOT = join(import.meta.dirname, '..');
const README = readFileSync(join(ROOT, 'README.md'), 'utf8');

describeWithPostgres('the README', () => {
  it.each([
    ['of the state store', 0, "{ version: 1, value: { kind: 'idle' } }", 'key, version from tradewright.state', { key: 'run:live/binance/default/BTCUSDT/crossover', version: '1' }],
    ['of the candle store', 1, 'openTimeMs: 1704067320000', 'count(*) from tradewright.candles', { count: '3' }],
  ])('has an example %s that does what it shows', async (_which, number, shown, asked, kept) => {
    const { url, query } = await freshDatabase();
    // Inside the package, where its imports are found.
    mkdirSync(join(ROOT, '.results'), { recursive: true });
    const directory = mkdtempSync(join(ROOT, '.results/example-'));
    onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
    writeFileSync(join(directory, 'example.ts'), [...README.matchAll(/^```ts\n([\s\S]*?)^```/gm)][number]![1]!);
    const child = spawn(process.execPath, ['--conditions=@tradewright/source', join(directory, 'example.ts')], { env: { ...process.env, DATABASE_URL: url }, stdio: ['ignore', 'pipe', 'inherit'] });
    let out = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
    expect(await new Promise((resolve) => child.once('close', resolve))).toBe(0);
    expect(out).toContain(shown);
    expect(await query(`select ${asked}`)).toEqual([kept]);
  });

  it('names every table and column, and every code', async () => {
    const { url, query } = await freshDatabase();
    const { migrate } = await import('../src/index.ts');
    await migrate({ connectionString: url });
    const columns = await query("select table_name, string_agg(column_name, ' ' order by ordinal_position) as columns from information_schema.columns where table_schema = 'tradewright' and table_name !~ '^candles_[0-9]' group by 1");
    for (const { table_name: table, columns: names } of columns) {
      const row = new RegExp(`^\\| \`${String(table)}\` \\| ([^|]*) \\|`, 'm').exec(README)?.[1] ?? '';
      expect([...row.matchAll(/`(\w+)[^`]*`/g)].map((match) => match[1]).join(' ')).toBe(names);
    }
    const indexes = await query("select tablename from pg_indexes where schemaname = 'tradewright' and tablename !~ '^candles_[0-9]' order by 1");
    expect(indexes.map(({ tablename }) => tablename)).toEqual(['candle_instruments', 'candle_series', 'candle_spans', 'candles', 'commit_slot', 'entity_data', 'journal', 'lease', 'migration', 'state']);
  });

  it.each(['failure.ts', 'connections.ts', 'check-server.ts', 'read-row.ts', 'options.ts', 'pg-leases.ts', 'pg-state-store.ts', 'entity-table.ts', 'candles/copy.ts'])('lists the codes of %s', (file) => {
    const codes = new Set([...readFileSync(join(ROOT, 'src', file), 'utf8').matchAll(/'(store\/[a-z-]+)'/g)].map((match) => match[1]!));
    expect(codes.size).toBeGreaterThan(0);
    for (const code of codes) expect(README).toContain(`\`${code}\``);
  });
});
