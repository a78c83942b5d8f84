import { CandleCheck } from '../../market/check.ts';
import { clipColumns, joinColumns, rowsWithin, sliceColumns, type CandleColumns } from '../../market/columns.ts';
import { CandleError, type CandleFault } from '../../market/fault.ts';
import { alignDown, intervalMs } from '../../market/interval.ts';
import type { CancelSignal } from '../../ports/cancel-signal.ts';
import type { CandleSource } from '../../ports/candle-source.ts';
import type { SeriesKey, Span } from '../../ports/candle-store.ts';
import type { Clock } from '../../ports/clock.ts';
import type { DurationMs, TimestampMs } from '../../units.ts';
import { clipSpans } from './spans.ts';

/** So often a span with a broken candle is asked for. */
const ATTEMPTS = 3;
/** Before the second attempt; twice that before the third. */
const PAUSE_MS: DurationMs = 1000;

export interface Gathering {
  readonly source: CandleSource;
  readonly clock: Clock;
  readonly key: SeriesKey;
  readonly span: Span;
  /** The candles right before the span: what is usual there is not known otherwise. */
  readonly before: CandleColumns;
  readonly cancel: CancelSignal | undefined;
}

/** What a source gave of a span. */
export interface Gathered {
  /** Whole ones only. */
  readonly candles: CandleColumns;
  /** What opens before this instant is known, but for what was left out: the end of the span, if nothing came in between. */
  readonly knownUntilMs: TimestampMs;
  /** The slots of candles that stayed broken. */
  readonly leftOut: readonly Span[];
  readonly faults: readonly CandleError[];
  readonly failure: { readonly error: unknown } | undefined;
}

/** Asks a source for a span until nothing broken comes, three times at most; then what is broken is left out. */
export async function gather(gathering: Gathering): Promise<Gathered> {
  const { clock, span, cancel } = gathering;
  const taken = new Taken(gathering);
  let complete = false;
  let failure: Gathered['failure'];
  try {
    for (let attempt = 1; attempt <= ATTEMPTS && !complete && cancel?.aborted !== true; attempt++) {
      complete = await ask(gathering, taken, attempt === ATTEMPTS);
      if (!complete && attempt < ATTEMPTS) await clock.sleep(PAUSE_MS * attempt, cancel);
    }
  } catch (error) {
    failure = { error };
  }
  // A source that was cancelled ends as one that has given all.
  const whole = complete && cancel?.aborted !== true;
  return { candles: joinColumns(taken.pages), knownUntilMs: whole ? span.toMs : taken.knownUntilMs, ...taken.leftOut(), failure };
}

/** @returns whether the source gave all it has; `false` at the first broken candle, unless these are to be left out */
async function ask({ source, key: { symbol, interval }, span, cancel }: Gathering, taken: Taken, leaveOut: boolean): Promise<boolean> {
  const asked = { symbol, interval, fromMs: taken.untilMs, toMs: span.toMs };
  taken.begin();
  if (asked.fromMs >= asked.toMs) return true;
  for await (const page of source.candles({ ...asked, ...(cancel === undefined ? {} : { cancel }) })) {
    if (!taken.take(rowsWithin(page, asked.fromMs, asked.toMs), leaveOut)) return false;
    if (cancel?.aborted === true) break;
  }
  return true;
}

/** Whole candles as they come, over several attempts. */
class Taken {
  pages: CandleColumns[] = [];
  /** Close of the newest whole candle. */
  untilMs: TimestampMs;
  readonly #gathering: Gathering;
  readonly #stepMs: DurationMs;
  readonly #broken: { readonly slotMs: TimestampMs; readonly fault: CandleFault }[] = [];
  /** From here on candles came in no order: those that are missing may have been to come. */
  #disorderMs: TimestampMs = Infinity;
  #check: CandleCheck;

  constructor(gathering: Gathering) {
    this.untilMs = gathering.span.fromMs;
    this.#gathering = gathering;
    this.#stepMs = intervalMs(gathering.key.interval);
    this.#check = new CandleCheck(this.#stepMs);
  }

  /** What opens before this instant is known, also when nothing more came. */
  get knownUntilMs(): TimestampMs {
    return Math.min(this.untilMs, this.#disorderMs);
  }

  /** Before each attempt: what a broken attempt left behind is forgotten. */
  begin(): void {
    this.#check = new CandleCheck(this.#stepMs);
    for (const page of [this.#gathering.before, ...this.pages]) {
      // Somebody kept an unusual candle: it says nothing about those after it.
      for (let row = 0; row < page.length; row++) row = this.#check.accept(page, row, page.length);
    }
  }

  /** @returns `false` at a broken candle; those before it are taken */
  take(page: CandleColumns, leaveOut: boolean): boolean {
    for (let row = 0; row < page.length; row++) {
      const end = this.#check.accept(page, row, page.length);
      // A page is valid until the next one is asked for.
      if (end > row) this.pages.push(joinColumns([sliceColumns(page, row, end)]));
      if (end > row) this.untilMs = page.openTimeMs[end - 1]! + this.#stepMs;
      if (end === page.length) return true;
      const fault = this.#check.explain(page, end);
      if (leaveOut) this.#leaveOut(fault);
      else return this.#stopAt(fault);
      row = end;
    }
    return true;
  }

  /** Slots that nothing whole came for, and what came for them. */
  leftOut(): Pick<Gathered, 'leftOut' | 'faults'> {
    const { source, key: { symbol, interval } } = this.#gathering;
    if (this.#broken.length === 0) return { leftOut: [], faults: [] };
    const whole = new Set(this.pages.flatMap((page) => [...page.openTimeMs]));
    const broken = this.#broken.filter(({ slotMs }) => !whole.has(slotMs));
    const slots = [...new Set(broken.map(({ slotMs }) => slotMs))].sort((a, b) => a - b);
    return {
      leftOut: clipSpans(slots.map((slotMs) => ({ fromMs: slotMs, toMs: slotMs + this.#stepMs })), this.#gathering.span),
      faults: broken.map(({ fault }) => new CandleError(fault, `${source.name} ${symbol} ${interval}`)),
    };
  }

  #stopAt({ rule, openTimeMs }: CandleFault): false {
    // Out of order: what opens after it came too soon, and others may be missing before it.
    if (rule === 'order') {
      this.untilMs = this.#closeOfLast(openTimeMs);
      this.pages = this.pages.map((page) => clipColumns(page, 0, this.untilMs));
    }
    return false;
  }

  /** Close of the newest whole candle that opens by an instant. */
  #closeOfLast(atMs: TimestampMs): TimestampMs {
    return this.pages.reduce((closeMs, page) => {
      const { length, openTimeMs } = clipColumns(page, 0, atMs + 1);
      return length === 0 ? closeMs : Math.max(closeMs, openTimeMs[length - 1]! + this.#stepMs);
    }, this.#gathering.span.fromMs);
  }

  #leaveOut(fault: CandleFault): void {
    const { span } = this.#gathering;
    const slotMs = alignDown(fault.openTimeMs, this.#stepMs);
    if (fault.rule === 'order' && slotMs < this.#disorderMs) this.#disorderMs = this.#closeOfLast(slotMs);
    // One that does not say when it was is taken for the one that comes next.
    this.#broken.push({ slotMs: slotMs >= span.fromMs && slotMs < span.toMs ? slotMs : this.untilMs, fault });
  }
}
