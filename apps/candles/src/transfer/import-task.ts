import { counted, ProgressLine, seriesText, shownInstant, spanText, whole } from '@tradewright/cli-kit';
import type { Workplace } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { spanJson, type Told } from '../told.ts';
import { importFiles } from './import.ts';
import type { ImportOptions } from './options.ts';

export async function importTask(options: ImportOptions, { opened: { store, title }, directory, interruption, terminal, quiet }: Workplace): Promise<Told> {
  let [count, reachedMs] = [0, 0];
  const progress = new ProgressLine(terminal, !quiet, () => `import: ${whole(count)} candles${count === 0 ? '' : `, until ${shownInstant(reachedMs)}`}`);
  try {
    const { files, candles, added, differing, unclosed, span, interrupted } = await importFiles({ options, directory, store, interruption, onCandles: (soFar, untilMs) => ([count, reachedMs] = [soFar, untilMs]) });
    const lines = [
      `${seriesText(options.key)}: ${counted(candles, 'candle')} in ${counted(files.length, 'file')}, ${whole(added)} of them new; ${spanText(span)} is kept in ${title}`,
      ...(differing === 0 ? [] : [`${counted(differing, 'candle')} ${differing === 1 ? 'was' : 'were'} kept otherwise before, and ${differing === 1 ? 'stays as it was' : 'stay as they were'}`]),
      ...(unclosed === 0 ? [] : [`${counted(unclosed, 'candle')} ${unclosed === 1 ? 'has' : 'have'} not closed yet and ${unclosed === 1 ? 'was' : 'were'} left out`]),
      ...(interrupted ? ['interrupted: the same command goes on'] : []),
    ];
    return {
      text: `${lines.join('\n')}\n`,
      json: { command: 'import', ...options.key, ...spanJson(span), candles, added, differing, files, interrupted, unclosed },
      exitCode: interrupted ? interruption.exitCode : differing > 0 ? EXIT.found : EXIT.done,
    };
  } finally {
    progress.end();
  }
}
