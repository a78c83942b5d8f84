import { candle, minute, on, tickAt, tickOf } from '../../src/machine/machine.fixture.ts';
import type { Input, Tick } from '../../src/machine/input.ts';
import type { Side } from '../../src/signal/signal.ts';
import type { EngineState } from '../../src/signal/state.ts';
import { MINUTE_MS } from '../../src/units.ts';
import type { InputClass } from './inputs.ts';
import { beginOf, deadlineOf } from './states.ts';

type Ohlc = readonly [number, number, number, number];
type Over = Partial<Omit<Tick, 'kind'>>;

const CALM: Ohlc = [102, 104, 101, 103];
const EVERYTHING: Ohlc = [102, 112, 94, 101];
/** VWAP between entry and target, on the waiting side of the entry; nothing of the way to the target made. */
const USUAL_VWAP = 102;

const minuteOf = (atMs: number): number => (atMs - minute(0)) / MINUTE_MS;

/** The candle an opened position has yet to live through is its first one; all others have had some. */
const nextCandle = (state: EngineState): number => minuteOf(beginOf(state)) + (state.kind === 'opened' ? 0 : 3);

function judged(state: EngineState, side: Side, n: number, ohlc: Ohlc, over: Over = {}): Input {
  return { ...tickOf(candle(n, ohlc, side), { price: on(side, USUAL_VWAP), progressPrice: 100, ...over }), seq: 8 };
}

const shown = (ohlc: Ohlc): string => ohlc.join(' ');

const candleOf = (what: string, ohlc: Ohlc): InputClass => ({
  name: `candle ${what}`, arrow: 'candle', meaning: `open, high, low, close ${shown(ohlc)}`, make: (state, side) => judged(state, side, nextCandle(state), ohlc),
});

const vwapOf = (what: string, price: number): InputClass => ({
  name: `VWAP ${what}`, arrow: 'VWAP', meaning: `VWAP ${price}; the candle touches nothing`, make: (state, side) => judged(state, side, nextCandle(state), CALM, { price: on(side, price) }),
});

const progressOf = (what: string, price: number | null): InputClass => ({
  name: `progress ${what}`, arrow: 'candle', meaning: price === null ? 'there is no price to measure it by; the candle touches nothing' : `measured at ${price}; the candle touches nothing`,
  make: (state, side) => judged(state, side, nextCandle(state), CALM, { progressPrice: price === null ? null : on(side, price) }),
});

const atDeadline = (name: string, meaning: string, ohlc: Ohlc, minutesLater: number, over: (side: Side) => Over = () => ({})): InputClass => ({
  name: `deadline: ${name}`, arrow: 'deadline', meaning, make: (state, side) => judged(state, side, minuteOf(deadlineOf(state)) + minutesLater, ohlc, over(side)),
});

const instant = (name: string, arrow: string, meaning: string, atMs: (state: EngineState) => number | null, over: Over = {}): InputClass => ({
  name, arrow, meaning,
  make(state, side) {
    const at = atMs(state);
    return at === null ? null : { ...tickAt(minuteOf(at), { price: on(side, USUAL_VWAP), ...over }), seq: 8 };
  },
});

const endOf = (state: EngineState): number | null => (state.kind === 'closed' || state.kind === 'cancelled' ? state.endedAtMs : null);
const afterEnd = (state: EngineState): number => (endOf(state) ?? minute(0)) + MINUTE_MS;
const dueAt = (state: EngineState): number => Math.max(state.nextAskMs, afterEnd(state));
const notDueAt = (state: EngineState): number | null => (state.nextAskMs > afterEnd(state) ? state.nextAskMs - MINUTE_MS : null);
const dueAtEnd = (state: EngineState): number | null => ((endOf(state) ?? -1) >= state.nextAskMs ? endOf(state) : null);

/** Every kind of tick. Where nothing else is said the VWAP is 102 and no progress has been made. */
export const TICKS: readonly InputClass[] = [
  instant('no candle, a price', 'tick', 'an instant at which no candle closed', (state) => beginOf(state) + MINUTE_MS),
  instant('no candle, no price', 'tick', 'the same without a VWAP', (state) => beginOf(state) + MINUTE_MS, { price: null }),
  instant('frame, ask due', 'frame', 'the strategy may be asked again', dueAt, { frame: true }),
  instant('frame, ask due at the instant of the end', 'frame', 'the strategy may be asked; a signal ended at this very instant', dueAtEnd, { frame: true }),
  instant('frame, ask not due', 'frame', 'a minute before the strategy may be asked again', notDueAt, { frame: true }),
  instant('frame, no price', 'frame', 'the strategy may be asked, but there is no VWAP', dueAt, { frame: true, price: null }),
  candleOf('touches nothing', CALM),
  candleOf('touches the entry', [102, 103, 99, 101]),
  candleOf('touches the entry exactly', [102, 103, 100, 101]),
  candleOf('touches the target', [102, 111, 101, 108]),
  candleOf('touches the target exactly', [102, 110, 101, 108]),
  candleOf('touches entry and target, closes short of the target', [102, 111, 99, 101]),
  candleOf('touches entry and target, closes beyond the target', [102, 112, 99, 111]),
  candleOf('touches entry and stop', [102, 103, 94, 96]),
  candleOf('touches entry and, exactly, the stop', [102, 103, 95, 96]),
  candleOf('touches everything, closes short of the target', EVERYTHING),
  candleOf('touches everything, closes beyond the target', [102, 112, 94, 111]),
  candleOf('opens beyond the entry', [98, 99, 97, 98]),
  candleOf('opens beyond the entry, touches the target', [98, 111, 97, 101]),
  candleOf('opens beyond the entry, touches the stop', [98, 99, 94, 96]),
  candleOf('opens beyond the entry, touches target and stop', [98, 111, 94, 101]),
  candleOf('opens beyond the stop', [92, 97, 90, 96]),
  candleOf('opens exactly at the stop', [95, 97, 94, 96]),
  candleOf('opens beyond the stop, touches the target', [92, 111, 90, 100]),
  candleOf('opens beyond the target', [120, 130, 115, 125]),
  {
    name: 'candle from before, touches everything', arrow: 'candle', meaning: `${shown(EVERYTHING)}, opened a minute before the signal was created or the position opened`,
    make: (state, side) => judged(state, side, minuteOf(beginOf(state)) - 1, EVERYTHING),
  },
  {
    name: 'candle touches nothing, others were passed over', arrow: 'candle', meaning: 'between them they went up to 106 and down to 96',
    make: (state, side) => judged(state, side, nextCandle(state) + 2, CALM, { passed: { highestPrice: Math.max(on(side, 106), on(side, 96)), lowestPrice: Math.min(on(side, 106), on(side, 96)) } }),
  },
  vwapOf('at the entry', 100),
  vwapOf('between entry and stop', 98),
  vwapOf('at the stop', 95),
  vwapOf('beyond the stop', 90),
  vwapOf('at the target', 110),
  vwapOf('beyond the target', 112),
  progressOf('not measured', null),
  progressOf('10 % to the target', 101),
  progressOf('35 % to the target', 103.5),
  progressOf('45 % to the target', 104.5),
  progressOf('40 % to the stop', 98),
  progressOf('90 % to the stop', 95.5),
  instant('deadline: reached, no candle', 'deadline', 'the very instant at which time ends it', deadlineOf),
  instant('deadline: reached, no price', 'deadline', 'the same without a VWAP', deadlineOf, { price: null }),
  instant('deadline: a minute later, no candle', 'deadline', 'a minute past it', (state) => deadlineOf(state) + MINUTE_MS),
  atDeadline('reached by a candle that touches nothing', 'the candle closes at the deadline', CALM, -1),
  atDeadline('reached by a candle that touches nothing, no price', 'the same without a VWAP', CALM, -1, () => ({ price: null, progressPrice: null })),
  atDeadline('reached by a candle that touches everything', `${shown(EVERYTHING)}, closes at the deadline`, EVERYTHING, -1),
  atDeadline('reached as the VWAP is at the entry', 'VWAP 100 at the deadline', CALM, -1, () => ({ price: 100 })),
  atDeadline('reached as the VWAP is at the stop', 'VWAP 95 at the deadline', CALM, -1, (side) => ({ price: on(side, 95) })),
  atDeadline('passed by a candle that touches everything', `${shown(EVERYTHING)}, opens at the deadline`, EVERYTHING, 0),
];
