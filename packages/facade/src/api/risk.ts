import { InputError, type Halt } from '@tradewright/core';
import type { Parts } from '../container.ts';
import type { Lives } from '../lives.ts';
import { RISK } from '../report/kinds.ts';
import { PairReports } from '../report/pair-reports.ts';
import { textOf } from '../text-of.ts';
import type { IRiskHalt, RiskStatistics } from '../types.ts';

/** Signals that risk profiles refused; and ours: the kill switch of live trading. */
export class Risk extends PairReports<RiskStatistics> {
  readonly #lives: Lives;

  constructor(parts: Parts, lives: Lives) {
    super(parts, RISK);
    this.#lives = lives;
  }

  /** Whether live trading of the account is halted, as far as is known here: what was said before a restart, or by others, a run learns when it begins and when it opens something, and `getHalt` at once. */
  get halted(): IRiskHalt | null {
    return haltOf(this.#lives.killSwitch.halted);
  }

  /**
   * The same as the store has it now, also right after a restart, and whatever other processes have said.
   *
   * @throws {StoreError} where the store cannot be read: `halted` says what is known without it
   * @throws {InputError} `restore/halt` for what is stored and is no halt
   */
  async getHalt(): Promise<IRiskHalt | null> {
    try {
      return haltOf(await this.#lives.readHalt());
    } finally {
      await this.#lives.rest();
    }
  }

  /**
   * Halts live trading of the account: no run opens anything, in this process at once, whatever the store does. Positions
   * keep their stops. Resolves when it is durable, so that restarts and other processes are halted, too.
   *
   * @param options - `close`: positions are closed as well, at the VWAP, and waiting entries given up
   * @throws {InputError} `risk/halt` for no reason
   */
  async halt(reason: string, options: { readonly close?: boolean } = {}): Promise<void> {
    if (typeof reason !== 'string' || reason.trim() === '') throw new InputError('risk/halt', `Risk.halt needs a reason, got ${textOf(reason)}.`);
    const close: unknown = typeof options === 'object' && options !== null ? (options.close ?? false) : options;
    if (typeof close !== 'boolean') throw new InputError('risk/halt', `The options of Risk.halt are { close: true } or { close: false }, got ${textOf(options)}.`);
    await this.#lives.killSwitch.halt(reason, { closesPositions: close });
    await this.#lives.rest();
  }

  /** Lets live trading go on. Takes effect, and resolves, when it is durable. */
  async resume(): Promise<void> {
    await this.#lives.killSwitch.resume();
    await this.#lives.rest();
  }

  /**
   * The equity of live trading under a profile with capital: open positions at the last closes that were known then.
   *
   * @param when - the time that its runs live by; default now
   * @returns quote currency; `null` for a profile without capital
   * @throws {InputError} `registry/unknown`
   */
  equity(riskName: string, when: Date = new Date()): number | null {
    return this.#lives.equityOf(riskName, when.getTime(), 'Risk.equity');
  }

  /**
   * Lets ready rules of a profile begin anew in live trading, such as a circuit breaker that has tripped.
   *
   * @param ruleName - one of those in its `rules`, and with one that is composed of others all of those; all where it is left out
   * @throws {InputError} `registry/unknown`; `risk/rule` for what is the name of none of them
   */
  async reset(riskName: string, ruleName?: string): Promise<void> {
    await this.#lives.resetRules(riskName, ruleName ?? null, 'Risk.reset');
    await this.#lives.rest();
  }
}

function haltOf(halt: Halt | null): IRiskHalt | null {
  return halt === null ? null : { reason: halt.reason, timestamp: halt.atMs, close: halt.closesPositions };
}
