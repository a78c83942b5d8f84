import type { Halt } from '@tradewright/core';
import { nodeFileSystem, writeAtomically } from '@tradewright/persist-fs';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { readWord, textOf } from './word.ts';

const NAME = 'standing.json';

/** How trading stands as whoever holds a state directory says it: nobody else can ask the store meanwhile. */
export class Standing {
  readonly #directory: string;
  #shown: Promise<unknown> = Promise.resolve();

  constructor(directory: string) {
    this.#directory = directory;
  }

  /** Halts are rare: where there never was one, there is no file. */
  show(halt: Halt | null): Promise<void> {
    const write = async (): Promise<void> => {
      if (halt === null) return rmSync(this.#path, { force: true });
      mkdirSync(this.#directory, { recursive: true });
      await writeAtomically(nodeFileSystem, this.#path, [Buffer.from(textOf(halt, halt.atMs))]);
    };
    const shown = this.#shown.then(write);
    this.#shown = shown.catch(() => undefined);
    return shown;
  }

  /** Resolves when it is seen. */
  async settled(): Promise<void> {
    await this.#shown;
  }

  /** What was shown last. */
  read(): Halt | null {
    return readWord(this.#path, NAME)?.halt ?? null;
  }

  get #path(): string {
    return join(this.#directory, NAME);
  }
}
