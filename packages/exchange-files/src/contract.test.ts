import { candleSourceCases, runSuite } from '@tradewright/core/testing';
import { describe, it } from 'vitest';
import { csv } from '../test/rows.ts';
import { TemporaryFiles } from '../test/temporary-files.ts';
import { FilesSource } from './files-source.ts';

describe.each(['a.csv', 'a.csv.gz', 'quoted.csv'])('%s', (name) => {
  runSuite(candleSourceCases, { describe, it }, {
    name: 'FilesSource',
    fresh() {
      const files = new TemporaryFiles();
      return {
        symbol: 'BTCUSDT',
        hold(candles) {
          const text = csv(candles);
          files.write(name, name.startsWith('quoted') ? text.replaceAll(/[^,\n]+/g, '"$&"') : text);
          return new FilesSource({ candles: name, symbol: 'BTCUSDT', directory: files.directory });
        },
      };
    },
    lacks: { clock: 'what stands in a file has closed' },
  });
});
