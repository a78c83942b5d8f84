import { InputError } from '@tradewright/core';
import type { Clock } from '@tradewright/core';
import { liveContext } from './context.ts';
import type { Risks } from './risks.ts';
import type { EventOrigin, RunMode } from './run-scope.ts';
import { textOf } from './text-of.ts';
import type { IRiskCheckArgs, ISignalRow } from './types.ts';

/** Which profile is meant, and whose position. */
export interface IRiskContext {
  riskName: string;
  /** Whose position is added or removed. */
  strategyName?: string;
  exchangeName?: string;
  frameName?: string;
  /** Ours: which book, that of backtests or that of live trading. Default: as the running hook, else backtest. */
  backtest?: boolean;
  /** Ours: what `activePositions` shows as `signal` of a position that was added by hand. Default `null`. */
  signal?: ISignalRow;
  /** Ours: how much of it was traded, in base currency. Ready rules need both this and `signal`. */
  quantity?: number;
}

/** A risk profile without a run: for tests of its validations, and for positions that no run of this instance has opened. */
export interface RiskGlobalService {
  /**
   * Judges a signal as a run would, with events and callbacks, one at a time with the runs of the profile; nothing is
   * reserved, so a run may take the slot before you do. A validation that waits for its own profile waits until its
   * time is out. `pendingSignal` may be left out; ready rules judge one with all its prices only, at one unit and without
   * an account.
   *
   * @throws {InputError} `registry/unknown`, `risk/args`
   */
  checkSignal(args: Omit<IRiskCheckArgs, 'pendingSignal'> & Partial<Pick<IRiskCheckArgs, 'pendingSignal'>>, context: IRiskContext): Promise<boolean>;
  /** Takes a slot for a strategy's position in a symbol; once however often. @throws {InputError} `registry/unknown`, `risk/args` */
  addSignal(symbol: string, context: IRiskContext): Promise<void>;
  /** Gives back what `addSignal` took; a slot that a run holds stays. @throws {InputError} `registry/unknown`, `risk/args` */
  removeSignal(symbol: string, context: IRiskContext): Promise<void>;
}

/** The services of an instance that users of the seeds reach for by name. */
export interface Lib {
  readonly riskGlobalService: RiskGlobalService;
}

/** They need no `this`. */
export function libOf({ risks, clock }: { readonly risks: Risks; readonly clock: Clock }): Lib {
  const riskGlobalService: RiskGlobalService = {
    async checkSignal(args, context) {
      const caller = 'riskGlobalService.checkSignal';
      demand(typeof args === 'object' && args !== null, caller, 'needs an object with the signal to judge', args);
      demandText(args.symbol, caller, 'args.symbol');
      demand(args.pendingSignal === undefined || (typeof args.pendingSignal === 'object' && args.pendingSignal !== null), caller, 'needs an object as args.pendingSignal', args.pendingSignal);
      const { riskName, mode } = meant(context, caller);
      const verdict = await risks.check(mode, riskName, args as IRiskCheckArgs, originNow(), caller);
      return verdict.allowed;
    },
    async addSignal(symbol, context) {
      const caller = 'riskGlobalService.addSignal';
      const { riskName, mode } = meant(context, caller);
      demandText(symbol, caller, 'a symbol');
      demandText(context.strategyName, caller, 'context.strategyName');
      const { strategyName, exchangeName = '', signal = null, quantity } = context;
      demand(quantity === undefined || (Number.isFinite(quantity) && quantity >= 0), caller, 'needs a number of 0 or more as context.quantity', quantity);
      const isSeen = signal !== null && quantity !== undefined;
      demand(isSeen || risks.rulesOf(riskName, caller) === null, caller, `needs context.signal and context.quantity, for risk ${riskName} has rules that look at them`, signal ?? quantity);
      const openTimestamp = originNow()?.atMs ?? clock.nowMs();
      const profile = risks.profile(mode, riskName, caller);
      // In turn: who is being judged has counted the slots already.
      await profile.book.exclusively(() => profile.add({ symbol, signal, strategyName, exchangeName, openTimestamp, ...(quantity === undefined ? {} : { quantity }) }));
    },
    async removeSignal(symbol, context) {
      const caller = 'riskGlobalService.removeSignal';
      const { riskName, mode } = meant(context, caller);
      demandText(symbol, caller, 'a symbol');
      demandText(context.strategyName, caller, 'context.strategyName');
      risks.profile(mode, riskName, caller).remove({ symbol, strategyName: context.strategyName });
    },
  };
  return Object.freeze({ riskGlobalService: Object.freeze(riskGlobalService) });
}

function meant(context: IRiskContext, caller: string): { readonly riskName: string; readonly mode: RunMode } {
  demand(typeof context === 'object' && context !== null, caller, 'needs { strategyName, riskName }', context);
  const { riskName, backtest = liveContext()?.execution?.backtest ?? true } = context;
  return { riskName, mode: backtest ? 'backtest' : 'live' };
}

/** The run whose hook is asking, and its instant. */
function originNow(): EventOrigin | null {
  const context = liveContext();
  return context === undefined || context.kind === 'entered' ? null : { scope: context.scope, atMs: context.when.getTime() };
}

function demandText(given: unknown, caller: string, what: string): asserts given is string {
  demand(typeof given === 'string' && given !== '', caller, `needs ${what}`, given);
}

function demand(holds: boolean, caller: string, what: string, given: unknown): asserts holds {
  if (!holds) throw new InputError('risk/args', `${caller} ${what}, got ${textOf(given)}.`);
}
