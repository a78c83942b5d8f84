import { describe, expect, it } from 'vitest';
import type { RiskRequest, RiskRule, RiskVerdict } from '../ports/risk-rule.ts';
import type { Sizer } from '../ports/sizer.ts';
import type { Plan } from '../signal/signal.ts';
import { Admission, type AdmissionQuestion, type Admitted } from './admission.ts';
import { PositionBook } from './position-book.ts';

const plan = (id: string): Plan => ({ id, side: 'long', entryPrice: 100, takeProfitPrice: 110, stopLossPrice: 95, lifetimeMs: 60_000, note: '', createdAtMs: 5, waits: false });
const question = (id = 'a', over: Partial<AdmissionQuestion> = {}): AdmissionQuestion => ({ plan: plan(id), at: 'creation', price: 101, nowMs: 7, atMs: 6, ...over });
const yes: RiskVerdict = { allowed: true };
const no = (reason: string): RiskVerdict => ({ allowed: false, reason });
const rule = (judge: RiskRule['judge']): RiskRule => ({ name: 'rule', judge });
const sizer = (size: Sizer['size']): Sizer => ({ name: 'kelly', size });

function admission(rules: readonly RiskRule[] = [], size?: Sizer, book?: PositionBook): Admission {
  return new Admission({ symbol: 'BTC/USDT', strategyName: 's', exchangeName: 'e', rules, sizer: size, book });
}

/** The verdict that was acted upon: at once where nobody takes his time. */
function verdictOf(one: Admission, asked: AdmissionQuestion): Admitted | Promise<Admitted> {
  const verdicts: Admitted[] = [];
  const done = one.judge(asked, (verdict) => void verdicts.push(verdict) as undefined);
  return done === undefined ? verdicts[0]! : done.then(() => verdicts[0]!);
}

describe('an admission', () => {
  it('without rules and sizer is one unit, at once', () => {
    expect(verdictOf(admission(), question())).toEqual({ allowed: true, quantity: 1 });
  });

  it('asks each rule in turn until one says no', () => {
    const asked: number[] = [];
    const rules = [yes, no('second'), no('third')].map((verdict, i) => rule(() => (asked.push(i), verdict)));
    expect([verdictOf(admission(rules), question()), asked]).toEqual([no('second'), [0, 1]]);
  });

  it.each([
    ['at the first', [Promise.resolve(no('later')), yes], no('later')],
    ['at the second', [yes, Promise.resolve(no('later'))], no('later')],
    ['at both', [Promise.resolve(yes), Promise.resolve(yes)], { allowed: true, quantity: 1 }],
  ])('waits for rules that take their time %s', async (_name, verdicts, expected) => {
    expect(await verdictOf(admission(verdicts.map((verdict) => rule(() => verdict))), question())).toEqual(expected);
  });

  it('is no promise as long as nothing asked is one', () => {
    expect(verdictOf(admission([rule(() => yes)], sizer(() => 2)), question())).toEqual({ allowed: true, quantity: 2 });
  });

  it('tells rules who asks, what, when and at which price', () => {
    let seen: RiskRequest | undefined;
    void verdictOf(admission([rule((request) => ((seen = request), yes))]), question());
    const { atMs: _, ...asked } = question();
    expect(seen).toEqual({ ...asked, symbol: 'BTC/USDT', strategyName: 's', exchangeName: 'e', quantity: 1, activePositions: [], account: null });
  });

  it('reserves a slot that the next question sees', () => {
    let seen: readonly object[] = [];
    const one = admission([rule(({ activePositions }) => ((seen = activePositions), yes))]);
    void verdictOf(one, question('a'));
    void verdictOf(one, question('b'));
    expect(seen).toEqual([{ symbol: 'BTC/USDT', strategyName: 's', exchangeName: 'e', plan: plan('a'), quantity: 1, openedAtMs: 6 }]);
  });

  it.each([
    ['refused by a rule', (id: string) => (id === 'a' ? no('x') : yes), () => 1],
    ['refused for its size', () => yes, (id: string) => (id === 'a' ? 0 : 1)],
  ])('reserves nothing for a plan %s', (_name, judge, size) => {
    const one = admission([rule(({ plan: { id } }) => judge(id))], sizer(({ plan: { id } }) => size(id)));
    void verdictOf(one, question('a'));
    expect(one.held).toBeNull();
    void verdictOf(one, question('b'));
    expect(one.held).toMatchObject({ plan: { id: 'b' } });
  });

  it('gives a released slot back', () => {
    const counts: number[] = [];
    const one = admission([rule(({ activePositions }) => (counts.push(activePositions.length), yes))]);
    void verdictOf(one, question('a'));
    one.release(plan('b'));
    void verdictOf(one, question('c'));
    one.release(plan('a'));
    one.release(plan('c'));
    void verdictOf(one, question('d'));
    expect(counts).toEqual([0, 1, 0]);
  });
});

describe('a size', () => {
  it('is asked for before the rules, which hear what is wanted', () => {
    const heard: number[] = [];
    void verdictOf(admission([rule(({ quantity }) => (heard.push(quantity), yes))], sizer(() => 7)), question());
    expect(heard).toEqual([7]);
  });

  it('of nothing asks no rule', () => {
    let asked = 0;
    void verdictOf(admission([rule(() => (asked++, yes))], sizer(() => 0)), question());
    expect(asked).toBe(0);
  });

  it.each([
    ['one rule', [5], 5],
    ['each rule in turn, which sees what the one before it left', [5, 3], 3],
    ['none that would leave more', [50, 8], 7],
  ])('is lowered by %s', (_name, limits, quantity) => {
    const seen: number[] = [];
    const rules = limits.map((maxQuantity) => rule(({ quantity: wanted }) => (seen.push(wanted), { allowed: true, maxQuantity })));
    expect(verdictOf(admission(rules, sizer(() => 7)), question())).toEqual({ allowed: true, quantity });
    expect(seen).toEqual([7, ...limits.map((limit) => Math.min(7, limit))].slice(0, limits.length));
  });

  it.each([
    ['is traded in what can be traded of it', 5.7, { allowed: true, quantity: 5 }],
    ['is refused where nothing of it can be traded', 0.7, { allowed: false, reason: 'lots can trade nothing of 0.7, which is what the risk rules leave' }],
  ])('that rules have lowered %s', (_name, maxQuantity, expected) => {
    const lots: Sizer = { name: 'lots', size: () => 7, fit: (left, { symbol, plan: { id } }) => (symbol === 'BTC/USDT' && id === 'a' ? Math.floor(left) : Number.NaN) };
    expect(verdictOf(admission([rule(() => ({ allowed: true, maxQuantity }))], lots), question())).toEqual(expected);
  });

  it('is never more than rules have left, whatever the sizer makes of it', () => {
    expect(verdictOf(admission([rule(() => ({ allowed: true, maxQuantity: 2 }))], { ...sizer(() => 7), fit: () => 9 }), question())).toEqual({ allowed: true, quantity: 2 });
  });

  it.each([0, -1, NaN])('that a rule lowers to %s is refused in its name', (maxQuantity) => {
    expect(verdictOf(admission([rule(() => ({ allowed: true, maxQuantity }))]), question())).toEqual({ allowed: false, reason: `rule left the size ${maxQuantity}` });
  });

  it('may take its time', async () => {
    expect(await verdictOf(admission([], sizer(() => Promise.resolve(3))), question())).toEqual({ allowed: true, quantity: 3 });
  });

  it('knows symbol, plan, price and time', () => {
    let seen: unknown;
    void verdictOf(admission([], sizer((request) => ((seen = request), 1))), question());
    expect(seen).toEqual({ symbol: 'BTC/USDT', exchangeName: 'e', plan: plan('a'), price: 101, nowMs: 7, account: null });
  });

  it.each([0, -1, NaN, Infinity])('of %s is a refusal that names who gave it', (size) => {
    expect(verdictOf(admission([], sizer(() => size)), question())).toEqual({ allowed: false, reason: `kelly gave the size ${size}` });
  });

  it('that is no good after a while is a refusal too', async () => {
    expect(await verdictOf(admission([], sizer(() => Promise.resolve(0))), question())).toMatchObject({ allowed: false });
  });
});

describe('whoever cannot judge has not allowed', () => {
  const plan = { id: 'p', side: 'long', entryPrice: 100, takeProfitPrice: 110, stopLossPrice: 90, lifetimeMs: 60_000, note: '', createdAtMs: 0, waits: false } as const;
  const question = { plan, at: 'creation', price: 100, nowMs: 0, atMs: 0 } as const;
  const boom = (): never => {
    throw new Error('boom');
  };
  const rule = (judge: () => unknown) => ({ rules: [{ name: 'r', judge: judge as () => { allowed: true } }], sizer: undefined });
  const sizer = (size: () => unknown) => ({ rules: [], sizer: { name: 's', size: size as () => number } });
  it.each([
    ['a rule that throws', rule(boom), 'r failed: boom'],
    ['a rule that rejects', rule(() => Promise.reject(new Error('boom'))), 'r failed: boom'],
    ['a rule that says nothing', rule(() => undefined), 'r gave no verdict'],
    ['a rule that says nothing later', rule(() => Promise.resolve()), 'r gave no verdict'],
    ['a sizer that throws', sizer(boom), 's failed: boom'],
    ['a sizer that rejects', sizer(() => Promise.reject(new Error('boom'))), 's failed: boom'],
    ['a sizer that gives no number', sizer(() => Number.NaN), 's gave the size NaN'],
  ])('%s', async (_what, parts, reason) => {
    const admission = new Admission({ symbol: 'X', strategyName: 's', exchangeName: 'e', ...parts });
    expect(await verdictOf(admission, question)).toEqual({ allowed: false, reason });
  });
});

describe('a book that runs share', () => {
  /** Says yes as long as nothing is held; the answer comes when it is let. */
  const onlyOne = (answers?: (() => void)[]): RiskRule => rule(({ activePositions }) => {
    const verdict = activePositions.length === 0 ? yes : no('one is open');
    return answers === undefined ? verdict : new Promise((resolve) => answers.push(() => resolve(verdict)));
  });

  it('shows each run what the others hold', () => {
    const book = new PositionBook();
    const [one, other] = [admission([onlyOne()], undefined, book), admission([onlyOne()], undefined, book)];
    expect([verdictOf(one, question('a')), verdictOf(other, question('a'))]).toEqual([{ allowed: true, quantity: 1 }, no('one is open')]);
    one.release(plan('a'));
    expect(verdictOf(other, question('a'))).toMatchObject({ allowed: true });
    one.release(plan('a')); // whose id is the same, but not the position
    expect(book.positions).toHaveLength(1);
  });

  it('never gives the last slot away twice, however long the rules think', async () => {
    const book = new PositionBook();
    const answers: (() => void)[] = [];
    const verdicts = ['a', 'b', 'c'].map((id) => verdictOf(admission([onlyOne(answers)], undefined, book), question(id)));
    expect(answers).toHaveLength(1);
    for (let i = 0; i < 3; i++) {
      answers[i]!();
      await verdicts[i];
      await Promise.resolve();
      await Promise.resolve();
    }
    expect(await Promise.all(verdicts.map(async (verdict) => verdict))).toEqual([{ allowed: true, quantity: 1 }, no('one is open'), no('one is open')]);
  });

  it('is not handed on before the verdict has been acted upon', async () => {
    const book = new PositionBook();
    const [one, other] = [admission([rule(() => Promise.resolve(yes))], undefined, book), admission([onlyOne()], undefined, book)];
    const given = one.judge(question('a'), (verdict) => {
      if (verdict.allowed) one.release(plan('a')); // a limit of the policy was broken
      return undefined;
    });
    expect(await verdictOf(other, question('b'))).toMatchObject({ allowed: true });
    await given;
  });

  it('holds no slot for an order that waits, and holds one once it is activated', () => {
    const book = new PositionBook();
    const one = admission([onlyOne()], undefined, book);
    const waiting = { plan: { ...plan('a'), waits: true } };
    void verdictOf(one, question('a', waiting));
    expect(book.positions).toEqual([]);
    void verdictOf(one, question('a', { ...waiting, at: 'activation', nowMs: 9, atMs: 8 }));
    expect(book.positions).toMatchObject([{ plan: { id: 'a' }, openedAtMs: 8 }]);
  });

  it('loses what a run held when the run is over, and nothing else', () => {
    const book = new PositionBook();
    const [one, other] = [admission([rule(() => yes)], undefined, book), admission([rule(() => yes)], undefined, book)];
    for (const id of ['a', 'b']) void verdictOf(one, question(id));
    void verdictOf(other, question('a'));
    one.close();
    expect(book.positions).toMatchObject([{ plan: { id: 'a' } }]);
    expect([verdictOf(one, question('c')), book.positions.length]).toEqual([no('the run has ended'), 1]);
  });

  it('is free again when the run that was being judged is over', async () => {
    const book = new PositionBook();
    let answer = (_: RiskVerdict): void => undefined;
    const one = admission([rule(() => new Promise((resolve) => (answer = resolve)))], undefined, book);
    const other = admission([onlyOne()], undefined, book);
    const left = verdictOf(one, question('a'));
    const waiting = verdictOf(other, question('b'));
    one.close();
    expect([await left, await waiting]).toEqual([no('the run has ended'), { allowed: true, quantity: 1 }]);
    answer(yes);
    await Promise.resolve();
    expect(book.positions).toMatchObject([{ plan: { id: 'b' } }]);
  });
});
