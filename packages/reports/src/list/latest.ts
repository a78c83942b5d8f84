/** The latest `limit` items by time; among items of one instant the one added last is the later. */
export class Latest<T> {
  readonly #limit: number;
  /** Oldest first, times beside items; cut back only when twice too long, so that an item costs O(1). */
  #atMs: number[] = [];
  #items: T[] = [];

  constructor(limit: number) {
    this.#limit = limit;
  }

  add(atMs: number, item: T): void {
    let at = this.#atMs.length;
    while (at > 0 && this.#atMs[at - 1]! > atMs) at -= 1;
    if (at === this.#atMs.length) {
      this.#atMs.push(atMs);
      this.#items.push(item);
    } else {
      this.#atMs.splice(at, 0, atMs);
      this.#items.splice(at, 0, item);
    }
    if (this.#items.length > 2 * this.#limit) this.#cut();
  }

  merge(other: Latest<T>): void {
    const from = Math.max(0, other.#items.length - other.#limit);
    const [times, items] = [other.#atMs.slice(from), other.#items.slice(from)];
    for (const [i, item] of items.entries()) this.add(times[i]!, item);
  }

  /** Forgets items for which `isGone` says so. */
  drop(isGone: (item: T) => boolean): void {
    const stays = this.#items.map((item) => !isGone(item));
    this.#atMs = this.#atMs.filter((_, i) => stays[i]);
    this.#items = this.#items.filter((_, i) => stays[i]);
  }

  findNewest(isIt: (item: T) => boolean): T | undefined {
    return this.#items.findLast((item) => isIt(item));
  }

  /** A fresh list, newest first. */
  newestFirst(): T[] {
    return this.#items.slice(Math.max(0, this.#items.length - this.#limit)).toReversed();
  }

  #cut(): void {
    this.#atMs.splice(0, this.#atMs.length - this.#limit);
    this.#items.splice(0, this.#items.length - this.#limit);
  }
}
