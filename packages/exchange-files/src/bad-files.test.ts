import { EngineError } from '@tradewright/core';
import { mkdirSync, symlinkSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { csv, failureOf, minutes, read } from '../test/rows.ts';
import { TemporaryFiles } from '../test/temporary-files.ts';
import { FilesSource } from './files-source.ts';

const TEXT = csv(minutes(20_000));

function sourceOf(files: TemporaryFiles, candles: string | string[] = 'a.csv'): FilesSource {
  return new FilesSource({ candles, symbol: 'BTCUSDT', directory: files.directory });
}

/** What is said about a file that holds these bytes. */
async function said(content: string | Buffer, name = 'a.csv'): Promise<unknown> {
  const files = new TemporaryFiles();
  files.writeRaw(name, Buffer.from(content));
  const failure = await failureOf(sourceOf(files, name));
  expect(failure).toBeInstanceOf(EngineError);
  return failure;
}

describe('a file that cannot be used is named with what to do', () => {
  it('when there is none', async () => {
    const files = new TemporaryFiles();
    expect(await failureOf(sourceOf(files))).toMatchObject({
      name: 'InputError',
      code: 'files/not-found',
      message: `a.csv: there is no such file (looked in ${files.directory}). Check the path and the working directory.`,
    });
  });

  it('when a glob matches none', async () => {
    const files = new TemporaryFiles();
    expect(await failureOf(sourceOf(files, 'BTC-*.csv'))).toMatchObject({ name: 'InputError', code: 'files/no-match', message: expect.stringContaining('BTC-*.csv: no file matches') });
    expect(await failureOf(sourceOf(files, []))).toMatchObject({ code: 'files/no-match' });
  });

  it('when it is a directory', async () => {
    const files = new TemporaryFiles();
    mkdirSync(files.path('year/2024'), { recursive: true });
    expect(await failureOf(sourceOf(files, 'year'))).toMatchObject({ name: 'InputError', code: 'files/is-directory', message: expect.stringContaining('for example year/*.csv.gz') });
    expect(await failureOf(sourceOf(files, 'year/*'))).toMatchObject({ code: 'files/is-directory' });
  });

  it('but a directory beside files that match is passed over', async () => {
    const files = new TemporaryFiles();
    mkdirSync(files.path('year.csv'));
    files.write('a.csv', csv(minutes(3)));
    expect(await read(sourceOf(files, '*.csv'))).toHaveLength(3);
  });

  it('when its name reads like a glob, the file of that name is taken', async () => {
    const files = new TemporaryFiles();
    files.write('a[1].csv', csv(minutes(3)));
    expect(await read(sourceOf(files, 'a[1].csv'))).toHaveLength(3);
  });

  it('when it cannot be read', async () => {
    const files = new TemporaryFiles();
    symlinkSync(files.path('a.csv'), files.path('a.csv'));
    const failure = await failureOf(sourceOf(files));
    expect(failure).toMatchObject({ name: 'SourceError', code: 'files/unreadable', cause: { code: 'ELOOP' } });
  });

  it.each([
    ['empty', '', 'files/empty', 'a.csv: the file is empty.'],
    ['only line ends', '\n\n', 'files/empty', 'a.csv: the file holds no rows.'],
    ['only a header', 'timestamp,open,high,low,close,volume\n', 'files/empty', 'a.csv: the file holds a header and no rows.'],
    ['nothing, packed', gzipSync(''), 'files/empty', 'a.csv: the file is empty once unpacked.'],
    ['a zip archive', Buffer.from('PK\x03\x04rest'), 'files/format', 'a.csv: is a zip archive: unzip it first.'],
    ['UTF-16', Buffer.from('\uFEFF1,2', 'utf16le'), 'files/format', 'a.csv: is UTF-16 text: save it as UTF-8.'],
    ['bytes that are no text', Buffer.from([1, 2, 3, 0, 0, 7]), 'files/format', 'a.csv: is no text.'],
    ['one endless line', 'x'.repeat(600_000), 'files/columns', 'found no column for time, open, high, low, close, volume in the header "xxxx'],
  ])('when it holds %s', async (_what, content, code, message) => {
    expect(await said(content)).toMatchObject({ name: 'SourceError', code, message: expect.stringContaining(message) });
  });

  it('when a line in the middle never ends', async () => {
    expect(await said(`${TEXT}${'9'.repeat(600_000)}`)).toMatchObject({ code: 'files/format', message: expect.stringContaining('a.csv: a line is longer than 262144 bytes') });
  });

  it.each([0.001, 0.3, 0.9, 0.9999])('when it is gzip cut off at %d of its length', async (share) => {
    const packed = gzipSync(TEXT);
    const failure = await said(packed.subarray(0, Math.max(12, Math.floor(packed.length * share))));
    expect(failure).toMatchObject({ name: 'SourceError', code: 'files/truncated', message: 'a.csv: the gzip file ends too early. Fetch it again.', cause: { code: 'Z_BUF_ERROR' } });
  });

  it.each([0.0005, 0.5])('when it is gzip with damage at %d of its length', async (share) => {
    const packed = gzipSync(TEXT);
    packed.fill(0xff, Math.floor(packed.length * share) + 10, Math.floor(packed.length * share) + 60);
    expect(await said(packed)).toMatchObject({ name: 'SourceError', code: 'files/corrupt', message: 'a.csv: the gzip file is damaged. Fetch it again.' });
  });

  it('when quotes are never closed', async () => {
    const quoted = csv(minutes(5000)).replaceAll(/[^,\n]+/g, '"$&"');
    expect(await said(`${quoted}"17`)).toMatchObject({ name: 'SourceError', code: 'files/quotes', message: expect.stringContaining('a.csv: the quotes cannot be made out') });
  });

  it('when the option time does not fit', async () => {
    const files = new TemporaryFiles();
    files.write('a.csv', csv(minutes(5)));
    expect(await failureOf(new FilesSource({ candles: files.path('a.csv'), symbol: 'BTCUSDT', time: 'iso' }))).toMatchObject({ code: 'files/time' });
  });

  it('when its rows stand at a distance that is no interval', async () => {
    const text = csv(minutes(50), { time: (ms) => Date.UTC(2024, 0, 1) + ((ms - Date.UTC(2024, 0, 1)) / 60_000) * 7000 });
    expect(await said(text)).toMatchObject({ code: 'files/interval', message: expect.stringContaining('a.csv: the rows are 7 s apart') });
  });
});
