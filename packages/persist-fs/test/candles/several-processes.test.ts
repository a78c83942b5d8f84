import { candleAt, columnsOf } from '@tradewright/core';
import { seededRandom } from '@tradewright/core/testing';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ALWAYS, candlesOf, KEY, slots } from '../../src/candles/candles.fixture.ts';
import { COLUMNS } from '../../src/candles/rows.ts';
import { FsCandleStore } from '../../src/index.ts';
import { TemporaryDirectory } from '../temporary-directory.ts';

/** Two months and a bit, over the ends of two. */
const COUNT = 60_000;
const ROUNDS = 2;

interface Done {
  readonly from: number;
  readonly to: number;
  readonly added: number;
  readonly differing: number;
}

/** A process that fills without end. */
class Filler {
  readonly #child: ChildProcess;
  readonly #lines: AsyncIterator<string>;

  constructor(directory: string, seed: number) {
    const script = fileURLToPath(new URL('filler.fixture.ts', import.meta.url));
    this.#child = spawn(process.execPath, ['--conditions=@tradewright/source', '--no-warnings', script, directory, String(seed), String(COUNT)], { stdio: ['ignore', 'pipe', 'inherit'] });
    this.#lines = createInterface({ input: this.#child.stdout! })[Symbol.asyncIterator]();
    onTestFinished(() => void this.#child.kill('SIGKILL'));
  }

  async done(): Promise<Done | undefined> {
    const { value, done } = await this.#lines.next();
    return done === true ? undefined : (JSON.parse(value) as Done);
  }

  /** @returns what it had done besides what it was heard of */
  async kill(): Promise<Done[]> {
    const gone = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await gone;
    const rest: Done[] = [];
    for (let one = await this.done(); one !== undefined; one = await this.done()) rest.push(one);
    return rest;
  }
}

/** Row `i` is slot `i`. */
const ALL = columnsOf(candlesOf(slots(0, COUNT)));

/** All that is covered is there to the bit. @returns how many slots that is */
async function expectWhole(store: FsCandleStore, when: string, done: readonly Done[] = []): Promise<number> {
  const covered = await store.covered(KEY, ALWAYS);
  const isThere = new Uint8Array(COUNT);
  for await (const page of store.candles(KEY, ALWAYS)) {
    for (let i = 0; i < page.length; i++) {
      const row = rowOf(page.openTimeMs[i]!);
      if (COLUMNS.some((name) => !Object.is(page[name][i], ALL[name][row]))) expect(candleAt(page, i), `${when}: row ${row}`).toEqual(candleAt(ALL, row));
      isThere[row] = 1;
    }
  }
  for (const { fromMs, toMs } of covered) expect(isThere.subarray(rowOf(fromMs), rowOf(toMs)).indexOf(0), `${when}: missing in what is covered`).toBe(-1);
  for (const { from, to } of done) expect(isThere.subarray(from, to).indexOf(0), `${when}: missing of what was filled from ${from} to ${to}`).toBe(-1);
  return covered.reduce((sum, { fromMs, toMs }) => sum + rowOf(toMs) - rowOf(fromMs), 0);
}

/** Files that no index names. */
function leftOver(directory: TemporaryDirectory): readonly string[] {
  const index = directory.read('binance/BTCUSDT/1m/series.line').toString();
  return directory.files('binance/BTCUSDT/1m').filter((path) => /twc|tmp/.test(path) && !index.includes(path.split('/').at(-1)!));
}

function rowOf(atMs: number): number {
  return (atMs - slots(0, 0).fromMs) / 60_000;
}

describe('Several processes that fill one series', () => {
  it(`and are killed at any moment lose nothing they had done and leave nothing by halves, ${ROUNDS} times`, { timeout: 60_000 }, async () => {
    const directory = new TemporaryDirectory();
    const random = seededRandom(7);
    const all: Done[] = [];
    let interrupted = 0;
    for (let round = 0; round < ROUNDS; round++) {
      const fillers = Array.from({ length: 3 }, (_, i) => new Filler(directory.path, round * 10 + i));
      const reader = await FsCandleStore.open({ directory: directory.path });
      for (const filler of fillers) {
        for (let heard = 0; heard <= random() * 4; heard++) all.push((await filler.done())!);
        // No timer is fine enough to meet a fill: files that no index names yet show one.
        for (let looks = 0; looks < 500 && leftOver(directory).length === 0; looks++);
        // Others go on while this one dies.
        all.push(...(await filler.kill()));
        if (leftOver(directory).length > 0) interrupted++;
        await expectWhole(reader, `round ${round}, while others fill`);
      }
      const store = await FsCandleStore.open({ directory: directory.path });
      await expectWhole(store, `round ${round}`, all);
      await store.close();
    }
    expect(all.map(({ differing }) => differing), 'differences').toEqual(all.map(() => 0));
    const store = await FsCandleStore.open({ directory: directory.path });
    const before = await expectWhole(store, 'at the end');
    expect(await store.fill(KEY, slots(0, COUNT), ALL)).toMatchObject({ added: COUNT - before, differing: 0 });
    expect(await expectWhole(store, 'filled up')).toBe(COUNT);
    expect(leftOver(directory), 'left over').toEqual([]);
    expect(interrupted, 'kills in the middle of a fill: else they proved nothing').toBeGreaterThan(0);
  });
});
