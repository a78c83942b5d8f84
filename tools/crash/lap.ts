import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { seededRandom, type Random } from '@tradewright/core/testing';
import { compare, without, type Journals } from './compare.ts';
import { live, type Doom, type Life } from './life.ts';
import { strayOrders } from './order-log.ts';
import type { Ground, Place } from './place.ts';
import { NOTHING_YET, sum, type Tally } from './tally.ts';
import { toldOf } from './witness.ts';
import { SYMBOLS, writeCandles } from './world.ts';

/** The moments between which a commit, an order and its telling can be cut apart. */
const POINTS = ['commit.before', 'commit.after', 'place.before', 'place.after', 'told'] as const;
/** A point is met at once, or after as many others as a lap may have. */
const MOST_PASSED = 60;

/** One market from its beginning to its end: once in peace, and once with as many deaths as it takes. */
export class Lap {
  readonly #main: string;
  readonly #ground: Ground;
  readonly #directory: string;
  readonly #random: Random;
  readonly #candles: string;
  /** Every order that reached the broker, in all lives: what a kill cannot take back. */
  readonly #orderLog: string;
  #expected: Journals = new Map();
  /** How long a life takes that nobody ends. */
  #lifeMs = 0;

  /** @param main - the app */
  constructor(main: string, ground: Ground, directory: string, seed: number) {
    this.#main = main;
    this.#ground = ground;
    this.#directory = directory;
    this.#orderLog = join(directory, 'orders.log');
    this.#random = seededRandom(seed);
    this.#candles = writeCandles(join(directory, 'candles'), seed);
  }

  /**
   * @param cycles - lives at most that are to end by a kill; afterwards, or at the end of the data, the lap is brought to its end
   * @param begun - lives before this lap, so that every named moment gets its turn
   */
  async run(cycles: number, begun: number, progress: (tally: Tally) => void): Promise<Tally> {
    await this.#inPeace();
    await rm(this.#orderLog, { force: true }); // those are another run's
    await using place = await this.#place('killed');
    let tally = NOTHING_YET;
    let ended = false;
    while (!ended && tally.cycles < cycles) {
      const doom = this.#doom(begun + tally.cycles);
      const life = await this.#live(place, doom);
      ended = !life.killed;
      tally = sum(tally, { ...NOTHING_YET, cycles: 1, kills: life.killed ? 1 : 0, points: life.killed ? { [nameOf(doom)]: 1 } : {} });
      tally = sum(tally, await this.#inquest(place, life));
      progress(tally);
    }
    if (!ended) tally = sum(tally, await this.#inquest(place, await this.#live(place, null)));
    return sum(tally, { ...NOTHING_YET, ...compare(this.#expected, (await place.findings()).journals) });
  }

  async #inPeace(): Promise<void> {
    await using place = await this.#place('peace');
    const began = performance.now();
    await this.#live(place, null);
    this.#lifeMs = performance.now() - began;
    const { journals } = await place.findings();
    const events = [...journals.values()].reduce((count, lines) => count + lines.length, 0);
    if (events < SYMBOLS.length * 5) throw new Error(`The market of ${this.#directory} brought about ${events} events only: nothing would be proven.`);
    this.#expected = journals;
  }

  async #place(name: string): Promise<Place> {
    const directory = join(this.#directory, name);
    await mkdir(directory, { recursive: true });
    return this.#ground.fresh(directory);
  }

  #live(place: Place, doom: Doom): Promise<Life> {
    const args = [...place.args, '--replay', this.#candles, ...SYMBOLS.flatMap((symbol) => ['--symbol', symbol])];
    return live({ main: this.#main, cwd: this.#directory, args, env: { ...place.env, TRADEWRIGHT_ORDER_LOG: this.#orderLog } }, doom);
  }

  /** What is stored must hold all that was told, no slot without its signal, a rule’s memory of just what happened, and no entry that it forbade. */
  async #inquest(place: Place, { told }: Life): Promise<Tally> {
    const { journals, orphans, misjudged, orderIds } = await place.findings();
    const early = without(told, toldOf(journals));
    const orders = strayOrders(this.#orderLog, orderIds);
    return { ...NOTHING_YET, early: early.length + orders.length, orphaned: orphans.length, misjudged: misjudged.length, remarks: [...early.map((line) => `told and not stored: ${line}`), ...orders, ...orphans, ...misjudged] };
  }

  #doom(turn: number): Exclude<Doom, null> {
    const random = this.#random;
    const point = POINTS[turn % (POINTS.length + 1)];
    if (point === undefined) return { kind: 'moment', afterMs: Math.round(random() * this.#lifeMs) };
    return { kind: 'point', point, nth: 1 + Math.floor(random() ** 3 * MOST_PASSED) };
  }
}

function nameOf(doom: Exclude<Doom, null>): string {
  return doom.kind === 'point' ? doom.point : 'any moment';
}
