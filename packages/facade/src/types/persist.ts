import type { IRiskActivePosition } from './risk.ts';
import type { IScheduledSignalRow, ISignalRow } from './signal.ts';

/** What a stored value is known by. */
export type EntityId = string | number;

/** Whatever can be written as JSON. */
export type IEntity = object;

/** What a custom backend must offer: these four methods and no more. */
export interface IPersistBase<Entity extends IEntity | null = IEntity> {
  /** Called before each read and write; `initial` is true the first time. */
  waitForInit(initial: boolean): Promise<void>;
  readValue(entityId: EntityId): Promise<Entity>;
  hasValue(entityId: EntityId): Promise<boolean>;
  writeValue(entityId: EntityId, entity: Entity): Promise<void>;
}

/** The backend that comes with it, over files. */
export interface TPersistBase extends IPersistBase {
  removeValue(entityId: EntityId): Promise<void>;
  removeAll(): Promise<void>;
  getCount(): Promise<number>;
  values(): AsyncGenerator<IEntity>;
  keys(): AsyncGenerator<EntityId>;
  filter(predicate: (entity: IEntity) => boolean): AsyncGenerator<IEntity>;
  take(total: number, predicate?: (entity: IEntity) => boolean): AsyncGenerator<IEntity>;
  [Symbol.asyncIterator](): AsyncIterableIterator<IEntity>;
}

/** How a custom backend is constructed. */
export type TPersistBaseCtor<EntityName extends string = string, Entity extends IEntity | null = IEntity> = new (entityName: EntityName, baseDir: string) => IPersistBase<Entity>;

/** The open signal of a symbol and strategy. */
export type SignalData = ISignalRow | null;
/** The signal that waits for its entry. */
export type ScheduleData = IScheduledSignalRow | null;
/** The positions under a risk profile, by strategy and symbol. */
export type RiskData = [key: string, position: IRiskActivePosition][];
/** The levels that were told of each signal, by its id. */
export type PartialData = Record<string, { profitLevels: number[]; lossLevels: number[] }>;
