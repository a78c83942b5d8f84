import type { Candle } from '../../market/candle.ts';
import type { Position } from '../../signal/position.ts';
import type { Plan } from '../../signal/signal.ts';
import { admit, open } from './admission.ts';
import { judgeActivation, judgeCandle, judgeTick, type Judgement } from './exits.ts';
import { reachedLevels } from './levels.ts';
import { atOrBelow, seen } from './money.ts';
import { tellAlive } from './stillness.ts';
import { cancel, close, closeByTime, priceNow, stampOf, tell, type Story } from './story.ts';

/** A candle has closed at this instant: whatever it does to the living signal. */
export function liveThrough(story: Story, candle: Candle): void {
  if (story.life.kind === 'waiting') {
    const { plan, deadlineMs } = story.life;
    if (mayJudge(story, candle, plan.createdAtMs, deadlineMs)) judgeWaiting(story, plan, candle);
  } else if (story.life.kind === 'open') {
    const { position } = story.life;
    if (mayJudge(story, candle, position.openedAtMs, position.expiresAtMs)) settle(story, judge(story, position, candle));
    else keepSeen(story, position, candle);
  }
  endByTime(story, true);
  tellLevels(story, candle);
  tellAlive(story, candle);
}

/**
 * The candle that opens at `when` is the first one that counts for what was made at `when` (decision 13), also where
 * frames lie between the minutes and a tick follows sooner. At the end a whole candle, or a tick before it.
 */
function mayJudge({ options, nowMs }: Story, candle: Candle, fromMs: number, untilMs: number): boolean {
  return candle.openTimeMs >= fromMs && (options.rules.trigger === 'candle-range' ? nowMs <= untilMs : nowMs < untilMs);
}

/** Under `vwap` the last tick is the clock's, but the position has lived through the candle before it. */
function keepSeen(story: Story, position: Position, candle: Candle): void {
  if (story.options.rules.trigger === 'vwap' && candle.openTimeMs >= position.openedAtMs && story.nowMs <= position.expiresAtMs) {
    story.life = { kind: 'open', position: seen(position, candle.high, candle.low) };
  }
}

/** A tick comes when its candle has closed, so the position has seen all of that candle, whatever the tick decides. */
function judge(story: Story, position: Position, candle: Candle): Judgement {
  if (story.options.rules.trigger === 'candle-range') return judgeCandle(position, candle, story.options.rules);
  const lived = seen(position, candle.high, candle.low);
  const price = priceNow(story);
  return price === null ? { position: lived } : judgeTick(lived, price, story.nowMs);
}

function settle(story: Story, judged: Judgement): void {
  if (judged.end !== undefined) close(story, judged.position, judged.end);
  else story.life = { kind: 'open', position: judged.position };
}

function judgeWaiting(story: Story, plan: Plan, candle: Candle): void {
  const { rules } = story.options;
  const byCandle = rules.trigger === 'candle-range';
  const price = priceNow(story);
  // A tick is a candle that is one price long: it opened where it is.
  const first = byCandle ? candle.open : price;
  const deepest = byCandle ? (plan.side === 'long' ? candle.low : candle.high) : price;
  if (first === null || deepest === null) return;
  const { atMs } = stampOf(story, candle);
  if (atOrBelow(plan.side, first, plan.stopLossPrice)) return cancel(story, plan, 'stop-loss', price ?? candle.close, atMs);
  if (!atOrBelow(plan.side, deepest, plan.entryPrice)) return;
  const admission = admit(story, plan, 'activation', plan.entryPrice);
  if ('reason' in admission) return cancel(story, plan, 'rejected', plan.entryPrice, atMs);
  open(story, plan, atMs, admission.quantity);
  if (byCandle && story.life.kind === 'open') settle(story, judgeActivation(story.life.position, candle, rules));
}

/**
 * The deadline of a waiting order or the expiry of a position, at that instant exactly. Where there is no price then, the
 * first candle that closes later brings one.
 */
export function endByTime(story: Story, byCandle: boolean): void {
  const { life, nowMs } = story;
  if (life.kind === 'none') return;
  const dueMs = life.kind === 'waiting' ? life.deadlineMs : life.position.expiresAtMs;
  if (nowMs < dueMs || (nowMs > dueMs && !byCandle)) return;
  const price = priceNow(story);
  if (price === null) return;
  if (life.kind === 'waiting') cancel(story, life.plan, 'timeout', price, nowMs);
  else closeByTime(story, life.position, price, false);
}

/** Partial levels, looked at when the candle has closed and time has not ended the position either (decision 18). */
function tellLevels(story: Story, candle: Candle): void {
  if (story.life.kind !== 'open') return;
  const { position } = story.life;
  const { rules } = story.options;
  if (candle.openTimeMs < position.openedAtMs) return;
  // A position whose entry waited is measured by what was traded since: earlier prices would reach levels it never saw.
  const price = position.plan.waits ? priceNow(story, position.openedAtMs) : priceNow(story);
  if (price === null) return;
  const reached = reachedLevels(position, price, rules);
  story.life = { kind: 'open', position: reached.position };
  for (const { direction, levelFrac } of reached.levels) {
    tell(story, { kind: 'partial', direction, levelFrac, position: reached.position, ...stampOf(story, candle), price });
  }
}
