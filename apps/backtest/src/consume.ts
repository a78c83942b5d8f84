import { Failure, instantOption, ProgressLine, type AtomicFile, type Interruption } from '@tradewright/cli-kit';
import { Ear } from './ear.ts';
import type { CutSample } from './lookahead/cut-sample.ts';
import type { DecisionLog } from './lookahead/decision-log.ts';
import { listenDecisions } from './lookahead/decision.ts';
import type { Outcome } from './outcome.ts';
import type { Prepared } from './prepare.ts';
import type { Period } from './request.ts';
import { Tally } from './summary/tally.ts';
import { tradeRow, tradesHeader } from './trades-csv.ts';

export interface ConsumeParts {
  readonly prepared: Prepared;
  readonly period: Period;
  readonly log: DecisionLog;
  readonly sample: CutSample | null;
  /** Where the trades go. */
  readonly trades: AtomicFile;
  readonly runHash: string;
  readonly interruption: Interruption;
  readonly terminal: NodeJS.WriteStream;
  readonly quiet: boolean;
}

export type Consumed = Pick<Outcome, 'counts' | 'tally' | 'failures' | 'refusals' | 'troubles' | 'durationMs' | 'interruptedAtMs'>;

/**
 * Goes through the results one by one; nothing of them is kept but sums and the newest few.
 *
 * @throws {Failure} when nothing came of the run
 */
export async function consume({ prepared, period, log, sample, trades, runHash, interruption, terminal, quiet }: ConsumeParts): Promise<Consumed> {
  const giveUp = new AbortController();
  const stream = prepared.start(period, AbortSignal.any([interruption.signal, giveUp.signal]));
  const ear = new Ear(() => stream.counts, () => giveUp.abort());
  if (sample !== null) sampleDecisions(() => stream.counts, log, sample);
  const tally = new Tally();
  const progress = new ProgressLine(terminal, !quiet, () => ({ what: 'backtest', doneFrac: stream.progress }));
  try {
    const startedMs = performance.now();
    await trades.write(tradesHeader());
    const isOver = await interruption.orGiveUp(async () => {
      for await (const result of stream) {
        if (result.action !== 'closed') continue;
        tally.add(result.trade);
        const full = trades.write(tradeRow(result.trade, runHash));
        if (full !== undefined) await full;
      }
    });
    const durationMs = performance.now() - startedMs;
    log.end();
    const { counts } = stream;
    const interruptedAtMs = interruption.signal.aborted && !(isOver && stream.progress === 1) ? counts.nowMs : null;
    if (interruptedAtMs === null) demandResult(counts, ear, giveUp.signal.aborted, period);
    return { counts: { ...counts }, tally, failures: ear.failures, refusals: ear.refusals, troubles: ear.troubles, durationMs, interruptedAtMs };
  } finally {
    progress.end();
  }
}

function sampleDecisions(counts: () => Outcome['counts'], log: DecisionLog, sample: CutSample): void {
  listenDecisions(counts, {
    decided(knownAtMs, decision, isOpening) {
      log.add(knownAtMs, decision);
      if (isOpening) sample.opened(knownAtMs);
    },
    silent: (atMs) => sample.silent(atMs),
  });
}

function demandResult(counts: Outcome['counts'], { failures }: Ear, gaveUp: boolean, period: Period): void {
  if (counts.asks > 0 && counts.failedAsks === counts.asks) {
    throw new Failure(`${gaveUp ? 'The strategy answered none of its first asks' : `All ${counts.asks} asks of the strategy failed`}; the first: ${failures.first?.text}`);
  }
  if (counts.candles === 0) throw new Failure(`There is no candle between ${instantOption(period.fromMs)} and ${instantOption(period.toMs)}.`);
}
