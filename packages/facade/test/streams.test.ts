import { describe, expect, it } from 'vitest';
import { createTradewright, type Tradewright } from '../src/create.ts';
import type { Emitters } from '../src/emitters.ts';
import * as tradewright from '../src/index.ts';

type Loose = (...given: unknown[]) => () => void;

/** Which subject each listener hears. */
const STREAMS: [listener: keyof Tradewright & `listen${string}`, emitter: keyof Emitters][] = [
  ['listenSignal', 'signalEmitter'],
  ['listenSignalLive', 'signalLiveEmitter'],
  ['listenSignalBacktest', 'signalBacktestEmitter'],
  ['listenError', 'errorEmitter'],
  ['listenExit', 'exitEmitter'],
  ['listenDoneLive', 'doneLiveSubject'],
  ['listenLiveStatus', 'liveStatusEmitter'],
  ['listenDoneBacktest', 'doneBacktestSubject'],
  ['listenDoneWalker', 'doneWalkerSubject'],
  ['listenBacktestProgress', 'progressBacktestEmitter'],
  ['listenWalkerProgress', 'progressWalkerEmitter'],
  ['listenOptimizerProgress', 'progressOptimizerEmitter'],
  ['listenPerformance', 'performanceEmitter'],
  ['listenWalker', 'walkerEmitter'],
  ['listenWalkerComplete', 'walkerCompleteSubject'],
  ['listenValidation', 'validationSubject'],
  ['listenPartialProfit', 'partialProfitSubject'],
  ['listenPartialLoss', 'partialLossSubject'],
  ['listenRisk', 'riskSubject'],
  ['listenEquity', 'equityEmitter'],
  ['listenDonePortfolio', 'donePortfolioSubject'],
];
const ONCE = STREAMS.map(([listener, emitter]) => [`${listener}Once`, emitter] as const).filter(([listener]) => listener in createTradewright());

/** Sends two events and tells what was heard of each. */
function heard(tw: Pick<Tradewright, 'emitters'>, emitter: keyof Emitters, subscribe: (listener: (event: unknown) => void) => void): unknown[] {
  const events: unknown[] = [];
  subscribe((event) => void events.push(event));
  for (const n of [1, 2, 3]) tw.emitters[emitter].next({ action: 'opened', n } as never);
  return events.map((event) => (event as { n: number }).n);
}

describe('the streams of the seeds', () => {
  it.each(STREAMS)('%s hears every event of %s and of no other, until it is taken back', (name, emitter) => {
    const tw = createTradewright();
    let end = (): void => undefined;
    const subscribe = (listener: (event: unknown) => void): void => { end = (tw[name] as Loose)(listener); };
    expect(heard(tw, emitter, subscribe)).toEqual([1, 2, 3]);
    for (const [, other] of STREAMS.filter(([, one]) => one !== emitter)) expect(heard(tw, other, subscribe)).toEqual([]);
    end();
    expect(heard(tw, emitter, () => undefined)).toEqual([]);
  });

  it.each(ONCE)('%s hears the first event of %s that its filter lets through', (name, emitter) => {
    const tw = createTradewright();
    expect(heard(tw, emitter, (listener) => (tw[name as 'listenSignalOnce'] as Loose)(({ n }: { n: number }) => n > 1, listener))).toEqual([2]);
  });

  it.each([...STREAMS, ...ONCE])('%s is there on the module, for %s', (name, emitter) => {
    let end = (): void => undefined;
    const listen = (tradewright as unknown as Record<string, Loose>)[name]!;
    const numbers = heard(tradewright, emitter, (listener) => { end = name.endsWith('Once') ? listen(() => true, listener) : listen(listener); });
    end();
    expect(numbers).toEqual(name.endsWith('Once') ? [1] : [1, 2, 3]);
  });

  it('are all of them', () => {
    const listeners = Object.keys(createTradewright()).filter((name) => name.startsWith('listen'));
    expect(listeners.toSorted()).toEqual([...STREAMS, ...ONCE].map(([name]) => name).toSorted());
    expect(Object.keys(tradewright.emitters).toSorted()).toEqual([...STREAMS.map(([, emitter]) => emitter), 'walkerStopSubject'].toSorted());
  });

  it('walkerStopSubject hands out what is sent to it', () => {
    const { emitters } = createTradewright();
    expect(heard({ emitters }, 'walkerStopSubject', (listener) => void emitters.walkerStopSubject.subscribe(listener))).toEqual([1, 2, 3]);
  });
});
