import { seededRandom, type Random } from '@tradewright/core/testing';
import type { Tradewright } from '../../src/create.ts';
import { ExecutionContextService } from '../../src/index.ts';
import { SYMBOL } from '../world.ts';
import { EventGrammar, type HookNote, type Manner } from './grammar.ts';
import { callbacksTo, CALLBACKS, listenTo, type Take } from './notebook.ts';
import { pick, randomStrategy, throughCandles, throughViews } from './random-strategy.ts';
import { instance, marketFor, randomConfig, randomFrame, WHOLE } from './scenario.ts';

const LONGEST = 250;
const LISTENERS = ['signal', 'signalBacktest', 'partialProfit', 'partialLoss', 'validation', 'risk', 'onAllowed', 'onRejected', 'progress'];

/** What was heard of one run, and what may be. */
export interface Heard {
  readonly notes: readonly HookNote[];
  readonly manner: Manner;
}

/**
 * Everything that can be heard of a run, by any choice of callbacks and listeners, is one word of the documented grammar,
 * each call exactly once; whatever is refused, fails, throws, is stopped on the way or left by its consumer.
 */
export async function grammarLaw(seed: number): Promise<string | null> {
  const { notes, manner } = await heard(seed);
  return EventGrammar.fault(notes, manner);
}

/** @param talkative - whether everybody listens, nothing throws, and nobody stops or leaves the run */
export async function heard(seed: number, talkative = false): Promise<Heard> {
  const random = seededRandom(seed ^ 0x71374491);
  const frame = randomFrame(random, WHOLE.frameName, LONGEST);
  const strategy = randomStrategy(random);
  const market = marketFor(random, frame, [SYMBOL]);
  const config = randomConfig(random);
  const tw = instance({ ...config, CC_CANDLE_PREFETCH: random() < 0.8 });
  tw.addExchange(market.exchange(WHOLE.exchangeName));
  tw.addFrame(frame.schema);
  const present = new Set([...CALLBACKS, ...LISTENERS].filter((kind) => kind === 'signal' || talkative || random() < 0.7));
  const stopAfter = talkative || random() < 0.7 ? Infinity : Math.floor(random() * 60);
  const stop = (): void => void tw.Backtest.stop(SYMBOL, WHOLE.strategyName);
  const scribe = new Scribe(present, seededRandom(seed), talkative || random() < 0.6 ? 0 : 0.1, stopAfter, stop);
  addRisk(tw, seed, scribe.take);
  const riskName = random() < 0.5 ? { riskName: 'moody' } : {};
  const callbacks = callbacksTo(scribe.take, CALLBACKS.filter((name) => present.has(name)));
  tw.addStrategy({ strategyName: WHOLE.strategyName, interval: strategy.interval, history: strategy.history, ...riskName, callbacks, getSignal: random() < 0.7 ? throughViews(strategy) : throughCandles(strategy, null) });
  const idle = random() < 0.5;
  listenTo(tw, scribe.take, idle);
  const leaves = talkative || random() < 0.8 ? Infinity : Math.floor(random() * 5);
  let results = 0;
  for await (const given of tw.Backtest.run(SYMBOL, WHOLE)) {
    scribe.result(given);
    if (++results > leaves) break;
  }
  tw.dispose();
  const levels = { partialProfit: config.CC_PARTIAL_PROFIT_LEVELS ?? [], partialLoss: config.CC_PARTIAL_LOSS_LEVELS ?? [] };
  return { notes: scribe.notes, manner: { present, idle, levels, stoppedAfter: scribe.stoppedAfter, left: results > leaves } };
}

/** Writes down who was called, in one list, and throws now and then. */
class Scribe {
  readonly notes: HookNote[] = [];
  stoppedAfter: number | null = null;
  readonly #present: ReadonlySet<string>;
  readonly #random: Random;
  readonly #throwChance: number;
  readonly #stopAfter: number;
  readonly #stop: () => void;

  constructor(present: ReadonlySet<string>, random: Random, throwChance: number, stopAfter: number, stop: () => void) {
    this.#present = present;
    this.#random = random;
    this.#throwChance = throwChance;
    this.#stopAfter = stopAfter;
    this.#stop = stop;
  }

  readonly take: Take = (kind, given) => {
    const always = kind === 'error' || kind === 'done';
    if (!always && !this.#present.has(kind)) return;
    const threw = !always && this.#random() < this.#throwChance ? `hook ${this.notes.length}` : undefined;
    this.notes.push({ kind, given, whenMs: ExecutionContextService.context.when.getTime(), ...(threw === undefined ? {} : { threw }) });
    if (this.notes.length >= this.#stopAfter && this.stoppedAfter === null) {
      this.stoppedAfter = this.notes.length;
      this.#stop();
    }
    if (threw !== undefined) throw new Error(threw);
  };

  result(given: unknown): void {
    this.notes.push({ kind: 'result', given, whenMs: this.notes.at(-1)?.whenMs ?? 0 });
  }
}

function addRisk(tw: Tradewright, seed: number, take: Take): void {
  const random = seededRandom(seed ^ 0x3956c25b);
  const moody = (): void => {
    if (random() < 0.2) throw new Error('not now');
  };
  tw.addRisk({
    riskName: 'moody',
    validations: [moody, { validate: pick(random, [moody, async () => moody()]), note: 'noted' }],
    callbacks: { onAllowed: (...given) => void take('onAllowed', given), onRejected: (...given) => void take('onRejected', given) },
  });
}
