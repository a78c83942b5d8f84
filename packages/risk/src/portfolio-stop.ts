import type { AccountView, DurationMs, Fraction, RiskRule, TimestampMs } from '@tradewright/core';
import { checkLimit, mistake, nameOf, type RuleOptions } from './check.ts';
import { compared, instantText } from './compared.ts';
import { latchOf } from './latch.ts';
import { lostFrac } from './loss-limits.ts';
import { isRecord, remembering } from './memory.ts';
import { ALLOWED, byEquity, refused } from './verdict.ts';

export interface PortfolioStopOptions extends RuleOptions {
  /** Stops this share of equity below its peak. Either this or `maxLossFrac`. */
  readonly maxDrawdownFrac?: Fraction | undefined;
  /** Stops this share of the capital below it. */
  readonly maxLossFrac?: Fraction | undefined;
  /** How long it stays stopped. Default: until it is reset by hand. */
  readonly resetAfterMs?: DurationMs | undefined;
}

interface Stop {
  /** `null` when reset by hand. */
  readonly stoppedAtMs: TimestampMs | null;
  /** Equity when it stopped last, and what it had been measured from; `null` before the first time. */
  readonly at: { readonly equityQuote: number; readonly fromQuote: number } | null;
}

const INITIAL: Stop = { stoppedAtMs: null, at: null };

/**
 * Has every position closed when too much is lost, and refuses everything from then on, until a time has passed or somebody
 * resets it. After a reset it measures from the equity at which it stopped, for the old peak would stop it again at once: a
 * drawdown until there is a new peak, a loss of capital for good.
 */
export function portfolioStop(options: PortfolioStopOptions): RiskRule {
  const name = nameOf('portfolio-stop', options);
  const { limitFrac, from, what } = measureOf(name, options);
  const latch = latchOf(name, options.resetAfterMs);
  const excessOf = (account: AccountView, { at }: Stop): string | null => {
    const allTimeQuote = account[from];
    const fromQuote = at !== null && allTimeQuote <= at.fromQuote ? at.equityQuote : allTimeQuote;
    const lossFrac = lostFrac(fromQuote, account.equityQuote);
    if (lossFrac === null || lossFrac < limitFrac) return null;
    return `${what} ${compared(lossFrac, '≥', limitFrac, '%')}: equity ${account.equityQuote} of ${allTimeQuote}`;
  };
  return remembering<Stop>({
    name,
    needsAccount: true,
    initial: INITIAL,
    reads: isStop,
    judge(request, state) {
      const { stoppedAtMs } = state;
      if (stoppedAtMs !== null && latch.isClosed(stoppedAtMs, request.nowMs)) return refused(name, `${stoppedText(stoppedAtMs)}, ${latch.textOf(stoppedAtMs)}`);
      return byEquity(name, (_request, account) => {
        const excess = excessOf(account, state);
        return excess === null ? ALLOWED : refused(name, excess);
      })(request);
    },
    fold(state, event) {
      if (event.kind !== 'stopped' || event.ruleName !== name || latch.isClosed(state.stoppedAtMs, event.nowMs)) return state;
      return { stoppedAtMs: event.nowMs, at: equitiesOf(event.reason) ?? state.at };
    },
    reset: (state) => ({ ...state, stoppedAtMs: null }),
    // What is still open although it has stopped is to be closed as well.
    watch(account, nowMs, state) {
      const { stoppedAtMs } = state;
      return stoppedAtMs !== null && latch.isClosed(stoppedAtMs, nowMs) ? stoppedText(stoppedAtMs) : excessOf(account, state);
    },
  });
}

function stoppedText(atMs: TimestampMs): string {
  return `stopped at ${instantText(atMs)}`;
}

interface Measure {
  readonly limitFrac: Fraction;
  readonly from: 'peakEquityQuote' | 'capitalQuote';
  readonly what: string;
}

function measureOf(name: string, { maxDrawdownFrac, maxLossFrac }: PortfolioStopOptions): Measure {
  if ((maxDrawdownFrac === undefined) === (maxLossFrac === undefined)) throw mistake('risk/limit', `${name}: give maxDrawdownFrac or maxLossFrac, one of them.`);
  if (maxLossFrac === undefined) {
    checkLimit(`${name}: maxDrawdownFrac`, maxDrawdownFrac!, 1);
    return { limitFrac: maxDrawdownFrac!, from: 'peakEquityQuote', what: 'drawdown' };
  }
  checkLimit(`${name}: maxLossFrac`, maxLossFrac, 1);
  return { limitFrac: maxLossFrac, from: 'capitalQuote', what: 'loss' };
}

/** The figures that `watch` has put at the end of its reason: an event carries no equity besides. */
function equitiesOf(reason: string): Stop['at'] {
  const [, equity, from] = /: equity (\S+) of (\S+)$/.exec(reason) ?? [];
  const [equityQuote, fromQuote] = [Number(equity), Number(from)];
  return Number.isFinite(equityQuote) && Number.isFinite(fromQuote) ? { equityQuote, fromQuote } : null;
}

function isStop(stored: unknown): stored is Stop {
  if (!isRecord(stored)) return false;
  const { stoppedAtMs, at } = stored;
  return (stoppedAtMs === null || Number.isFinite(stoppedAtMs)) && (at === null || (isRecord(at) && Number.isFinite(at.equityQuote) && Number.isFinite(at.fromQuote)));
}
