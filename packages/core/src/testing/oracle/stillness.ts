import type { Candle } from '../../market/candle.ts';
import type { Fraction, Price } from '../../units.ts';
import { closeOf } from './market.ts';
import { priceNow, tell, type Story } from './story.ts';

/** A candle has closed under a signal that goes on living: that it does is told to whoever wants to hear it. */
export function tellAlive(story: Story, candle: Candle): void {
  const { options, life, nowMs } = story;
  if (!options.wants.includes('active') || life.kind === 'none') return;
  const { plan } = life.kind === 'waiting' ? life : life.position;
  const price = priceNow(story);
  if (price === null || candle.openTimeMs < plan.createdAtMs) return;
  if (life.kind === 'waiting') return tell(story, { kind: 'waiting', plan, atMs: nowMs, knownAtMs: nowMs, price });
  const { position } = life;
  if (position.openedAtMs === nowMs) return;
  // The way is measured as for partial levels: of what was traded before an activation the position knows nothing.
  const measured = (plan.waits ? priceNow(story, position.openedAtMs) : null) ?? price;
  const way = (end: Price): Fraction => Math.min(1, Math.max(0, (measured - plan.entryPrice) / (end - plan.entryPrice)));
  tell(story, { kind: 'active', position, toTakeProfitFrac: way(plan.takeProfitPrice), toStopLossFrac: way(plan.stopLossPrice), atMs: nowMs, knownAtMs: nowMs, price: measured });
}

/** A frame without a signal, after the strategy was or was not asked. Under `vwap` an end uses its instant up. */
export function tellIdle(story: Story): void {
  const { options, life, nowMs, lastEndMs } = story;
  if (!options.wants.includes('idle') || life.kind !== 'none' || story.stoppedBefore) return;
  if (options.rules.trigger === 'vwap' && lastEndMs === nowMs) return;
  const price = priceNow(story);
  if (price !== null && options.candles.some((one) => closeOf(one) > nowMs)) tell(story, { kind: 'idle', atMs: nowMs, knownAtMs: nowMs, price });
}
