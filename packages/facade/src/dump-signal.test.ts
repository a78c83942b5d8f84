import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { minute } from '../test/market.ts';
import { long, NAMES, SYMBOL, world } from '../test/world.ts';
import { createTradewright } from './create.ts';
import { dumpSignal } from './index.ts';
import type { ILogger, ISignalDto, MessageModel } from './types.ts';

let directory = '';
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'dump-signal-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const HISTORY: MessageModel[] = [
  { role: 'system', content: 'You trade.' },
  { role: 'user', content: 'Candles: …' },
  { role: 'assistant', content: 'I see.' },
  { role: 'user', content: 'Your signal?' },
];

const read = (...path: string[]): Promise<string> => readFile(join(directory, ...path), 'utf8');

/** An instance that notes what its logger is told. */
function noting(): { readonly tw: ReturnType<typeof createTradewright>; readonly lines: unknown[][] } {
  const lines: unknown[][] = [];
  const tw = createTradewright();
  tw.setLogger({ log() {}, debug() {}, info() {}, warn: (...line) => void lines.push(line) });
  return { tw, lines };
}

describe('dumpSignal', () => {
  it('writes the system prompt, every user message and the answer, numbered', async () => {
    await dumpSignal('a1', HISTORY, long(), directory);
    expect(await readdir(directory)).toEqual(['a1']);
    expect((await readdir(join(directory, 'a1'))).toSorted()).toEqual(['00_system_prompt.md', '01_user_message.md', '02_user_message.md', '03_llm_output.md']);
    expect(await read('a1', '00_system_prompt.md')).toContain('**ResultId**: a1');
    expect(await read('a1', '00_system_prompt.md')).toContain('You trade.');
    expect(await read('a1', '00_system_prompt.md')).toContain('"priceTakeProfit": 110');
    expect(await read('a1', '01_user_message.md')).toContain('Candles: …');
    expect(await read('a1', '02_user_message.md')).toContain('Your signal?');
    expect(await read('a1', '03_llm_output.md')).toContain('"position": "long"');
  });

  it('takes a conversation without messages, and no signal', async () => {
    await dumpSignal('a1', [], null, directory);
    expect((await readdir(join(directory, 'a1'))).toSorted()).toEqual(['00_system_prompt.md', '01_llm_output.md']);
  });

  it('does nothing where there is something already', async () => {
    await mkdir(join(directory, 'a1'));
    await writeFile(join(directory, 'a2'), 'mine');
    await dumpSignal('a1', HISTORY, long(), directory);
    await dumpSignal('a2', HISTORY, long(), directory);
    expect([await readdir(join(directory, 'a1')), await read('a2'), (await readdir(directory)).toSorted()]).toEqual([[], 'mine', ['a1', 'a2']]);
  });

  it('is written once where it is asked for many times at once', async () => {
    await Promise.all(Array.from({ length: 20 }, (_, i) => dumpSignal('a1', [{ role: 'user', content: String(i) }], null, directory)));
    expect([await readdir(directory), (await readdir(join(directory, 'a1'))).length]).toEqual([['a1'], 3]);
  });

  it('makes directories as needed, and takes relative and absolute paths', async () => {
    await dumpSignal('a1', [], null, join(directory, 'deep', 'down'));
    await dumpSignal('a2', [], null, relative(process.cwd(), join(directory, 'near')));
    expect([await readdir(join(directory, 'deep', 'down')), await readdir(join(directory, 'near'))]).toEqual([['a1'], ['a2']]);
  });

  it('writes to ./dump/strategy unless told otherwise', async () => {
    const id = `test-${process.pid}-${Date.now()}`;
    await dumpSignal(id, [], null);
    const path = join(process.cwd(), 'dump', 'strategy', id);
    expect((await readdir(path)).length).toBe(2);
    await rm(path, { recursive: true });
    for (const empty of [join(process.cwd(), 'dump', 'strategy'), join(process.cwd(), 'dump')]) if ((await readdir(empty)).length === 0) await rm(empty, { recursive: true });
  });

  it('tells of a directory that cannot be made, and leaves nothing', async () => {
    await writeFile(join(directory, 'file'), '');
    await expect(dumpSignal('a1', [], null, join(directory, 'file', 'inside'))).rejects.toMatchObject({ code: 'ENOTDIR' });
    expect(await readdir(directory)).toEqual(['file']);
  });

  it.each<[string, unknown]>([
    ['nothing', undefined], ['null', null], ['nothing but space', ' '], ['no text', ''], ['.', '.'], ['..', '..'], ['a way out', '../x'], ['a path', 'a/b'], ['an absolute path', '/tmp/x'],
    ['a path of Windows', String.raw`..\x`], ['a NUL', 'a\0b'], ['a line end', 'a\nb'], ['three hundred characters', 'x'.repeat(300)], ['two hundred wide ones', 'ж'.repeat(200)], ['an object', {}],
  ])('refuses %s as an id', async (_what, id) => {
    await expect(dumpSignal(id as string, [], null, join(directory, 'sub'))).rejects.toMatchObject({ code: 'dump/signal-id', message: expect.stringMatching(/^dumpSignal /) as string });
    expect(await readdir(directory)).toEqual([]);
  });

  it.each([['BTCUSDT:sma:1704067200000'], ['кот'], ['...'], ['a b'], ['x'.repeat(200)], ['-rf'], ['%2e%2e'], ['__proto__']])('takes %s as an id', async (id) => {
    await dumpSignal(id, [], null, directory);
    expect(await readdir(directory)).toEqual([id]);
  });

  it('takes a number as an id', async () => {
    await dumpSignal(7 as unknown as string, [], null, directory);
    expect(await readdir(directory)).toEqual(['7']);
  });

  it.each<[string, unknown]>([['nothing', undefined], ['text', 'x'], ['a message without text', [{ role: 'user' }]], ['a message of nobody', [{ content: 'x' }]], ['a hole', [null]], ['another role', [{ role: 'tool', content: 'x' }]]])('refuses %s as a conversation', async (_what, history) => {
    await expect(dumpSignal('a1', history as MessageModel[], null, directory)).rejects.toMatchObject({ code: 'dump/history' });
    expect(await readdir(directory)).toEqual([]);
  });

  it('refuses a signal that JSON cannot say', async () => {
    const circle: Record<string, unknown> = {};
    circle['self'] = circle;
    for (const signal of [circle, { priceOpen: 1n }]) await expect(dumpSignal('a1', [], signal as unknown as ISignalDto, directory)).rejects.toMatchObject({ code: 'dump/signal' });
    expect(await readdir(directory)).toEqual([]);
  });

  it.each([[''], [7], [null], ['a\0b']])('refuses %j as a directory', async (garbage) => {
    await expect(dumpSignal('a1', [], null, garbage as string)).rejects.toMatchObject({ code: 'dump/directory' });
  });
});

describe('a user message above 20 KiB', () => {
  const large = [{ role: 'user' as const, content: 'x'.repeat(20 * 1024) }, { role: 'user' as const, content: 'ж'.repeat(10 * 1024 + 1) }, { role: 'system' as const, content: 'x'.repeat(99_999) }];

  it('is written all the same, and the logger is warned', async () => {
    const { tw, lines } = noting();
    await tw.dumpSignal('a1', large, null, directory);
    expect(lines).toEqual([['dumpSignal', expect.stringMatching(/^User message 2 of a1 is 20\.0 KiB/), {}, {}]]);
    expect((await read('a1', '02_user_message.md')).length).toBeGreaterThan(10_000);
  });

  it('is told once: not again where nothing is written', async () => {
    const { tw, lines } = noting();
    await tw.dumpSignal('a1', large, null, directory);
    await tw.dumpSignal('a1', large, null, directory);
    expect(lines.length).toBe(1);
  });

  it('inside a hook is told to the logger of its run, with whose it is and of when', async () => {
    const lines: unknown[][] = [];
    const { tw, results } = world({ from: 3, to: 4, getSignal: (_symbol, _when) => dumpSignal('a1', large, null, directory) });
    tw.setLogger({ log() {}, debug() {}, info() {}, warn: (...line) => void lines.push(line) });
    await results();
    expect(lines).toEqual([['dumpSignal', expect.stringContaining('User message 2'), NAMES, { symbol: SYMBOL, when: new Date(minute(3)), backtest: true }]]);
  });

  it('does not fail on a logger that does', async () => {
    const { tw } = noting();
    const errors: string[] = [];
    tw.listenError(({ message }) => void errors.push(message));
    tw.setLogger({ log() {}, debug() {}, info() {}, warn: () => { throw new Error('disk full'); } } satisfies ILogger);
    await tw.dumpSignal('a1', large, null, directory);
    expect([errors, await readdir(directory)]).toEqual([['disk full'], ['a1']]);
  });
});
