import { StoreError } from '../error.ts';
import type { Candle } from '../market/candle.ts';
import { candleAt, columnsOf, type CandleColumns } from '../market/columns.ts';
import { intervalMs } from '../market/interval.ts';
import type { CandleStore, SeriesKey, Span } from '../ports/candle-store.ts';
import { addSpan } from '../run/candles/spans.ts';
import { idOf, MemoryCandleStore, type MemoryCandleDisk } from './memory-candle-store.ts';

type Open = (disk: MemoryCandleDisk) => CandleStore;
type Change = (candle: Candle) => Candle;

/** A store in memory of which some parts are replaced. */
function broken(replace: (sound: CandleStore, disk: MemoryCandleDisk) => Partial<CandleStore>): Open {
  return (disk) => {
    const sound = new MemoryCandleStore(disk);
    return Object.assign(new MemoryCandleStore(disk), replace(sound, disk));
  };
}

/** A store that fills otherwise. */
function filling(fill: (sound: CandleStore, disk: MemoryCandleDisk, ...asked: Parameters<CandleStore['fill']>) => ReturnType<CandleStore['fill']>): Open {
  return broken((sound, disk) => ({ fill: (...asked) => fill(sound, disk, ...asked) }));
}

/** A store that changes what it reads. */
function reading(change: (candles: readonly Candle[], span: Span, key: SeriesKey) => readonly Candle[], widen: (span: Span) => Span = (span) => span): Open {
  return broken((sound) => ({
    async *candles(key, span, cancel) {
      const all: Candle[] = [];
      for await (const page of sound.candles(key, widen(span), cancel)) all.push(...rowsOf(page));
      yield columnsOf(change(all, span, key));
    },
  }));
}

/** A store that renames a series before it looks. */
function renaming(rename: (key: SeriesKey) => SeriesKey): Open {
  return broken((sound) => ({
    covered: (key, within) => sound.covered(rename(key), within),
    candles: (key, span, cancel) => sound.candles(rename(key), span, cancel),
    fill: (key, span, candles) => sound.fill(rename(key), span, candles),
    contentHash: (key, span) => sound.contentHash(rename(key), span),
  }));
}

function rowsOf(page: CandleColumns): Candle[] {
  return Array.from({ length: page.length }, (_, row) => candleAt(page, row));
}

function each(change: Change): Open {
  return reading((candles) => candles.map(change));
}

/** Forgets parts of what is on the disk when it is opened. */
function forgetting(forget: (disk: MemoryCandleDisk) => void): Open {
  return (disk) => {
    forget(disk);
    return new MemoryCandleStore(disk);
  };
}

function changeSeries(disk: MemoryCandleDisk, key: SeriesKey, change: (candles: readonly Candle[], covered: readonly Span[]) => { readonly candles: readonly Candle[]; readonly covered: readonly Span[] }): void {
  const { candles = [], covered = [] } = disk.series.get(idOf(key)) ?? {};
  disk.series.set(idOf(key), { key, ...change(candles, covered) });
}

const byTime = (a: Candle, b: Candle): number => a.openTimeMs - b.openTimeMs;
const NOTHING = { added: 0, mended: 0, differing: 0, differences: [] };

/** Faults that candle stores may have, each with a case that must catch it. */
export const BROKEN_CANDLE_STORES: Readonly<Record<string, readonly [caughtBy: string, open: Open]>> = {
  'keeps prices in single precision': ['KS-02', each(({ openTimeMs, ...rest }) => ({ openTimeMs, ...rest, close: Math.fround(rest.close) }))],
  'keeps fifteen digits': ['KS-03', each((candle) => ({ ...candle, close: Number(candle.close.toPrecision(15)) }))],
  'takes the end of a span for a part of it': ['KS-04', reading((candles) => candles, ({ fromMs, toMs }) => ({ fromMs, toMs: toMs + 1 }))],
  'leaves out the first instant': ['KS-04', reading((candles, { fromMs }) => candles.filter(({ openTimeMs }) => openTimeMs > fromMs))],
  'reads arrays to their end': ['KS-05', filling((sound, _disk, key, span, candles) => sound.fill(key, span, { ...candles, length: candles.openTimeMs.length }))],
  'keeps hold of the arrays': ['KS-05', broken((sound) => {
    let last: CandleColumns = columnsOf([]);
    return {
      fill(key, span, candles) {
        last = candles;
        return sound.fill(key, span, candles);
      },
      async *candles() {
        yield last;
      },
    };
  })],
  'fills gaps with the candle before': ['KS-06', reading((candles, _span, { interval }) => candles.flatMap((candle, i) => {
    const next = candles[i + 1];
    return next !== undefined && next.openTimeMs > candle.openTimeMs + intervalMs(interval) ? [candle, { ...candle, openTimeMs: candle.openTimeMs + intervalMs(interval) }] : [candle];
  }))],
  'loses the first candle of a month': ['KS-07', reading((candles) => candles.filter(({ openTimeMs }) => new Date(openTimeMs).getUTCDate() !== 1 || openTimeMs % 86_400_000 !== 0))],
  'counts three days from the year': ['KS-08', filling((sound, _disk, key, span, candles) => {
    if (key.interval === '3d' && (span.fromMs - Date.UTC(2020, 0, 1)) % 259_200_000 !== 0) throw new StoreError('store/fault', 'No.');
    return sound.fill(key, span, candles);
  })],
  'puts what came last at the end': ['KS-11', filling(async (sound, disk, key, span, candles) => {
    const before = disk.series.get(idOf(key))?.candles ?? [];
    const filled = await sound.fill(key, span, candles);
    changeSeries(disk, key, (all, covered) => ({ candles: [...before, ...all.filter((one) => !before.includes(one))], covered }));
    return filled;
  })],
  'tells all that is covered': ['KS-12', broken((_sound, disk) => ({ covered: async (key) => disk.series.get(idOf(key))?.covered ?? [] }))],
  'covers from the first candle to the last': ['KS-06', broken((_sound, disk) => ({
    covered: async (key, { fromMs }) => {
      const { candles = [] } = disk.series.get(idOf(key)) ?? {};
      return candles.length === 0 ? [] : candles.filter((one) => one.openTimeMs >= fromMs).map(({ openTimeMs }) => ({ fromMs: openTimeMs, toMs: openTimeMs + intervalMs(key.interval) }));
    },
  }))],
  'leaves spans that touch apart': ['KS-13', filling(async (sound, disk, key, span, candles) => {
    const before = disk.series.get(idOf(key))?.covered ?? [];
    const filled = await sound.fill(key, span, candles);
    changeSeries(disk, key, (all) => ({ candles: all, covered: [...before, span].sort((a, b) => a.fromMs - b.fromMs) }));
    return filled;
  })],
  'covers the gap between two spans': ['KS-13', broken((sound) => ({
    async covered(key, within) {
      const spans = await sound.covered(key, within);
      return spans.length === 0 ? [] : [{ fromMs: spans[0]!.fromMs, toMs: spans.at(-1)!.toMs }];
    },
  }))],
  'forgets a span without candles': ['KS-14', filling(async (sound, _disk, key, span, candles) => (candles.length === 0 ? NOTHING : sound.fill(key, span, candles)))],
  'keeps a span without length': ['KS-16', filling(async (sound, disk, key, span, candles) => {
    if (span.fromMs === span.toMs) changeSeries(disk, key, (all, covered) => ({ candles: all, covered: [...covered, span] }));
    return sound.fill(key, span, candles);
  })],
  'finds a candle different from itself after a restart': ['KS-17', (disk) => {
    for (const { key } of disk.series.values()) changeSeries(disk, key, (all, covered) => ({ candles: all.map((one) => ({ ...one, volume: one.volume + Number.EPSILON })), covered }));
    return new MemoryCandleStore(disk);
  }],
  'never mends a hole': ['KS-18', filling(async (sound, disk, key, span, candles) => {
    const before = disk.series.get(idOf(key));
    const filled = await sound.fill(key, span, candles);
    const covered = before?.covered ?? [];
    if (before !== undefined) changeSeries(disk, key, (all, now) => ({ candles: all.filter((one) => before.candles.includes(one) || !covered.some(({ fromMs, toMs }) => fromMs <= one.openTimeMs && one.openTimeMs < toMs)), covered: now }));
    return filled;
  })],
  'counts all that is new as mended': ['KS-18', filling(async (...[sound, , ...asked]) => {
    const filled = await sound.fill(...asked);
    return { ...filled, mended: filled.added };
  })],
  'lets the last one stand': ['KS-19', filling(async (sound, disk, key, span, candles) => {
    const filled = await sound.fill(key, span, candles);
    const got = rowsOf(candles);
    changeSeries(disk, key, (all, covered) => ({ candles: [...all.filter((one) => !got.some(({ openTimeMs }) => openTimeMs === one.openTimeMs)), ...got].sort(byTime), covered }));
    return filled;
  })],
  'does not miss what does not come again': ['KS-20', filling(async (...[sound, , ...asked]) => {
    const filled = await sound.fill(...asked);
    const differences = filled.differences.filter(({ got }) => got !== null);
    return { ...filled, differing: differences.length, differences };
  })],
  'counts only the differences it tells': ['KS-21', filling(async (...[sound, , ...asked]) => {
    const filled = await sound.fill(...asked);
    return { ...filled, differing: filled.differences.length };
  })],
  'compares closes only': ['KS-23', filling(async (...[sound, , ...asked]) => {
    const filled = await sound.fill(...asked);
    const differences = filled.differences.filter(({ stored, got }) => stored.close !== got?.close);
    return { ...filled, differing: differences.length, differences };
  })],
  'keeps what comes before a broken candle': ['KS-28', filling(async (sound, _disk, key, span, candles) => {
    await sound.fill(key, { fromMs: span.fromMs, toMs: candles.length > 40 ? candles.openTimeMs[20]! : span.fromMs }, { ...candles, length: candles.length > 40 ? 20 : 0 }).catch(() => null);
    return sound.fill(key, span, candles);
  })],
  'drops what lies outside the span': ['KS-26', filling((sound, _disk, key, span, candles) => sound.fill(key, span, columnsOf(rowsOf(candles).filter(({ openTimeMs }) => openTimeMs >= span.fromMs && openTimeMs < span.toMs))))],
  'puts candles in order itself': ['KS-27', filling((sound, _disk, key, span, candles) => sound.fill(key, span, columnsOf(rowsOf(candles).sort(byTime))))],
  'rounds the ends of a span': ['KS-24', filling((sound, _disk, key, { fromMs, toMs }, candles) => sound.fill(key, { fromMs: Math.floor(fromMs / 60_000) * 60_000, toMs: Math.ceil(toMs / 60_000) * 60_000 }, candles))],
  'answers without a symbol': ['KS-25', broken((sound) => ({ covered: async (key, within) => (key.symbol === '' ? [] : sound.covered(key, within)) }))],
  'does not take a price far from the others': ['KS-29', filling((sound, _disk, key, span, candles) => sound.fill(key, span, columnsOf(rowsOf(candles).filter(({ low }) => low > 1e-6 || low < 1e-10))))],
  'takes upper and lower case for one': ['KS-30', renaming((key) => ({ ...key, symbol: key.symbol.toLowerCase() }))],
  'takes what looks alike for one': ['KS-30', renaming((key) => ({ ...key, symbol: key.symbol.normalize('NFC') }))],
  'takes a slash for an underscore': ['KS-30', renaming((key) => ({ ...key, symbol: key.symbol.replaceAll('/', '_') }))],
  'cuts long names': ['KS-30', renaming((key) => ({ ...key, symbol: key.symbol.slice(0, 255) }))],
  'joins the parts of a key by a slash': ['KS-31', renaming((key) => ({ ...key, exchange: 'all', symbol: `${key.exchange}/${key.symbol}` }))],
  'mixes the intervals': ['KS-32', renaming((key) => ({ ...key, interval: '1m' }))],
  'lists its series as they came': ['KS-33', broken((_sound, disk) => ({ series: async () => [...disk.series.values()].map(({ key }) => key) }))],
  'sorts intervals as texts': ['KS-33', broken((sound) => ({ series: async () => [...(await sound.series())].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)) }))],
  'forgets the newest candle in a restart': ['KS-34', forgetting((disk) => {
    for (const { key } of disk.series.values()) changeSeries(disk, key, (all, covered) => ({ candles: all.slice(0, -1), covered }));
  })],
  'answers when it is closed': ['KS-36', broken((_sound, disk) => ({ contentHash: (...asked) => new MemoryCandleStore(disk).contentHash(...asked) }))],
  'fails when it is closed twice': ['KS-35', broken((sound) => {
    let closed = false;
    return {
      async close() {
        if (closed) throw new StoreError('store/closed', 'No.');
        closed = true;
        await sound.close();
      },
    };
  })],
  'reads, waits, and writes what is covered': ['KS-38', filling(async (sound, disk, key, span, candles) => {
    const covered = disk.series.get(idOf(key))?.covered ?? [];
    await Promise.resolve();
    const filled = await sound.fill(key, span, candles);
    changeSeries(disk, key, (all) => ({ candles: all, covered: addSpan(covered, span) }));
    return filled;
  })],
  'adds a candle for each fill that brings it': ['KS-39', filling(async (...[sound, , key, span, candles]) => ({ ...(await sound.fill(key, span, candles)), added: candles.length, mended: 0 }))],
  'lets the last of several win': ['KS-41', filling(async (sound, disk, key, span, candles) => {
    const filled = await sound.fill(key, span, candles);
    changeSeries(disk, key, (_all, covered) => ({ candles: rowsOf(candles), covered }));
    return filled;
  })],
  'fills one candle after the other': ['KS-42', filling(async (sound, disk, key, span, candles) => {
    for (const candle of rowsOf(candles)) {
      changeSeries(disk, key, (all, covered) => ({ candles: [...all.filter(({ openTimeMs }) => openTimeMs !== candle.openTimeMs), candle].sort(byTime), covered }));
      await Promise.resolve();
    }
    return sound.fill(key, span, candles);
  })],
  'covers first and keeps the candles then': ['KS-42', filling(async (sound, disk, key, span, candles) => {
    changeSeries(disk, key, (all, covered) => ({ candles: all, covered: addSpan(covered, span) }));
    for (let i = 0; i < 50; i++) await Promise.resolve();
    return sound.fill(key, span, candles);
  })],
  'goes on when it is cancelled': ['KS-44', broken((sound) => ({ candles: (key, span) => sound.candles(key, span) }))],
  'keeps hold of a cancel signal': ['KS-44', broken((sound) => ({
    candles(key, span, cancel) {
      cancel?.addEventListener('abort', () => undefined);
      return sound.candles(key, span, cancel);
    },
  }))],
  'can be read by one at a time': ['KS-45', broken((sound) => {
    let asked: Span = { fromMs: 0, toMs: 0 };
    return {
      async *candles(key, span) {
        asked = span;
        await Promise.resolve();
        yield* sound.candles(key, asked);
      },
    };
  })],
  'hashes the volume away': ['KS-46', broken((_sound, disk) => ({
    contentHash(key, span) {
      const copy = { ...disk.series.get(idOf(key))! };
      return new MemoryCandleStore({ instruments: new Map(), series: new Map([[idOf(key), { ...copy, candles: (copy.candles ?? []).map((one) => ({ ...one, volume: 0 })) }]]) }).contentHash(key, span);
    },
  }))],
  'has no hash for nothing': ['KS-47', broken((sound) => ({ contentHash: async (key, span) => (await sound.contentHash(key, span)).replace(/^e3b0c442.*/, '') }))],
  'hashes by the order of its fills': ['KS-48', broken((sound) => {
    let fills = 0;
    return {
      fill(...asked) {
        fills++;
        return sound.fill(...asked);
      },
      contentHash: async (...asked) => (await sound.contentHash(...asked)).replace(/^./, String(fills % 10)),
    };
  })],
  'keeps the first instrument': ['KS-50', broken((sound) => ({ keepInstrument: async (exchange, one) => (await sound.instrument(exchange, one.symbol)) === undefined ? sound.keepInstrument(exchange, one) : undefined }))],
  'keeps one instrument for all exchanges': ['KS-50', broken((sound) => ({ keepInstrument: (_exchange, one) => sound.keepInstrument('any', one), instrument: (_exchange, symbol) => sound.instrument('any', symbol) }))],
  'keeps an instrument that cannot be': ['KS-55', broken((_sound, disk) => ({ keepInstrument: async (exchange, one) => void disk.instruments.set(JSON.stringify([exchange, one.symbol]), one) }))],
  'reads from a cache of its own': ['KS-52', broken((sound) => {
    const seen = new Map<string, readonly Span[]>();
    return {
      async covered(key, within) {
        const known = seen.get(idOf(key)) ?? (await sound.covered(key, within));
        seen.set(idOf(key), known);
        return known;
      },
    };
  })],
};
