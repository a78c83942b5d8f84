import { assert, assertEqual, CaseFailure } from '../assert.ts';
import type { SuiteCase } from '../case.ts';
import { frozen } from '../frozen.ts';
import { textOfThrown } from '../../thrown.ts';
import { accountWith, brokenAccounts } from './account-with.ts';
import { fittingCases } from './sizer/fitting.ts';
import { around, at, inCurrency, sizeOf, sizeOrNone, withStop, type SizerSubject } from './sizer/place.ts';

export type { SizerNeed, SizerSubject } from './sizer/place.ts';

/** What every `Sizer` promises. Ids are stable. */
export const sizerCases: readonly SuiteCase<SizerSubject>[] = [
  at('SZ-01', 'has a name, the same whenever it is made', async (subject, sizer) => {
    assert(typeof sizer.name === 'string' && sizer.name.trim() !== '', 'it has no name');
    assertEqual(subject.sizer().name, sizer.name, 'its name when it was made again');
    assert(subject.sizer() !== sizer, 'the subject hands out one object twice: make the sizer anew at every call');
  }),
  at('SZ-02', 'has a size for every request of its subject', async ({ requests }, sizer) => {
    for (const [i, request] of requests.entries()) {
      const quantity = await sizer.size(request);
      assert(quantity > 0 && quantity < Infinity, `request ${i + 1}: the size is ${String(quantity)}`);
    }
  }),
  at('SZ-03', 'gives the same size again, whatever it was asked meanwhile, and so does the same sizer made anew', async (subject, sizer) => {
    const first: number[] = [];
    for (const request of subject.requests) first.push(await sizer.size(request));
    const anew = subject.sizer();
    for (const [i, request] of subject.requests.entries()) {
      for (const other of around(request)) await sizeOrNone(sizer, other);
      assertEqual(await sizer.size(request), first[i], `request ${i + 1} again`);
      assertEqual(await anew.size(request), first[i], `request ${i + 1}, the sizer made anew`);
    }
  }),
  at('SZ-04', 'changes nothing that it is asked about', async ({ requests }, sizer) => {
    for (const [i, request] of requests.entries()) {
      try {
        await sizer.size(frozen(request));
      } catch (error) {
        throw new CaseFailure(`request ${i + 1}, asked with what nobody can change: ${textOfThrown(error)}`);
      }
    }
  }),
  at('SZ-05', 'gives a finite size, 0 or a typed refusal, whatever the plan and the account', async ({ requests }, sizer) => {
    for (const [i, request] of requests.entries()) {
      for (const one of around(request)) await sizeOf(sizer, one, `around request ${i + 1}`);
    }
  }),
  at('SZ-06', 'is never above its cap', async (subject, sizer) => {
    assert(subject.cap !== undefined, 'the subject has no cap(): give it one, or say under `lacks` why there is none');
    for (const [i, request] of subject.requests.entries()) {
      for (const one of around(request)) {
        const [quantity, cap] = [await sizeOrNone(sizer, one), subject.cap(one)];
        assert(!(quantity > cap), `around request ${i + 1}: the size ${quantity} is above the cap ${cap}`);
      }
    }
  }, 'cap'),
  at('SZ-07', 'is never larger for a wider stop', async ({ requests }, sizer) => {
    for (const [i, request] of requests.entries()) {
      let nearer = Infinity;
      for (const times of [0.01, 0.1, 0.5, 0.9, 1, 1.1, 2, 5, 10]) {
        const wider = withStop(request, times);
        if (wider.plan.stopLossPrice <= 0) break;
        const quantity = await sizeOf(sizer, wider, `request ${i + 1}, ${times} times its stop`);
        assert(quantity <= nearer, `request ${i + 1}: the size rises from ${nearer} to ${quantity} as the stop widens to ${times} times its distance`);
        nearer = quantity;
      }
    }
  }, 'stop'),
  at('SZ-08', 'has no size where the stop lies at the entry', async ({ requests }, sizer) => {
    for (const [i, request] of requests.entries()) assertEqual(await sizeOf(sizer, withStop(request, 0), `request ${i + 1}`), 0, `request ${i + 1} with its stop at the entry`);
  }, 'stop'),
  at('SZ-09', 'does not depend on the unit of the currency', async ({ requests }, sizer) => {
    for (const [i, request] of requests.entries()) {
      const quantity = await sizer.size(request);
      // Powers of two change no digit; the tolerance is for whoever rounds on the way.
      for (const power of [-20, -3, 4, 20]) {
        const scaled = await sizeOf(sizer, inCurrency(request, 2 ** power), `request ${i + 1} in another currency`);
        assert(Math.abs(scaled - quantity) <= 1e-9 * quantity, `request ${i + 1}: the size is ${scaled}, not ${quantity}, in a currency of which one is worth 2^${-power}`);
      }
    }
  }, 'scale'),
  at('SZ-10', 'says so where it needs an account and there is none', async ({ requests }, sizer) => {
    for (const [i, request] of requests.entries()) await sizeOf(sizer, { ...request, account: null }, `request ${i + 1} without an account`);
  }),
  at('SZ-11', 'stands any account: empty, in debt, without prices, without numbers', async ({ requests }, sizer) => {
    for (const [i, request] of requests.entries()) {
      if (request.account === null) continue;
      for (const [what, account] of brokenAccounts(request.account)) await sizeOf(sizer, { ...request, account }, `request ${i + 1} with ${what}`);
    }
  }),
  at('SZ-12', 'stays out when nothing of the equity is left that it goes by', async ({ requests }, sizer) => {
    for (const [i, request] of requests.entries()) {
      const { account } = request;
      if (account === null) continue;
      const sizeAt = (equityQuote: number): Promise<number> => sizeOf(sizer, { ...request, account: accountWith(account, { equityQuote }) }, `request ${i + 1} at an equity of ${equityQuote}`);
      const goesByEquity = (await sizeAt(account.equityQuote / 16)) !== (await sizeAt(account.equityQuote));
      if (goesByEquity) for (const equityQuote of [0, -account.capitalQuote]) assertEqual(await sizeAt(equityQuote), 0, `request ${i + 1}: size at an equity of ${equityQuote}`);
    }
  }),
  ...fittingCases,
];
