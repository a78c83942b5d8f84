import { Failure } from '@tradewright/cli-kit';
import { describe, expect, it } from 'vitest';
import { parseOptions } from './options.ts';

const WARM = ['warm', '--exchange', 'binance', '--symbol', 'BTCUSDT', '--from', '2024-01-01'];
const EXPORT = ['export', '--exchange', 'binance', '--symbol', 'BTCUSDT', '--format', 'csv', '--out', 'a.csv'];

function failureOf(argv: readonly string[]): Failure {
  try {
    parseOptions(argv, '1');
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
  throw new Error('nothing was wrong');
}

function without(argv: readonly string[], option: string): string[] {
  const at = argv.indexOf(option);
  return [...argv.slice(0, at), ...argv.slice(at + 2)];
}

describe('wrong usage is one sentence and exit code 2', () => {
  it.each<[what: string, argv: readonly string[], sentence: RegExp]>([
    ['an unknown subcommand', ['warn'], /unknown command 'warn'/],
    ['an unknown option', [...WARM, '--fast'], /unknown option '--fast'/],
    ['no exchange', without(WARM, '--exchange'), /--exchange is needed/],
    ['an empty exchange', [...WARM, '--exchange', ''], /--exchange must not be empty/],
    ['no symbol', without(WARM, '--symbol'), /--symbol is needed/],
    ['a symbol twice', [...WARM, '--symbol', 'A,BTCUSDT'], /BTCUSDT is named twice/],
    ['an empty symbol', [...WARM, '--symbol', 'A,,B'], /must not be empty/],
    ['no begin', without(WARM, '--from'), /--from is needed/],
    ['a date that is none', [...WARM, '--from', '2024-02-30'], /--from needs an instant/],
    ['an end before the begin', [...WARM, '--to', '2023-12-31'], /must be before --to/],
    ['a begin in the future', [...WARM, '--from', '2999-01-01'], /--from \(2999-01-01\) lies in the future/],
    ['an interval that nobody knows', [...WARM, '--interval', '7m'], /It is one of 1m 3m 5m/],
    ['a begin beside the interval', [...WARM, '--interval', '1d', '--from', '2024-01-01T12:00'], /at which a candle of 1d begins/],
    ['no number of symbols at once', [...WARM, '--parallel', '0'], /whole number from 1 to 64/],
    ['a URL that is none', [...WARM, '--exchange-url', 'localhost'], /It is a URL such as/],
    ['a URL with a password', [...WARM, '--exchange-url', 'http://a:b@localhost'], /must not hold a password/],
    ['a URL without an exchange', ['check', '--exchange-url', 'http://localhost'], /--exchange-url needs --exchange/],
    ['a store that there is not', [...WARM, '--store', 'mongo'], /Allowed choices are fs, postgres/],
    ['a directory for PostgreSQL', [...WARM, '--store', 'postgres', '--dir', 'x'], /--dir is the directory of --store fs/],
    ['a schema for files', [...WARM, '--schema', 'x'], /--schema needs --store postgres/],
    ['repairing and comparing', ['check', '--repair', '--refetch'], /either --repair or --refetch: --repair keeps what comes for holes/],
    ['no format', without(EXPORT, '--format'), /--format is needed/],
    ['an unknown format', [...EXPORT, '--format', 'xlsx'], /csv, parquet/],
    ['nowhere to write', without(EXPORT, '--out'), /--out is needed/],
    ['Parquet that is packed again', [...EXPORT, '--format', 'parquet', '--out', 'a.parquet.gz'], /leave \.gz away/],
    ['nothing to import', ['import', '--exchange', 'x', '--symbol', 'S', '--format', 'csv'], /missing required argument 'files'/],
  ])('%s', (_what, argv, sentence) => {
    const { message, exitCode } = failureOf(argv);
    expect(message).toMatch(sentence);
    expect(exitCode).toBe(2);
    expect(message).not.toContain('\n');
  });

  it('also where nothing is said at all', () => {
    expect(failureOf([]).exitCode).toBe(2);
  });
});

describe('what is asked for', () => {
  it('has the defaults that the help tells', () => {
    expect(parseOptions(WARM, '1')).toEqual({
      options: {
        task: { command: 'warm', patience: {}, exchange: { id: 'binance', url: undefined }, symbols: ['BTCUSDT'], interval: '1m', fromMs: Date.UTC(2024, 0, 1), toMs: undefined, parallel: 4 },
        store: { kind: 'fs', directory: './candles' },
        json: false,
      },
    });
  });

  it('keeps what comes from another host apart', () => {
    expect(parseOptions([...EXPORT, '--exchange-url', 'http://127.0.0.1:8123/x'], '1')).toMatchObject({ options: { task: { key: { exchange: 'binance@127.0.0.1:8123' } } } });
  });

  it.each([['--help'], ['warm', '--help'], ['--version']])('%s is printed', (...argv) => {
    expect(parseOptions(argv, '1.2.3')).toEqual({ print: expect.stringMatching(/Exit codes|Usage|1\.2\.3/) });
  });
});
