import type { TradeEvent } from '../../signal/event.ts';
import { textOfThrown } from '../../thrown.ts';
import type { RunEvent } from '../event.ts';

/** What the journal keeps of what a run told: everything that happened to a signal, not that nothing happened. */
export function journalled(events: readonly RunEvent[]): TradeEvent[] {
  return events.filter(isDurable).map((event) => (event.kind === 'refused' ? plainRefusal(event) : event));
}

function isDurable(event: RunEvent): event is TradeEvent {
  switch (event.kind) {
    case 'scheduled':
    case 'opened':
    case 'partial':
    case 'closed':
    case 'cancelled':
    case 'refused':
      return true;
    default:
      return false;
  }
}

type Refused = Extract<TradeEvent, { kind: 'refused' }>;

/** A signal that was refused may hold anything at all; what no store can keep is kept as text. */
function plainRefusal(event: Refused): Refused {
  const { signal, refusal } = event;
  const plainSignal = typeof signal === 'object' && signal !== null && !Array.isArray(signal) ? plainFields(signal) : plain(signal);
  const plainFailures = refusal.by === 'risk' ? refusal : { ...refusal, failures: refusal.failures.map((failure) => ({ ...failure, value: plain(failure.value) })) };
  return { ...event, signal: plainSignal as Refused['signal'], refusal: plainFailures };
}

function plainFields(value: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, plain(field)]));
}

function plain(value: unknown): unknown {
  switch (typeof value) {
    case 'string':
    case 'boolean':
    case 'undefined':
      return value;
    case 'number':
      return Number.isFinite(value) ? value : String(value);
    default:
      return value === null ? null : textOfThrown(value);
  }
}
