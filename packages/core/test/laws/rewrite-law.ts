import { differentEvents, randomCandles, type Scenario } from '@tradewright/core/testing';
import { eventsOf, optionsOf, randomScenario } from '../law.ts';
import { decidedUntil } from './decided.ts';
import { wideScenario, type Sight } from './wide-scenario.ts';

/** Rewriting every candle that has not closed at an instant changes nothing that was decided or shown up to it. */
export async function rewriteLaw(seed: number): Promise<string | null> {
  const dense = await rewritten(randomScenario(seed), [], seed);
  if (dense !== null) return dense;
  const wide = wideScenario(seed);
  return rewritten(wide, wide.sights, seed);
}

async function rewritten(scenario: Scenario, sights: Sight[], seed: number): Promise<string | null> {
  const at = Math.floor(scenario.candles.length * (0.2 + 0.6 * ((seed % 97) / 97)));
  const atMs = scenario.candles[at]!.openTimeMs;
  const before = scenario.candles.slice(0, at);
  const startPrice = before.at(-1)!.close * (seed % 2 === 0 ? 1.3 : 0.7);
  const other = randomCandles({ seed: seed + 77_777, count: 200, fromMs: atMs, startPrice, moveFrac: 0.02 });
  const takeShown = (): Sight[] => sights.splice(0).filter(({ nowMs }) => nowMs <= atMs);
  const told = decidedUntil(await eventsOf(optionsOf(scenario)), atMs);
  const shown = takeShown();
  const toldAnew = decidedUntil(await eventsOf(optionsOf({ ...scenario, candles: [...before, ...other] })), atMs);
  return differentEvents('as it was', shown, 'rewritten', takeShown()) ?? differentEvents('as it was', told, 'rewritten', toldAnew);
}
