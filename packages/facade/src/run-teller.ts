import type { Open, Price, Scheduled, TradeEvent } from '@tradewright/core';
import { callBack, callBackPartial, callBackRestored } from './callbacks.ts';
import type { EventMap, EventName, Events } from './events.ts';
import type { RunRecord } from './report/run-record.ts';
import { dtoOfSignal } from './risk-payload.ts';
import type { RiskGate } from './risk-gate.ts';
import type { RunLog } from './run-log.ts';
import type { RunScope } from './run-scope.ts';
import { refusalMessage } from './signal-dto.ts';
import { SignalRefusedError } from './signal-refused-error.ts';
import { levelOf, rowOf, tickResultOf, type TickNote } from './tick-result.ts';
import { toError } from './to-error.ts';
import type { IStrategySchema, IStrategyTickResult } from './types.ts';

export interface RunTellerParts {
  readonly schema: IStrategySchema;
  readonly scope: RunScope;
  readonly events: Events;
  readonly log: RunLog;
  readonly record: RunRecord;
  readonly gate: RiskGate | null;
}

type Of<Kind extends TradeEvent['kind']> = Extract<TradeEvent, { readonly kind: Kind }>;

/** Tells of the signals of one run: keeps them in its record, calls its strategy back and hands them to listeners. */
export class RunTeller {
  readonly #parts: RunTellerParts;

  constructor(parts: RunTellerParts) {
    this.#parts = parts;
  }

  emit<Name extends EventName>(name: Name, event: EventMap[Name], atMs: number): void {
    const { events, scope } = this.#parts;
    events.emit(name, event, { scope, atMs });
  }

  /** What came to nothing; the run goes on. */
  failed(topic: string, error: Error, atMs: number): void {
    this.#parts.log.refused(topic, error);
    this.emit('error', error, atMs);
  }

  refused({ signal, refusal, knownAtMs, price }: Of<'refused'>): void {
    const { scope: { names }, log, record, gate } = this.#parts;
    const error = new SignalRefusedError(refusalMessage(signal, refusal), names, knownAtMs);
    log.refused('signal refused', error);
    if (refusal.by !== 'risk') return this.emit('error', error, knownAtMs);
    // A refusal by the risk profile is no error, and has been told where it was made; a size or a halt speaks to nobody else.
    if (gate?.hasRefused(refusal.reason) === true) return;
    const event = { ...names, pendingSignal: dtoOfSignal(signal), currentPrice: price, activePositionCount: gate?.activePositionCount ?? 0, comment: refusal.reason, message: refusal.reason, timestamp: knownAtMs };
    record.refused(event);
    this.emit('risk', event, knownAtMs);
  }

  /** A level on the way to the target or to the stop. */
  partial({ position, direction, levelFrac, price, atMs, knownAtMs }: Of<'partial'>): void {
    const { scope, record } = this.#parts;
    const { names, backtest } = scope;
    const event = { ...names, data: rowOf(position.plan, position.openedAtMs, names), currentPrice: price, level: levelOf(levelFrac), backtest, timestamp: atMs };
    record.level(direction, event);
    this.emit(direction === 'profit' ? 'partialProfit' : 'partialLoss', event, knownAtMs);
  }

  /** A position under way: only the callbacks hear of it here. */
  underWay(event: Of<'active'>): void {
    const { schema, scope } = this.#parts;
    callBackPartial(schema, event, { scope, atMs: event.knownAtMs }, this.#report);
  }

  /** A signal goes on that lived before a restart: its strategy is told once more. */
  restored(state: Scheduled | Open, price: Price, atMs: number): void {
    const { schema, scope } = this.#parts;
    callBackRestored(schema, state, price, { scope, atMs }, this.#report);
  }

  /** A tick result: record, callbacks, listeners. */
  result(event: TradeEvent, note?: TickNote): IStrategyTickResult | null {
    const { schema, scope, record } = this.#parts;
    const result = tickResultOf(event, scope.names, note);
    if (result === null) return null;
    record.result(result, event.knownAtMs);
    callBack(schema, result, { scope, atMs: event.knownAtMs }, this.#report, event.kind === 'waiting');
    this.emit(scope.backtest ? 'signalBacktest' : 'signalLive', result, event.knownAtMs);
    this.emit('signal', result, event.knownAtMs);
    return result;
  }

  readonly #report = (error: unknown): void => {
    const { events, scope } = this.#parts;
    events.emit('error', toError(error), scope.origin);
  };
}
