import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inherits } from 'node:util';
import { PersistBase } from '@tradewright/persist-fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { classOver, Shelf } from '../../test/kv.ts';
import { LIVE_NAMES, liveWorld } from '../../test/live-world.ts';
import { long, SYMBOL, told } from '../../test/world.ts';
import { createTradewright, type Tradewright } from '../create.ts';
import type { EntityId, IRiskActivePosition, ISignalRow, TPersistBaseCtor } from '../types.ts';

const row: ISignalRow = { id: 'a', position: 'long', note: '', priceOpen: 100, priceTakeProfit: 110, priceStopLoss: 95, minuteEstimatedTime: 60, ...LIVE_NAMES, symbol: SYMBOL, scheduledAt: 1, pendingAt: 1, _isScheduled: false };
const position: IRiskActivePosition = { symbol: SYMBOL, signal: row, strategyName: 'scripted', exchangeName: 'memory', openTimestamp: 1 };

describe('the adapters of an instance', () => {
  const registered = (shelf: Shelf): Tradewright => {
    const tw = createTradewright();
    tw.PersistSignalAdapter.usePersistSignalAdapter(classOver(shelf, 'signal'));
    tw.PersistScheduleAdapter.usePersistScheduleAdapter(classOver(shelf, 'schedule'));
    tw.PersistRiskAdapter.usePersistRiskAdapter(classOver(shelf, 'risk'));
    tw.PersistPartialAdapter.usePersistPartialAdapter(classOver(shelf, 'partial'));
    return tw;
  };

  it('read what they wrote, each in its place', async () => {
    const shelf = new Shelf();
    const { PersistSignalAdapter, PersistScheduleAdapter, PersistRiskAdapter, PersistPartialAdapter } = registered(shelf);
    await PersistSignalAdapter.writeSignalData(row, SYMBOL, 'sma');
    await PersistScheduleAdapter.writeScheduleData({ ...row, _isScheduled: true }, SYMBOL, 'sma');
    await PersistRiskAdapter.writePositionData([['sma:BTCUSDT', position]], 'one');
    await PersistPartialAdapter.writePartialData({ a: { profitLevels: [10], lossLevels: [] } }, SYMBOL);
    expect(shelf.keys()).toEqual(['partial/BTCUSDT/levels', 'risk/one/positions', 'schedule/BTCUSDT_sma/BTCUSDT', 'signal/BTCUSDT_sma/BTCUSDT']);
    expect(await PersistSignalAdapter.readSignalData(SYMBOL, 'sma')).toEqual(row);
    expect(await PersistScheduleAdapter.readScheduleData(SYMBOL, 'sma')).toEqual({ ...row, _isScheduled: true });
    expect(await PersistRiskAdapter.readPositionData('one')).toEqual([['sma:BTCUSDT', position]]);
    expect(await PersistPartialAdapter.readPartialData(SYMBOL)).toEqual({ a: { profitLevels: [10], lossLevels: [] } });
  });

  it('have nothing where nothing was written', async () => {
    const { PersistSignalAdapter, PersistScheduleAdapter, PersistRiskAdapter, PersistPartialAdapter } = registered(new Shelf());
    expect([await PersistSignalAdapter.readSignalData(SYMBOL, 'sma'), await PersistScheduleAdapter.readScheduleData(SYMBOL, 'sma'), await PersistRiskAdapter.readPositionData('one'), await PersistPartialAdapter.readPartialData(SYMBOL)]).toEqual([null, null, [], {}]);
  });

  it('ask another class from when it was registered on', async () => {
    const [first, second] = [new Shelf(), new Shelf()];
    const { PersistSignalAdapter } = registered(first);
    await PersistSignalAdapter.writeSignalData(row, SYMBOL, 'sma');
    PersistSignalAdapter.usePersistSignalAdapter(classOver(second, 'signal'));
    expect(await PersistSignalAdapter.readSignalData(SYMBOL, 'sma')).toBeNull();
    await PersistSignalAdapter.writeSignalData(row, SYMBOL, 'sma');
    expect([first.keys(), second.keys()]).toEqual([['signal/BTCUSDT_sma/BTCUSDT'], ['signal/BTCUSDT_sma/BTCUSDT']]);
  });

  it('are not those of another instance', async () => {
    const shelf = new Shelf();
    registered(shelf);
    const other = liveWorld({ script: { 1: long() }, to: 3 });
    await other.results();
    expect(shelf.log).toEqual([]);
  });

  it.each<[string, unknown, string]>([
    ['nothing', undefined, 'got undefined'],
    ['an instance', { readValue() {} }, 'got an object'],
    ['a class without its methods', class { readValue(): void {} hasValue(): void {} }, 'waitForInit, writeValue is missing'],
    ['a class that cannot be constructed', class { constructor() { throw new Error('no server'); } }, 'no server'],
  ])('refuse %s', async (_what, given, message) => {
    const { PersistSignalAdapter } = createTradewright();
    await expect((async () => {
      PersistSignalAdapter.usePersistSignalAdapter(given as TPersistBaseCtor);
      await PersistSignalAdapter.readSignalData(SYMBOL, 'sma');
    })()).rejects.toMatchObject({ code: 'persist/class', message: expect.stringContaining(message) as string });
  });
});

describe('a class over PersistBase', () => {
  let directory: string;
  beforeEach(() => { directory = mkdtempSync(join(tmpdir(), 'tw-persist-')); });
  afterEach(() => { rmSync(directory, { recursive: true }); });

  /** As they were written before there were classes. */
  function OldFiles(this: object, entityName: string): void {
    PersistBase.call(this as never, entityName, directory);
  }
  inherits(OldFiles, PersistBase as never);

  class Files extends PersistBase {
    constructor(entityName: string) {
      super(entityName, directory);
    }
  }

  class Elsewhere extends Files {
    override _getFilePath(entityId: EntityId): string {
      return join(directory, `my-${entityId}.json`);
    }
  }

  it.each<[string, TPersistBaseCtor, string]>([
    ['of today', Files, 'BTCUSDT_scripted/BTCUSDT.json'],
    ['of the time before', OldFiles as unknown as TPersistBaseCtor, 'BTCUSDT_scripted/BTCUSDT.json'],
    ['that puts its files elsewhere', Elsewhere, 'my-BTCUSDT.json'],
  ])('%s keeps the signals of live trading, on which it goes on', async (_what, ctor, file) => {
    const given = (kind: string): TPersistBaseCtor => classOver(new Shelf(), kind);
    const before = (tw: Tradewright): void => {
      tw.PersistSignalAdapter.usePersistSignalAdapter(ctor);
      tw.PersistScheduleAdapter.usePersistScheduleAdapter(given('schedule'));
      tw.PersistPartialAdapter.usePersistPartialAdapter(given('partial'));
    };
    await liveWorld({ store: null, before, script: { 2: long({ id: 'mine' }) }, to: 4 }).results();
    expect(JSON.parse(readFileSync(join(directory, file), 'utf8'))).toMatchObject({ id: 'mine', priceOpen: 100 });
    expect(told(await liveWorld({ store: null, before, from: 4, to: 6 }).results())).toEqual(['active', 'active', 'active']);
  });
});
