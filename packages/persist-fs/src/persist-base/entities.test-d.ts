import { describe, expectTypeOf, it } from 'vitest';
import { PersistBase } from './entities.ts';
import type { EntityId } from './entity-name.ts';

/** As the facade declares them (`src/types/persist.ts`), which this package may not import. */
interface IPersistBase<Entity extends object | null = object> {
  waitForInit(initial: boolean): Promise<void>;
  readValue(entityId: EntityId): Promise<Entity>;
  hasValue(entityId: EntityId): Promise<boolean>;
  writeValue(entityId: EntityId, entity: Entity): Promise<void>;
}

interface TPersistBase extends IPersistBase {
  removeValue(entityId: EntityId): Promise<void>;
  removeAll(): Promise<void>;
  getCount(): Promise<number>;
  values(): AsyncGenerator<object>;
  keys(): AsyncGenerator<EntityId>;
  filter(predicate: (entity: object) => boolean): AsyncGenerator<object>;
  take(total: number, predicate?: (entity: object) => boolean): AsyncGenerator<object>;
  [Symbol.asyncIterator](): AsyncIterableIterator<object>;
}

type TPersistBaseCtor<Entity extends object | null = object> = new (entityName: string, baseDir: string) => IPersistBase<Entity>;

interface Row {
  readonly id: string;
}

describe('PersistBase as the facade sees it', () => {
  it('is the backend that comes with it, whatever it keeps', () => {
    expectTypeOf(new PersistBase('signal')).toExtend<TPersistBase>();
    expectTypeOf(PersistBase).toExtend<TPersistBaseCtor>();
    expectTypeOf(PersistBase).toExtend<TPersistBaseCtor<Row | null>>();
    expectTypeOf(PersistBase).toExtend<TPersistBaseCtor<[key: string, row: Row][]>>();
  });

  it('knows its name and what is read', () => {
    const store = new PersistBase('signal');
    expectTypeOf(store.entityName).toEqualTypeOf<'signal'>();
    expectTypeOf(store.readValue<Row>('a')).toEqualTypeOf<Promise<Row>>();
    expectTypeOf(store.values<Row>()).toEqualTypeOf<AsyncGenerator<Row>>();
  });

  it('is a base of classes that stay backends', () => {
    class RedisPersist extends PersistBase<'signal'> {
      override async hasValue(entityId: EntityId): Promise<boolean> {
        return entityId === 'a';
      }
    }
    expectTypeOf(RedisPersist).toExtend<new (entityName: 'signal', baseDir: string) => TPersistBase>();
  });
});
