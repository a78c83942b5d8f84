import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import * as tradewright from '../src/index.ts';

const facade = fileURLToPath(new URL('../', import.meta.url));
const read = (path: string): string => readFileSync(join(facade, path), 'utf8');

interface Row {
  readonly name: string;
  readonly kind: string;
  /** A file, or the issue that brings it. */
  readonly where: string;
  readonly test: string;
}

const ROWS: readonly Row[] = [...read('../../docs/seed-api.md').matchAll(/^\| `([^`]+)` \| ([^|]*) \| ([^|]*) \| ([^|]*) \|$/gm)].map(([, name, kind, where, test]) => ({ name: name!, kind: kind!.trim(), where: where!.trim(), test: test!.trim() }));
const KINDS = ['function', 'object', 'class', 'method', 'constant', 'emitter', 'config', 'type', 'callback'];

const comes = ({ where }: Row): boolean => /^issue \d+$/.test(where);
const isValue = ({ kind }: Row): boolean => !['config', 'type', 'callback'].includes(kind);
const exists = ROWS.filter((row) => !comes(row));

/** What a path like `Backtest.run` leads to from the entry point; of a class, also its instances' methods. */
function valueOf(path: string): unknown {
  let value: unknown = tradewright;
  for (const field of path.split('.')) {
    const holder = value as (Record<string, unknown> & { prototype?: Record<string, unknown> }) | undefined;
    value = holder?.[field] ?? holder?.prototype?.[field];
  }
  return value;
}

const TYPE_OF: Readonly<Record<string, string>> = { function: 'function', object: 'object', class: 'function', method: 'function', constant: 'number', emitter: 'object' };

/** A title as it stands in a test file; quotes in it are escaped there. */
function holdsTitle(source: string, title: string): boolean {
  return [`'${title}'`, `'${title.replaceAll("'", "\\'")}'`, `"${title}"`, `\`${title}\``].some((literal) => source.includes(literal));
}

describe('the table of the seeds’ API', () => {
  it('can be read: every line of it is a row of a known kind, and no name is there twice', () => {
    const lines = read('../../docs/seed-api.md').split('\n').filter((line) => line.startsWith('| `'));
    expect(ROWS.length).toBe(lines.length);
    expect(ROWS.filter(({ kind }) => !KINDS.includes(kind))).toEqual([]);
    expect(ROWS.map(({ name }) => name).filter((name, i, names) => names.indexOf(name) !== i)).toEqual([]);
    expect(ROWS.length).toBeGreaterThan(300);
  });

  it.each(exists.filter(isValue))('$name is exported, as it says', ({ name, kind }) => {
    expect(typeof valueOf(name)).toBe(TYPE_OF[kind]);
  });

  it.each(ROWS.filter(comes).filter(isValue))('$name comes with $where: it is not there yet', ({ name }) => {
    expect(valueOf(name)).toBeUndefined();
  });

  it.each(exists.filter(({ kind }) => kind === 'config'))('$name is a key of the configuration', ({ name }) => {
    expect(Object.hasOwn(tradewright.getDefaultConfig(), name)).toBe(true);
  });

  it('has every key of the configuration', () => {
    const keys = Object.getOwnPropertyNames(tradewright.getDefaultConfig());
    expect(ROWS.filter(({ kind }) => kind === 'config').map(({ name }) => name).toSorted()).toEqual(keys.toSorted());
  });

  it('every type can be imported', () => {
    // The compiler checks that file (`pnpm check`); here only that it names what the table names.
    const imported = read('test/seed-types.test-d.ts').match(/export type \{([^}]*)\} from '\.\.\/src\/index\.ts';/)![1]!;
    expect(imported.split(',').map((name) => name.trim()).filter((name) => name !== '').toSorted()).toEqual(exists.filter(({ kind }) => kind === 'type').map(({ name }) => name).toSorted());
  });

  it.each(exists)('$name is where it says, with its test', ({ where, test }) => {
    const [file = '', title = ''] = test.split(' › ');
    const missing = [where, file].filter((path) => !existsSync(join(facade, path)));
    expect(missing).toEqual([]);
    expect(holdsTitle(read(file), title) ? title : `no such test in ${file}`).toBe(title);
    expect(title).not.toBe('');
  });

  it('every function, object and class of the entry point that is not ours alone is in it', () => {
    const ours = ['createTradewright', 'BacktestStream', 'LiveStream', 'listenLiveStatus', 'Portfolio', 'PortfolioStream', 'listenEquity', 'listenDonePortfolio', 'listenDonePortfolioOnce', 'shutdown', 'SystemClock', 'Emitter', 'DEFAULT_CONFIG', 'RiskTimeoutError', 'SignalRefusedError', 'ReportError'];
    const names = ROWS.map(({ name }) => name);
    expect(Object.keys(tradewright).filter((name) => !names.includes(name) && !ours.includes(name))).toEqual([]);
  });

  it('the levels of Constant are those of the seeds', () => {
    expect(tradewright.Constant).toEqual({ TP_LEVEL1: 30, TP_LEVEL2: 60, TP_LEVEL3: 90, SL_LEVEL1: 40, SL_LEVEL2: 80 });
    expect(Object.isFrozen(tradewright.Constant)).toBe(true);
  });
});
