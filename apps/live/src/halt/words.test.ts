import type { Halt } from '@tradewright/core';
import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { HaltWords } from './words.ts';

const news: Halt = { reason: 'the news', atMs: 1_700_000_000_000, closesPositions: false };

function wordsHere(): HaltWords {
  const directory = mkdtempSync(join(tmpdir(), 'halt-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  return new HaltWords(join(directory, 'halt', 'default'));
}

describe('words on one machine', () => {
  it('are none where nobody has said anything', () => {
    expect(wordsHere().halt()).toBeNull();
  });

  it('are seen by everybody there, in the order in which they were said', async () => {
    const words = wordsHere();
    await words.say(news, 1);
    await words.say(null, 2);
    await words.say({ ...news, reason: 'more news' }, 3);
    expect(new HaltWords(words.directory).pending().map(({ halt }) => halt?.reason)).toEqual(['the news', undefined, 'more news']);
    expect(words.halt()?.reason).toBe('more news');
  });

  it('close positions when any halt among them does: the last one does not keep open what an earlier one closes', async () => {
    const words = wordsHere();
    await words.say({ ...news, closesPositions: true }, 1);
    await words.say(news, 2);
    expect(words.halt()).toEqual({ ...news, closesPositions: true });
  });

  it('have been said also where somebody takes them up, and forgets them, the moment they are there', async () => {
    const words = wordsHere();
    const eager = new HaltWords(words.directory);
    let isListening = true;
    const listening = (async () => {
      for (; isListening; await new Promise(setImmediate)) eager.forget(eager.pending());
    })();
    for (let n = 0; n < 40; n++) expect(await words.say(news, n)).toMatchObject({ halt: news });
    isListening = false;
    await listening;
  });

  it('are forgotten one by one, whoever does it first', async () => {
    const words = wordsHere();
    const said = [await words.say(news, 1)];
    expect([words.forget(said), words.forget(said), words.halt()]).toEqual([true, false, null]);
  });

  it.each([['empty', ''], ['cut off', '{"format":1,"saidAtMs":1,"ha'], ['of another kind', '{}'], ['of a newer version', '{"format":2,"saidAtMs":1,"halt":null}'], ['without a reason', '{"format":1,"saidAtMs":1,"halt":{"atMs":1}}']])('one that is %s is a halt and says which file it is', async (_what, text) => {
    const words = wordsHere();
    const { name } = await words.say(null, 1);
    writeFileSync(join(words.directory, name), text);
    const path = join(words.directory, name);
    expect(new HaltWords(words.directory).halt()).toMatchObject({ reason: expect.stringContaining(`${path} cannot be read, which counts as a halt: `) as string, closesPositions: false });
  });

  it('that cannot be looked for are a halt', async () => {
    const words = wordsHere();
    await words.say(news, 1);
    rmSync(words.directory, { recursive: true });
    writeFileSync(words.directory, 'no directory');
    expect(words.halt()?.reason).toMatch(/cannot be read, which counts as a halt: ENOTDIR/);
    expect(words.forget(words.pending())).toBe(false);
  });

  it('are not there while they are being written, and what a kill left of one is swept later', async () => {
    const words = wordsHere();
    await words.say(null, 1);
    const left = join(words.directory, '00000002-halt-0123456789ab.json.tmp-0123456789ab');
    writeFileSync(left, '{"format":1,"sai');
    expect(words.halt()).toBeNull();
    utimesSync(left, 0, 0);
    await words.say(null, 2);
    expect(readdirSync(words.directory).filter((name) => name.includes('.tmp-'))).toEqual([]);
  });

  it('cannot be said where nothing can be written, and that is told', async () => {
    const words = wordsHere();
    await words.say(news, 1);
    const inFile = new HaltWords(join(words.directory, words.pending()[0]!.name));
    await expect(inFile.say(news, 1)).rejects.toThrow(/cannot be written: .* Trading was NOT halted\./);
  });

  it('that let trading go on count for half a minute: whoever says it waits for it', async () => {
    const words = wordsHere();
    expect(words.counts(await words.say(null, Date.now()))).toBe(true);
    expect(words.counts(await words.say(null, Date.now() - 31_000))).toBe(false);
    expect(words.counts(await words.say(news, Date.now()))).toBe(false);
  });
});
