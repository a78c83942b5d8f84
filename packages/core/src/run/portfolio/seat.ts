import type { Position } from '../../signal/position.ts';
import type { TimestampMs } from '../../units.ts';
import type { BacktestRunParts } from '../backtest-run.ts';
import { isLiving } from '../engine.ts';
import type { SeriesQuotes } from '../price-board.ts';
import type { PositionBook } from '../position-book.ts';
import type { HeldAnswer } from '../held-answer.ts';
import { Reel } from '../reel.ts';

export interface SeatParts extends Pick<BacktestRunParts, 'engine' | 'pace' | 'tape' | 'history' | 'asker' | 'admission' | 'counts' | 'fromMs' | 'toMs'> {
  readonly symbol: string;
  readonly strategyName: string;
  readonly exchangeName: string;
  readonly quotes: SeriesQuotes;
  readonly held: HeldAnswer;
  /** Who judges its signals. */
  readonly ruleNames: readonly string[];
  /** Who holds its slots. */
  readonly book: PositionBook;
}

/** What is going on at a seat: it decides in which turn of an instant it comes. */
export type Turn = 'exit' | 'activation' | 'ask';

/** One line of a portfolio at the table: its machine, and the instant at which something can next happen to it. */
export class Seat {
  readonly symbol: string;
  readonly strategyName: string;
  readonly exchangeName: string;
  readonly parts: SeatParts;
  /** `Infinity` when nothing will ever happen again. Where candles must be read first: the instant up to which they are in. */
  nextMs: TimestampMs = 0;
  /** Candles must be read before it is known what happens next. */
  reads = false;
  readonly #reel: Reel;

  constructor(parts: SeatParts) {
    this.symbol = parts.symbol;
    this.strategyName = parts.strategyName;
    this.exchangeName = parts.exchangeName;
    this.parts = parts;
    this.#reel = new Reel({ ...parts, outbox: parts.engine.outbox });
    this.look(parts.fromMs);
  }

  get turn(): Turn {
    const { kind } = this.parts.engine.stepper.state;
    return kind === 'opened' || kind === 'active' ? 'exit' : kind === 'scheduled' ? 'activation' : 'ask';
  }

  /** Its open position. */
  get position(): Position | null {
    const { state } = this.parts.engine.stepper;
    return state.kind === 'opened' || state.kind === 'active' ? state.position : null;
  }

  /** Finds out when something can next happen. */
  look(nowMs: TimestampMs): void {
    const { engine, quotes, toMs } = this.parts;
    const next = engine.next();
    if (next === 'end') quotes.endAt(engine.stepper.stopping ? nowMs : Math.max(toMs, nowMs));
    this.reads = next === 'candles';
    this.nextMs = typeof next === 'number' ? next : next === 'end' ? Infinity : this.parts.tape.coversUntilMs;
  }

  /** What must be waited for, if anything. */
  advance(): Promise<void> | undefined {
    const advance = this.parts.engine.advance();
    return advance instanceof Promise ? advance : undefined;
  }

  /** Reads on. What lives passes over the candles that are held, none of which can change it. */
  async readOn(nowMs: TimestampMs): Promise<void> {
    const { engine, tape } = this.parts;
    if (isLiving(engine.stepper.state)) engine.holding.passUntil(tape.series.closedBy(nowMs), nowMs);
    await this.#reel.readOn();
    this.look(nowMs);
  }

  /** No new signal from here on; an entry that waits is given up. */
  stop(nowMs: TimestampMs): Promise<void> | undefined {
    const { engine } = this.parts;
    engine.stepper.stopping = true;
    return engine.stepper.state.kind === 'scheduled' ? engine.command('stop', nowMs, null) : undefined;
  }

  async close(abandon: boolean): Promise<void> {
    const { asker, admission, tape } = this.parts;
    asker.close();
    admission.close();
    await tape.close(abandon);
  }
}
