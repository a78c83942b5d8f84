import { counted, ProgressLine, seriesText, shownPath, spanText, whole } from '@tradewright/cli-kit';
import { resolve } from 'node:path';
import type { Workplace } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { spanJson, type Told } from '../told.ts';
import { exportSeries } from './export.ts';
import type { ExportOptions } from './options.ts';

export async function exportTask(options: ExportOptions, { opened: { store }, directory, interruption, terminal, quiet }: Workplace): Promise<Told> {
  let count = 0;
  const progress = new ProgressLine(terminal, !quiet, () => `export: ${whole(count)} candles`);
  try {
    const path = resolve(directory, options.out);
    const { candles, span, contentHash } = await exportSeries({ options, path, store, interruption, onCandles: (candlesSoFar) => (count = candlesSoFar) });
    return {
      text: `${shownPath(path, directory)}: ${counted(candles, 'candle')} of ${seriesText(options.key)}, ${spanText(span)}\ncontent hash ${contentHash}\n`,
      json: { command: 'export', ...options.key, ...spanJson(span), candles, contentHash, format: options.format, path },
      exitCode: EXIT.done,
    };
  } finally {
    progress.end();
  }
}
