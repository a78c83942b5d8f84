import type { Clock } from '@tradewright/core';
import type { PartialData, RiskData, ScheduleData, SignalData, TPersistBaseCtor } from '../types.ts';
import { Entities } from './entities.ts';

/** The open signal of each symbol and strategy, in a class of one's own. */
export interface PersistSignalAdapter {
  /** Live runs that begin from now on keep their signals in instances of it. @throws {InputError} `persist/class` */
  usePersistSignalAdapter(ctor: TPersistBaseCtor): void;
  readSignalData(symbol: string, strategyName: string): Promise<SignalData>;
  writeSignalData(row: SignalData, symbol: string, strategyName: string): Promise<void>;
}

/** The waiting signal of each symbol and strategy. */
export interface PersistScheduleAdapter {
  usePersistScheduleAdapter(ctor: TPersistBaseCtor): void;
  readScheduleData(symbol: string, strategyName: string): Promise<ScheduleData>;
  writeScheduleData(row: ScheduleData, symbol: string, strategyName: string): Promise<void>;
}

/** The positions under each risk profile. */
export interface PersistRiskAdapter {
  usePersistRiskAdapter(ctor: TPersistBaseCtor): void;
  readPositionData(riskName: string): Promise<RiskData>;
  writePositionData(rows: RiskData, riskName: string): Promise<void>;
}

/** The levels that were told of each symbol's signals. */
export interface PersistPartialAdapter {
  usePersistPartialAdapter(ctor: TPersistBaseCtor): void;
  readPartialData(symbol: string): Promise<PartialData>;
  writePartialData(levels: PartialData, symbol: string): Promise<void>;
}

/** The adapters of one instance; their functions need no `this`. */
export interface PersistAdapters {
  readonly PersistSignalAdapter: PersistSignalAdapter;
  readonly PersistScheduleAdapter: PersistScheduleAdapter;
  readonly PersistRiskAdapter: PersistRiskAdapter;
  readonly PersistPartialAdapter: PersistPartialAdapter;
}

/** What the adapters keep, as a live run reads and writes it: an entity for each symbol may be two where two exchanges trade it. */
export class Persisted {
  readonly signals: Entities;
  readonly schedules: Entities;
  readonly positions: Entities;
  readonly partials: Entities;

  /** @param clock - the machine's, which measures how long a class takes to answer */
  constructor(clock: Clock) {
    this.signals = new Entities('signals', './dump/data/signal/', clock);
    this.schedules = new Entities('scheduled signals', './dump/data/schedule/', clock);
    this.positions = new Entities('risk positions', './dump/data/risk/', clock);
    this.partials = new Entities('partial levels', './dump/data/partial/', clock);
  }

  /** Whether a user gave a class for any of them. */
  get given(): boolean {
    return this.signals.given || this.schedules.given || this.positions.given || this.partials.given;
  }

  async signal(symbol: string, strategyName: string, id: string = symbol): Promise<SignalData> {
    return unwrapped(await this.signals.read(pairName(symbol, strategyName), id)) as SignalData;
  }

  async schedule(symbol: string, strategyName: string, id: string = symbol): Promise<ScheduleData> {
    return unwrapped(await this.schedules.read(pairName(symbol, strategyName), id)) as ScheduleData;
  }

  async setSignal(row: SignalData, symbol: string, strategyName: string, id: string = symbol): Promise<void> {
    await this.signals.write(pairName(symbol, strategyName), id, row);
  }

  async setSchedule(row: ScheduleData, symbol: string, strategyName: string, id: string = symbol): Promise<void> {
    await this.schedules.write(pairName(symbol, strategyName), id, row);
  }

  async risk(riskName: string): Promise<RiskData> {
    return ((await this.positions.read(riskName, 'positions')) ?? []) as RiskData;
  }

  async setRisk(rows: RiskData, riskName: string): Promise<void> {
    await this.positions.write(riskName, 'positions', rows);
  }

  /** Ours: what ready rules remember, and the account behind them; `null` where nothing was kept. */
  async riskMemory(riskName: string): Promise<unknown> {
    return (await this.positions.read(riskName, 'memory')) ?? null;
  }

  async setRiskMemory(memory: object, riskName: string): Promise<void> {
    await this.positions.write(riskName, 'memory', memory);
  }

  async levels(symbol: string): Promise<PartialData> {
    return ((await this.partials.read(symbol, 'levels')) ?? {}) as PartialData;
  }

  async setLevels(levels: PartialData, symbol: string): Promise<void> {
    await this.partials.write(symbol, 'levels', Object.keys(levels).length === 0 ? null : levels);
  }
}

/** What their users reach for by name. */
export function adaptersOf(persisted: Persisted): PersistAdapters {
  const { signals, schedules, positions, partials } = persisted;
  return {
    PersistSignalAdapter: {
      usePersistSignalAdapter: (ctor) => signals.use(ctor),
      readSignalData: (symbol, strategyName) => persisted.signal(symbol, strategyName),
      writeSignalData: (row, symbol, strategyName) => persisted.setSignal(row, symbol, strategyName),
    },
    PersistScheduleAdapter: {
      usePersistScheduleAdapter: (ctor) => schedules.use(ctor),
      readScheduleData: (symbol, strategyName) => persisted.schedule(symbol, strategyName),
      writeScheduleData: (row, symbol, strategyName) => persisted.setSchedule(row, symbol, strategyName),
    },
    PersistRiskAdapter: {
      usePersistRiskAdapter: (ctor) => positions.use(ctor),
      readPositionData: (riskName) => persisted.risk(riskName),
      writePositionData: (rows, riskName) => persisted.setRisk(rows, riskName),
    },
    PersistPartialAdapter: {
      usePersistPartialAdapter: (ctor) => partials.use(ctor),
      readPartialData: (symbol) => persisted.levels(symbol),
      writePartialData: (levels, symbol) => persisted.setLevels(levels, symbol),
    },
  };
}

function pairName(symbol: string, strategyName: string): string {
  return `${symbol}_${strategyName}`;
}

/** Some of the seeds' documents wrap a row. */
function unwrapped(entity: unknown): unknown {
  return typeof entity === 'object' && entity !== null && 'signalRow' in entity ? entity.signalRow : entity;
}
