import { InputError } from '@tradewright/core';

/** What to do about each kind of mistake; also the list of this package's codes. */
const REMEDIES = {
  'risk/name': 'Give the rule a name of its own: what it remembers is kept under it.',
  'risk/limit': 'Write 50 % as 0.5, and a number of positions or losses as 1 or more.',
  'risk/window': 'Pass a positive length in milliseconds: an hour is 3_600_000.',
  'risk/option': 'Choose one of the values that are named, or leave the option out.',
  'risk/group': 'Pass groups({ SYMBOL: { label: value } }) that knows the label of every symbol that is traded.',
  'risk/hours': 'Write a session as { days: ["mon", "tue"], from: "08:00", to: "16:30" }, in UTC.',
} as const;

export type RiskCode = keyof typeof REMEDIES;

/** An `InputError` whose message says what is wrong, where, and what to do. */
export function mistake(code: RiskCode, what: string): InputError {
  return new InputError(code, `${what} ${REMEDIES[code]}`);
}

/** @param what - the rule and the field, for the message: `max-signals: max` */
export function checkCount(what: string, value: number): void {
  if (!(Number.isSafeInteger(value) && value > 0)) throw mistake('risk/limit', `${what} must be a whole number of 1 or more, not ${textOf(value)}.`);
}

/** A number above 0 and not above `most`. */
export function checkLimit(what: string, value: number, most: number): void {
  if (!(Number.isFinite(value) && value > 0 && value <= most)) throw mistake('risk/limit', `${what} must be a number above 0 and not above ${most}, not ${textOf(value)}.`);
}

export function checkLength(what: string, value: number): void {
  if (!(Number.isFinite(value) && value > 0)) throw mistake('risk/window', `${what} must be a positive number of milliseconds, not ${textOf(value)}.`);
}

export function checkChoice(what: string, value: string, choices: readonly string[]): void {
  if (!choices.includes(value)) throw mistake('risk/option', `${what} must be ${choices.join(' or ')}, not ${textOf(value)}.`);
}

/** What every rule can be told. */
export interface RuleOptions {
  /** The rule's own name unless given; two rules of one kind in one list need two. */
  readonly name?: string | undefined;
}

/** @throws {InputError} `risk/name` for an empty one, or one with the mark that parts names from reasons */
export function nameOf(kind: string, { name = kind }: RuleOptions): string {
  if (typeof name !== 'string' || name.trim() === '' || name.includes(': ')) throw mistake('risk/name', `${kind}: name must be text without ": ", not ${textOf(name)}.`);
  return name;
}

/** Callers without a type checker pass anything. */
function textOf(value: unknown): string {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' ? JSON.stringify(value) : `a value of type ${value === null ? 'null' : typeof value}`;
}
