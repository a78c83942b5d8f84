import { counted, openCached, openExchange, ProgressLine, SeriesProgress, warm as warmSeries, warmProgress, withNote } from '@tradewright/cli-kit';
import { alignDown, InputError, intervalMs, type Span } from '@tradewright/core';
import type { Workplace } from '../command.ts';
import type { Told } from '../told.ts';
import type { WarmOptions } from './options.ts';
import { Thrift } from './thrift.ts';
import { warmTold } from './warm-told.ts';

/** Fetches what is missing and keeps it. */
export async function warm(options: WarmOptions, { opened: { store, title }, interruption, terminal, quiet }: Workplace): Promise<Told> {
  const { interval, parallel } = options;
  const span = spanOf(options);
  const rows = options.symbols.map((symbol) => new SeriesProgress(symbol));
  const thrift = new Thrift();
  const startedMs = performance.now();
  const elapsedMs = (): number => performance.now() - startedMs;
  const progress = new ProgressLine(terminal, !quiet, () => warmProgress(rows, elapsedMs()));
  const exchange = openExchange(options.exchange, { ...options.patience, onNotice: (message) => progress.say(message) });
  const market = openCached(exchange, store, {
    onFill: (told) => {
      rows.find(({ symbol }) => symbol === told.key.symbol)?.filled(told);
      thrift.look();
    },
    onFault: ({ message }) => progress.say(`${message}. It was left out; check --repair asks for it again.`),
  });
  try {
    await interruption.orGiveUp(() => warmSeries({ exchange, store, market, interval, span, rows, parallel, cancel: interruption.signal }));
  } catch (error) {
    const kept = rows.reduce((sum, { added }) => sum + added, 0);
    throw withNote(error, `${counted(kept, 'new candle')} before that ${kept === 1 ? 'is' : 'are'} kept; the same command goes on from there.`);
  } finally {
    progress.end();
    await interruption.orGiveUp(() => exchange.close());
  }
  const [first] = rows;
  // What is wrong with the question as a whole is told once.
  if (first?.failure instanceof InputError && rows.every(({ failure }) => failure?.message === first.failure?.message)) throw first.failure;
  return warmTold(options, { span, rows, title, durationMs: elapsedMs() }, interruption.signal.aborted ? interruption.exitCode : null);
}

/** Up to the last candle that has closed, where no end is named. */
function spanOf({ fromMs, toMs, interval }: WarmOptions): Span {
  const stepMs = intervalMs(interval);
  return { fromMs, toMs: Math.max(fromMs, toMs ?? alignDown(Date.now(), stepMs)) };
}
