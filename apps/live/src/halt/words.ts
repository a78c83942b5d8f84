import { Failure, messageOf } from '@tradewright/cli-kit';
import type { DurationMs, Halt } from '@tradewright/core';
import { nodeFileSystem, writeAtomically } from '@tradewright/persist-fs';
import { randomBytes } from 'node:crypto';
import { readdirSync, rmSync, statSync } from 'node:fs';
import { chown, mkdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isMissing, nameOf, numberOf, readWord, textOf, unreadable, type HaltWord } from './word.ts';

/** Whoever says that trading may go on waits for it. What is older was left behind by one who was killed meanwhile. */
const RESUME_COUNTS_MS: DurationMs = 30_000;
/** Nobody takes so long to write a line. */
const SWEPT_AFTER_MS: DurationMs = 60_000;
const TEMPORARY = /\.tmp-[0-9a-f]{12}$/;

/** What programs on this machine have said and what is not in the store yet: a file for each word, in a directory they share. */
export class HaltWords {
  readonly directory: string;
  /** Words never change. */
  readonly #read = new Map<string, HaltWord>();

  constructor(directory: string) {
    this.directory = directory;
  }

  /** In the order in which they were said. A directory that cannot be read is a halt, too. */
  pending(): readonly HaltWord[] {
    const names = this.#names();
    if ('halt' in names) return [names];
    for (const name of this.#read.keys()) if (!names.includes(name)) this.#read.delete(name);
    const words: HaltWord[] = [];
    for (const name of names) {
      const word = this.#read.get(name) ?? readWord(join(this.directory, name), name);
      if (word === null) continue;
      this.#read.set(name, word);
      words.push(word);
    }
    return words;
  }

  /** The halt that they come to; `null` where they know of none. It closes positions when any of them does. */
  halt(words: readonly HaltWord[] = this.pending()): Halt | null {
    const halts = words.flatMap(({ halt }) => halt ?? []);
    const last = halts.at(-1);
    return last === undefined ? null : { ...last, closesPositions: halts.some(({ closesPositions }) => closesPositions) };
  }

  /** Whether trading may go on after it, if nothing was said since. */
  counts({ halt, saidAtMs }: HaltWord): boolean {
    return halt === null && Math.abs(Date.now() - saidAtMs) < RESUME_COUNTS_MS;
  }

  /**
   * Says it: durable when it resolves, and seen whole or not at all.
   *
   * @throws {Failure}
   */
  async say(halt: Halt | null, saidAtMs: number): Promise<HaltWord> {
    try {
      await this.#make(this.directory);
      this.#sweep();
      const last = this.pending().at(-1)?.name ?? '';
      const name = nameOf((numberOf(last) ?? 0) + 1, halt, randomBytes(6).toString('hex'));
      const path = join(this.directory, name);
      await writeAtomically(nodeFileSystem, path, [Buffer.from(textOf(halt, saidAtMs))]);
      // Whoever trades may have taken it up, and removed it, by now.
      await asOwnerOf(this.directory, path).catch((error: unknown) => {
        if (!isMissing(error)) throw error;
      });
      return { name, saidAtMs, halt };
    } catch (error) {
      throw new Failure(`${this.directory} cannot be written: ${messageOf(error)} ${halt === null ? 'Trading stays as it is.' : 'Trading was NOT halted.'}`, undefined, { cause: error });
    }
  }

  /** Removes words that are done with. @returns whether any was there */
  forget(words: readonly HaltWord[]): boolean {
    let found = false;
    for (const { name } of words) {
      if (name === '') continue;
      try {
        rmSync(join(this.directory, name));
        found = true;
      } catch (error) {
        if (!isMissing(error)) throw error;
      }
    }
    return found;
  }

  /** Whoever was killed while writing has left it behind. */
  #sweep(): void {
    for (const name of readdirSync(this.directory)) {
      const path = join(this.directory, name);
      if (TEMPORARY.test(name) && Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Infinity) > SWEPT_AFTER_MS) rmSync(path, { force: true });
    }
  }

  #names(): readonly string[] | HaltWord {
    try {
      return readdirSync(this.directory).filter((name) => numberOf(name) !== null).toSorted();
    } catch (error) {
      return isMissing(error) ? [] : { name: '', ...unreadable(this.directory, error) };
    }
  }

  /** Made by root, they still belong to whoever owns the directory that they are in. */
  async #make(directory: string): Promise<void> {
    const first = await mkdir(directory, { recursive: true });
    if (first === undefined) return;
    const made: string[] = [];
    for (let path = directory; path.length >= first.length; path = dirname(path)) made.unshift(path);
    for (const path of made) await asOwnerOf(dirname(path), path);
    await nodeFileSystem.syncDirectory(dirname(first));
  }
}

async function asOwnerOf(directory: string, path: string): Promise<void> {
  if (process.getuid?.() !== 0) return;
  const { uid, gid } = await stat(directory);
  await chown(path, uid, gid);
}
