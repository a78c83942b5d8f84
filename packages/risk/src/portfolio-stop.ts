import type { AccountView, DurationMs, Fraction, RiskRequest, RiskRule, TimestampMs } from '@tradewright/core';
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
  /** What it measures from once it has stopped or was reset, of an equity that may not be known yet; `null` before. */
  readonly anchor: { readonly equityQuote: number | null } | null;
  /** When a position was closed last, where a time resets it. */
  readonly closedAtMs: TimestampMs | null;
}

const INITIAL: Stop = { stoppedAtMs: null, anchor: null, closedAtMs: null };

/**
 * Has every position closed when too much is lost, and refuses everything from then on, until a time has passed or somebody
 * resets it. From then on it measures from the equity that was left once everything was closed, for the old peak would stop
 * it again at once. That anchor rises with equity as openings and closes tell it, a loss of capital's to the capital at most.
 */
export function portfolioStop(options: PortfolioStopOptions): RiskRule {
  const name = nameOf('portfolio-stop', options);
  const { limitFrac, from, what } = measureOf(name, options);
  const latch = latchOf(name, options.resetAfterMs);
  const isTimed = options.resetAfterMs !== undefined;
  const excessOf = (account: AccountView, { anchor }: Stop): string | null => {
    // Capital may be less than it was, and a peak forgotten: no anchor lies above them.
    const fromQuote = anchor === null ? account[from] : Math.min(anchor.equityQuote ?? NaN, account[from]);
    const lossFrac = lostFrac(fromQuote, account.equityQuote);
    if (lossFrac === null || lossFrac < limitFrac) return null;
    return `${what} ${compared(lossFrac, '≥', limitFrac, '%')}: equity ${account.equityQuote} of ${fromQuote}`;
  };
  // Who looks only while something is open tells of no stop when the last close has lost too much: it counts from that close.
  const isOver = ({ activePositions, nowMs }: RiskRequest, { closedAtMs }: Stop): boolean =>
    isTimed && activePositions.length === 0 && !latch.isClosed(closedAtMs, nowMs);
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
        return excess === null || isOver(request, state) ? ALLOWED : refused(name, excess);
      })(request);
    },
    fold(state, event) {
      const { kind, nowMs, equityQuote } = event;
      const isStopped = latch.isClosed(state.stoppedAtMs, nowMs);
      if (!isStopped && kind === 'stopped' && event.ruleName === name) return anchoredAt({ ...state, stoppedAtMs: nowMs, anchor: { equityQuote: null } }, equityQuote);
      const after = kind === 'closed' && isTimed && nowMs > (state.closedAtMs ?? -Infinity) ? { ...state, closedAtMs: nowMs } : state;
      if (isStopped) return kind === 'closed' ? anchoredAt(after, equityQuote) : after;
      return after.anchor === null ? after : anchoredAt(after, Math.max(after.anchor.equityQuote ?? -Infinity, equityQuote ?? -Infinity));
    },
    reset: (state, { equityQuote }) => anchoredAt({ ...state, stoppedAtMs: null, anchor: state.anchor ?? { equityQuote: null } }, equityQuote),
    // What is still open although it has stopped is to be closed as well.
    watch(account, nowMs, state) {
      const { stoppedAtMs } = state;
      return stoppedAtMs !== null && latch.isClosed(stoppedAtMs, nowMs) ? stoppedText(stoppedAtMs) : excessOf(account, state);
    },
  });
}

/** The same where that equity is no number, or has been heard before. */
function anchoredAt(state: Stop, equityQuote: number | null): Stop {
  return equityQuote === state.anchor?.equityQuote || !Number.isFinite(equityQuote) ? state : { ...state, anchor: { equityQuote } };
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

function isStop(stored: unknown): stored is Stop {
  if (!isRecord(stored)) return false;
  const { stoppedAtMs, anchor, closedAtMs } = stored;
  return [stoppedAtMs, closedAtMs].every(isNumberOrNull) && (anchor === null || (isRecord(anchor) && isNumberOrNull(anchor.equityQuote)));
}

function isNumberOrNull(value: unknown): boolean {
  return value === null || Number.isFinite(value);
}
