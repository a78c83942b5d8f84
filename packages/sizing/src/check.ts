import { InputError } from '@tradewright/core';

/** What to do about each kind of refusal; also the list of this package's codes. */
const REMEDIES = {
  'sizing/balance': 'Pass the balance of the account in quote currency, or give the run capital.',
  'sizing/price': 'Pass a price in quote currency per unit of base.',
  'sizing/distance': 'Give the stop-loss another price than the entry.',
  'sizing/fraction': 'Write 1 % as 0.01.',
  'sizing/edge': 'Pass the share of trades won, between 0 and 1, and average win ÷ average loss, above 0.',
  'sizing/volatility': 'Pass a measured, positive value; leave a market that does not move alone.',
  'sizing/notional': 'Pass the wanted price × quantity in quote currency.',
  'sizing/limits': 'Correct the limit or leave it out.',
  'sizing/instrument': 'Pass the instrument of the symbol that is traded.',
  'sizing/history': 'Ask for a longer view and declare the history the strategy needs.',
  'sizing/overflow': 'Check the units of the inputs, or set maxQuantity or maxPositionFrac.',
} as const;

export type SizingCode = keyof typeof REMEDIES;

/** An `InputError` whose message says what is wrong, where, and what to do. */
export function refusal(code: SizingCode, what: string): InputError {
  return new InputError(code, `${what} ${REMEDIES[code]}`);
}

/** @param what - the function and the field, for the message: `atrSize: atrQuote` */
export function checkPositive(code: SizingCode, what: string, value: number): void {
  if (!(isNumber(value) && value > 0)) throw refusal(code, `${what} must be a positive number, not ${textOf(value)}.`);
}

export function checkNotNegative(code: SizingCode, what: string, value: number): void {
  if (!(isNumber(value) && value >= 0)) throw refusal(code, `${what} must be a number of 0 or more, not ${textOf(value)}.`);
}

export function checkFraction(what: string, value: number): void {
  if (!(isNumber(value) && value >= 0 && value <= 1)) throw refusal('sizing/fraction', `${what} must be a number from 0 to 1, not ${textOf(value)}.`);
}

/** Callers without a type checker pass anything: `'5' > 0` holds. */
function isNumber(value: unknown): value is number {
  return Number.isFinite(value);
}

function textOf(value: unknown): string {
  return typeof value === 'number' ? String(value) : `a value of type ${value === null ? 'null' : typeof value}`;
}
