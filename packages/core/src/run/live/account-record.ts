import type { ActivePosition } from '../../ports/active-position.ts';
import type { Position } from '../../signal/position.ts';
import { signOf } from '../../signal/signal.ts';
import type { Price, TimestampMs } from '../../units.ts';
import { firstMarks, type EquityMarks } from '../equity-marks.ts';
import { everyField, isCount, isFields, isPrice } from './stored-value.ts';

/** What entering a position has really cost. */
export interface EntryCost {
  readonly planId: string;
  readonly price: Price;
  readonly feeQuote: number;
}

/** A close that somebody has seen. */
export interface SeenPrice {
  readonly price: Price;
  readonly atMs: TimestampMs;
}

/** What is stored of the money behind the runs of a ledger, in quote currency. */
export interface AccountRecord {
  /** What it was given, as was said last. */
  readonly capitalQuote: number;
  /** What closed trades have won or lost after fees. */
  readonly realisedQuote: number;
  readonly marks: EquityMarks;
  /** By the key of the run. */
  readonly entries: Readonly<Record<string, EntryCost>>;
  /** Of what is open, by `listingKey`: for processes that do not trade it themselves. */
  readonly prices: Readonly<Record<string, SeenPrice>>;
}

/** Whether a stored value is the record of an account: one number that is none would never get out of it again. */
export function isAccountRecord(value: unknown): boolean {
  if (!isFields(value)) return false;
  const { capitalQuote, realisedQuote, marks, entries, prices } = value as Partial<AccountRecord>;
  const numbers = [capitalQuote, realisedQuote, marks?.peakEquityQuote, marks?.dayStartEquityQuote, marks?.dayMs];
  return numbers.every(Number.isFinite) && everyField(entries, isEntryCost) && everyField(prices, isSeenPrice);
}

function isEntryCost(value: unknown): boolean {
  if (!isFields(value)) return false;
  const { planId, price, feeQuote } = value as Partial<EntryCost>;
  return typeof planId === 'string' && isPrice(price) && Number.isFinite(feeQuote);
}

function isSeenPrice(value: unknown): boolean {
  if (!isFields(value)) return false;
  const { price, atMs } = value as Partial<SeenPrice>;
  return isPrice(price) && isCount(atMs);
}

/** The account with the capital that it has now: what was put in or taken out is neither won nor lost. */
export function accountWith(stored: AccountRecord | null, capitalQuote: number): AccountRecord {
  if (stored === null) return { capitalQuote, realisedQuote: 0, marks: firstMarks(capitalQuote), entries: {}, prices: {} };
  const addedQuote = capitalQuote - stored.capitalQuote;
  if (addedQuote === 0) return stored;
  const { peakEquityQuote, dayStartEquityQuote, dayMs } = stored.marks;
  return { ...stored, capitalQuote, marks: { dayMs, peakEquityQuote: peakEquityQuote + addedQuote, dayStartEquityQuote: dayStartEquityQuote + addedQuote } };
}

export function withEntry(account: AccountRecord, runKey: string, { plan, entry }: Pick<Position, 'plan' | 'entry'>): AccountRecord {
  const { price, quantity, feeFrac } = entry;
  return { ...account, entries: { ...account.entries, [runKey]: { planId: plan.id, price, feeQuote: feeFrac * price * quantity } } };
}

export function withResult(account: AccountRecord, runKey: string, netQuote: number): AccountRecord {
  const entries = Object.fromEntries(Object.entries(account.entries).filter(([key]) => key !== runKey));
  // A result beyond all numbers cannot be kept: no restart could read it.
  const realisedQuote = account.realisedQuote + (Number.isFinite(netQuote) ? netQuote : 0);
  return { ...account, realisedQuote, entries };
}

/** What an open position has won or lost so far. One whose fill is not known counts from the price of its plan. */
export function unrealisedQuote({ plan, quantity }: ActivePosition, cost: EntryCost | undefined, mark: Price | null): number {
  const known = cost?.planId === plan.id ? cost : { price: plan.entryPrice, feeQuote: 0 };
  return signOf(plan.side) * quantity * ((mark ?? plan.entryPrice) - known.price) - known.feeQuote;
}

/** What two who looked at the same equity know together: the day begins where the first of them saw it. */
export function joinMarks(stored: EquityMarks, mine: EquityMarks): EquityMarks {
  const { dayMs, dayStartEquityQuote } = mine.dayMs > stored.dayMs ? mine : stored;
  return { peakEquityQuote: Math.max(stored.peakEquityQuote, mine.peakEquityQuote), dayMs, dayStartEquityQuote };
}

export function listingKey({ exchangeName, symbol }: Pick<ActivePosition, 'exchangeName' | 'symbol'>): string {
  return JSON.stringify([exchangeName, symbol]);
}
