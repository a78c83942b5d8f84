import { describe, expect, it } from 'vitest';
import { csv, failureOf, MINUTE, minutes, read, START } from '../test/rows.ts';
import { TemporaryFiles } from '../test/temporary-files.ts';
import { FilesSource } from './files-source.ts';
import type { FilesOptions } from './options.ts';

const DAY = 1440 * MINUTE;

/** A source over one file. */
function over(text: string | Buffer, options: Partial<FilesOptions> = {}, name = 'a.csv'): FilesSource {
  const files = new TemporaryFiles();
  files.write(name, text);
  return new FilesSource({ candles: name, symbol: 'BTCUSDT', directory: files.directory, ...options });
}

describe('the ways a file may be written', () => {
  const candles = minutes(300);
  const binance = ',1704067259999,55.5,3,2.25,22.75,0';
  const header = 'open_time,open,high,low,close,volume';

  it.each([
    ['milliseconds without header', csv(candles)],
    ['milliseconds with header', csv(candles, { header })],
    ['seconds', csv(candles, { time: (ms) => ms / 1000 })],
    ['microseconds', csv(candles, { time: (ms) => `${ms}000` })],
    ['ISO 8601', csv(candles, { header, time: (ms) => new Date(ms).toISOString() })],
    ['ISO 8601 with a space and an offset', csv(candles, { header, time: (ms) => new Date(ms).toISOString().replace('T', ' ').replace('.000Z', '+00:00') })],
    ['a Binance dump', csv(candles, { tail: binance })],
    ['a Binance dump with header', csv(candles, { header: `${header},close_time,quote_volume,count,taker_buy_volume,taker_buy_quote_volume,ignore`, tail: binance })],
    ['a Binance dump in microseconds', csv(candles, { time: (ms) => `${ms}000`, tail: binance })],
    ['CRLF line ends', csv(candles, { header, end: '\r\n' })],
    ['a byte order mark', `\uFEFF${csv(candles, { header })}`],
    ['no newline at the end', csv(candles).trimEnd()],
    ['empty lines here and there', csv(candles).replaceAll('\n', '\n\n\r\n')],
    ['semicolons', csv(candles, { header }).replaceAll(',', ';')],
    ['tabs', csv(candles).replaceAll(',', '\t')],
    ['spaces around the numbers', csv(candles).replaceAll(',', ' , ')],
    ['numbers with exponent and sign', csv(candles).replaceAll(/,([\d.]+)/g, (_, number) => `,+${Number(number).toExponential()}`)],
    ['quotes around everything', csv(candles, { header }).replaceAll(/[^,\n]+/g, '"$&"')],
    ['quotes around the header', csv(candles, { header }).replace(header, header.replaceAll(/\w+/g, '"$&"'))],
  ])('%s', async (_what, text) => {
    expect(await read(over(text))).toEqual(candles);
    expect(await read(over(text, {}, 'a.csv.gz'))).toEqual(candles);
  });

  it('a delimiter of several characters', async () => {
    expect(await read(over(csv(candles).replaceAll(',', '::'), { delimiter: '::' }))).toEqual(candles);
  });

  it('columns in another order, named by the header', async () => {
    const text = ['volume,symbol,close,low,high,open,timestamp', ...candles.map((c) => [c.volume, 'BTC', c.close, c.low, c.high, c.open, c.openTimeMs].join(','))].join('\n');
    expect(await read(over(text))).toEqual(candles);
  });

  it('columns in another order, named by options', async () => {
    const text = candles.map((c) => [c.volume, c.close, c.low, c.high, c.open, c.openTimeMs].join(',')).join('\n');
    expect(await read(over(text, { columns: { time: 5, open: 4, high: 3, low: 2, close: 1, volume: 0 } }))).toEqual(candles);
  });

  it('gzip in several members, one after another', async () => {
    const { gzipSync } = await import('node:zlib');
    const files = new TemporaryFiles();
    files.writeRaw('a.csv.gz', Buffer.concat([gzipSync(csv(candles.slice(0, 100))), gzipSync(csv(candles.slice(100)))]));
    expect(await read(new FilesSource({ candles: files.path('a.csv.gz'), symbol: 'BTCUSDT' }))).toEqual(candles);
  });

  it('is told by its first bytes, not by its name', async () => {
    const { gzipSync } = await import('node:zlib');
    const files = new TemporaryFiles();
    files.writeRaw('packed.csv', gzipSync(csv(candles)));
    files.writeRaw('plain.csv.gz', Buffer.from(csv(candles)));
    expect(await read(new FilesSource({ candles: files.path('packed.csv'), symbol: 'BTCUSDT' }))).toEqual(candles);
    expect(await read(new FilesSource({ candles: files.path('plain.csv.gz'), symbol: 'BTCUSDT' }))).toEqual(candles);
  });
});

describe('several files', () => {
  const candles = minutes(3000);
  const cuts = [0, 700, 1500, 3000];
  const parts = [0, 1, 2].map((i) => candles.slice(cuts[i], cuts[i + 1]));

  it('are one series, in the order of their first candles whatever their names', async () => {
    const files = new TemporaryFiles();
    ['c.csv', 'a.csv.gz', 'b.csv'].forEach((name, i) => files.write(name, csv(parts[i]!, i === 1 ? { header: 'time,open,high,low,close,volume' } : {})));
    const source = new FilesSource({ candles: '*.csv*', symbol: 'BTCUSDT', directory: files.directory });
    expect(await read(source)).toEqual(candles);
    expect(await read(source, { fromMs: START + 650 * MINUTE, toMs: START + 750 * MINUTE })).toEqual(candles.slice(650, 750));
  });

  it('may be given as a list of paths and globs, each file once', async () => {
    const files = new TemporaryFiles();
    parts.forEach((part, i) => files.write(`${i}.csv`, csv(part)));
    expect(await read(new FilesSource({ candles: ['2.csv', '[01].csv', '0.csv'], symbol: 'BTCUSDT', directory: files.directory }))).toEqual(candles);
  });

  it('may leave a gap between them', async () => {
    const files = new TemporaryFiles();
    const later = minutes(100, START + 3 * DAY);
    files.write('1.csv', csv(parts[0]!));
    files.write('2.csv', csv(later));
    expect(await read(new FilesSource({ candles: '*.csv', symbol: 'BTCUSDT', directory: files.directory }))).toEqual([...parts[0]!, ...later]);
  });

  it('must hold the same interval', async () => {
    const files = new TemporaryFiles();
    files.write('1.csv', csv(parts[0]!));
    files.write('2.csv', csv(minutes(50).map((candle, i) => ({ ...candle, openTimeMs: START + 10 * DAY + i * 60 * MINUTE }))));
    const failure = await failureOf(new FilesSource({ candles: '*.csv', symbol: 'BTCUSDT', directory: files.directory }));
    expect(failure).toMatchObject({ code: 'files/mixed-intervals', message: expect.stringContaining('2.csv holds 1h candles and 1.csv holds 1m candles') });
  });
});

describe('symbols', () => {
  it('have files of their own, opened at the first question', async () => {
    const files = new TemporaryFiles();
    const [btc, eth] = [minutes(50, START, 1), minutes(60, START, 2)];
    files.write('btc.csv', csv(btc));
    const source = new FilesSource({ candles: { BTCUSDT: 'btc.csv', ETHUSDT: 'eth.csv', NONE: 'missing/*.csv' }, directory: files.directory });
    expect(await read(source)).toEqual(btc);
    expect(await failureOf(source, { symbol: 'ETHUSDT' })).toMatchObject({ code: 'files/not-found' });
    files.write('eth.csv', csv(eth));
    expect(await read(source, { symbol: 'ETHUSDT' })).toEqual(eth);
    expect(source.name).toBe('files(BTCUSDT, ETHUSDT, NONE)');
  });

  it('may be mapped to files by a function', async () => {
    const files = new TemporaryFiles();
    files.write('BTCUSDT-1m.csv', csv(minutes(50)));
    const source = new FilesSource({ candles: (symbol) => (symbol.endsWith('USDT') ? `${symbol}-*.csv` : undefined), directory: files.directory });
    expect(await read(source)).toHaveLength(50);
    expect(await failureOf(source, { symbol: 'EURUSD' })).toMatchObject({ code: 'files/unknown-symbol' });
  });

  it('that are not known are refused with the list of those that are', async () => {
    const failure = await failureOf(new FilesSource({ candles: { BTCUSDT: 'a.csv', ETHUSDT: 'b.csv' } }), { symbol: 'XRPUSDT' });
    expect(failure).toMatchObject({ name: 'InputError', code: 'files/unknown-symbol', message: 'there are no candle files for "XRPUSDT"; known: BTCUSDT, ETHUSDT.' });
    expect(await failureOf(new FilesSource({ candles: { BTCUSDT: 'a.csv' } }), { symbol: 'toString' })).toMatchObject({ code: 'files/unknown-symbol' });
    expect(await failureOf(over(csv(minutes(5))), { symbol: 'XRPUSDT' })).toMatchObject({ message: expect.stringContaining('known is BTCUSDT') });
  });

  it('must be named when there is one set of files', () => {
    expect(() => new FilesSource({ candles: '*.csv' })).toThrow(expect.objectContaining({ code: 'files/options' }));
  });
});

describe('what there is', () => {
  it.each(['a.csv', 'a.csv.gz'])('is known as first and last instant (%s)', async (name) => {
    const source = over(csv(minutes(12_000)), {}, name);
    expect(await source.extent('BTCUSDT')).toEqual({ fromMs: START, toMs: START + 12_000 * MINUTE, interval: '1m' });
  });
});

describe('leaving', () => {
  const text = csv(minutes(40_000));

  it.runIf(process.platform === 'linux').each(['a.csv', 'a.csv.gz', 'quoted.csv'])('a question in the middle closes its file (%s)', async (name) => {
    const files = new TemporaryFiles();
    files.write(name, name.startsWith('quoted') ? text.replaceAll(/[^,\n]+/g, '"$&"') : text);
    const source = new FilesSource({ candles: name, symbol: 'BTCUSDT', directory: files.directory });
    for await (const page of source.candles({ symbol: 'BTCUSDT', interval: '1m', fromMs: 0, toMs: Infinity })) {
      expect(page.length).toBeGreaterThan(0);
      expect(files.open()).toHaveLength(1);
      break;
    }
    expect(files.open()).toEqual([]);
  });

  it.runIf(process.platform === 'linux')('an error closes the file as well', async () => {
    const files = new TemporaryFiles();
    files.write('a.csv', `${text}broken\n`);
    await failureOf(new FilesSource({ candles: 'a.csv', symbol: 'BTCUSDT', directory: files.directory }));
    expect(files.open()).toEqual([]);
  });

  it.each([
    ['by reading on', Infinity],
    ['out of memory', START + 40_000 * MINUTE],
  ])('by a cancel signal ends the pages (answered %s)', async (_how, toMs) => {
    const source = over(text);
    const controller = new AbortController();
    let pages = 0;
    for await (const page of source.candles({ symbol: 'BTCUSDT', interval: '1m', fromMs: 0, toMs, cancel: controller.signal })) {
      expect(page.length).toBeGreaterThan(0);
      pages++;
      controller.abort();
    }
    expect(pages).toBe(1);
    expect(await read(source, { cancel: AbortSignal.abort() })).toEqual([]);
    expect(await read(source, { toMs })).toHaveLength(40_000);
  });
});
