import type { Halt } from '@tradewright/core';
import { nodeFileSystem, writeAtomically } from '@tradewright/persist-fs';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { readWord, textOf } from './word.ts';

const NAME = 'standing.json';

/** How trading stands as whoever holds a state directory says it: nobody else can ask the store meanwhile. */
export class Standing {
  readonly #directory: string;
  #last: Promise<unknown> = Promise.resolve();

  constructor(directory: string) {
    this.#directory = directory;
  }

  show(halt: Halt | null): Promise<void> {
    return this.#inTurn(async () => {
      mkdirSync(this.#directory, { recursive: true });
      await writeAtomically(nodeFileSystem, this.#path, [Buffer.from(textOf(halt, Date.now()))]);
    });
  }

  /** Nobody trades here any more. */
  end(): Promise<void> {
    return this.#inTurn(async () => rmSync(this.#path, { force: true }));
  }

  /** Whether a program trades here, unless it was killed. */
  get isThere(): boolean {
    return existsSync(this.#path);
  }

  /** What was shown last. */
  read(): Halt | null {
    return readWord(this.#path, NAME)?.halt ?? null;
  }

  #inTurn(act: () => Promise<void>): Promise<void> {
    const done = this.#last.then(act);
    this.#last = done.catch(() => undefined);
    return done;
  }

  get #path(): string {
    return join(this.#directory, NAME);
  }
}
