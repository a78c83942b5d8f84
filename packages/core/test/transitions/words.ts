import type { Effect } from '../../src/machine/effect.ts';
import type { Input } from '../../src/machine/input.ts';
import type { TradeEvent } from '../../src/signal/event.ts';
import type { ExitDecision } from '../../src/signal/exit.ts';
import type { Plan } from '../../src/signal/signal.ts';
import type { EngineState } from '../../src/signal/state.ts';

/** What a state has become, in words. */
export function stateWords(before: EngineState, after: EngineState): string {
  switch (after.kind) {
    case 'idle':
      return after.nextAskMs === before.nextAskMs ? 'idle' : 'idle, throttled anew';
    case 'scheduled':
      return after.orderId === null ? 'scheduled' : 'scheduled, entry order out';
    case 'opened':
    case 'active':
      return after.exitOrderId === null ? [after.kind, ...changes(before, after)].join(', ') : 'exit order out';
    case 'closed':
    case 'cancelled':
      return after.kind;
  }
}

function changes(before: EngineState, { position, exitOrderId }: Extract<EngineState, { kind: 'opened' | 'active' }>): string[] {
  if (before.kind !== 'opened' && before.kind !== 'active') return [];
  const was = before.position;
  const widened = position.highestPrice !== was.highestPrice || position.lowestPrice !== was.lowestPrice;
  return [
    ...(position.ambiguous && !was.ambiguous ? ['in doubt'] : []),
    ...(widened ? ['extremes noted'] : []),
    ...(before.exitOrderId !== null && exitOrderId === null ? ['to be decided anew'] : []),
  ];
}

/** Effects in words, in order. Levels that are told in one breath are named in one. */
export function effectsWords(effects: readonly Effect[], after: EngineState, input: Input): string {
  const told = effects.map((effect) => effectWords(effect, after, input));
  return told.join('; ').replaceAll(/(emit partial (\w+) [^;]*?)(, stamped with the candle)?(?:; emit partial \2 ([^;]*))+/g, (whole) => inOneBreath(whole));
}

function inOneBreath(partials: string): string {
  const levels = [...partials.matchAll(/(\d+ %)/g)].map(([level]) => level);
  const [first = ''] = partials.split(';');
  return first.replace(/\d+ %/, levels.join(', '));
}

/** Prices are told by the names of the levels they lie at. */
function effectWords(effect: Effect, after: EngineState, input: Input): string {
  switch (effect.kind) {
    case 'ask':
    case 'release':
    case 'withdraw':
      return effect.kind;
    case 'admit':
      return `admit at ${effect.at}${effect.plan.waits ? '' : ', at once'}${asOf(effect.atMs, input)}`;
    case 'place': {
      const { leg, price, atMs } = effect.order;
      const exit = 'position' in after ? after.position.exit : null;
      const what = leg === 'exit' && exit !== null ? `exit: ${exitWords(exit)}` : 'entry';
      return `place ${what} at ${exit?.reason === 'time-expired' ? 'the VWAP' : level(price, planOf(after), input)}${asOf(atMs, input)}`;
    }
    case 'emit':
      return `emit ${eventWords(effect.event)}${asOf(effect.event.atMs, input)}`;
  }
}

function eventWords(event: TradeEvent): string {
  switch (event.kind) {
    case 'closed':
      return `closed ${exitWords(event.trade)}`;
    case 'cancelled':
      return `cancelled ${event.reason}${event.truncated ? ' truncated' : ''}`;
    case 'partial':
      return `partial ${event.direction} ${event.levelFrac * 100} %`;
    case 'refused':
      return `refused by ${event.refusal.by}`;
    default:
      return event.kind;
  }
}

function exitWords({ reason, ambiguous, truncated }: Pick<ExitDecision, 'reason' | 'ambiguous' | 'truncated'>): string {
  return `${reason}${ambiguous ? ' ambiguous' : ''}${truncated ? ' truncated' : ''}`;
}

function planOf(state: EngineState): Plan | null {
  if ('plan' in state) return state.plan;
  return 'position' in state ? state.position.plan : null;
}

function level(price: number, plan: Plan | null, input: Input): string {
  if (price === plan?.stopLossPrice) return 'the stop';
  if (price === plan?.takeProfitPrice) return 'the target';
  if (price === plan?.entryPrice) return 'the entry';
  if (input.kind === 'tick') return price === input.price ? 'the VWAP' : price === input.candle?.open ? 'the open' : String(price);
  return 'price' in input && price === input.price ? 'the given price' : String(price);
}

/** Nothing where it happened at the instant it became known. */
function asOf(atMs: number, input: Input): string {
  if (atMs === input.nowMs) return '';
  return atMs === input.nowMs - 60_000 ? ', stamped with the candle' : `, stamped ${new Date(atMs).toISOString()}`;
}
