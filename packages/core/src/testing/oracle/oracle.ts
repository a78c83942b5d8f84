import { intervalMs } from '../../market/interval.ts';
import type { TimestampMs } from '../../units.ts';
import { ask } from './asking.ts';
import { endByTime, liveThrough } from './living.ts';
import { closeOf } from './market.ts';
import { tellIdle } from './stillness.ts';
import { cancel, closeByTime, newStory, priceNow, type OracleEvent, type OracleOptions, type Story } from './story.ts';

/**
 * What must happen to the signals of a backtest, by the decisions alone: one instant after another, every figure taken
 * anew from plain arrays, nothing shared with the engine. Slow on purpose; made to be held against it.
 */
export function oracle(options: OracleOptions): readonly OracleEvent[] {
  const story = newStory(options);
  const endMs = Math.max(...options.candles.map(closeOf));
  for (let nowMs = nextInstant(story); nowMs <= endMs; nowMs = nextInstant(story)) {
    story.nowMs = nowMs;
    const candle = options.candles.find((one) => closeOf(one) === nowMs);
    if (candle !== undefined) liveThrough(story, candle);
    else endByTime(story, false);
    story.stoppedBefore = story.stopped;
    if (isFrame(options, nowMs)) {
      ask(story);
      tellIdle(story);
    }
    withdrawIfStopped(story);
  }
  endOfData(story, endMs);
  return story.events;
}

/** The next instant at which anything can be due: a candle closes, a frame lies there, or a life ends by the clock. */
function nextInstant({ options, nowMs, life }: Story): TimestampMs {
  const next = options.candles.find((candle) => closeOf(candle) > nowMs);
  const due = [next === undefined ? Infinity : closeOf(next)];
  const frames = Math.max(0, Math.floor((nowMs - options.fromMs) / intervalMs(options.frame)) + 1);
  due.push(options.fromMs + frames * intervalMs(options.frame));
  if (life.kind === 'waiting') due.push(life.deadlineMs);
  if (life.kind === 'open') due.push(life.position.expiresAtMs);
  return Math.min(...due.filter((atMs) => atMs > nowMs));
}

function isFrame({ fromMs, toMs, frame }: OracleOptions, atMs: TimestampMs): boolean {
  return atMs >= fromMs && atMs < toMs && (atMs - fromMs) % intervalMs(frame) === 0;
}

function withdrawIfStopped(story: Story): void {
  if (!story.stopped || story.life.kind !== 'waiting') return;
  const price = priceNow(story);
  if (price !== null) cancel(story, story.life.plan, 'stopped', price, story.nowMs);
}

/**
 * The data end under a living signal (decision 8). Where a VWAP of longer candles has none at the last close, that close
 * is the last price: decisions are silent, and a VWAP from before a gap would be older.
 */
function endOfData(story: Story, endMs: TimestampMs): void {
  story.nowMs = endMs;
  const price = priceNow(story) ?? story.options.candles.at(-1)!.close;
  if (story.life.kind === 'waiting') cancel(story, story.life.plan, 'timeout', price, endMs, true);
  else if (story.life.kind === 'open') closeByTime(story, story.life.position, price, true);
}
