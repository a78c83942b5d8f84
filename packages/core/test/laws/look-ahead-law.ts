import { ArraySource, differentEvents, seededRandom, type Scenario } from '@tradewright/core/testing';
import { decisions, eventsOf, optionsOf, randomScenario } from '../law.ts';
import { decided, decidedBefore } from './decided.ts';
import { wideScenario, type Sight } from './wide-scenario.ts';

const MINUTE_MS = 60_000;
const CUTS = 2;

/**
 * What a run on the candles up to an instant tells is the beginning of what a run on all of them tells, wherever they
 * are cut off; and what a strategy is shown there, of every interval, is the same.
 */
export async function lookAheadLaw(seed: number): Promise<string | null> {
  const random = seededRandom(seed ^ 0x6b79d8a1);
  const dense = await cutOff(randomScenario(seed), [], random);
  if (dense !== null) return dense;
  const wide = wideScenario(seed);
  return cutOff(wide, wide.sights, random);
}

async function cutOff(scenario: Scenario, sights: Sight[], random: () => number): Promise<string | null> {
  const { candles, pageSize } = scenario;
  const whole = decisions(await eventsOf(optionsOf(scenario)));
  const shown = sights.splice(0);
  const early = shown.find(({ nowMs, newestMs }) => newestMs > nowMs);
  if (early !== undefined) return `a candle that closes at ${early.newestMs} is shown at ${early.nowMs}`;
  for (let i = 0; i < CUTS; i++) {
    const at = 1 + Math.floor(random() * (candles.length - 1));
    const atMs = candles[at - 1]!.openTimeMs + MINUTE_MS;
    const cut = decided(await eventsOf(optionsOf(scenario, { candles: new ArraySource(candles.slice(0, at), pageSize) })));
    const found =
      differentEvents('all candles', shown.slice(0, Math.max(until(shown, atMs), sights.length)), 'cut off', sights.splice(0)) ??
      differentEvents('all candles', whole.slice(0, Math.max(decidedBefore(whole, atMs).length, cut.length)), 'cut off', cut);
    if (found !== null) return `cut at candle ${at}: ${found}`;
  }
  return null;
}

function until(sights: readonly Sight[], atMs: number): number {
  return sights.filter(({ nowMs }) => nowMs < atMs).length;
}
