import { PaperBroker } from '@tradewright/core/run';
import { differentEvents, FakeClock, MemoryDisk, MemoryStore, seededRandom } from '@tradewright/core/testing';
import { backtested } from './live-parity-law.ts';
import { LiveProcess } from './live-process.ts';
import { asKept, endOf, journalOf, liveLife, type LiveLife } from './live-world.ts';

const SECOND_MS = 1000;
const MINUTE_MS = 60_000;
/** So short that whoever takes over does so within the minute, and nobody can tell. */
const LEASE_MS = 8 * SECOND_MS;
const STEP_MS = 2 * SECOND_MS;

/** Two processes that share a store. One at a time has trouble; the other takes over, if it has to. */
class Pair {
  readonly disk: MemoryDisk;
  readonly #life: LiveLife;
  readonly #clock: FakeClock;
  readonly #broker: PaperBroker;
  readonly #random: () => number;
  readonly #processes: LiveProcess[];
  #started = 0;
  /** What mends the trouble that there is, and when. */
  #mend: { readonly atMs: number; readonly how: () => unknown } | null = null;
  #troubled: LiveProcess | null = null;
  #calmFromMs = 0;

  constructor(life: LiveLife, clock: FakeClock, random: () => number) {
    this.#life = life;
    this.#clock = clock;
    this.#random = random;
    this.#broker = new PaperBroker(life.rules.costs);
    this.disk = new MemoryDisk(() => clock.nowMs());
    this.#processes = [this.#start(), this.#start()];
  }

  /** @throws what a process failed with */
  async step(makeTrouble: boolean): Promise<void> {
    const nowMs = this.#clock.nowMs();
    const troubled = this.#troubled;
    if (troubled !== null && this.#mend === null) this.#mendLater(troubled, nowMs);
    if (this.#mend !== null && nowMs >= this.#mend.atMs) {
      this.#mend.how();
      this.#mend = null;
      this.#troubled = null;
      this.#calmFromMs = nowMs + 2 * LEASE_MS;
    }
    // Not so late in a minute that its tick might be missed.
    if (makeTrouble && this.#troubled === null && nowMs >= this.#calmFromMs && nowMs % MINUTE_MS < 30 * SECOND_MS && this.#random() < 0.02) this.#trouble(nowMs);
    await this.#clock.pass(STEP_MS);
    await settled();
  }

  async end(): Promise<void> {
    for (const process of this.#processes) {
      if (process.state === 'stopped') process.goOn();
      process.shutDown();
    }
    await Promise.all(this.#processes.filter(({ state }) => state !== 'dead').map(({ ended }) => ended));
  }

  #start(): LiveProcess {
    return new LiveProcess(this.#life, `process ${++this.#started}`, this.disk, this.#clock, this.#broker, LEASE_MS);
  }

  #trouble(nowMs: number): void {
    const victim = this.#one(this.#processes);
    this.#troubled = victim;
    switch (this.#one(['killed', 'stopped', 'shut down', 'killed at a commit', 'stopped at a commit'] as const)) {
      case 'killed':
        return victim.kill();
      case 'stopped':
        return victim.stop();
      case 'shut down':
        this.#mend = { atMs: nowMs + 2 * STEP_MS, how: () => this.#replace(victim) };
        return victim.shutDown();
      case 'killed at a commit':
        victim.accident = { kind: 'killed', written: this.#random() < 0.5, untilMs: nowMs + 3 * MINUTE_MS };
        break;
      case 'stopped at a commit':
        victim.accident = { kind: 'stopped', written: this.#random() < 0.5, untilMs: nowMs + 3 * MINUTE_MS };
    }
  }

  #mendLater(victim: LiveProcess, nowMs: number): void {
    if (victim.state === 'dead') this.#mend = { atMs: nowMs + 2 * STEP_MS, how: () => this.#replace(victim) };
    else if (victim.state === 'stopped') this.#mend = { atMs: nowMs + this.#one([4, 20, 70, 130]) * SECOND_MS, how: () => victim.goOn() };
    // It has not come to a commit, and is spared.
    else if (victim.accident === null || nowMs > victim.accident.untilMs) this.#mend = { atMs: nowMs, how: () => (victim.accident = null) };
  }

  #one<T>(values: readonly T[]): T {
    return values[Math.floor(this.#random() * values.length)]!;
  }

  #replace(victim: LiveProcess): void {
    this.#processes[this.#processes.indexOf(victim)] = this.#start();
  }
}

async function settled(): Promise<void> {
  for (let i = 0; i < 3; i++) await new Promise((resolve) => setImmediate(resolve));
}

/**
 * Two processes, of which one at a time is killed, stopped or shut down, also in the middle of a commit: the other takes
 * over, whoever comes back stands by, and the journal is that of a run which nobody ever disturbed.
 */
export async function liveHandoverLaw(seed: number): Promise<string | null> {
  const life = liveLife(seed, 120);
  const lastMs = endOf(life) - MINUTE_MS;
  if (lastMs < life.fromMs) return null; // nothing to look at
  const clock = new FakeClock(life.fromMs);
  const pair = new Pair(life, clock, seededRandom(seed ^ 0x51ed270b));
  await settled();
  while (clock.nowMs() < lastMs + MINUTE_MS - STEP_MS) await pair.step(clock.nowMs() < lastMs - 4 * MINUTE_MS);
  await pair.end();
  return differentEvents('backtest', asKept(await backtested(life)), 'journal', asKept(await journalOf(new MemoryStore(pair.disk), life)));
}
