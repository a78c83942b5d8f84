import { CandleSeries, columnsOf } from '@tradewright/core';
import { backtest, type BacktestOptions, type BacktestRun, type RunEvent } from '@tradewright/core/run';
import { differentEvents, randomStrategy, seededRandom, type Random } from '@tradewright/core/testing';
import { eventsOf, optionsOf, randomScenario } from '../law.ts';
import { extrasOf } from './extras.ts';

/** Makes the options of one run, afresh each time but for what runs share. */
type Maker = (shared: BacktestOptions['candles'] | undefined) => BacktestOptions;

/**
 * Runs that take turns, some of them over one series of candles, tell what each of them tells alone (law 5); also when
 * some ask for their next event before the others have got theirs, and when one of them is left half-way.
 */
export async function isolationLaw(seed: number): Promise<string | null> {
  const random = seededRandom(seed ^ 0x94d049bb);
  const makers = makersOf(seed, random);
  const alone: RunEvent[][] = [];
  for (const make of makers) alone.push(await eventsOf(make(undefined)));
  const shared = CandleSeries.over(columnsOf(randomScenario(seed).candles));
  const left = random() < 0.3 ? Math.floor(random() * makers.length) : -1;
  const together = await interleaved(makers.map((make) => backtest(make(shared))), left, random);
  for (const [i, events] of together.entries()) {
    const expected = i === left ? alone[i]!.slice(0, events.length) : alone[i]!;
    const found = differentEvents('alone', expected, 'among others', events);
    if (found !== null) return `run ${i} of ${makers.length}: ${found}`;
  }
  return null;
}

/** Two or three runs over the same candles, by other strategies and rules, and up to two over candles of their own. */
function makersOf(seed: number, random: Random): Maker[] {
  const scenario = randomScenario(seed);
  const { candles } = scenario;
  const sharing = 2 + Math.floor(random() * 2);
  const makers = Array.from({ length: sharing }, (_unused, i): Maker => {
    const { rules, strategy } = randomScenario(seed + i * 1_000_003);
    const extras = i === 0 ? {} : extrasOf(seed + i, randomStrategy(seed + i, strategy.interval));
    return (shared) => optionsOf({ ...scenario, rules }, { ...extras, candles: shared ?? CandleSeries.over(columnsOf(candles)) });
  });
  const own = Math.floor(random() * 3);
  for (let i = 0; i < own; i++) {
    const other = randomScenario(seed + (i + 7) * 1_000_003);
    const extras = extrasOf(seed + i + 50, other.strategy);
    makers.push(() => optionsOf(other, extras));
  }
  return makers;
}

async function interleaved(runs: readonly BacktestRun[], left: number, random: Random): Promise<RunEvent[][]> {
  const told = runs.map((): RunEvent[] => []);
  const going = runs.map((_run, i) => i);
  const patience = Math.floor(random() * 20);
  while (going.length > 0) {
    // One run after the other most of the time, several at once now and then.
    const turn = random() < 0.8 ? [going[Math.floor(random() * going.length)]!] : going.filter(() => random() < 0.6);
    const results = await Promise.all(turn.map((i) => runs[i]!.next()));
    for (const [at, result] of results.entries()) {
      const i = turn[at]!;
      if (result.done !== true) told[i]!.push(result.value);
      const leaves = i === left && told[i]!.length >= patience;
      if (leaves) await runs[i]!.return();
      if (leaves || result.done === true) going.splice(going.indexOf(i), 1);
    }
  }
  return told;
}
