import type { EntityId, IPersistBase, Tradewright, TPersistBase } from '../index.ts';
import { PersistBase } from '../index.ts';

declare const tw: Tradewright;

// What comes with it is what the seeds say it is.
const base: TPersistBase = new PersistBase('signal', './dump/data');
void base;

class Redis extends PersistBase {
  override _getFilePath(entityId: EntityId): string {
    return `${this.entityName}:${entityId}`;
  }
}
tw.PersistSignalAdapter.usePersistSignalAdapter(Redis);

class FourMethods implements IPersistBase {
  async waitForInit(): Promise<void> {}
  async readValue(_id: EntityId): Promise<object> {
    return {};
  }
  async hasValue(): Promise<boolean> {
    return false;
  }
  async writeValue(_id: EntityId, _entity: object): Promise<void> {}
}
tw.PersistRiskAdapter.usePersistRiskAdapter(FourMethods);

class TooFew {
  async readValue(): Promise<object> {
    return {};
  }
}
// @ts-expect-error -- three methods are missing
tw.PersistPartialAdapter.usePersistPartialAdapter(TooFew);
