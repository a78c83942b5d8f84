import { StoreError } from '@tradewright/core';
import { describe, expect, it } from 'vitest';
import { crc32 } from 'node:zlib';
import { FaultDisk } from '../../test/fault/fault-disk.ts';
import { FaultProcess } from '../../test/fault/fault-process.ts';
import { encodeLine } from '../journal/line.ts';
import { ALWAYS, candlesOf, fill, KEY, read, slots } from './candles.fixture.ts';
import { FsCandleStore } from './fs-candle-store.ts';

const SERIES = '/candles/binance/BTCUSDT/1m';
const INDEX = `${SERIES}/series.line`;
const INSTRUMENTS = '/candles/binance/instruments.line';
const INSTRUMENT = { symbol: 'BTCUSDT', tickSize: 0.1, lotSize: 0.001, minNotional: 5 };

function open(disk: FaultDisk): Promise<FsCandleStore> {
  return FsCandleStore.open({ directory: '/candles', fileSystem: new FaultProcess(disk).fs });
}

/** Two minutes of January and three of February, one of which had no trades, in a file each. */
async function sample(): Promise<FaultDisk> {
  const disk = new FaultDisk();
  const store = await open(disk);
  await fill(store, slots(0, 5), candlesOf(slots(0, 5)).toSpliced(3, 1));
  await store.keepInstrument('binance', INSTRUMENT);
  await store.close();
  return disk;
}

const whole = await sample();
const chunks = whole.files(SERIES).filter((path) => path.endsWith('.twc'));
const [january = '', february = ''] = chunks;

function changed(path: string, change: (bytes: Buffer) => Buffer): FaultDisk {
  const disk = whole.copy();
  const file = disk.file(path);
  const bytes = change(Buffer.from(file.seen));
  file.truncate(0);
  file.write(0, bytes);
  return disk;
}

function flipped(path: string, bit: number): FaultDisk {
  return changed(path, (bytes) => {
    bytes[bit >> 3]! ^= 1 << (bit & 7);
    return bytes;
  });
}

/** Whatever one asks of it that needs the file. */
async function expectRefused(disk: FaultDisk, path: string, code: string, what: string): Promise<void> {
  const store = await open(disk);
  const asks: (() => Promise<unknown>)[] = path === INSTRUMENTS ? [() => store.instrument('binance', 'BTCUSDT'), () => store.keepInstrument('binance', INSTRUMENT)] : [() => read(store), () => store.contentHash(KEY, ALWAYS), () => fill(store, slots(0, 10))];
  if (path === INDEX) asks.push(() => store.covered(KEY, ALWAYS), () => store.series());
  for (const ask of asks) {
    const error: unknown = await ask().then((answer) => answer, (cause: unknown) => cause);
    expect(error, `${what}`).toBeInstanceOf(StoreError);
    expect(error, `${what}`).toMatchObject({ code, message: expect.stringContaining(path) as string });
  }
}

describe.each([['a file of candles', february], ['the index of a series', INDEX], ['the instruments', INSTRUMENTS]])('%s', (_what, path) => {
  const length = whole.file(path).seen.length;

  it('is refused when any bit of it is another', async () => {
    for (let bit = 0; bit < length * 8; bit++) await expectRefused(flipped(path, bit), path, 'store/corrupt', `bit ${bit} of ${length * 8}`);
  });

  it('is refused when it ends anywhere before its end, or goes on behind it', async () => {
    for (let end = 0; end < length; end++) await expectRefused(changed(path, (bytes) => bytes.subarray(0, end)), path, 'store/corrupt', `cut at ${end} of ${length}`);
    for (const more of ['\n', '\0', ' ', '\0'.repeat(48)]) await expectRefused(changed(path, (bytes) => Buffer.concat([bytes, Buffer.from(more)])), path, 'store/corrupt', JSON.stringify(more));
  });

  it('is refused when parts of it read as zeros', async () => {
    for (let at = 0; at + 16 <= length; at += 16) {
      if (!whole.file(path).seen.subarray(at, at + 16).every((byte) => byte === 0)) await expectRefused(changed(path, (bytes) => bytes.fill(0, at, at + 16)), path, 'store/corrupt', `zeros at ${at}`);
    }
  });
});

describe('A file of a newer version', () => {
  it('is told from a damaged one', async () => {
    const newer = changed(february, (bytes) => {
      bytes.writeUInt32LE(2, 8);
      bytes.writeUInt32LE(crc32(bytes.subarray(64), crc32(bytes.subarray(0, 60))), 60);
      return bytes;
    });
    await expectRefused(newer, february, 'store/version', 'candles');
    const line = (bytes: Buffer): Buffer => {
      const json = bytes.toString().split(' ').slice(3).join(' ').trimEnd();
      const head = `2 ${Buffer.byteLength(json)} `;
      return Buffer.from(`${head}${crc32(json, crc32(head)).toString(16).padStart(8, '0')} ${json}\n`);
    };
    for (const path of [INDEX, INSTRUMENTS]) await expectRefused(changed(path, line), path, 'store/version', path);
  });
});

describe('A file that is whole and not the right one', () => {
  it('is refused: other candles under the name of these', async () => {
    const disk = whole.copy();
    const other = disk.file(january).seen;
    disk.file(february).truncate(0);
    disk.file(february).write(0, other);
    await expectRefused(disk, february, 'store/corrupt', 'January as February');
  });

  it('is refused: the series of another symbol', async () => {
    const disk = changed(INDEX, (bytes) => encodeLine(bytes.toString().split(' ').slice(3).join(' ').trimEnd().replace('BTCUSDT', 'ETHUSDT')));
    const store = await open(disk);
    await expect(read(store)).rejects.toMatchObject({ code: 'store/corrupt', message: expect.stringContaining('ETHUSDT') as string });
    expect(await store.series(), 'a folder in the wrong place').toEqual([]);
  });
});

describe('A damaged file', () => {
  it('is named with what to do, and once it is deleted its candles are missing, not absent, and can be filled again', async () => {
    const disk = flipped(february, 700);
    const store = await open(disk);
    await expect(read(store)).rejects.toThrow(`${february} is damaged: its content does not match its checksum. Delete this file: its candles will be fetched again.`);
    expect(await read(store, slots(0, 2)), 'candles of other files').toEqual(candlesOf(slots(0, 2)));
    disk.directory(SERIES).unlink(february.split('/').at(-1)!);
    expect(await store.covered(KEY, ALWAYS)).toEqual([slots(0, 2)]);
    expect(await read(store)).toEqual(candlesOf(slots(0, 2)));
    expect(await fill(store, slots(2, 5))).toMatchObject({ added: 3, mended: 0, differing: 0 });
    expect(await store.covered(KEY, ALWAYS)).toEqual([slots(0, 5)]);
    expect(await read(await open(disk))).toEqual(candlesOf(slots(0, 5)));
  });

  it('does not come back to life: what was covered by a deleted file stays missing when others are filled', async () => {
    const disk = whole.copy();
    const store = await open(disk);
    disk.directory(SERIES).unlink(january.split('/').at(-1)!);
    await fill(store, slots(5, 7));
    expect(await store.covered(KEY, ALWAYS)).toEqual([slots(2, 7)]);
    expect(await (await open(disk)).covered(KEY, ALWAYS)).toEqual([slots(2, 7)]);
  });
});
