import type { SignalFailure, SignalField } from './validate.ts';

/** The words used for fields in messages. */
export type FieldNames = Readonly<Record<SignalField, string>>;

const CORE_NAMES: FieldNames = {
  signal: 'signal', id: 'id', note: 'note', side: 'side', price: 'current price', entryPrice: 'entryPrice',
  takeProfitPrice: 'takeProfitPrice', stopLossPrice: 'stopLossPrice', lifetimeMinutes: 'lifetimeMinutes',
};

/** One broken rule as a sentence. */
export function describeFailure(failure: SignalFailure, names: FieldNames = CORE_NAMES): string {
  const { rule, value, bound } = failure;
  const field = names[failure.field];
  const against = failure.against === undefined ? '' : names[failure.against];
  const shown = written(value);
  switch (rule) {
    case 'object': return `${field} must be an object, got ${shown}`;
    case 'text': return `${field} must be a non-empty string, got ${shown}`;
    case 'side': return `${field} must be "long" or "short", got ${shown}`;
    case 'number': return `${field} must be a finite number, got ${shown}`;
    case 'positive': return `${field} must be positive, got ${shown}`;
    case 'integer': return `${field} must be an integer, got ${shown}`;
    case 'above': return `${field} (${shown}) must be > ${against} (${bound})`;
    case 'below': return `${field} (${shown}) must be < ${against} (${bound})`;
    case 'price-past-stop': return `${field} (${shown}) is already beyond ${against} (${bound}): the position would be stopped at once`;
    case 'price-past-target': return `${field} (${shown}) is already beyond ${against} (${bound}): there is nothing left to gain`;
    case 'min-distance': return `${field} (${shown}) is closer to ${names.entryPrice} than the minimum distance of ${percent(bound)}`;
    case 'max-distance': return `${field} (${shown}) is farther from ${names.entryPrice} than the maximum distance of ${percent(bound)}`;
    case 'max-lifetime': return `${field} (${shown}) exceeds the maximum of ${bound} minutes`;
  }
}

/** Strategies return the strangest things; the message about them must not fail in its turn. */
function written(value: unknown): string {
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    return `something that cannot be written (${typeof value})`;
  }
}

function percent(fraction = 0): string {
  return `${Number((fraction * 100).toPrecision(12))}%`;
}
