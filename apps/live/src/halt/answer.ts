import { Failure, messageOf, plainText, shownInstant, usageFailure, withNote, type StandardOutput } from '@tradewright/cli-kit';
import { InputError, StoreError, type DurationMs, type Halt } from '@tradewright/core';
import { StoredKillSwitch } from '@tradewright/core/run';
import { SystemClock } from 'tradewright';
import { setTimeout } from 'node:timers/promises';
import { EXIT } from '../exit-codes.ts';
import { openStore, type OpenedStore } from '../open-store.ts';
import { haltJson } from '../line.ts';
import { carry, storeHalt } from './carry.ts';
import type { HaltOptions, HaltTask } from './options.ts';
import { demandPlace, wordsOf, type HaltPlace } from './place.ts';
import { Standing } from './standing.ts';
import type { HaltWord } from './word.ts';
import type { HaltWords } from './words.ts';

/** A program that trades looks four times a second, unless it is held up, or was killed. */
const TAKEN_UP_MS: DurationMs = 10_000;
/** Nobody goes on before whoever trades has said so. */
const RESUMED_MS: DurationMs = 20_000;
/** Whoever halts does not want to wait for a database that is gone. */
const RETRY_FOR_MS: DurationMs = 1_000;

const STAYS = 'Trading stays as it is.';
/** What is told of a command that has changed nothing. */
const UNDONE: Readonly<Record<HaltTask['kind'], string>> = { halt: 'Trading was NOT halted.', resume: STAYS, halted: '' };

/** One answer to one command: halts trading, lets it go on, or says how it stands. */
export class HaltAnswer {
  readonly #options: HaltOptions;
  readonly #output: Pick<StandardOutput, 'print'>;
  readonly #place: HaltPlace;
  readonly #words: HaltWords;
  readonly #standing: Standing;
  readonly #clock = new SystemClock();

  constructor(options: HaltOptions, output: Pick<StandardOutput, 'print'>, { env, directory }: Pick<HaltPlace, 'env' | 'directory'>) {
    const { store, account } = options;
    this.#options = options;
    this.#output = output;
    this.#place = { store, account, env, directory };
    this.#words = wordsOf(this.#place);
    this.#standing = new Standing(this.#words.directory);
  }

  /** @returns the exit code @throws {Failure}, {EngineError} */
  async give(): Promise<number> {
    const { task } = this.#options;
    await demandPlace(this.#place).catch((error: unknown) => {
      throw error instanceof Failure || error instanceof InputError ? usageFailure(`${error.message} ${UNDONE[task.kind]}`.trim()) : error;
    });
    if (task.kind === 'halt') return this.#halt({ reason: task.reason, closesPositions: task.closesPositions, atMs: this.#clock.nowMs() });
    return task.kind === 'resume' ? this.#resume() : this.#halted();
  }

  async #halt(halt: Halt): Promise<number> {
    if (this.#place.store.kind === 'fs') {
      const word = await this.#words.say(halt, halt.atMs);
      const isTakenUp = this.#standing.isThere && (await this.#isTaken(word, TAKEN_UP_MS));
      return this.#print('halt', halt, `${haltedText(halt)} ${isTakenUp ? 'The program that trades here has taken it up.' : 'No program has taken it up yet: whichever trades here does before it opens anything.'}`, EXIT.done, isTakenUp);
    }
    // The machine first: that needs nobody.
    const said = await this.#words.say(halt, halt.atMs).catch((error: unknown) => error as Failure);
    try {
      await this.#withStore(({ store }) => (said instanceof Failure ? storeHalt({ store, account: this.#account, clock: this.#clock }, halt) : this.#carry(store)));
    } catch (error) {
      if (said instanceof Failure) throw withNote(said, `The database did not take it either: ${messageOf(error)}`);
      if (this.#options.json) await this.#print('halt', halt, '', EXIT.haltedHere, false);
      throw new Failure(`${haltedText(halt)} This counts on this machine only (${this.#words.directory}): the database was not told: ${messageOf(error)} Programs that trade here, the next start, or this command again tell it when it answers.`, EXIT.haltedHere, { cause: error });
    }
    return this.#print('halt', halt, `${haltedText(halt)} It is stored; all programs on this database heed it.`, EXIT.done, true);
  }

  async #resume(): Promise<number> {
    const told = await this.#withStore(async ({ store }) => {
      const word = await this.#words.say(null, this.#clock.nowMs());
      await this.#carry(store).catch((error: unknown) => {
        this.#words.forget([word]);
        throw error;
      });
      return true;
    }).catch((error: unknown) => {
      if (isLocked(error)) return this.#askHolder(error);
      throw withNote(error, STAYS);
    });
    return told ? this.#print('resume', null, 'Trading goes on.', EXIT.done) : EXIT.notDone;
  }

  /** Whoever holds the state writes it. */
  async #askHolder(held: StoreError): Promise<true> {
    const word = await this.#words.say(null, this.#clock.nowMs());
    if ((await this.#isTaken(word, RESUMED_MS)) || !this.#words.forget([word])) return true;
    throw new Failure(`${held.message} It has not answered for ${RESUMED_MS / 1000} s. ${STAYS}`, EXIT.locked);
  }

  async #halted(): Promise<number> {
    const said = this.#words.halt();
    const halt = said ?? (await this.#stored());
    if (halt === null) return this.#print('halted', null, 'Trading goes on.', EXIT.done);
    const where = said === null ? '' : ' It was said on this machine and is not stored yet.';
    return this.#print('halted', halt, `Trading is halted since ${shownInstant(halt.atMs)}: ${halt.reason}.${where}`, EXIT.halted, said === null);
  }

  async #stored(): Promise<Halt | null> {
    try {
      return await this.#withStore(async ({ store }) => {
        const killSwitch = new StoredKillSwitch({ store, account: this.#account, clock: this.#clock });
        await killSwitch.refresh();
        return killSwitch.halted;
      });
    } catch (error) {
      if (!isLocked(error)) throw error;
      return this.#standing.read();
    }
  }

  #carry(store: OpenedStore['store']): Promise<void> {
    return carry({ words: this.#words, store, account: this.#account, clock: this.#clock });
  }

  async #withStore<T>(work: (opened: OpenedStore) => Promise<T>): Promise<T> {
    const { store, env, directory } = this.#place;
    const opened = await openStore(store, env['DATABASE_URL'], directory, RETRY_FOR_MS);
    try {
      return await work(opened);
    } finally {
      await opened.store.close().catch(() => undefined);
    }
  }

  async #isTaken({ name }: HaltWord, withinMs: DurationMs): Promise<boolean> {
    for (const endMs = this.#clock.elapsedMs() + withinMs; this.#clock.elapsedMs() < endMs; await setTimeout(50)) {
      if (!this.#words.pending().some((word) => word.name === name)) return true;
    }
    return false;
  }

  get #account(): string {
    return this.#place.account ?? 'default';
  }

  /** @param stored - the store has the halt; else it waits on this machine for whoever carries it there */
  async #print(kind: HaltTask['kind'], halt: Halt | null, text: string, exitCode: number, stored?: boolean): Promise<number> {
    await this.#output.print(`${this.#options.json ? JSON.stringify({ schemaVersion: 1, kind, halted: haltJson(halt), stored }) : plainText(text)}\n`);
    return exitCode;
  }
}

function haltedText({ reason, closesPositions }: Halt): string {
  return `Trading is halted: ${reason}. Nothing is opened; ${closesPositions ? 'what is open is closed at the VWAP, and what waits is given up' : 'what is open keeps its stops and targets'}.`;
}

function isLocked(error: unknown): error is StoreError {
  return error instanceof StoreError && error.code === 'store/locked';
}
