import type { DurationMs, RiskRule, TimestampMs, Trade } from '@tradewright/core';
import { checkChoice, checkLength, mistake, nameOf, type RuleOptions } from './check.ts';
import { instantText } from './compared.ts';
import { isRecord, remembering } from './memory.ts';
import { keyIn, scopeOf, textIn } from './scope.ts';
import { ALLOWED, refused } from './verdict.ts';

export interface CooldownOptions extends RuleOptions {
  /** How long nothing is opened after a trade that lost money, fees included. */
  readonly afterLossMs?: DurationMs | undefined;
  /** How long nothing is opened after a stop-loss. */
  readonly afterStopMs?: DurationMs | undefined;
  /** Where: in the symbol that lost, by the strategy that lost, or everywhere. Default `symbol`. */
  readonly per?: 'symbol' | 'strategy' | 'all' | undefined;
}

/** Until when, by symbol or strategy. The instant itself is free again. */
interface Pauses {
  readonly untilMs: Readonly<Record<string, TimestampMs>>;
}

/**
 * Pauses after a loss or a stop, from when the close is known: what a candle decides is known when that candle has closed. Of two
 * pauses the longer counts.
 */
export function cooldown(options: CooldownOptions): RiskRule {
  const name = nameOf('cooldown', options);
  const { afterLossMs, afterStopMs, per = 'symbol' } = options;
  if (afterLossMs !== undefined) checkLength(`${name}: afterLossMs`, afterLossMs);
  if (afterStopMs !== undefined) checkLength(`${name}: afterStopMs`, afterStopMs);
  if (afterLossMs === undefined && afterStopMs === undefined) throw mistake('risk/window', `${name}: neither afterLossMs nor afterStopMs is given, so it would never pause.`);
  checkChoice(`${name}: per`, per, ['symbol', 'strategy', 'all']);
  const scope = scopeOf(name, per, {});
  const pauseMs = ({ reason }: Trade, netQuote: number): DurationMs =>
    Math.max(netQuote < 0 ? (afterLossMs ?? 0) : 0, reason === 'stop-loss' ? (afterStopMs ?? 0) : 0);
  return remembering<Pauses>({
    name,
    initial: { untilMs: {} },
    reads: (stored): stored is Pauses => isRecord(stored) && areUntil(stored.untilMs),
    judge(request, { untilMs }) {
      const untilOwnMs = pauseOf(untilMs, keyIn(scope, request) ?? '');
      return request.nowMs < untilOwnMs ? refused(name, `${textIn(scope, request)} pauses until ${instantText(untilOwnMs)}`) : ALLOWED;
    },
    fold(state, event) {
      if (event.kind !== 'closed') return state;
      const { nowMs, position, trade, netQuote } = event;
      const key = keyIn(scope, position) ?? '';
      const untilOwnMs = nowMs + pauseMs(trade, netQuote);
      if (!(untilOwnMs > nowMs && untilOwnMs > pauseOf(state.untilMs, key))) return state;
      const others = Object.entries(state.untilMs).filter(([other, until]) => other !== key && until > nowMs);
      return { untilMs: Object.fromEntries([...others, [key, untilOwnMs]]) };
    },
  });
}

/** A loop: it runs at every judgement. */
function areUntil(value: unknown): boolean {
  if (!isRecord(value)) return false;
  for (const key in value) if (!Number.isFinite(value[key])) return false;
  return true;
}

function pauseOf(untilMs: Pauses['untilMs'], key: string): TimestampMs {
  return Object.hasOwn(untilMs, key) ? untilMs[key]! : -Infinity;
}
