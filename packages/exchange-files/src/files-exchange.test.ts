import { describe, expect, it } from 'vitest';
import { csv, MINUTE, minutes, START } from '../test/rows.ts';
import { TemporaryFiles } from '../test/temporary-files.ts';
import { filesExchange, type FilesExchange, type FilesExchangeOptions } from './files-exchange.ts';

const candles = minutes(500);

function exchange(options: Partial<FilesExchangeOptions> = {}, text: string = csv(candles)): FilesExchange {
  const files = new TemporaryFiles();
  return filesExchange({ exchangeName: 'files', candles: { BTCUSDT: files.write('btc.csv', text) }, ...options });
}

describe('an exchange over files', () => {
  it('has the name, the note and the source a schema needs', () => {
    const { exchangeName, note, source } = exchange({ note: 'Binance dumps' });
    expect([exchangeName, note, source.name]).toEqual(['files', 'Binance dumps', 'files(BTCUSDT)']);
    expect('note' in exchange()).toBe(false);
  });

  it('gives the candles that open from an instant on, as many minutes as asked for', async () => {
    const { getCandles } = exchange();
    const shaped = candles.map(({ openTimeMs: timestamp, ...rest }) => ({ timestamp, ...rest }));
    expect(await getCandles('BTCUSDT', '1m', new Date(START + 10 * MINUTE), 5)).toEqual(shaped.slice(10, 15));
    expect(await getCandles('BTCUSDT', '1m', new Date(START + 10 * MINUTE + 1), 5)).toEqual(shaped.slice(11, 16));
    expect(await getCandles('BTCUSDT', '1m', new Date(START + 498 * MINUTE), 5)).toEqual(shaped.slice(498));
    expect(await getCandles('BTCUSDT', '1h', new Date(START), 3)).toHaveLength(3);
  });

  it('does not reach over a gap for more', async () => {
    const { getCandles } = exchange({}, csv(candles.filter((_, i) => i < 100 || i >= 110)));
    expect(await getCandles('BTCUSDT', '1m', new Date(START + 98 * MINUTE), 5)).toHaveLength(2);
  });

  it.each([
    [new Date(Number.NaN), 5, 'exchange/since'],
    [new Date(START), 0, 'exchange/limit'],
    [new Date(START), 2.5, 'exchange/limit'],
  ])('refuses a question for %s and %d', async (since, limit, code) => {
    await expect(exchange().getCandles('BTCUSDT', '1m', since, limit)).rejects.toMatchObject({ code });
  });

  it('writes prices and quantities with the decimals seen in the file', async () => {
    const { formatPrice, formatQuantity } = exchange({}, csv(candles).replace(/^(\d+),.*\n/, '$1,100.1250,100.5,100,100.20,3.1000\n'));
    expect(await formatPrice('BTCUSDT', 99.98765)).toBe('99.988');
    expect(await formatPrice('BTCUSDT', 100)).toBe('100.000');
    expect(await formatQuantity('BTCUSDT', 1.239)).toBe('1.23');
  });

  it('writes them with the steps it was given', async () => {
    const { formatPrice, formatQuantity } = exchange({ instruments: { BTCUSDT: { tickSize: 0.25, lotSize: 10 } } });
    expect(await formatPrice('BTCUSDT', 100.13)).toBe('100.25');
    expect(await formatQuantity('BTCUSDT', 19.9)).toBe('10');
    expect(() => exchange({ instruments: { BTCUSDT: { tickSize: 0, lotSize: 1 } } })).toThrow(expect.objectContaining({ code: 'instrument/invalid' }));
  });

  it('refuses to write what is no number, and symbols it does not know', async () => {
    await expect(exchange().formatPrice('BTCUSDT', Number.NaN)).rejects.toMatchObject({ code: 'exchange/number' });
    await expect(exchange().formatPrice('XRPUSDT', 1)).rejects.toMatchObject({ code: 'files/unknown-symbol' });
  });
});
