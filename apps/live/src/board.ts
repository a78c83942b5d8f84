import { messageOf } from '@tradewright/cli-kit';
import type { DurationMs, Halt, Price, TimestampMs } from '@tradewright/core';
import type { ISignalRow, IStrategyTickResult, LiveStatusContract, LiveStatusTicked } from 'tradewright';

/** What a run is doing: `starting` until its first tick, then what its signal does, unless something keeps it from that. */
export type Doing = 'starting' | 'idle' | 'scheduled' | 'active' | 'paused' | 'standby' | 'ended' | 'failed';

export interface RunNames {
  readonly symbol: string;
  readonly strategyName: string;
  readonly exchangeName: string;
}

/** A signal that waits or lives. */
export interface Held {
  readonly id: string;
  readonly side: 'long' | 'short';
  readonly entryPrice: Price;
  readonly takeProfitPrice: Price;
  readonly stopLossPrice: Price;
  /** When it was created, or opened. */
  readonly sinceMs: TimestampMs;
}

/** How one run fares. */
export interface RunRow {
  readonly names: RunNames;
  doing: Doing;
  /** What it was doing before its store stopped answering. */
  doingBefore: Doing;
  held: Held | null;
  price: Price | null;
  /** By the clock of the run: the last tick. */
  atMs: TimestampMs | null;
  ticks: number;
  /** The first of so many ticks in a row without a new candle that nothing can be judged; `null` while candles come. */
  blindSinceMs: TimestampMs | null;
  /** The store tries something again, and this run has not got on since. */
  awaitsStore: boolean;
  /** By the machine's steady clock: when the last tick was over; before the first one, when it could begin. */
  heardMs: DurationMs;
  /** What ended it. */
  failure: Error | null;
}

export const COUNTED = ['scheduled', 'opened', 'closed', 'cancelled', 'partial', 'refused', 'error'] as const;
export type Counted = (typeof COUNTED)[number];

/** What all runs are doing, for everybody who shows it. */
export class Board {
  readonly rows: readonly RunRow[];
  readonly counts: Record<Counted, number> = { scheduled: 0, opened: 0, closed: 0, cancelled: 0, partial: 0, refused: 0, error: 0 };
  /** Sum over closed trades. */
  pnlPercent = 0;
  won = 0;
  isEnding = false;
  /** Nothing may be opened; `null` while trading goes on. */
  halt: Halt | null = null;
  /** As the last tick has left it, by risk profile with capital, in quote currency. */
  equities: Readonly<Record<string, number>> = {};
  readonly #elapsedMs: () => DurationMs;
  readonly #equitiesAt: (atMs: TimestampMs) => Readonly<Record<string, number>>;

  constructor(runs: readonly RunNames[], elapsedMs: () => DurationMs, equitiesAt: (atMs: TimestampMs) => Readonly<Record<string, number>> = () => ({})) {
    this.#elapsedMs = elapsedMs;
    this.#equitiesAt = equitiesAt;
    this.rows = runs.map((names) => ({ names, doing: 'starting', doingBefore: 'starting', held: null, price: null, atMs: null, ticks: 0, blindSinceMs: null, awaitsStore: false, heardMs: elapsedMs(), failure: null }));
  }

  get isOver(): boolean {
    return this.rows.every(({ doing }) => doing === 'ended' || doing === 'failed');
  }

  /** Signals that wait or live where their runs have come to. */
  get open(): readonly RunRow[] {
    return this.rows.filter(({ held }) => held !== null);
  }

  /** The first failure of a run. */
  get failure(): Error | null {
    return this.rows.find(({ doing }) => doing === 'failed')?.failure ?? null;
  }

  /** @returns whether it is news: a waiting order, or a position under way, is told again at every tick */
  result(result: IStrategyTickResult): boolean {
    const { action, signal, currentPrice } = result;
    const row = this.#row(result);
    const before = row?.held?.id;
    if (row !== undefined) {
      row.price = currentPrice;
      row.held = action === 'scheduled' || action === 'opened' || action === 'active' ? heldOf(signal) : null;
    }
    if (action === 'idle' || action === 'active' || (action === 'scheduled' && before === signal.id)) return false;
    this.counts[action]++;
    if (row !== undefined) row.doing = action === 'opened' ? 'active' : action === 'scheduled' ? 'scheduled' : 'idle';
    if (action === 'closed') {
      this.pnlPercent += result.pnl.pnlPercentage;
      if (result.pnl.pnlPercentage > 0) this.won++;
    }
    return true;
  }

  status(status: LiveStatusContract): void {
    const row = this.#row(status);
    if (row === undefined) return;
    switch (status.kind) {
      case 'ticked':
        return this.#ticked(row, status);
      case 'stale':
        row.blindSinceMs = status.sinceMs;
        return;
      case 'fresh':
        row.blindSinceMs = null;
        return;
      case 'restored':
        row.held = heldOf(status.signal);
        return;
      case 'paused':
        // Who stood by has not ticked: his silence counts from here.
        if (row.doing === 'standby') row.heardMs = this.#elapsedMs();
        if (row.doing !== 'paused') row.doingBefore = row.doing;
        row.doing = 'paused';
        return;
      case 'resumed':
        row.awaitsStore = false;
        if (row.doing === 'paused') row.doing = row.doingBefore;
        return;
      case 'standby':
        row.awaitsStore = false;
        row.doing = 'standby';
        return;
      default:
    }
  }

  #ticked(row: RunRow, { state, timestamp }: LiveStatusTicked): void {
    row.doing = state;
    row.atMs = timestamp;
    this.equities = this.#equitiesAt(timestamp);
    row.ticks++;
    row.heardMs = this.#elapsedMs();
    row.awaitsStore = false;
  }

  /**
   * The store tries something again; nobody says when it succeeded, but then its runs get on.
   *
   * @returns whether it is news
   */
  storeRetries(): boolean {
    const isNews = !this.rows.some(({ awaitsStore }) => awaitsStore);
    for (const row of this.rows) row.awaitsStore = row.doing !== 'standby' && row.doing !== 'ended' && row.doing !== 'failed';
    return isNews;
  }

  ended(row: RunRow, failure: Error | null = null): void {
    row.awaitsStore = false;
    row.doing = failure === null ? 'ended' : 'failed';
    row.failure = failure;
  }

  /** What ended a run, in one sentence. */
  static because({ failure }: RunRow): string | null {
    return failure === null ? null : messageOf(failure);
  }

  /** Runs that a strategy started on its own are not on the board. */
  #row({ symbol, strategyName, exchangeName }: RunNames): RunRow | undefined {
    return this.rows.find(({ names }) => names.symbol === symbol && names.strategyName === strategyName && names.exchangeName === exchangeName);
  }
}

function heldOf({ id, position, priceOpen, priceTakeProfit, priceStopLoss, pendingAt }: ISignalRow): Held {
  return { id, side: position, entryPrice: priceOpen, takeProfitPrice: priceTakeProfit, stopLossPrice: priceStopLoss, sinceMs: pendingAt };
}
