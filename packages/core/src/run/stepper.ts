import { InvariantError, StrategyError } from '../error.ts';
import type { PriceRange } from '../market/candle.ts';
import type { Effect } from '../machine/effect.ts';
import type { Extremes, Input, Tick } from '../machine/input.ts';
import type { Rules } from '../machine/rules.ts';
import { createStep, type StepFn } from '../machine/step.ts';
import type { OrderRequest, Placement } from '../ports/broker.ts';
import type { Plan, Signal } from '../signal/signal.ts';
import { IDLE, type EngineState, type Idle } from '../signal/state.ts';
import type { Price, TimestampMs } from '../units.ts';
import type { Admission, Admitted } from './admission.ts';
import type { AskContext, Asker, AskResult } from './ask.ts';
import type { RunCounts } from './counts.ts';
import type { RunEvent } from './event.ts';
import { paperFill } from './paper-fill.ts';
import { stillEvent } from './still-event.ts';

export interface StepperParts {
  readonly rules: Rules;
  readonly asker: Pick<Asker, 'ask'>;
  readonly context: AskContext;
  readonly admission: Admission;
  readonly counts: RunCounts;
  /** Who executes orders. Default: each is filled on paper, at once. */
  readonly place?: ((order: OrderRequest) => Promise<Placement>) | undefined;
  /**
   * For an admission that failed only because somebody else was quicker to take a slot: resolves when it is a good moment
   * to ask the rules again, with whether anybody still wants that. `times`: how often in a row it has happened.
   */
  readonly outrun?: ((error: unknown, times: number) => Promise<boolean> | undefined) | undefined;
}

/** What was done may have to wait for the user's own code; then it is a promise. */
export type Done = Promise<void> | undefined;

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** Steps the machine and does what it wants: asks, admits, fills paper orders, tells. Keeps the state and the outbox. */
export class Stepper {
  state: EngineState = IDLE;
  /** Told to stop: no new signal from here on. */
  stopping = false;
  /** Events that nobody has taken yet. */
  readonly outbox: RunEvent[] = [];
  /** The order that the state waits for. */
  order: OrderRequest | null = null;
  readonly #parts: StepperParts;
  readonly #step: StepFn;
  readonly #tick: Mutable<Tick & Pick<Input, 'nowMs' | 'seq'>> = { kind: 'tick', nowMs: 0, seq: 0, candle: null, price: null, progressPrice: null, frame: false, passed: null };
  #seq = 1;

  constructor(parts: StepperParts) {
    this.#parts = parts;
    this.#step = createStep(parts.rules);
  }

  /** The number of the next input. */
  get seq(): number {
    return this.#seq;
  }

  /** Goes on from a state that was kept, and from the order it waited for. */
  restore(state: EngineState, seq: number, order: OrderRequest | null): void {
    this.state = state;
    this.#seq = seq;
    this.order = order;
  }

  /** Sends the order that the state waits for once more, under the same id: nobody can tell whether it ever arrived. */
  placeAgain(): Done {
    return this.order === null ? undefined : this.#place(this.order);
  }

  /** Ticks come by the hundred thousand and no step keeps one, so one object serves them all. */
  tick(nowMs: TimestampMs, candle: PriceRange | null, price: Price | null, progressPrice: Price | null, frame: boolean, passed: Extremes | null): Done {
    const tick = this.#tick;
    tick.nowMs = nowMs;
    tick.seq = this.#seq;
    tick.candle = candle;
    tick.price = price;
    tick.progressPrice = progressPrice;
    tick.frame = frame;
    tick.passed = passed;
    return this.#apply(tick);
  }

  /** Asks the strategy at an instant at which it may be asked; `asked` is the state that follows. */
  askNow(asked: Idle): Done {
    this.state = asked;
    this.#seq++;
    return this.#ask();
  }

  /** Acts upon an answer that was held back. */
  answer(result: AskResult): Done {
    return this.#answered(result);
  }

  command(command: 'stop' | 'cancel' | 'close', nowMs: TimestampMs, price: Price, reasonText: string | null): Done {
    return this.#apply({ kind: 'command', seq: this.#seq, command, nowMs, price, reasonText });
  }

  /** No more candles will come. */
  end(nowMs: TimestampMs, price: Price): Done {
    return this.#apply({ kind: 'end', seq: this.#seq, nowMs, price });
  }

  /** Tells that nothing happened, for those who want to hear it. */
  tellStill(nowMs: TimestampMs, price: Price, progressPrice: Price = price): void {
    const event = stillEvent(this.state, this.#parts.rules.trigger, nowMs, price, progressPrice);
    if (event !== null) this.outbox.push(event);
  }

  #apply(input: Input): Done {
    const { state, effects } = this.#step(this.state, input);
    this.state = state;
    if (effects.length > 0) this.#seq++;
    let pending: Done;
    for (let i = 0; i < effects.length; i++) {
      if (pending !== undefined) throw new InvariantError(`Effect ${effects[i]!.kind} follows one that is not done.`);
      pending = this.#perform(effects[i]!);
    }
    return pending;
  }

  #perform(effect: Effect): Done {
    switch (effect.kind) {
      case 'ask':
        return this.#ask();
      case 'admit':
        return this.#admit(effect);
      case 'release':
        this.#parts.admission.release(effect.plan);
        return undefined;
      case 'place':
        return this.#place(effect.order);
      case 'withdraw':
        return undefined; // a paper order is filled the moment it is placed: there is never one to take back
      case 'emit':
        this.#tell(effect.event);
        return undefined;
    }
  }

  #place(order: OrderRequest): Done {
    const { place, counts, rules, admission } = this.#parts;
    if (order.leg === 'entry') admission.placing(counts.nowMs);
    if (place === undefined) return this.#apply({ kind: 'fill', seq: this.#seq, nowMs: counts.nowMs, fill: paperFill(order, rules.costs) });
    this.order = order;
    return place(order).then((placement) => this.#placed(placement, order));
  }

  #placed(placement: Placement, { id, price }: OrderRequest): Done {
    this.order = null;
    const { nowMs } = this.#parts.counts;
    return placement.kind === 'filled'
      ? this.#apply({ kind: 'fill', seq: this.#seq, nowMs, fill: placement.fill })
      : this.#apply({ kind: 'reject', seq: this.#seq, nowMs, orderId: id, reason: placement.reason, price });
  }

  #ask(): Done {
    this.#parts.counts.asks++;
    const result = this.#parts.asker.ask(this.#parts.context);
    if (result === null || result === undefined) return undefined;
    return result instanceof Promise ? result.then((late) => this.#answered(late)) : this.#answered(result);
  }

  #answered(result: AskResult): Done {
    const { context, counts } = this.#parts;
    if (result instanceof StrategyError) {
      counts.failedAsks++;
      this.outbox.push({ kind: 'failed', atMs: context.nowMs, error: result });
      return undefined;
    }
    // A signal that was still being thought about when the run was told to stop is no longer wanted.
    const signal: Signal | null = this.stopping ? null : (result ?? null);
    return signal === null ? undefined : this.#apply({ kind: 'signal', seq: this.#seq, nowMs: context.nowMs, signal, price: context.price });
  }

  #admit(effect: Extract<Effect, { kind: 'admit' }>, times: number = 1): Done {
    const { plan, at, atMs, price } = effect;
    const { counts, admission, outrun } = this.#parts;
    const { nowMs } = counts;
    const [before, seq] = [this.state, this.#seq];
    const judged = admission.judge({ plan, at, price, nowMs, atMs }, (verdict) => this.#admitted(verdict, plan, atMs, price, nowMs));
    if (judged === undefined || outrun === undefined) return judged;
    return judged.catch(async (error: unknown) => {
      const again = outrun(error, times);
      if (again === undefined) throw error;
      admission.release(plan);
      this.restore(before, seq, null);
      if (!(await again)) throw error;
      return this.#admit(effect, times + 1);
    });
  }

  #admitted(verdict: Admitted, plan: Plan, atMs: TimestampMs, price: Price, nowMs: TimestampMs): Done {
    if (!verdict.allowed) return this.#apply({ kind: 'refused', seq: this.#seq, nowMs, plan, atMs, price, reason: verdict.reason });
    const before = this.state;
    const pending = this.stopping ? undefined : this.#apply({ kind: 'admitted', seq: this.#seq, nowMs, plan, atMs, price, quantity: verdict.quantity });
    // Told to stop while the rules were thinking: the slot goes back.
    if (this.state === before) this.#parts.admission.release(plan);
    return pending;
  }

  #tell(event: Extract<Effect, { kind: 'emit' }>['event']): void {
    const { counts, admission } = this.#parts;
    this.outbox.push(event);
    switch (event.kind) {
      case 'opened':
        counts.opened++;
        admission.opened(event.position);
        break;
      case 'closed':
        counts.closed++;
        if (event.trade.truncated) counts.truncated++;
        admission.closed(event.trade, counts.nowMs);
        break;
      case 'cancelled':
        counts.cancelled++;
        if (event.truncated) counts.truncated++;
        break;
      case 'refused':
        counts.refused++;
        break;
      default:
        break;
    }
  }
}
