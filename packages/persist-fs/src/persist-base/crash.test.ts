import { seededRandom, type Random } from '@tradewright/core/testing';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { freshDirectory } from './directory.fixture.ts';
import { change, idOf } from './endless-changes.fixture.ts';
import { PersistBase } from './entities.ts';

const CYCLES = 25;
const directory = freshDirectory({ beforeEach, afterEach });

class Strict extends PersistBase {
  override _onWarning({ message }: { readonly message: string }): void {
    throw new Error(`a kill damaged an entity: ${message}`);
  }
}

/**
 * Lets the writer go on from this change and kills it at a random moment a few changes later.
 *
 * @returns the last change it had done, and the last it had begun
 */
async function killed(from: number, random: Random): Promise<{ readonly done: number; readonly begun: number }> {
  const writer = spawn(process.execPath, ['--conditions=@tradewright/source', join(import.meta.dirname, 'endless-writer.fixture.ts'), directory.path, String(from)], { stdio: ['ignore', 'pipe', 'inherit'] });
  const inChange = from + Math.floor(random() * 15);
  const afterMs = random() * 6;
  let said = '';
  writer.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text;
    if (writer.killed || !said.includes(`begin ${inChange}\n`)) return;
    // No timer is this fine: within a change there are only a few milliseconds to be hit.
    for (const seenAtMs = performance.now(); performance.now() - seenAtMs < afterMs; );
    writer.kill('SIGKILL');
  });
  const [, signal] = (await once(writer, 'close')) as [number | null, string | null];
  expect(signal).toBe('SIGKILL');
  const last = (word: string): number => Number(said.match(new RegExp(`${word} (\\d+)\n(?![^]*${word} )`))?.[1]);
  return { done: said.includes('done') ? last('done') : from - 1, begun: last('begin') };
}

describe('A process that is killed while it writes', () => {
  it(`loses nothing it was told is written, and breaks nothing, ${CYCLES} times`, async () => {
    const random = seededRandom(25);
    const expected = new Map<string, object>();
    const apply = (n: number): void => {
      const entity = change(n);
      if (entity === undefined) expected.delete(idOf(n));
      else expected.set(idOf(n), entity);
    };
    let next = 0;
    let interrupted = 0;
    let halfWritten = 0;
    for (let cycle = 0; cycle < CYCLES; cycle++) {
      const { done, begun } = await killed(next, random);
      for (; next <= done; next++) apply(next);
      if ((await directory.list()).some((path) => path.includes('.tmp-'))) halfWritten++;
      const store = new Strict('signal', directory.path);
      await store.waitForInit(true);
      if (begun > done) {
        interrupted++;
        // The change it was killed in may have landed, in full.
        const id = idOf(begun);
        const seen = (await store.hasValue(id)) ? await store.readValue<{ n: number }>(id) : undefined;
        if (seen?.n === change(begun)?.n) apply(begun);
        next = begun + 1;
      }
      const kept = new Map<unknown, object>();
      for await (const id of store.keys()) kept.set(id, await store.readValue(id));
      expect({ cycle, done, kept }).toEqual({ cycle, done, kept: expected });
      expect((await directory.list()).filter((path) => path.includes('.tmp-') || path.includes('.corrupt-'))).toEqual([]);
    }
    // Else the kills proved nothing.
    expect(interrupted).toBeGreaterThan(0);
    expect(halfWritten).toBeGreaterThan(0);
  });
});
