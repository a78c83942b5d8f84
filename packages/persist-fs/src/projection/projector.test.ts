import { mkdirSync, rmSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { TemporaryDirectory } from '../../test/temporary-directory.ts';
import { FsStateStore, type FsStateStoreOptions, type Projection, type StoreWarning } from '../index.ts';

const position = { openedAtMs: Date.UTC(2024, 0, 1), expiresAtMs: Date.UTC(2024, 0, 2), plan: { id: 'a' } };
const run = (kind: string, exchangeName = 'binance', account = 'default'): object => ({
  format: 1,
  exchangeName,
  account,
  symbol: 'BTC/USDT',
  strategyName: 'trend',
  state: { kind, nextAskMs: 0, ...(kind === 'scheduled' ? { plan: { id: 'a' }, expiresAtMs: position.expiresAtMs, orderId: null } : { position }) },
});

/** A store in a directory, with the files it shows. */
class Shown {
  readonly temporary = new TemporaryDirectory();
  readonly warnings: StoreWarning[] = [];
  store!: FsStateStore;

  async open(options: FsStateStoreOptions = {}): Promise<this> {
    this.store = await FsStateStore.open({ directory: this.temporary.path, onWarning: (warning) => this.warnings.push(warning), ...options });
    return this;
  }

  async put(key: string, value: unknown): Promise<void> {
    const expected = (await this.store.load([key])).get(key)?.version ?? 0;
    await this.store.commit({ writes: [{ key, expected, value }], events: [] });
    await this.store.projected();
  }

  get files(): readonly string[] {
    return this.temporary.files().filter((name) => !name.startsWith('journal/'));
  }
}

describe('readable files', () => {
  it('show a waiting entry, then an open position, and go when it is closed', async () => {
    const shown = await new Shown().open();
    await shown.put('run:a', run('idle'));
    expect(shown.files).toEqual([]);
    await shown.put('run:a', run('scheduled'));
    expect(shown.files).toEqual(['schedule/trend/BTC%2FUSDT.json']);
    expect(shown.temporary.json('schedule/trend/BTC%2FUSDT.json')).toMatchObject({ projectionOf: 'run:a', symbol: 'BTC/USDT', state: 'scheduled', plan: { id: 'a' }, expiresAt: '2024-01-02T00:00:00.000Z' });
    for (const kind of ['opened', 'active']) {
      await shown.put('run:a', run(kind));
      expect(shown.files).toEqual(['signal/trend/BTC%2FUSDT.json']);
      expect(shown.temporary.json('signal/trend/BTC%2FUSDT.json')).toEqual({ projectionOf: 'run:a', symbol: 'BTC/USDT', strategyName: 'trend', exchangeName: 'binance', account: 'default', state: kind, openedAt: '2024-01-01T00:00:00.000Z', expiresAt: '2024-01-02T00:00:00.000Z', position });
    }
    await shown.put('run:a', run('closed'));
    expect(shown.files).toEqual([]);
    await shown.store.close();
  });

  it('show the positions under a risk rule while there are any', async () => {
    const shown = await new Shown().open();
    await shown.put('risk:max/3', { format: 1, riskName: 'max/3', positions: { 'live:x': { symbol: 'BTC' } } });
    await shown.put('risk:second/max/3', { format: 1, riskName: 'max/3', positions: { 'live:y': { symbol: 'ETH' } } });
    expect(shown.files).toEqual(['risk/max%2F3.json', 'risk/max%2F3@second.json']);
    expect(shown.temporary.json('risk/max%2F3.json')).toMatchObject({ riskName: 'max/3', positions: { 'live:x': { symbol: 'BTC' } } });
    await shown.put('risk:max/3', { format: 1, riskName: 'max/3', positions: {} });
    expect(shown.files).toEqual(['risk/max%2F3@second.json']);
    await shown.store.close();
  });

  it('of a second exchange or account on the same pair carry its name, whoever trades first, and after a restart', async () => {
    const shown = await new Shown().open();
    await shown.put('run:zoo', run('idle', 'zoo'));
    await shown.put('run:ape', run('active', 'ape'));
    await shown.put('run:ape2', run('active', 'ape', 'second'));
    await shown.put('run:ape3', run('active', 'ape'));
    const names = ['signal/trend/BTC%2FUSDT@ape.json', 'signal/trend/BTC%2FUSDT@ape.second.json', 'signal/trend/BTC%2FUSDT@ape@2.json'];
    expect(shown.files).toEqual(names);
    await shown.put('run:zoo', run('active', 'zoo'));
    expect(shown.files).toEqual(['signal/trend/BTC%2FUSDT.json', ...names]);
    expect(shown.temporary.json('signal/trend/BTC%2FUSDT.json')).toMatchObject({ exchangeName: 'zoo' });
    const before = shown.files.map((name) => shown.temporary.read(name).toString());
    await shown.store.close();
    rmSync(shown.temporary.in('signal'), { recursive: true });
    await shown.open();
    expect(shown.files.map((name) => shown.temporary.read(name).toString())).toEqual(before);
    await shown.put('run:zoo', null);
    expect(shown.temporary.json('signal/trend/BTC%2FUSDT.json'), 'the next in line gets the name of a removed key').toMatchObject({ exchangeName: 'ape', account: 'default' });
    await shown.store.close();
  });

  it('that somebody changed or removed are made anew when the store is opened, and stale ones go, others stay', async () => {
    const shown = await new Shown().open();
    await shown.put('run:a', run('active'));
    await shown.store.close();
    const file = 'signal/trend/BTC%2FUSDT.json';
    const right = shown.temporary.read(file).toString();
    shown.temporary.write(file, '{"position":"edited"}');
    shown.temporary.write('signal/trend/GONE.json', '{"projectionOf":"run:gone"}');
    shown.temporary.write('signal/trend/GONE.json.projection-0123456789ab', '{');
    shown.temporary.write('signal/BTC_trend/entity.json', '{"id":"of PersistBase"}');
    shown.temporary.write('signal/BTC_trend/broken.json', '');
    shown.temporary.write('signal/notes.txt', '"projectionOf"');
    await shown.open();
    expect(shown.files).toEqual(['signal/BTC_trend/broken.json', 'signal/BTC_trend/entity.json', 'signal/notes.txt', file].sort());
    expect(shown.temporary.read(file).toString()).toBe(right);
    await shown.store.close();
  });

  it('that cannot be written fail no commit, are reported, and come back at the next change and at the next opening', async () => {
    const shown = await new Shown().open();
    const file = 'signal/trend/BTC%2FUSDT.json';
    mkdirSync(shown.temporary.in(file), { recursive: true });
    await shown.put('run:a', run('opened'));
    expect(shown.warnings).toMatchObject([{ kind: 'projection', path: shown.temporary.in(file) }]);
    expect(shown.files).toEqual([]);
    rmSync(shown.temporary.in(file), { recursive: true });
    await shown.put('run:a', run('opened'));
    expect(shown.files).toEqual([file]);
    rmSync(shown.temporary.in(file));
    mkdirSync(shown.temporary.in(file));
    await shown.put('run:a', run('active'));
    await shown.store.close();
    rmSync(shown.temporary.in(file), { recursive: true });
    await shown.open();
    expect(shown.files).toEqual([file]);
    expect(shown.warnings).toHaveLength(2);
    await shown.store.close();
  });

  it('are not written again when nothing in them changed', async () => {
    const shown = await new Shown().open();
    await shown.put('run:a', run('active'));
    const file = shown.temporary.in('signal/trend/BTC%2FUSDT.json');
    rmSync(file);
    await shown.put('run:a', run('active'));
    expect(shown.files).toEqual([]);
    await shown.store.close();
  });

  it('are whatever a projection makes of the state; one that throws is reported', async () => {
    const projection: Projection = {
      folders: ['all'],
      project(key, value) {
        if (key === 'run:bad') throw new Error('no idea');
        return [{ path: ['all', key], owner: 'me', value }];
      },
    };
    const shown = await new Shown().open({ projection });
    await shown.put('run:list', [1, 2]);
    await shown.put('run:bad', 1);
    expect(shown.files).toEqual(['all/run%3Alist.json']);
    expect(shown.temporary.json('all/run%3Alist.json')).toEqual({ projectionOf: 'run:list', value: [1, 2] });
    expect(shown.warnings).toMatchObject([{ kind: 'projection', message: expect.stringContaining('no idea') as string }]);
    await shown.put('run:list', null);
    expect(shown.files).toEqual([]);
    await shown.store.close();
  });

  it('of keys that differ in case only have names that differ in more', async () => {
    const shown = await new Shown().open({ projection: { folders: ['all'], project: (key, value) => [{ path: ['all', key], owner: 'second', value }] } });
    await shown.put('btc', 1);
    await shown.put('BTC', 2);
    expect(shown.files).toEqual(['all/BTC@second.json', 'all/btc.json']);
    await shown.store.close();
  });

  it('are not made when there is no projection, or of records it does not know', async () => {
    const shown = await new Shown().open({ projection: null });
    await shown.put('run:a', run('active'));
    expect(shown.files).toEqual([]);
    await shown.store.close();
    await shown.open();
    expect(shown.files).toHaveLength(1);
    for (const value of [1, 'x', [], { format: 2 }, { format: 1 }, { ...run('active'), state: null }, { ...run('active'), symbol: 7 }]) await shown.put('run:b', value);
    expect(shown.files).toHaveLength(1);
    expect(shown.warnings).toEqual([]);
    await shown.store.close();
  });
});
