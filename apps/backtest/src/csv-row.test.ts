import { describe, expect, it } from 'vitest';
import { trade } from '../test/trades.ts';
import { csvNumber, csvPercent, csvRow, csvText } from './csv-row.ts';
import { TRADE_COLUMNS, tradeRow, tradesHeader } from './trades-csv.ts';

describe('a line of CSV', () => {
  it('quotes what would end a field or a line', () => {
    expect(csvRow(['a', 'b,c', 'd"e', 'f\ng'])).toBe('a,"b,c","d""e","f\ng"\n');
  });

  it.each(['=1+1', '+1', '-1', '@cmd', '\tx', '\rx'])('keeps a spreadsheet from running the text %j', (text) => {
    expect(csvText(text)).toBe(`'${text}`);
  });

  it.each([
    [1e-7, '0.0000001'],
    [-1.2345e-7, '-0.00000012345'],
    [1.5e21, '1500000000000000000000'],
    [-0.005, '-0.005'],
    [1.1, '1.1'],
  ])('writes %d as plain digits', (value, text) => {
    expect(csvNumber(value)).toBe(text);
  });

  it('writes percents without the dust of binary fractions', () => {
    expect(csvPercent(0.0057)).toBe('0.57');
  });
});

describe('a row of trades.csv', () => {
  const row = (terms: Parameters<typeof trade>[0]): Record<string, string> => {
    const values = tradeRow(trade(terms), 'f'.repeat(64)).trimEnd().split(',');
    return Object.fromEntries(TRADE_COLUMNS.map(({ name }, i) => [name, values[i]!]));
  };

  it('has a value for every column of the header', () => {
    expect(tradesHeader().trimEnd().split(',')).toEqual(Object.keys(row({})));
    expect(tradeRow(trade(), 'f').trimEnd().split(',')).toHaveLength(TRADE_COLUMNS.length);
  });

  it('tells times, costs, result and run', () => {
    expect(row({ pnlFrac: 0.01, note: '=x', truncated: true })).toMatchObject({
      open_time: '2023-01-01T00:00:00.000Z',
      open_time_ms: '1672531200000',
      close_time: '2023-01-01T00:01:00.000Z',
      entry_price: '100',
      fee_percent: '0.2',
      slippage_percent: '0.2',
      mae_percent: '-0.5',
      mfe_percent: '2',
      truncated: 'true',
      ambiguous: 'false',
      note: "'=x",
      run_hash: 'f'.repeat(16),
    });
    expect(Number(row({ pnlFrac: 0.01 })['pnl_percent'])).toBeCloseTo(1, 10);
  });
});
