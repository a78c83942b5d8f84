import { EngineError } from '../../../error.ts';
import type { Sizer, SizeRequest } from '../../../ports/sizer.ts';
import { textOfThrown } from '../../../thrown.ts';
import type { Quantity } from '../../../units.ts';
import { assert, assertEqual, CaseFailure } from '../../assert.ts';
import type { SuiteCase } from '../../case.ts';
import { frozen } from '../../frozen.ts';
import { around, at, shown, sizeOrNone, type SizerSubject } from './place.ts';

/** Shares of a size that rules may leave. */
const LEFT_FRACS = [1, 0.999, 2 / 3, 0.1, 1e-3, 1e-9];

/** What rules may leave of requests around these, each with what it is left of. */
async function* leftOf({ requests }: SizerSubject, sizer: Sizer): AsyncGenerator<readonly [left: Quantity, request: SizeRequest, what: string]> {
  for (const [i, request] of requests.entries()) {
    for (const one of around(request)) {
      const quantity = await sizeOrNone(sizer, one);
      for (const part of LEFT_FRACS) if (quantity * part > 0 && quantity < Infinity) yield [quantity * part, one, `around request ${i + 1}, ${shown(quantity * part)} left`];
    }
  }
}

/** What can be traded of it; 0 where a typed error refuses it. */
function fitOf(sizer: Sizer, left: Quantity, request: SizeRequest, what: string): Quantity {
  try {
    return sizer.fit!(left, request);
  } catch (error) {
    assert(error instanceof EngineError, `${what}: fit failed with ${textOfThrown(error)}; stay out with 0, or throw an EngineError that says why`);
    return 0;
  }
}

/** What can be traded of what the risk rules leave. A sizer that trades all of it has no `fit`, and passes. */
export const fittingCases: readonly SuiteCase<SizerSubject>[] = [
  at('SZ-13', 'fits no more than is left: 0, or a quantity that can be traded', async (subject, sizer) => {
    if (sizer.fit === undefined) return;
    for await (const [left, request, what] of leftOf(subject, sizer)) {
      const quantity = fitOf(sizer, left, request, what);
      assert(quantity >= 0 && quantity <= left, `${what}: fit gave ${shown(quantity)}`);
    }
  }),
  at('SZ-14', 'fits what it has fitted to the same once more, and so does the same sizer made anew', async (subject, sizer) => {
    if (sizer.fit === undefined) return;
    const anew = subject.sizer();
    for await (const [left, request, what] of leftOf(subject, sizer)) {
      const quantity = fitOf(sizer, left, request, what);
      assertEqual(fitOf(anew, left, request, what), quantity, `${what}, the sizer made anew`);
      if (quantity > 0) assertEqual(fitOf(sizer, quantity, request, what), quantity, `${what}, fitted once more`);
    }
  }),
  at('SZ-15', 'changes nothing by fitting', async (subject, sizer) => {
    if (sizer.fit === undefined) return;
    for await (const [left, request, what] of leftOf(subject, sizer)) {
      const { symbol, plan } = frozen(request);
      try {
        sizer.fit(left, Object.freeze({ symbol, plan }));
      } catch (error) {
        if (!(error instanceof EngineError)) throw new CaseFailure(`${what}, with a plan that nobody can change: ${textOfThrown(error)}`);
      }
    }
  }),
];
