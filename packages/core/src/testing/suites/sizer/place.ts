import { EngineError } from '../../../error.ts';
import type { Sizer, SizeRequest } from '../../../ports/sizer.ts';
import type { Plan } from '../../../signal/signal.ts';
import { textOfThrown } from '../../../thrown.ts';
import type { Quantity } from '../../../units.ts';
import { assert } from '../../assert.ts';
import type { SuiteCase } from '../../case.ts';
import { accountScaled } from '../account-with.ts';

/** A sizer, and what is known of it. */
export interface SizerSubject {
  /** Makes the sizer, another object with every call. */
  sizer(): Sizer;
  /** At least one request, all of which it answers with more than 0. */
  readonly requests: readonly SizeRequest[];
  /** The most that it may ever answer. */
  cap?(request: SizeRequest): Quantity;
}

/**
 * What a sizer may do without, if its subject says why under `lacks`: a `cap`; a size that falls with the distance of the
 * `stop`; the same size for the same plan and account at another `scale` of the currency.
 */
export type SizerNeed = 'cap' | 'stop' | 'scale';

/** A case that gets a subject and a sizer of it. */
export function at(id: string, title: string, run: (subject: SizerSubject, sizer: Sizer) => Promise<void>, needs?: SizerNeed): SuiteCase<SizerSubject> {
  return {
    id,
    title,
    ...(needs === undefined ? {} : { needs }),
    async run(fresh) {
      const subject = await fresh();
      assert(subject.requests.length > 0, 'the subject has no request');
      await run(subject, subject.sizer());
    },
  };
}

/** The size of a request; 0 where a typed error refuses it. */
export async function sizeOf(sizer: Sizer, request: SizeRequest, what: string): Promise<Quantity> {
  let quantity: Quantity;
  try {
    quantity = await sizer.size(request);
  } catch (error) {
    assert(error instanceof EngineError, `${what}: it failed with ${textOfThrown(error)}; stay out with 0, or throw an EngineError that says why`);
    return 0;
  }
  assert(Number.isFinite(quantity) && quantity >= 0, `${what}: the size is ${shown(quantity)}`);
  return quantity;
}

/** A quantity, or what was given in place of one. */
export function shown(quantity: unknown): string {
  return typeof quantity === 'number' ? String(quantity) : typeof quantity;
}

/** The size of a request, whatever it is, for cases that are about something else; 0 where it failed. */
export async function sizeOrNone(sizer: Sizer, request: SizeRequest): Promise<Quantity> {
  try {
    return await sizer.size(request);
  } catch {
    return 0;
  }
}

/** The same request with its stop-loss moved to this many times its distance from the entry. */
export function withStop(request: SizeRequest, times: number): SizeRequest {
  const { entryPrice, stopLossPrice } = request.plan;
  return { ...request, plan: { ...request.plan, stopLossPrice: entryPrice + (stopLossPrice - entryPrice) * times } };
}

/** The same plan, price and account in another currency. */
export function inCurrency(request: SizeRequest, rate: number): SizeRequest {
  const { plan, price, account } = request;
  const { entryPrice, takeProfitPrice, stopLossPrice } = plan;
  const priced: Plan = { ...plan, entryPrice: entryPrice * rate, takeProfitPrice: takeProfitPrice * rate, stopLossPrice: stopLossPrice * rate };
  return { ...request, plan: priced, price: price * rate, account: account === null ? null : accountScaled(account, rate) };
}

/** The same distances on the other side. */
function mirrored(request: SizeRequest): SizeRequest {
  const { plan } = request;
  const across = (price: number): number => plan.entryPrice * (plan.entryPrice / price);
  return { ...request, plan: { ...plan, side: plan.side === 'long' ? 'short' : 'long', takeProfitPrice: across(plan.takeProfitPrice), stopLossPrice: across(plan.stopLossPrice) } };
}

/** Well-formed requests around one: near and far stops, both sides, dear and cheap symbols, rich and poor accounts. */
export function around(request: SizeRequest): readonly SizeRequest[] {
  const { account } = request;
  return [request, mirrored(request)].flatMap((one) =>
    [1e-4, 0.1, 0.5, 1, 2].flatMap((times) =>
      [1e-6, 1, 1e6].flatMap((rate) => {
        const priced = inCurrency(withStop(one, times), rate);
        return [...(account === null ? [] : [1e-6, 1, 1e6].map((wealth) => ({ ...priced, account: accountScaled(account, wealth) }))), priced].filter(({ plan }) => plan.stopLossPrice > 0);
      }),
    ),
  );
}
