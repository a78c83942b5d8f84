import { CandleSeries, sliceColumns, type Clock, type Strategy } from '@tradewright/core';
import { PaperBroker } from '@tradewright/core/run';
import { MemoryStore } from '@tradewright/core/testing';
import { LiveDesk } from '../../packages/core/src/run/live/live-desk.ts';
import type { LiveSession } from '../../packages/core/src/run/live/live-session.ts';
import { Patience } from '../../packages/core/src/run/live/patience.ts';
import { heldSource } from './held-source.ts';
import { FROM_MS, market, seriesOf } from './market.ts';
import { inTurn } from './measure.ts';
import { lineOf, type BenchResult } from './result.ts';

const MINUTE_MS = 60_000;
const SYMBOLS = 100;
const WARM_UP_MINUTES = 3000;
const TICKS_A_ROUND = 200;
const ROUNDS = { warmUp: 10, counted: 21 } as const;

let nowMs = 0;
const clock: Clock = { nowMs: () => nowMs, elapsedMs: () => nowMs, breathe: () => Promise.resolve(), sleep: () => Promise.resolve(), after: () => () => undefined };
const rarely: Strategy = { name: 'rarely', interval: '1h', ask: () => null };
let sum = 0;

/** Counts what is asked of it: a tick with nothing to do asks nothing. */
class WatchedStore extends MemoryStore {
  commits = 0;

  override commit(change: Parameters<MemoryStore['commit']>[0]): Promise<void> {
    this.commits++;
    return super.commit(change);
  }
}

async function empty(): Promise<void> {}

/**
 * A hundred symbols between two asks, against a hundred empty async functions and their VWAPs: those of the candle that
 * has just closed, which has to be taken in for it on both sides.
 */
export async function tick(): Promise<BenchResult> {
  const ticks = TICKS_A_ROUND * (ROUNDS.warmUp + ROUNDS.counted) + 1;
  const series = seriesOf(await market(WARM_UP_MINUTES + ticks));
  const store = new WatchedStore();
  const startMs = FROM_MS + WARM_UP_MINUTES * MINUTE_MS;
  nowMs = startMs;
  const sessions = await Promise.all(Array.from({ length: SYMBOLS }, async (_, i) => {
    const desk = new LiveDesk({ symbol: `S${i}`, strategy: rarely, candles: heldSource(series), rules: { trigger: 'candle-range' }, store, clock, broker: new PaperBroker({ feeFrac: 0, slippageFrac: 0 }), wants: [] });
    const patience = new Patience({ clock, cancel: desk.cancel, onPause: (error) => { throw error; }, onResume: () => undefined });
    return desk.open(await desk.load(undefined, patience));
  }));
  const bares = sessions.map(() => new CandleSeries());
  let oursMs = startMs;
  let theirsMs = startMs + MINUTE_MS;
  const before = store.commits;
  const ours = async (): Promise<void> => {
    for (let n = 0; n < TICKS_A_ROUND; n++, oursMs += MINUTE_MS) for (const session of sessions) await tickOnce(session, oursMs);
  };
  const theirs = async (): Promise<void> => {
    for (let n = 0; n < TICKS_A_ROUND; n++, theirsMs += MINUTE_MS) {
      const at = (theirsMs - FROM_MS) / MINUTE_MS;
      for (const bare of bares) {
        await empty();
        bare.append(sliceColumns({ ...series.columns, length: series.length }, at - 1, at));
        sum += bare.vwapAt(theirsMs, bare.length);
      }
    }
  };
  const [a, b] = await inTurn(ours, theirs, ROUNDS);
  const commits = store.commits - before;
  return lineOf(a, b, 3, `${((a / TICKS_A_ROUND / SYMBOLS) * 1e6).toFixed(0)} ns a symbol and tick, ${commits} commits for ${Math.ceil((ticks * SYMBOLS) / 60)} asks`);
}

/** A promise where there was something to do: an ask is written down. */
function tickOnce(session: LiveSession, whenMs: number): Promise<void> | undefined {
  if (session.begin({ whenMs, late: false, delayedMs: 0, missed: 0, recoveredAfterMs: null }) !== undefined) throw new Error('a candle at hand was waited for');
  const told = session.take();
  if (told !== null && !(told instanceof Promise)) throw new Error(`an idle strategy brought about ${told.event.kind}`);
  return told?.then(() => {
    if (session.take() !== null) throw new Error('an ask was followed by more');
  });
}
