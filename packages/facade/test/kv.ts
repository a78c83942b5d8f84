import type { Tradewright } from '../src/create.ts';
import type { EntityId, IPersistBase, TPersistBaseCtor } from '../src/types.ts';

/** What classes of one kind keep, by `name/id`, and everything they were asked to do. */
export class Shelf {
  readonly entities = new Map<string, string>();
  readonly log: string[] = [];
  /** Fails while it says so. */
  fails: (what: string) => boolean = () => false;

  get(key: string): unknown {
    const json = this.entities.get(key);
    return json === undefined ? undefined : (JSON.parse(json) as unknown);
  }

  keys(): string[] {
    return [...this.entities.keys()].toSorted();
  }
}

interface ClassOptions {
  readonly removes?: boolean;
  readonly wrap?: (entity: object | null) => object | null;
}

/** A class with the four methods that are required, and `removeValue` if told so. */
export function classOver(shelf: Shelf, kind: string, { removes = false, wrap = (entity) => entity }: ClassOptions = {}): TPersistBaseCtor {
  class FourMethods implements IPersistBase<object | null> {
    readonly #name: string;

    constructor(entityName: string, baseDir: string) {
      this.#name = `${kind}/${entityName}`;
      shelf.log.push(`new ${kind} ${entityName} ${baseDir}`);
    }

    async waitForInit(initial: boolean): Promise<void> {
      this.#do(`init ${initial}`);
    }

    async readValue(id: EntityId): Promise<object> {
      this.#do(`read ${id}`);
      return shelf.get(`${this.#name}/${id}`) as object;
    }

    async hasValue(id: EntityId): Promise<boolean> {
      return shelf.entities.has(`${this.#name}/${id}`);
    }

    async writeValue(id: EntityId, entity: object | null): Promise<void> {
      this.#do(`write ${id}${entity === null ? ' null' : ''}`);
      shelf.entities.set(`${this.#name}/${id}`, JSON.stringify(wrap(entity)));
    }

    #do(what: string): void {
      if (shelf.fails(`${kind} ${what}`)) throw new Error(`${kind} cannot ${what}`);
      shelf.log.push(`${kind} ${what}`);
    }
  }
  if (!removes) return FourMethods;
  return class extends FourMethods {
    readonly #path: string;

    constructor(entityName: string, baseDir: string) {
      super(entityName, baseDir);
      this.#path = `${kind}/${entityName}`;
    }

    async removeValue(id: EntityId): Promise<void> {
      shelf.log.push(`${kind} remove ${id}`);
      shelf.entities.delete(`${this.#path}/${id}`);
    }
  };
}

/** Registers classes over one shelf with all four adapters. */
export function useShelf(shelf: Shelf, options: ClassOptions = {}): (tw: Tradewright) => void {
  return (tw) => {
    tw.PersistSignalAdapter.usePersistSignalAdapter(classOver(shelf, 'signal', options));
    tw.PersistScheduleAdapter.usePersistScheduleAdapter(classOver(shelf, 'schedule', options));
    tw.PersistRiskAdapter.usePersistRiskAdapter(classOver(shelf, 'risk', { ...options, wrap: (entity) => entity }));
    tw.PersistPartialAdapter.usePersistPartialAdapter(classOver(shelf, 'partial', { ...options, wrap: (entity) => entity }));
  };
}
