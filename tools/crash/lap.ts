import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { seededRandom, type Random } from '@tradewright/core/testing';
import { compare, without, type Journals } from './compare.ts';
import { live, type Doom, type Life } from './life.ts';
import type { Ground, Place } from './place.ts';
import { NOTHING_YET, sum, type Tally } from './tally.ts';
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
  #expected: Journals = new Map();
  /** How long a life takes that nobody ends. */
  #lifeMs = 0;

  /** @param main - the app */
  constructor(main: string, ground: Ground, directory: string, seed: number) {
    this.#main = main;
    this.#ground = ground;
    this.#directory = directory;
    this.#random = seededRandom(seed);
    this.#candles = writeCandles(join(directory, 'candles'), seed);
  }

  /** @param cycles - kills at most; afterwards, or at the end of the data, the lap is brought to its end */
  async run(cycles: number, progress: (tally: Tally) => void): Promise<Tally> {
    await this.#inPeace();
    await using place = await this.#place('killed');
    let tally = NOTHING_YET;
    let ended = false;
    while (!ended && tally.cycles < cycles) {
      const doom = this.#doom();
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
    return live({ main: this.#main, cwd: this.#directory, args, env: place.env }, doom);
  }

  /** What is stored must hold all that was told, and no slot without its signal. */
  async #inquest(place: Place, { told }: Life): Promise<Tally> {
    const { journals, orphans } = await place.findings();
    const durable = [...journals].flatMap(([symbol, lines]) => lines.map((line) => [line.split(' ')[0], symbol, line.split(' ')[1]].join(' ')));
    const early = without(told, durable);
    return { ...NOTHING_YET, early: early.length, orphaned: orphans.length, remarks: [...early.map((line) => `told and not stored: ${line}`), ...orphans] };
  }

  #doom(): Exclude<Doom, null> {
    const random = this.#random;
    if (random() < 0.3) return { kind: 'moment', afterMs: Math.round(random() * this.#lifeMs) };
    return { kind: 'point', point: POINTS[Math.floor(random() * POINTS.length)]!, nth: 1 + Math.floor(random() ** 2 * MOST_PASSED) };
  }
}

function nameOf(doom: Exclude<Doom, null>): string {
  return doom.kind === 'point' ? doom.point : 'any moment';
}
