import { describe, expect, it } from 'vitest';
import type { CsvOptions } from '../options.ts';
import { sampleOf, type Layout } from './layout.ts';

async function layoutOf(text: string, options: CsvOptions = {}): Promise<Layout> {
  const { layout } = await sampleOf({ path: '/x.csv', label: 'x.csv', gzip: false, sizeBytes: text.length, text: Buffer.from(text) }, options);
  return layout;
}

const failure = (text: string, options: CsvOptions = {}): Promise<unknown> => layoutOf(text, options).catch((error: unknown) => error);

const USUAL = { time: 0, open: 1, high: 2, low: 3, close: 4, volume: 5 };
const ROW = '1704067200000,10,12,9,11,5';
const BINANCE = '1704067200000,10,12,9,11,5,1704067259999,55,3,2,22,0';

describe('the layout of a file', () => {
  it.each([
    ['a Binance dump without header', `${BINANCE}\n`, 0, 1],
    ['a Binance dump with header', `open_time,open,high,low,close,volume,close_time,quote_volume,count,taker_buy_volume,taker_buy_quote_volume,ignore\n${BINANCE}\n`, 114, 2],
    ['six columns without header', `${ROW}\n`, 0, 1],
    ['six columns with header', `timestamp,open,high,low,close,volume\n${ROW}\n`, 37, 2],
    ['a byte order mark', `\uFEFF${ROW}\n`, 3, 1],
    ['empty lines before the header', `\n\r\ntimestamp,open,high,low,close,volume\n${ROW}\n`, 40, 4],
  ])('is found in %s', async (_what, text, bodyByte, bodyLine) => {
    expect(await layoutOf(text)).toEqual({ delimiter: ',', quoted: false, positions: USUAL, time: 'ms', bodyByte, bodyLine });
  });

  it.each([';', '\t', '|'])('takes %j for the delimiter when it divides the rows', async (delimiter) => {
    expect(await layoutOf(ROW.replaceAll(',', delimiter))).toMatchObject({ delimiter, quoted: false });
  });

  it('follows the names of the header, in whatever order and spelling', async () => {
    const { positions, time } = await layoutOf('symbol,Close,Low,High,Open,Volume BTC,Volume USDT,Open Time\nBTC,11,9,12,10,5,50,2024-01-01 00:00:00\n');
    expect(positions).toEqual({ time: 7, open: 4, high: 3, low: 2, close: 1, volume: 5 });
    expect(time).toBe('iso');
  });

  it('prefers a time in numbers to a date when the header names both', async () => {
    const { positions, time } = await layoutOf('date,unix,open,high,low,close,volume\n2024-01-01,1704067200,10,12,9,11,5\n');
    expect([positions.time, time]).toEqual([1, 's']);
  });

  it('is overruled by options, by name and by position', async () => {
    const text = 'a,b,c,d,e,f\n1704067200000,1,12,9,11,10\n';
    const columns = { time: 'a', open: 5, high: 'C', low: 3, close: 'e', volume: 'b' };
    expect((await layoutOf(text, { columns })).positions).toEqual({ time: 0, open: 5, high: 2, low: 3, close: 4, volume: 1 });
    expect((await layoutOf(`${ROW}\n${ROW}`, { header: true, columns: USUAL })).bodyLine).toBe(2);
    expect((await layoutOf(ROW, { time: 'us' })).time).toBe('us');
    expect((await layoutOf(ROW.replaceAll(',', '#'), { delimiter: '#' })).positions).toEqual(USUAL);
  });

  it('says which column it cannot find, and what it found', async () => {
    expect(await failure(`when,open,high,low,close,vol\n${ROW}\n`)).toMatchObject({
      code: 'files/columns',
      message: 'x.csv:1: found no column for time in the header "when", "open", "high", "low", "close", "vol". Say where they stand, for example columns: { time: 5 }.',
    });
    expect(await failure('1704067200000,10,12\n')).toMatchObject({ code: 'files/columns', message: expect.stringContaining('low, close, volume in rows of 3 columns') });
    expect(await failure(ROW, { columns: { volume: 9 } })).toMatchObject({ code: 'files/columns' });
    expect(await failure(`time,open,high,low,close,volume\n${ROW}`, { columns: { open: 'nope' } })).toMatchObject({ code: 'files/columns' });
  });

  it('says when it cannot tell how times are written', async () => {
    expect(await failure('01/02/2024,10,12,9,11,5\n')).toMatchObject({ code: 'files/time', message: expect.stringContaining('x.csv:1: cannot tell how the time "01/02/2024" is written') });
  });

  it.each([
    ['nothing but empty lines', '\n\r\n\n', 'x.csv: the file holds no rows.'],
    ['a header only', 'time,open,high,low,close,volume\n', 'x.csv: the file holds a header and no rows.'],
  ])('is not to be found in %s', async (_what, text, message) => {
    expect(await failure(text)).toMatchObject({ code: 'files/empty', message });
  });

  it('hands rows with quotes to the reader that takes quotes', async () => {
    const text = '"time","open","high","low","close","volume"\n"1704067200000","10","12","9","11","5"\n';
    expect(await layoutOf(text)).toMatchObject({ quoted: true, positions: USUAL, time: 'ms', bodyLine: 2 });
    expect(await failure('"time","open\n', {})).toMatchObject({ code: 'files/quotes' });
  });
});
