import type { CancelReason, ExitReason, PartialLevels, Plan, Position } from '@tradewright/core';
import type { QuietKind, RunEvent } from '@tradewright/core/run';
import { firstDifference } from '@tradewright/core/testing';

/** What the stream of events may hold, as the run was told. */
export interface Manner {
  readonly wants: readonly QuietKind[];
  readonly partials: PartialLevels;
  /** Number of events taken before the run was told to stop; absent when it was not. */
  readonly stoppedAfter?: number;
}

type Living =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'waiting'; readonly plan: Plan; readonly sinceMs: number }
  | { readonly kind: 'held'; readonly position: Position; readonly told: { profit: number; loss: number } };

const NOTHING: Living = { kind: 'nothing' };
const CANCEL_REASONS: readonly CancelReason[] = ['timeout', 'stop-loss', 'rejected', 'stopped', 'command'];
const EXIT_REASONS: readonly ExitReason[] = ['take-profit', 'stop-loss', 'time-expired', 'command'];

/** A stream that is no word of the grammar. */
class Ungrammatical extends Error {}

/**
 * The grammar of a run's events, read one by one, knowing nothing of the engine (law 4):
 *
 *     run    = { idle | refused | failed | life }, with gap and progress anywhere
 *     life   = scheduled { waiting } ( cancelled | held ) | held
 *     held   = opened { active | partial } closed
 */
export class Grammar {
  readonly #manner: Manner;
  #living: Living = NOTHING;
  #read = 0;
  #knownMs = -Infinity;
  #progress = -1;
  #stoppedAtMs: number | undefined;

  constructor(manner: Manner) {
    this.#manner = manner;
  }

  /** What is wrong with a whole stream, or `null`. */
  static fault(events: readonly RunEvent[], manner: Manner): string | null {
    const grammar = new Grammar(manner);
    try {
      for (const event of events) grammar.#take(event);
      if (grammar.#living.kind !== 'nothing') grammar.#say(`the run ends while a signal is ${grammar.#living.kind}`);
    } catch (error) {
      if (error instanceof Ungrammatical) return error.message;
      throw error;
    }
    return null;
  }

  #take(event: RunEvent): void {
    if (this.#read === this.#manner.stoppedAfter) this.#stoppedAtMs = this.#knownMs;
    this.#stamps(event);
    this.#living = this.#after(event);
    this.#read++;
  }

  #after(event: RunEvent): Living {
    switch (event.kind) {
      case 'gap':
        return this.#living;
      case 'progress':
        return this.#advanced(event);
      case 'idle':
        this.#wanted('idle');
        return this.#nothingLives(event);
      case 'refused':
      case 'failed':
        return this.#nothingLives(event);
      case 'scheduled':
      case 'waiting':
      case 'cancelled':
        return this.#waiting(event);
      default:
        return this.#held(event);
    }
  }

  #nothingLives({ kind }: RunEvent): Living {
    if (this.#living.kind !== 'nothing') this.#say(`${kind} while a signal is ${this.#living.kind}`);
    return NOTHING;
  }

  #advanced({ frames, totalFrames }: Extract<RunEvent, { kind: 'progress' }>): Living {
    this.#wanted('progress');
    if (!(frames > this.#progress && frames < totalFrames)) this.#say(`progress ${frames} of ${totalFrames} after ${this.#progress}`);
    this.#progress = frames;
    return this.#living;
  }

  #waiting(event: Extract<RunEvent, { kind: 'scheduled' | 'waiting' | 'cancelled' }>): Living {
    const { plan } = event;
    if (event.kind === 'scheduled') {
      this.#nothingLives(event);
      this.#begins(event);
      if (!plan.waits) this.#say('an immediate entry is scheduled');
      return { kind: 'waiting', plan, sinceMs: event.atMs };
    }
    if (this.#living.kind !== 'waiting') this.#say(`${event.kind} while a signal is ${this.#living.kind}`);
    this.#same('plan', this.#living.plan, plan);
    if (event.atMs < this.#living.sinceMs) this.#say(`${event.kind} at ${event.atMs}, scheduled at ${this.#living.sinceMs}`);
    if (event.kind === 'waiting') {
      this.#wanted('active');
      return this.#living;
    }
    if (!CANCEL_REASONS.includes(event.reason)) this.#say(`cancelled for ${event.reason}`);
    if (event.reason === 'stopped' && this.#manner.stoppedAfter === undefined) this.#say('cancelled as stopped in a run that was not');
    return NOTHING;
  }

  #held(event: Extract<RunEvent, { kind: 'opened' | 'active' | 'partial' | 'closed' }>): Living {
    if (event.kind === 'opened') return this.#opens(event);
    if (this.#living.kind !== 'held') this.#say(`${event.kind} while a signal is ${this.#living.kind}`);
    const { position } = this.#living;
    if (event.atMs < position.openedAtMs) this.#say(`${event.kind} at ${event.atMs}, opened at ${position.openedAtMs}`);
    if (event.kind === 'closed') return this.#closes(event, position);
    this.#same('plan', position.plan, event.position.plan);
    this.#same('entry', position.entry, event.position.entry);
    if (event.kind === 'active') this.#wanted('active');
    else this.#partial(event, this.#living.told);
    return this.#living;
  }

  #opens(event: Extract<RunEvent, { kind: 'opened' }>): Living {
    const { position, atMs } = event;
    const { plan } = position;
    if (this.#living.kind === 'held') this.#say('opened while a signal is held');
    if (this.#living.kind === 'waiting') this.#same('plan', this.#living.plan, plan);
    else {
      this.#begins(event);
      if (plan.waits) this.#say('a waiting entry is opened that was never scheduled');
    }
    if (atMs < plan.createdAtMs || position.openedAtMs !== atMs) this.#say(`opened at ${atMs} with a position of ${position.openedAtMs}, created at ${plan.createdAtMs}`);
    if (position.exit !== null || position.profitLevels !== 0 || position.lossLevels !== 0) this.#say('a position is opened that has a past');
    return { kind: 'held', position, told: { profit: 0, loss: 0 } };
  }

  #closes({ trade, atMs }: Extract<RunEvent, { kind: 'closed' }>, position: Position): Living {
    this.#same('plan', position.plan, trade.plan);
    this.#same('entry', position.entry, trade.entry);
    if (trade.openedAtMs !== position.openedAtMs || trade.closedAtMs !== atMs) this.#say(`a trade from ${trade.openedAtMs} to ${trade.closedAtMs} is closed at ${atMs}, opened at ${position.openedAtMs}`);
    if (!EXIT_REASONS.includes(trade.reason)) this.#say(`closed for ${trade.reason}`);
    if (trade.truncated && trade.reason !== 'time-expired') this.#say(`truncated by ${trade.reason}`);
    return NOTHING;
  }

  /** Each level once, in the order of the rules. */
  #partial({ direction, levelFrac }: Extract<RunEvent, { kind: 'partial' }>, told: { profit: number; loss: number }): void {
    const levels = direction === 'profit' ? this.#manner.partials.profitFracs : this.#manner.partials.lossFracs;
    const expected = levels[told[direction]];
    if (levelFrac !== expected) this.#say(`partial ${direction} ${levelFrac} where ${expected ?? 'none'} comes next`);
    told[direction]++;
  }

  /** No signal begins once the run has been told to stop (decision 20), but for one that had begun at that very instant. */
  #begins({ kind, atMs }: RunEvent & { readonly atMs: number }): void {
    if (this.#read < (this.#manner.stoppedAfter ?? Infinity) || atMs === this.#stoppedAtMs) return;
    this.#say(`${kind} after the run was told to stop`);
  }

  /** Known in order, and never before it happened; a candle's events carry the candle's time (decision 13). */
  #stamps(event: RunEvent): void {
    if (event.kind === 'gap') return;
    const knownMs = 'knownAtMs' in event ? event.knownAtMs : event.atMs;
    if (knownMs < this.#knownMs) this.#say(`${event.kind} is known at ${knownMs}, after an event known at ${this.#knownMs}`);
    if (event.atMs !== knownMs && event.atMs !== knownMs - 60_000) this.#say(`${event.kind} of ${event.atMs} is known at ${knownMs}`);
    this.#knownMs = knownMs;
  }

  #wanted(kind: QuietKind): void {
    if (!this.#manner.wants.includes(kind)) this.#say(`${kind} that nobody wants`);
  }

  #same(what: string, before: unknown, now: unknown): void {
    const found = firstDifference(before, now);
    if (found !== null) this.#say(`another ${what} than before: ${found}`);
  }

  #say(fault: string): never {
    throw new Ungrammatical(`event ${this.#read}: ${fault}`);
  }
}
