import type { RiskEvent, RiskRequest, RiskRule, RiskVerdict } from '../ports/risk-rule.ts';
import { HOUR_MS } from './suites/risk-rule/history.ts';
import type { RiskRuleSubject } from './suites/risk-rule.ts';
import { closedEventOf, positionOf, riskRequestOf } from './questions.ts';
import { stillAccount } from './still-account.ts';

interface Memory {
  readonly lossesMs: readonly number[];
  readonly isStopped: boolean;
}

type Rule = RiskRule<Memory> & Required<Pick<RiskRule<Memory>, 'fold' | 'watch' | 'initial'>>;

/** A sound rule with everything a rule can have: two positions, half of equity each, an hour's rest after a loss, a stop at a fifth of drawdown. */
function soundRule(): Rule {
  const name = 'careful';
  return {
    name,
    needsAccount: true,
    initial: { lossesMs: [], isStopped: false },
    judge(request, { lossesMs, isStopped }) {
      const refused = (why: string): RiskVerdict => ({ allowed: false, reason: `refused by ${name}: ${why}` });
      if (isStopped) return refused('stopped');
      if (request.account === null) return refused('no account');
      if (request.activePositions.length >= 2) return refused('two positions are open');
      if (lossesMs.some((lossMs) => request.nowMs - lossMs < HOUR_MS)) return refused('a loss within the hour');
      const most = (request.account.equityQuote * 0.5) / request.plan.entryPrice;
      if (!(most > 0 && most < Infinity)) return refused('no equity');
      return request.quantity <= most ? { allowed: true } : { allowed: true, maxQuantity: most };
    },
    fold(state, event) {
      if (event.kind === 'closed' && event.netQuote < 0) return { ...state, lossesMs: [...state.lossesMs.slice(-2), event.nowMs] };
      if (event.kind === 'stopped' && event.ruleName === name && !state.isStopped) return { ...state, isStopped: true };
      if (event.kind === 'reset' && (event.ruleName ?? name) === name && state.isStopped) return { ...state, isStopped: false };
      return state;
    },
    watch: ({ equityQuote, peakEquityQuote }) => (equityQuote < 0.8 * peakEquityQuote ? `${name}: a fifth is lost` : null),
  };
}

const nowMs = riskRequestOf().nowMs;
const held = positionOf();
const loss: RiskEvent = closedEventOf(held, 95, 'stop-loss', nowMs - 60_000);

/** What is known of the sound rule, of one that is not. */
export function subjectOf(rule: () => RiskRule): RiskRuleSubject {
  return {
    rule,
    questions: [
      { request: riskRequestOf({ activePositions: [held] }), answer: 'allowed' },
      { request: riskRequestOf({ quantity: 80 }), answer: 'lowered' },
      { request: riskRequestOf({ activePositions: [held, { ...held, symbol: 'ETHUSDT' }] }), answer: 'refused' },
      { request: riskRequestOf(), after: [loss], answer: 'refused' },
      { request: riskRequestOf(), after: [{ kind: 'stopped', nowMs, equityQuote: 900, ruleName: 'careful', reason: 'lost' }], answer: 'refused' },
    ],
    looks: [
      { account: stillAccount({ equityQuote: 7000 }), nowMs, closesAll: true },
      { account: stillAccount(), nowMs, closesAll: false },
    ],
  };
}

export const SOUND_RULE: () => RiskRule = () => soundRule() as RiskRule;

/** Makes rules of which some parts are replaced. */
function broken(replace: (sound: Rule) => Partial<Rule>): () => RiskRule {
  return () => {
    const sound = soundRule();
    return { ...sound, ...replace(sound) } as RiskRule;
  };
}

/** Rules that answer in another way. */
const judging = (judge: (sound: Rule, request: RiskRequest, state: Memory) => RiskVerdict): (() => RiskRule) => broken((sound) => ({ judge: (request, state) => judge(sound, request, state) }));

/** Rules that learn in another way. */
const learning = (fold: (sound: Rule, state: Memory, event: RiskEvent) => unknown): (() => RiskRule) => broken((sound) => ({ fold: (state, event) => fold(sound, state, event) as Memory }));

/** What a rule answers, its limit of the quantity changed. */
function limited(change: (most: number) => number): () => RiskRule {
  return judging((sound, request, state) => {
    const verdict = sound.judge(request, state) as RiskVerdict;
    return verdict.allowed && verdict.maxQuantity !== undefined ? { allowed: true, maxQuantity: change(verdict.maxQuantity) } : verdict;
  });
}

/** One object for all rules that are made. */
function shared(): () => RiskRule {
  const one = SOUND_RULE();
  return () => one;
}

/** Rules of which every further one has another name. */
function renamed(): () => RiskRule {
  let made = 0;
  return () => ({ ...SOUND_RULE(), name: `careful${made++ === 0 ? '' : made}` });
}

/** Rules that know what they remember by the object, and so nothing after a restart. */
function remembering(): () => RiskRule {
  const made = new WeakSet<object>();
  return broken((sound) => ({
    judge: (request, state) => sound.judge(request, made.has(state) ? state : sound.initial),
    fold(state, event) {
      const after = sound.fold(state, event);
      made.add(after);
      return after;
    },
  }));
}

/** Faults that a rule can have, each with the cases that catch it. */
export const BROKEN_RULES: Readonly<Record<string, readonly [caughtBy: string, make: () => RiskRule]>> = {
  'has no name': ['RR-01', broken(() => ({ name: ' ' }))],
  'is another whenever it is made': ['RR-01 RR-04', renamed()],
  'is one object for all': ['RR-01', shared()],
  'allows everything': ['RR-02 RR-14 RR-16', judging(() => ({ allowed: true }))],
  'refuses everything': ['RR-02', judging(() => ({ allowed: false, reason: 'careful: no' }))],
  'refuses without a reason': ['RR-02 RR-03 RR-04 RR-14 RR-15 RR-16', judging((sound, request, state) => {
    const verdict = sound.judge(request, state) as RiskVerdict;
    return verdict.allowed ? verdict : { allowed: false, reason: '' };
  })],
  'gives no verdict': ['RR-02 RR-03 RR-04 RR-14 RR-15 RR-16', judging(() => undefined as never)],
  'leaves nothing in place of refusing': ['RR-03', judging((sound, request, state) => (request.activePositions.length > 50 ? { allowed: true, maxQuantity: 0 } : (sound.judge(request, state) as RiskVerdict)))],
  'limits by what is no number': ['RR-02 RR-03 RR-15', limited(() => NaN)],
  'fails for short positions': ['RR-03', judging((sound, request, state) => {
    if (request.plan.side === 'short') throw new TypeError('not a long one');
    return sound.judge(request, state) as RiskVerdict;
  })],
  'does not say who refuses': ['RR-04', judging((sound, request, state) => {
    const verdict = sound.judge(request, state) as RiskVerdict;
    return verdict.allowed ? verdict : { allowed: false, reason: 'no' };
  })],
  'counts how often it is asked': ['RR-05 RR-08', broken((sound) => {
    let asked = 0;
    return { judge: (request, state) => (++asked > 12 ? { allowed: false, reason: 'careful: enough' } : sound.judge(request, state)) };
  })],
  'tires of one question': ['RR-05', broken((sound) => {
    const asked = new Map<object, number>();
    return {
      judge(request, state) {
        asked.set(request, (asked.get(request) ?? 0) + 1);
        return asked.get(request)! > 3 ? { allowed: false, reason: 'careful: enough' } : sound.judge(request, state);
      },
    };
  })],
  'sorts the positions it is shown': ['RR-06', judging((sound, request, state) => {
    (request.activePositions as object[]).reverse();
    return sound.judge(request, state) as RiskVerdict;
  })],
  'lowers the question, not the verdict': ['RR-06', judging((sound, request, state) => {
    const verdict = sound.judge(request, state) as RiskVerdict;
    if (verdict.allowed) (request.plan as { note: string }).note = 'careful';
    return verdict;
  })],
  'writes down what it judged': ['RR-06', judging((sound, request, state) => {
    (state as { isStopped: boolean }).isStopped &&= true;
    return sound.judge(request, state) as RiskVerdict;
  })],
  'remembers in a set': ['RR-07 RR-09', learning((sound, state, event) => ({ ...sound.fold(state, event), seen: new Set([1]) }))],
  'remembers no number': ['RR-07 RR-10', learning((sound, state, event) => ({ ...sound.fold(state, event), worst: -Infinity }))],
  'learns from nothing': ['RR-07', broken((sound) => ({ initial: undefined as never, fold: (state, event) => sound.fold(state ?? sound.initial, event), judge: (request, state) => sound.judge(request, state ?? sound.initial) }))],
  'learns in a promise': ['RR-02 RR-03 RR-04 RR-05 RR-06 RR-07 RR-08 RR-09 RR-10 RR-11 RR-12 RR-13 RR-14 RR-15 RR-16', learning(async (sound, state, event) => sound.fold(state, event))],
  'knows what it remembers by the object': ['RR-08', remembering()],
  'changes what it remembers': ['RR-05 RR-09', learning((sound, state, event) => {
    if (event.kind === 'closed' && event.netQuote < 0) (state.lossesMs as number[]).push(event.nowMs);
    return sound.fold(state, event);
  })],
  'puts right what it is told': ['RR-09', learning((sound, state, event) => {
    (event as { nowMs: number }).nowMs = Math.floor(event.nowMs);
    return sound.fold(state, event);
  })],
  'learns by chance': ['RR-05 RR-08 RR-09 RR-13', broken((sound) => {
    let told = 0;
    return { fold: (state, event) => (++told % 7 === 0 ? state : sound.fold(state, event)) };
  })],
  'makes a new object of what it remembers each time': ['RR-10', learning((sound, state, event) => ({ ...sound.fold(state, event) }))],
  'fails at a reset of all': ['RR-07 RR-08 RR-09 RR-10 RR-11', learning((sound, state, event) => {
    if (event.kind === 'reset') event.ruleName!.trim();
    return sound.fold(state, event);
  })],
  'fails when it hears of the same end twice': ['RR-11', learning((sound, state, event) => {
    if (event.kind !== 'closed') return sound.fold(state, event);
    if ((state as { ended?: string }).ended === event.position.plan.id) throw new TypeError('it has ended already');
    return { ...sound.fold(state, event), ended: event.position.plan.id };
  })],
  'must have heard of a position to hear of its end': ['RR-02 RR-03 RR-04 RR-05 RR-06 RR-11 RR-13 RR-14 RR-15 RR-16', learning((sound, state, event) => {
    const { open = [] } = state as { open?: readonly string[] };
    if (event.kind === 'reserved') return { ...sound.fold(state, event), open: [...open.slice(-9), event.position.plan.id] };
    if (event.kind === 'closed' && open.length === 0) throw new TypeError('it was never opened');
    return sound.fold(state, event);
  })],
  'remembers every loss': ['RR-12', learning((sound, state, event) => (event.kind === 'closed' && event.netQuote < 0 ? { ...state, lossesMs: [...state.lossesMs, event.nowMs] } : sound.fold(state, event)))],
  'remembers every loss until somebody resets it': ['RR-12', learning((sound, state, event) => {
    if (event.kind === 'reset' && event.ruleName !== 'a rule that nobody has' && state.lossesMs.length > 0) return sound.initial;
    return event.kind === 'closed' && event.netQuote < 0 ? { ...state, lossesMs: [...state.lossesMs, event.nowMs] } : sound.fold(state, event);
  })],
  'waits for the end of positions that were given back': ['RR-12', learning((sound, state, event) => {
    const { open = [] } = state as { open?: readonly string[] };
    const after = sound.fold(state, event);
    if (event.kind === 'reserved') return { ...after, open: [...open.filter((id) => id !== event.position.plan.id), event.position.plan.id] };
    return event.kind === 'closed' && open.includes(event.position.plan.id) ? { ...after, open: open.filter((id) => id !== event.position.plan.id) } : after;
  })],
  'begins anew when anybody does': ['RR-13', learning((sound, state, event) => (event.kind === 'reset' && state.isStopped ? { ...state, isStopped: false } : sound.fold(state, event)))],
  'allows without the account it needs': ['RR-14', judging((sound, request, state) => (request.account === null && request.quantity === 80 ? { allowed: true } : (sound.judge(request, state) as RiskVerdict)))],
  'does not say that it needs an account': ['RR-14', broken(() => ({ needsAccount: false }))],
  'fails when nothing is left': ['RR-15', judging((sound, request, state) => {
    if (request.account?.equityQuote === 0) throw new RangeError('divided by zero');
    return sound.judge(request, state) as RiskVerdict;
  })],
  'limits by an equity that is none': ['RR-15', judging((sound, request, state) => {
    const verdict = sound.judge(request, state) as RiskVerdict;
    const equity = request.account?.equityQuote ?? 1;
    return equity <= 0 ? { allowed: true, maxQuantity: equity } : verdict;
  })],
  'allows by a comparison with NaN': ['RR-16', judging((sound, request, state) => (Number.isNaN(request.account?.equityQuote) ? { allowed: true } : (sound.judge(request, state) as RiskVerdict)))],
  'never has anything closed': ['RR-17', broken(() => ({ watch: () => null }))],
  'has everything closed at any time': ['RR-17', broken(() => ({ watch: () => 'careful: now' }))],
  'has everything closed without a reason': ['RR-17 RR-18', broken((sound) => ({ watch: (...seen) => (sound.watch(...seen) === null ? null : '') }))],
  'watches once': ['RR-18', broken((sound) => {
    let looked = 0;
    return { watch: (...seen) => (++looked > 2 ? null : sound.watch(...seen)) };
  })],
  'has everything closed with a promise where there is no capital': ['RR-18', broken((sound) => ({ watch: (account, ...rest) => (account.capitalQuote > 0 ? sound.watch(account, ...rest) : (Promise.resolve(null) as never)) }))],
};
