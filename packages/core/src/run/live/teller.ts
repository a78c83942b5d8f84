import type { RiskRule } from '../../ports/risk-rule.ts';
import type { Admission } from '../admission.ts';
import type { RunCounts } from '../counts.ts';
import type { Engine } from '../engine.ts';
import type { LiveEvent, LiveTick, LiveTold } from './event.ts';
import { journalled } from './journal.ts';
import type { Keeper } from './keeper.ts';
import type { Lessons } from './lessons.ts';
import { livingOf, planOf } from './living.ts';
import type { LedgerChange } from './ledger-change.ts';
import type { RiskLedger } from './risk-ledger.ts';
import type { LedgerEvent } from './risk-record.ts';
import { recordOf, type RunNames, type RunRecord } from './run-record.ts';

export interface TellerParts {
  readonly names: RunNames;
  readonly engine: Engine;
  readonly admission: Admission;
  readonly counts: RunCounts;
  readonly keeper: Keeper;
  readonly ledger: RiskLedger | null;
  readonly risk: readonly RiskRule[];
  readonly lessons: Lessons;
  readonly runKey: string;
}

/** Hands out what a session has to tell, what happened to a signal once it is durable. */
export class Teller {
  /** The tick that is being told of. */
  tick: LiveTick | null = null;
  readonly #parts: TellerParts;
  readonly #told: LiveTold[] = [];
  #askedBefore: number;
  /** Id of the plan whose slot is stored. */
  #slotStored: string | null;
  #closed = false;
  #writing: Promise<unknown> | undefined;

  constructor(parts: TellerParts) {
    this.#parts = parts;
    this.#askedBefore = parts.counts.asks;
    this.#slotStored = parts.ledger?.heldBy(parts.runKey)?.plan.id ?? null;
  }

  next(): LiveTold | undefined {
    return this.#told.shift();
  }

  tell(event: LiveEvent): void {
    this.#told.push({ event, tick: this.tick });
  }

  /** Hands out what happened, once it is durable. Quiet events need no commit. */
  flush(): Promise<void> | undefined {
    const { engine: { outbox }, counts } = this.#parts;
    if (this.#closed) return undefined;
    if (counts.asks === this.#askedBefore && this.#slotChange(false) === undefined && journalled(outbox).length === 0) return this.#hand(outbox.length);
    return this.write(false).then(() => undefined);
  }

  /** The store has a slot for what lives. */
  get hasStoredSlot(): boolean {
    return this.#slotStored !== null;
  }

  /**
   * Makes durable where the run stands.
   *
   * @param judged - the rules allowed the slot that it has taken
   * @param isOff - asked before each attempt: whether it is wanted no more
   * @returns `false` when it was called off before anything was written
   */
  write(judged: boolean, isOff?: () => boolean): Promise<boolean> {
    const { keeper, counts: { asks }, lessons, engine: { outbox } } = this.#parts;
    const { length } = outbox;
    const slot = this.#slotChange(judged);
    const writing = keeper.commit(this.#record(), journalled(outbox), slot, isOff).then((written) => {
      if (!written) return false;
      this.#askedBefore = asks;
      if (slot !== undefined) {
        this.#slotStored = slot.position?.plan.id ?? null;
        lessons.learnt(slot.events);
      }
      this.#hand(length);
      return true;
    });
    this.#writing = writing;
    return writing;
  }

  /** Writes nothing any more. Resolves when nothing is on its way to the store; what is durable by then can still be told. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#writing?.catch(() => undefined); // whoever waits for it hears of it
  }

  #record(): RunRecord {
    const { names, engine: { stepper, holding }, counts: { nowMs }, ledger } = this.#parts;
    const { state, seq, order } = stepper;
    const living = livingOf(state);
    return recordOf(names, { state, seq, order, processedMs: nowMs, nextCandleMs: living === null ? nowMs : holding.nextCandleMs(planOf(living)), riskKey: ledger?.key });
  }

  /** What the ledger must hear; `undefined` where the slot has not moved and the rules have nothing to learn. */
  #slotChange(judged: boolean): (LedgerChange & { readonly events: readonly LedgerEvent[] }) | undefined {
    const { ledger, admission: { held }, lessons: { events }, risk: rules, counts: { nowMs } } = this.#parts;
    const moved = (held?.plan.id ?? null) !== this.#slotStored;
    return ledger === null || !(moved || events.length > 0) ? undefined : { position: held, judged, events, rules, onFault: (error) => this.tell({ kind: 'failed', atMs: nowMs, error }) };
  }

  #hand(count: number): undefined {
    for (const event of this.#parts.engine.outbox.splice(0, count)) if (event.kind !== 'progress') this.tell(event);
  }
}
