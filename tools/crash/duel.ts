import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { seededRandom, type Random } from '@tradewright/core/testing';
import { FsStateStore } from '@tradewright/persist-fs';
import { PgStateStore } from '@tradewright/persist-postgres';
import type { TestDatabase, TestServer } from '@tradewright/pg-testing';
import { compare, without, type Journals } from './compare.ts';
import { live } from './life.ts';
import { reading } from './place.ts';
import { AppProcess } from './process.ts';
import { toldOf, type Findings } from './witness.ts';
import { SYMBOLS, writeCandles } from './world.ts';

/** By the clock of the database. */
export const LEASE_MS = 500;
/** Fifteen milliseconds a minute: time enough for both to be there while there is still something to trade. */
const SPEED = 4000;
const MINUTES = 300;
const MOST_MINUTES = 8 * MINUTES;
const SYMBOL = SYMBOLS[0]!;

/** How the owner is taken out: for good, or until its lease has passed. */
export type Blow = 'kill' | 'stop';

/** What came of one round. */
export interface Round {
  readonly blow: Blow;
  /** From the blow until somebody else had the lease. */
  readonly takeoverMs: number;
  /**
   * The lease changed hands at the blow only. Where a busy machine could not renew it in time it went to and fro, and with
   * it between two clocks of a replay: then minutes may have been left out, and no run in peace is to be compared with.
   */
  readonly undisturbed: boolean;
  /** What was wrong, in words. */
  readonly faults: readonly string[];
}

/** Two processes, one database, one strategy, one symbol. */
export class Duel {
  readonly #main: string;
  readonly #directory: string;
  readonly #candles: string;
  readonly #random: Random;
  #expected: Journals = new Map();

  private constructor(main: string, directory: string, seed: number, minutes: number) {
    this.#main = main;
    this.#directory = directory;
    this.#random = seededRandom(seed);
    this.#candles = writeCandles(join(directory, 'candles'), seed, [SYMBOL], minutes);
  }

  /** Runs a round on a market of its own; on a longer one where a slow machine came too late to strike. */
  static async fight(main: string, server: TestServer, seed: number, blow: Blow): Promise<Round> {
    for (let minutes = MINUTES; minutes <= MOST_MINUTES; minutes *= 2) {
      const directory = await mkdtemp(join(tmpdir(), 'tradewright-duel-'));
      try {
        const duel = new Duel(main, directory, seed, minutes);
        await duel.#inPeace();
        await using database = await server.freshDatabase();
        const round = await duel.#round(database, blow);
        if (round !== 'too late') return round;
      } finally {
        await rm(directory, { recursive: true, force: true });
      }
    }
    throw new Error(`The owner was through with ${MOST_MINUTES} minutes before the second process was there.`);
  }

  async #inPeace(): Promise<void> {
    const state = join(this.#directory, 'peace');
    await live({ main: this.#main, cwd: this.#directory, args: ['--store', 'fs', '--state', state, ...this.#market()], env: {} }, null);
    this.#expected = (await reading(() => FsStateStore.open({ directory: state }))).journals;
  }

  async #round(database: TestDatabase, blow: Blow): Promise<Round | 'too late'> {
    const faults: string[] = [];
    const start = (): AppProcess => new AppProcess({ main: this.#main, cwd: this.#directory, args: ['--store', 'postgres', '--lease-ms', String(LEASE_MS), '--speed', String(SPEED), ...this.#market()], env: { DATABASE_URL: database.url } });
    const owner = start();
    if (!(await owner.says(({ action }) => action === 'opened'))) throw new Error(`The owner opened nothing: ${(await owner.ended).stderr}`);
    const other = start();
    if (!(await other.says(isStandby))) faults.push('the second process did not stand by');
    await pause(this.#random() * 300);
    const before = await tokenIn(database);
    const struckAt = performance.now();
    owner.child.kill(blow === 'kill' ? 'SIGKILL' : 'SIGSTOP');
    if (owner.child.exitCode !== null) {
      await other.ended;
      return 'too late';
    }
    while ((await tokenIn(database)) === before && other.child.exitCode === null) await pause(5);
    const takeoverMs = performance.now() - struckAt;
    if (blow === 'stop') {
      owner.child.kill('SIGCONT');
      if (!(await owner.says((line) => isStandby(line) && line['lost'] === true))) faults.push('the revived process did not learn that it had lost its lease');
    }
    const [first, second] = await Promise.all([owner.ended, other.ended]);
    if (second.code !== 0 || (blow === 'stop' && first.code !== 0)) faults.push(`ended with ${first.signal ?? first.code} and ${second.signal ?? second.code}: ${first.stderr}${second.stderr}`);
    // The first owner, the one who followed, and at the end the revived one.
    const undisturbed = Number(await tokenIn(database)) <= (blow === 'kill' ? 2 : 3);
    return { blow, takeoverMs, undisturbed, faults: [...faults, ...this.#faultsIn(await reading(() => PgStateStore.open({ connectionString: database.url })), [...owner.told, ...other.told], undisturbed)] };
  }

  #faultsIn({ journals, orphans, misjudged }: Findings, told: readonly string[], undisturbed: boolean): string[] {
    return [...(undisturbed ? compare(this.#expected, journals).remarks : brokenLives(journals)), ...orphans, ...misjudged, ...without(told, toldOf(journals)).map((line) => `told twice, or never stored: ${line}`)];
  }

  #market(): string[] {
    return ['--replay', this.#candles, '--symbol', SYMBOL];
  }
}

/** Whatever was left out: each signal lives once, and one at a time. */
function brokenLives(journals: Journals): string[] {
  return [...journals].flatMap(([run, all]) => all.filter((line) => !line.startsWith('partial')).flatMap((line, i, lines) => {
    const [kind, id] = line.split(' ');
    const [kindBefore, idBefore] = lines[i - 1]?.split(' ') ?? ['closed', ''];
    const isOver = kindBefore === 'closed' || kindBefore === 'cancelled';
    const fits = kind === 'scheduled' ? isOver : kind === 'opened' ? isOver || (kindBefore === 'scheduled' && id === idBefore) : id === idBefore && kindBefore === (kind === 'closed' ? 'opened' : 'scheduled');
    return fits && (isOver ? id !== idBefore : true) ? [] : [`${run} event ${i}: ${line} after ${lines[i - 1]}`];
  }));
}

function isStandby(line: Readonly<Record<string, unknown>>): boolean {
  return line['status'] === 'standby';
}

async function tokenIn(database: TestDatabase): Promise<string> {
  return (await database.query('select token from tradewright.lease')).map((row) => String(row['token'])).join();
}
