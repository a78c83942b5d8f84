interface Stamped<T> {
  readonly atMs: number;
  readonly item: T;
}

/** The latest `limit` items by time; among items of one instant the one added last is the later. */
export class Latest<T> {
  readonly #limit: number;
  /** Oldest first; cut back only when it is twice too long, so that an item costs O(1). */
  #items: Stamped<T>[] = [];

  constructor(limit: number) {
    this.#limit = limit;
  }

  add(atMs: number, item: T): void {
    const items = this.#items;
    let at = items.length;
    while (at > 0 && items[at - 1]!.atMs > atMs) at -= 1;
    if (at === items.length) items.push({ atMs, item });
    else items.splice(at, 0, { atMs, item });
    if (items.length > 2 * this.#limit) items.splice(0, items.length - this.#limit);
  }

  merge(other: Latest<T>): void {
    for (const { atMs, item } of other.#kept()) this.add(atMs, item);
  }

  /** Forgets items for which `isGone` says so. */
  drop(isGone: (item: T) => boolean): void {
    this.#items = this.#items.filter(({ item }) => !isGone(item));
  }

  findNewest(isIt: (item: T) => boolean): T | undefined {
    return this.#items.findLast(({ item }) => isIt(item))?.item;
  }

  /** A fresh list, newest first. */
  newestFirst(): T[] {
    return this.#kept().map(({ item }) => item).toReversed();
  }

  #kept(): readonly Stamped<T>[] {
    return this.#items.slice(Math.max(0, this.#items.length - this.#limit));
  }
}
