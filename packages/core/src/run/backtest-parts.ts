import { InputError } from '../error.ts';
import type { CandleSeries } from '../market/series.ts';
import { CandleSeries as Series } from '../market/series.ts';
import { checkRules, DEFAULT_RULES, type Rules } from '../machine/rules.ts';
import { intervalMs } from '../market/interval.ts';
import { DEFAULT_VWAP } from '../market/vwap.ts';
import type { CandleSource } from '../ports/candle-source.ts';
import { MINUTE_MS, type TimestampMs } from '../units.ts';
import { AskedHistory } from './asked-history.ts';
import { AskedTape } from './asked-tape.ts';
import { Admission, type RunAccount } from './admission.ts';
import { AskContext, Asker } from './ask.ts';
import { noCounts } from './counts.ts';
import { Engine } from './engine.ts';
import { FrameList } from './frame-list.ts';
import { HeldAnswer } from './held-answer.ts';
import { History, warmUpMs, type Past } from './history.ts';
import { checkRiskRules } from './rule-memory.ts';
import { checkRange, LONGEST_CLOSURE_MS, type BacktestOptions } from './options.ts';
import type { BacktestRunParts } from './backtest-run.ts';
import { historyOf, lookedPast, TwoPasts } from './looked-past.ts';
import { Pace } from './pace.ts';
import { PlayedTape } from './tape.ts';

const ASK_TIMEOUT_MS = 180_000;

/** What a run has that is one of several: money that hears of its positions, and answers that wait for each other. */
export interface Among {
  readonly account?: RunAccount;
  readonly holdsAnswers?: boolean;
}

export interface BacktestParts extends Pick<BacktestRunParts, 'engine' | 'pace' | 'tape' | 'history' | 'asker' | 'admission' | 'counts'> {
  /** Where answers are held back, if they are. */
  readonly held: HeldAnswer;
  /** What rules may look back at. */
  readonly looked: Past;
  /** Nothing older is shown to anybody. */
  readonly firstMs: TimestampMs;
}

/**
 * Everything a backtest of one strategy on one symbol is made of.
 *
 * @throws {InputError} as `backtest`
 */
export function backtestParts(options: BacktestOptions, { account, holdsAnswers = false }: Among = {}): BacktestParts {
  const frameMs = checkRange(options);
  const rules = rulesOf(options);
  const { symbol, strategy, fromMs, toMs, frames, clock, wants = [], stepEvery = false, exchangeName = '', risk = [], sizer, book } = options;
  checkRiskRules(risk, account !== undefined);
  const { history, looked, tape, firstMs } = reelOf(options, rules);
  const counts = noCounts(fromMs);
  const pace = new Pace(wants, stepEvery);
  const asker = new Asker(strategy, symbol, clock, options.askTimeoutMs ?? ASK_TIMEOUT_MS);
  const admission = new Admission({ symbol, strategyName: strategy.name, exchangeName, rules: risk, sizer, book, account });
  const context = new AskContext(symbol, history);
  const frameList = frames === undefined ? undefined : new FrameList(frames);
  const held = new HeldAnswer(asker);
  const engine = new Engine({ rules, tape, ...(holdsAnswers ? { asker: held, held } : { asker }), context, admission, counts, fromMs, toMs, frameMs, frames: frameList, pace });
  return { engine, pace, tape, history, looked, firstMs, asker, held, admission, counts };
}

/** What the run reads: its tape, and the past that strategies may look back at. */
function reelOf(options: BacktestOptions, rules: Rules): Pick<BacktestParts, 'tape' | 'history' | 'looked' | 'firstMs'> {
  const { symbol, strategy, candles, gaps = 'skip', fromMs, toMs, prefetch = true, cancel } = options;
  const held = prefetch ? heldBy(options) : undefined;
  const series = held ?? new Series({ ...options.series, name: symbol });
  if (series.interval !== '1m') throw new InputError('backtest/candles', `A backtest of ${symbol} needs 1m candles, not ${series.interval}; longer intervals are put together from them.`);
  if (!prefetch) {
    if (candles instanceof Series) throw new InputError('backtest/candles', `A backtest of ${symbol} without prefetch needs a source to ask, not a series.`);
    const history = new AskedHistory(series, strategy);
    return { history, looked: history, firstMs: 0, tape: new AskedTape({ source: candles, symbol, series, history, gaps, cancel }) };
  }
  const seenFromMs = Math.max(0, fromMs - warmUpMs(strategy, series, fromMs));
  const seen = new History(series, strategy, seenFromMs);
  const firstMs = Math.min(seenFromMs, Math.max(0, fromMs - warmUpMs({ history: historyOf(options.risk ?? []) ?? {} }, series, fromMs)));
  const looked = lookedPast(options.risk ?? [], series, seen, firstMs);
  const history = TwoPasts.of(seen, looked);
  const tape = held !== undefined || candles instanceof Series ? PlayedTape.of(series, gaps, firstMs, toMs) : play(options, candles, series, rules, firstMs);
  return { history, looked, firstMs, tape };
}

/** The series that is there already: given, or held by the source with the very VWAP that is wanted. */
function heldBy({ candles, symbol, series }: BacktestOptions): CandleSeries | undefined {
  if (candles instanceof Series) return candles;
  const held = candles.held?.(symbol, '1m');
  const { count, intervalMs: windowMs } = series?.vwap ?? DEFAULT_VWAP;
  return held?.vwapWindow.count === count && held.vwapWindow.intervalMs === windowMs ? held : undefined;
}

function rulesOf({ rules, symbol, strategy, exchangeName = '' }: BacktestOptions): Rules {
  // An explicit `undefined` erases no default (decision 16).
  const given = Object.fromEntries(Object.entries(rules).filter(([, value]) => value !== undefined)) as typeof rules;
  return checkRules({
    ...DEFAULT_RULES,
    ...given,
    key: rules.key ?? `backtest:${exchangeName}:${symbol}:${strategy.name}`,
    askEveryMs: intervalMs(strategy.interval),
    candleMs: MINUTE_MS,
  });
}

function play({ symbol, toMs, cancel, gaps = 'skip' }: BacktestOptions, source: CandleSource, series: CandleSeries, rules: Rules, firstMs: TimestampMs): PlayedTape {
  // What is opened on the last frame may wait, and then live, this much longer, and may have to wait for a market that is
  // closed at its deadline. No limit of life: as long as there are candles.
  const lifetimeMs = rules.limits.maxLifetimeMinutes > 0 ? rules.limits.maxLifetimeMinutes * MINUTE_MS : Infinity;
  const lastMs = Math.min(toMs + rules.scheduleAwaitMs + lifetimeMs + LONGEST_CLOSURE_MS, Number.MAX_SAFE_INTEGER);
  return PlayedTape.play(source, { symbol, interval: series.interval, fromMs: firstMs, toMs: lastMs, ...(cancel === undefined ? undefined : { cancel }) }, series, gaps, toMs);
}
