import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FilesSource } from './files-source.ts';
import { filesExchange } from './files-exchange.ts';

const directory = resolve(import.meta.dirname, '../../../../shared/data');
const candles = { BTCUSDT: 'BTCUSDT-1m-*.csv.gz', NEARUSDT: 'NEARUSDT-1m-2023-*.csv.gz', FILUSDT: 'FILUSDT-1m-2023-*.csv.gz' };

describe.skipIf(!existsSync(directory))(`candles of real exchanges (needs ${directory}, which is not part of the repository)`, () => {
  it.each([
    ['BTCUSDT', 30_240, 658, '2023-03-01T00:00:00.000Z', '2023-03-22T00:00:00.000Z'],
    ['NEARUSDT', 132_480, 271, '2023-08-01T00:00:00.000Z', '2023-11-01T00:00:00.000Z'],
    ['FILUSDT', 132_480, 76, '2023-08-01T00:00:00.000Z', '2023-11-01T00:00:00.000Z'],
  ])('of %s are all read', async (symbol, count, quiet, from, to) => {
    const source = new FilesSource({ candles, directory });
    let rows = 0;
    let zeros = 0;
    for await (const page of source.candles({ symbol, interval: '1m', fromMs: 0, toMs: Infinity })) {
      rows += page.length;
      zeros += page.volume.subarray(0, page.length).filter((volume) => volume === 0).length;
    }
    expect([rows, zeros]).toEqual([count, quiet]);
    const extent = await source.extent(symbol);
    expect([new Date(extent.fromMs).toISOString(), new Date(extent.toMs).toISOString(), extent.interval]).toEqual([from, to, '1m']);
  });

  it('carry their own precision', async () => {
    const { formatPrice, formatQuantity } = filesExchange({ exchangeName: 'binance', candles, directory });
    expect([await formatPrice('BTCUSDT', 23140.4), await formatQuantity('BTCUSDT', 0.1234567)]).toEqual(['23140.40', '0.123456']);
    expect([await formatPrice('NEARUSDT', 1.15449), await formatQuantity('NEARUSDT', 2.9)]).toEqual(['1.154', '2']);
    expect([await formatPrice('FILUSDT', 3.2065), await formatQuantity('FILUSDT', 2.99)]).toEqual(['3.207', '2.9']);
  });
});
