import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { StoreWarning } from '../warning.ts';
import { freshDirectory } from './directory.fixture.ts';
import { PersistBase } from './entities.ts';

const directory = freshDirectory({ beforeEach, afterEach });

class Quiet extends PersistBase {
  readonly warnings: StoreWarning[] = [];

  override _onWarning(warning: StoreWarning): void {
    this.warnings.push(warning);
  }
}

function pathOf(name: string): string {
  return join(directory.path, 'signal', name);
}

async function put(name: string, content: string | Uint8Array): Promise<void> {
  await mkdir(join(directory.path, 'signal'), { recursive: true });
  await writeFile(pathOf(name), content);
}

async function keysOf(store: PersistBase): Promise<unknown[]> {
  const keys: unknown[] = [];
  for await (const key of store.keys()) keys.push(key);
  return keys;
}

afterEach(() => vi.restoreAllMocks());

const DAMAGE: readonly (readonly [string, string | Uint8Array])[] = [
  ['an empty file', ''],
  ['half a file', '{"id":"a","pri'],
  ['a file of zeros', new Uint8Array(64)],
  ['something after the end', '{"id":"a"}}'],
  ['bytes that are no text', Uint8Array.of(0x22, 0xff, 0xfe, 0x22)],
];

describe('A damaged entity', () => {
  it.each(DAMAGE)('is set aside at the start, and never deleted: %s', async (_what, content) => {
    await put('BTCUSDT.json', content);
    await put('ETHUSDT.json', '{"id":"b"}');
    const store = new Quiet('signal', directory.path);
    await store.waitForInit(true);
    expect(await directory.list()).toEqual(['signal/BTCUSDT.json.corrupt-1', 'signal/ETHUSDT.json']);
    expect(await readFile(pathOf('BTCUSDT.json.corrupt-1'))).toEqual(Buffer.from(content));
    expect(store.warnings).toMatchObject([{ kind: 'corrupt', path: pathOf('BTCUSDT.json.corrupt-1') }]);
    expect([await keysOf(store), await store.hasValue('BTCUSDT')]).toEqual([['ETHUSDT'], false]);
    expect(await store.readValue('ETHUSDT')).toEqual({ id: 'b' });
  });

  it('is a typed error on every read, with the known words and where its file is kept, until it is written or removed', async () => {
    await put('BTCUSDT.json', '{');
    const store = new Quiet('signal', directory.path);
    for (let time = 0; time < 2; time++) {
      await expect(store.readValue('BTCUSDT')).rejects.toMatchObject({ code: 'store/corrupt', retryable: false, message: expect.stringContaining('BTCUSDT.json.corrupt-1') });
      await expect(store.readValue('BTCUSDT')).rejects.toThrow('Entity signal:BTCUSDT not found');
    }
    await store.writeValue('BTCUSDT', { id: 'new' });
    expect(await store.readValue('BTCUSDT')).toEqual({ id: 'new' });
    await put('BTCUSDT.json', '}');
    await expect(store.readValue('BTCUSDT')).rejects.toMatchObject({ code: 'store/corrupt' });
    await store.removeValue('BTCUSDT');
    await expect(store.readValue('BTCUSDT')).rejects.toMatchObject({ code: 'store/not-found' });
  });

  it('leaves the ones set aside before it alone', async () => {
    const store = new Quiet('signal', directory.path);
    for (const content of ['first', 'second', 'third']) {
      await put('a.json', content);
      await expect(store.readValue('a')).rejects.toMatchObject({ code: 'store/corrupt' });
    }
    await store.removeAll();
    expect(await Promise.all([1, 2, 3].map((n) => readFile(pathOf(`a.json.corrupt-${n}`), 'utf8')))).toEqual(['first', 'second', 'third']);
  });

  it('is set aside once when many read it', async () => {
    await put('a.json', 'broken');
    const store = new Quiet('signal', directory.path);
    const results = await Promise.allSettled(Array.from({ length: 20 }, () => store.readValue('a')));
    for (const result of results) expect(result).toMatchObject({ reason: { code: 'store/corrupt' } });
    expect([await directory.list(), store.warnings.length]).toEqual([['signal/a.json.corrupt-1'], 1]);
  });

  it('is not taken for damaged while it is being written', async () => {
    await put('a.json', 'broken');
    const store = new Quiet('signal', directory.path);
    const [read] = await Promise.allSettled([store.readValue('a'), store.writeValue('a', { id: 'new' })]);
    expect(read.status === 'fulfilled' ? read.value : read.reason).toMatchObject(read.status === 'fulfilled' ? { id: 'new' } : { code: 'store/corrupt' });
    expect(await store.readValue('a')).toEqual({ id: 'new' });
  });

  it('stops the start where _onWarning throws', async () => {
    class Strict extends PersistBase {
      override _onWarning({ message }: StoreWarning): void {
        throw new Error(`refusing to start: ${message}`);
      }
    }
    await put('BTCUSDT.json', '{');
    await expect(new Strict('signal', directory.path).waitForInit(true)).rejects.toThrow('refusing to start: Entity signal:BTCUSDT');
  });

  it('is a warning of the process by default', async () => {
    const warned = vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
    await put('BTCUSDT.json', '{');
    await new PersistBase('signal', directory.path).waitForInit(true);
    expect(warned).toHaveBeenCalledWith(expect.stringContaining('BTCUSDT.json.corrupt-1'), { type: 'StoreWarning', code: 'store/corrupt' });
  });
});

describe('What a crash left on its way', () => {
  const dead = spawnSync(process.execPath, ['--version']).pid;

  /** Before this process began. */
  const beforeMs = Math.floor(Date.now() - process.uptime() * 1000) - 1000;

  it('is never an entity, and is swept once its process is gone', async () => {
    const left = [`a.json.tmp-${dead}-${Date.now()}-0123456789ab`, `a.json.tmp-${process.pid}-${beforeMs}-0123456789ab`, `.id-${'0'.repeat(32)}.tmp-${dead}-1-0123456789ab`];
    for (const name of left) await put(name, '{"half":');
    await put('a.json', '{"id":"a"}');
    await put('.tmp-0123456789ab-a.json', '{"from":"the system before"}');
    const store = new Quiet('signal', directory.path);
    expect(await keysOf(store)).toEqual(['a']);
    await store.waitForInit(true);
    expect(await directory.list()).toEqual(['signal/.tmp-0123456789ab-a.json', 'signal/a.json']);
    expect(store.warnings).toEqual([]);
  });

  it('is left to a process that is still writing it', async () => {
    await put(`a.json.tmp-${process.ppid}-${beforeMs}-0123456789ab`, '{"half":');
    await put(`b.json.tmp-${process.pid}-${Date.now()}-0123456789ab`, '{"half":');
    await new Quiet('signal', directory.path).waitForInit(true);
    expect((await directory.list()).length).toBe(2);
  });

  it('does not include what another instance is writing at this moment', async () => {
    const store = new Quiet('signal', directory.path);
    const { path } = directory;
    let writing = true;
    const write = async (): Promise<void> => {
      for (let n = 0; n < 100; n++) await store.writeValue('a', { n });
    };
    const sweep = async (): Promise<void> => {
      while (writing) await new Quiet('signal', path).waitForInit(true);
    };
    await Promise.all([write().finally(() => (writing = false)), sweep()]);
    expect(await store.readValue('a')).toEqual({ n: 99 });
  });
});
