import { InputError } from '../error.ts';
import type { Sizer, SizeRequest } from '../ports/sizer.ts';
import type { Quantity } from '../units.ts';
import { planOf, sizeRequestOf } from './questions.ts';
import { stillAccount } from './still-account.ts';
import type { SizerSubject } from './suites/sizer.ts';

/** A sound sizer that every need holds for: a hundredth of equity at risk, half of it at most in one position. */
function soundSize({ plan, account }: SizeRequest): Quantity {
  if (account === null) throw new InputError('sizer/account', 'This sizer goes by equity, and the run has no capital. Give it some.');
  const { equityQuote } = account;
  const distanceQuote = Math.abs(plan.entryPrice - plan.stopLossPrice);
  if (!(equityQuote > 0 && equityQuote < Infinity) || distanceQuote === 0) return 0;
  return Math.min((equityQuote * 0.01) / distanceQuote, (equityQuote * 0.5) / plan.entryPrice);
}

/** Whole lots; a power of two, so that no digit is lost. */
const LOTS_PER_UNIT = 1024;

const soundFit = (left: Quantity): Quantity => Math.floor(left * LOTS_PER_UNIT) / LOTS_PER_UNIT;

export const SOUND_SIZER: () => Sizer = () => ({ name: 'careful', size: soundSize, fit: soundFit });

/** What is known of the sound sizer, of one that is not. */
export function subjectOf(sizer: () => Sizer): SizerSubject {
  return {
    sizer,
    requests: [sizeRequestOf(), sizeRequestOf({ plan: planOf({ side: 'short', takeProfitPrice: 80, stopLossPrice: 130 }), account: stillAccount({ equityQuote: 7123 }) })],
    cap: ({ account, plan }) => ((account?.equityQuote ?? 0) * 0.5) / plan.entryPrice,
  };
}

/** Makes sizers that answer in another way. */
const sizing = (size: (request: SizeRequest) => Quantity | Promise<Quantity>) => (): Sizer => ({ name: 'careful', size });

/** Makes sizers that fit in another way. */
const fitting = (fit: NonNullable<Sizer['fit']>) => (): Sizer => ({ ...SOUND_SIZER(), fit });

/** Sizers that answer in another way, and are given what they are asked for the first time only. */
function tiring(): Sizer {
  const asked = new Set<SizeRequest>();
  return {
    name: 'careful',
    size(request) {
      const isNew = !asked.has(request);
      asked.add(request);
      return isNew ? soundSize(request) : soundSize(request) / 2;
    },
  };
}

function renamed(): () => Sizer {
  let made = 0;
  return () => ({ name: `careful${++made}`, size: soundSize });
}

function shared(): () => Sizer {
  const one = SOUND_SIZER();
  return () => one;
}

/** Faults that a sizer can have, each with the cases that catch it. */
export const BROKEN_SIZERS: Readonly<Record<string, readonly [caughtBy: string, make: () => Sizer]>> = {
  'has no name': ['SZ-01', () => ({ name: '', size: soundSize })],
  'is another whenever it is made': ['SZ-01', renamed()],
  'is one object for all': ['SZ-01', shared()],
  'never trades': ['SZ-02', sizing(() => 0)],
  'halves the size of what it is asked again': ['SZ-03', tiring],
  'notes in the plan that it was sized': ['SZ-04', sizing((request) => {
    (request.plan as { note: string }).note = 'sized';
    return soundSize(request);
  })],
  'gives a negative size for a short position': ['SZ-02 SZ-05 SZ-07 SZ-09 SZ-11 SZ-12', sizing((request) => soundSize(request) * (request.plan.side === 'short' ? -1 : 1))],
  'fails at prices below a cent': ['SZ-05 SZ-09', sizing((request) => {
    if (request.plan.entryPrice < 0.01) throw new RangeError('too cheap');
    return soundSize(request);
  })],
  'gives no number where the stop is very near': ['SZ-05', sizing((request) => {
    const distanceFrac = Math.abs(request.plan.stopLossPrice / request.plan.entryPrice - 1);
    return distanceFrac > 0 && distanceFrac < 1e-4 ? NaN : soundSize(request);
  })],
  'may go above its cap for near stops': ['SZ-06', sizing((request) => (soundSize(request) === 0 ? 0 : ((request.account?.equityQuote ?? 0) * 0.01) / Math.abs(request.plan.entryPrice - request.plan.stopLossPrice)))],
  'trades more with a wider stop': ['SZ-07', sizing((request) => Math.min(soundSize(request), (Math.abs(request.plan.entryPrice - request.plan.stopLossPrice) / request.plan.entryPrice) * soundSize(request)))],
  'takes its cap where the stop lies at the entry': ['SZ-08', sizing((request) => (request.plan.entryPrice === request.plan.stopLossPrice ? Math.max((request.account?.equityQuote ?? 0) * 0.5, 0) / request.plan.entryPrice : soundSize(request)))],
  'never puts more than 1,000 on, in any currency': ['SZ-09', sizing((request) => Math.min(soundSize(request), 1000 / request.plan.entryPrice))],
  'fails without an account': ['SZ-10', sizing((request) => (request.account!.equityQuote > Infinity ? 0 : soundSize(request)))],
  'gives no number for an equity that is none': ['SZ-11', sizing((request) => (Number.isNaN(request.account?.equityQuote) ? NaN : soundSize(request)))],
  'trades the least lot with nothing left': ['SZ-12', sizing((request) => ((request.account?.equityQuote ?? 1) <= 0 ? 0.001 : soundSize(request)))],
  'rounds what is left up to its lot': ['SZ-13', fitting((left) => Math.ceil(left * LOTS_PER_UNIT) / LOTS_PER_UNIT)],
  'owes what is left below its lot': ['SZ-13', fitting((left) => (left < 1 / LOTS_PER_UNIT ? -left : soundFit(left)))],
  'gives no number for what is left below its lot': ['SZ-13', fitting((left) => (left < 1 / LOTS_PER_UNIT ? NaN : soundFit(left)))],
  'fails where little is left': ['SZ-13 SZ-14 SZ-15', fitting((left) => {
    if (left < 1 / LOTS_PER_UNIT) throw new RangeError('too little');
    return soundFit(left);
  })],
  'gives a lot away whenever it fits': ['SZ-14', fitting((left) => Math.max(soundFit(left) - 1 / LOTS_PER_UNIT, 0))],
  'notes in the plan that it was fitted': ['SZ-15', fitting((left, { plan }) => {
    (plan as { note: string }).note = 'fitted';
    return soundFit(left);
  })],
};
