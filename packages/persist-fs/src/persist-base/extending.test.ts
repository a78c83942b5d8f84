import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inherits } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { freshDirectory } from './directory.fixture.ts';
import { PersistBase } from './entities.ts';
import type { EntityId } from './entity-name.ts';

const directory = freshDirectory({ beforeEach, afterEach });

/** A constructor as it was written before there were classes. */
type OldConstructor = new (entityName: string, baseDir: string) => PersistBase & { readonly prefix: string };

const extend = Object.setPrototypeOf as (child: object, parent: object) => void;

/** What people have written, and what compilers make of classes for old engines. */
const OLD_STYLES: Readonly<Record<string, () => OldConstructor>> = {
  'util.inherits and call'() {
    function Old(this: { prefix: string } & PersistBase, entityName: string, baseDir: string): void {
      PersistBase.call(this, entityName, baseDir);
      this.prefix = 'old-';
    }
    inherits(Old, PersistBase);
    return Old as unknown as OldConstructor;
  },
  'Object.create and apply'() {
    function Old(this: { prefix: string } & PersistBase, ...names: [entityName: string, baseDir: string]): void {
      PersistBase.apply(this, names);
      this.prefix = 'old-';
    }
    Old.prototype = Object.create(PersistBase.prototype, { constructor: { value: Old, writable: true, configurable: true } });
    return Old as unknown as OldConstructor;
  },
  'Reflect.construct'() {
    function Old(entityName: string, baseDir: string): object {
      const self = Reflect.construct(PersistBase, [entityName, baseDir], new.target ?? Old) as { prefix: string };
      self.prefix = 'old-';
      return self;
    }
    Old.prototype = Object.create(PersistBase.prototype);
    return Old as unknown as OldConstructor;
  },
  'a compiled class'() {
    const Compiled = (function (_super: typeof PersistBase) {
      extend(Old, _super);
      Old.prototype = Object.create(_super.prototype);
      function Old(this: { prefix: string } & PersistBase, entityName: string, baseDir: string): unknown {
        const _this = (_super.call(this, entityName, baseDir) as unknown as undefined) || this;
        _this.prefix = 'old-';
        return _this;
      }
      return Old;
    })(PersistBase);
    return Compiled as unknown as OldConstructor;
  },
  'an instance as prototype'() {
    function Old(this: { prefix: string } & PersistBase, entityName: string, baseDir: string): void {
      PersistBase.call(this, entityName, baseDir);
      this.prefix = 'old-';
    }
    Old.prototype = new PersistBase('prototype', directory.path);
    return Old as unknown as OldConstructor;
  },
};

async function keysOf(store: PersistBase): Promise<EntityId[]> {
  const keys: EntityId[] = [];
  for await (const key of store.keys()) keys.push(key);
  return keys;
}

describe('A constructor that is a function', () => {
  it.each(Object.entries(OLD_STYLES))('extends PersistBase by %s', async (_style, make) => {
    const Old = make();
    Old.prototype._getFilePath = function (this: InstanceType<OldConstructor>, entityId: EntityId) {
      return join(this._directory, `${this.prefix}${entityId}.txt`);
    };
    const store = new Old('signal', directory.path);
    const other = new Old('risk', directory.path);
    expect([store instanceof Old, store instanceof PersistBase, Object.keys(store).sort()]).toEqual([true, true, ['_directory', 'baseDir', 'entityName', 'prefix']]);
    await store.waitForInit(true);
    await store.writeValue('BTCUSDT', { id: 'a' });
    await other.writeValue('BTCUSDT', { id: 'b' });
    expect(await directory.list()).toEqual(expect.arrayContaining(['signal/old-BTCUSDT.txt', 'risk/old-BTCUSDT.txt']));
    expect([await store.readValue('BTCUSDT'), await other.readValue('BTCUSDT'), await keysOf(store)]).toEqual([{ id: 'a' }, { id: 'b' }, ['BTCUSDT']]);
    await expect(store.readValue('ETHUSDT')).rejects.toThrow('Entity signal:ETHUSDT not found');
    await store.removeValue('BTCUSDT');
    expect([await store.getCount(), await other.getCount()]).toEqual([0, 1]);
  });

  it('can be extended by a class, and that by a function', async () => {
    const Old = OLD_STYLES['Reflect.construct']!();
    class Middle extends Old {
      override async readValue<T extends object | null>(entityId: EntityId): Promise<T> {
        return { ...(await super.readValue<object>(entityId)), read: true } as T;
      }
    }
    function Last(this: unknown, entityName: string, baseDir: string): object {
      return Reflect.construct(Middle, [entityName, baseDir], Last);
    }
    Last.prototype = Object.create(Middle.prototype);
    const store = new (Last as unknown as OldConstructor)('signal', directory.path);
    await store.writeValue('a', { id: 'a' });
    expect([store.prefix, await store.readValue('a')]).toEqual(['old-', { id: 'a', read: true }]);
  });
});

/** The layout of seed 000: `my-strategy:BTCUSDT` in `my-strategy/BTCUSDT.json`. */
class ByStrategy extends PersistBase {
  override _getFilePath(entityId: EntityId): string {
    return join(this._directory, ...String(entityId).split(':')) + '.json';
  }
}

describe('A class', () => {
  it('extends PersistBase with fields and methods of its own', async () => {
    class Counting extends PersistBase<'signal'> {
      writes = 0;
      readonly #secret = 'secret';

      constructor(baseDir: string) {
        super('signal', baseDir);
      }

      override async writeValue<T extends object | null>(entityId: EntityId, entity: T): Promise<void> {
        this.writes++;
        await super.writeValue(entityId, { ...entity, secret: this.#secret });
      }
    }
    const store = new Counting(directory.path);
    await store.writeValue('a', { id: 'a' });
    expect([store.writes, await store.readValue('a'), store.constructor.name]).toEqual([1, { id: 'a', secret: 'secret' }, 'Counting']);
  });

  it('is asked by values, filter, take, getCount and iteration where it keeps its entities elsewhere', async () => {
    class Remembering extends PersistBase {
      readonly kept: Map<EntityId, object> = new Map([['b', { n: 2 }], ['a', { n: 1 }]]);
      override async waitForInit(): Promise<void> {}
      override async readValue<T extends object | null>(entityId: EntityId): Promise<T> {
        return this.kept.get(entityId) as T;
      }
      override async *keys(): AsyncGenerator<EntityId> {
        yield* this.kept.keys();
      }
    }
    const store = new Remembering('signal', directory.path);
    const seen: object[] = [];
    for await (const entity of store) seen.push(entity);
    for await (const entity of store.take(1, (one: { n: number }) => one.n === 1)) seen.push(entity);
    expect([seen, await store.getCount(), await directory.list()]).toEqual([[{ n: 2 }, { n: 1 }, { n: 1 }], 2, []]);
  });

  it('may put its files into directories of their own, and finds them again', async () => {
    const store = new ByStrategy('signal', directory.path);
    for (const id of ['my-strategy:BTCUSDT', 'my-strategy:ETHUSDT', 'other:BTCUSDT', 'plain']) await store.writeValue(id, { id });
    expect((await directory.list()).filter((path) => !path.includes('/.id-'))).toEqual(['signal/my-strategy/BTCUSDT.json', 'signal/my-strategy/ETHUSDT.json', 'signal/other/BTCUSDT.json', 'signal/plain.json']);
    const after = new ByStrategy('signal', directory.path);
    await after.waitForInit(true);
    expect(await keysOf(after)).toEqual(['my-strategy:BTCUSDT', 'my-strategy:ETHUSDT', 'other:BTCUSDT', 'plain']);
    expect(await after.readValue('other:BTCUSDT')).toEqual({ id: 'other:BTCUSDT' });
    await after.removeValue('other:BTCUSDT');
    expect(await keysOf(store)).toEqual(['my-strategy:BTCUSDT', 'my-strategy:ETHUSDT', 'plain']);
    await store.removeAll();
    expect(await directory.list()).toEqual([]);
  });

  it('may put its files outside of its directory', async () => {
    class Outside extends PersistBase {
      override _getFilePath(entityId: EntityId): string {
        return join(this.baseDir, 'elsewhere', `${this.entityName}-${entityId}`);
      }
    }
    const store = new Outside('signal', directory.path);
    await store.writeValue('a', { id: 'a' });
    expect(await directory.list()).toEqual(['elsewhere/signal-a', expect.stringMatching(/^signal\/\.id-/)]);
    expect([await keysOf(new Outside('signal', directory.path)), await keysOf(new Outside('risk', directory.path))]).toEqual([['a'], []]);
  });

  it('has its files swept and judged wherever they are', async () => {
    const store = new ByStrategy('signal', directory.path);
    await store.writeValue('my-strategy:BTCUSDT', { id: 'a' });
    await store.writeValue('my-strategy:ETHUSDT', { id: 'b' });
    await writeFile(join(directory.path, 'signal', 'my-strategy', `x.json.tmp-${process.pid}-1-0123456789ab`), '{');
    await writeFile(join(directory.path, 'signal', 'my-strategy', 'BTCUSDT.json'), '{');
    class Quiet extends ByStrategy {
      override _onWarning(): void {}
    }
    const after = new Quiet('signal', directory.path);
    await after.waitForInit(true);
    expect((await directory.list()).filter((path) => !path.includes('/.id-'))).toEqual(['signal/my-strategy/BTCUSDT.json.corrupt-1', 'signal/my-strategy/ETHUSDT.json']);
    expect(await keysOf(after)).toEqual(['my-strategy:ETHUSDT']);
  });

  it('cannot be called, like any class; neither can PersistBase without an instance', () => {
    expect(() => (PersistBase as unknown as (name: string) => void)('signal')).toThrow(TypeError);
    expect(() => PersistBase.call({} as PersistBase, 'signal')).toThrow('use new');
    expect([PersistBase.name, new PersistBase('signal').constructor, Object.keys(PersistBase.prototype)]).toEqual(['PersistBase', PersistBase, []]);
  });
});
