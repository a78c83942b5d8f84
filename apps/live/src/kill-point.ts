import { usageFailure } from '@tradewright/cli-kit';
import type { Broker, OrderRequest, StateStore } from '@tradewright/core';
import { appendFileSync } from 'node:fs';

const POINTS = ['commit.before', 'commit.after', 'place.before', 'place.after', 'told'] as const;

/** A moment in the life of an event at which a power cut would hurt most. */
export type Point = (typeof POINTS)[number];

/** Ends this very process as a power cut does, at a named moment, and notes what was sent before. Only the crash harness asks for it. */
export class KillPoint {
  readonly #point: Point | null;
  #left: number;
  readonly #orderLog: string | undefined;

  private constructor(point: Point | null, nth: number, orderLog: string | undefined) {
    this.#point = point;
    this.#left = nth;
    this.#orderLog = orderLog;
  }

  /**
   * @param text - as `commit.before:7`: the seventh time
   * @param orderLog - a file that gets each order as it reaches the broker
   * @throws {Failure} wrong usage
   */
  static parse(text: string | undefined, orderLog: string | undefined): KillPoint | null {
    if (text === undefined) return orderLog === undefined ? null : new KillPoint(null, 0, orderLog);
    const [, name, nth] = /^([a-z.]+):([1-9]\d{0,8})$/.exec(text) ?? [];
    const point = POINTS.find((one) => one === name);
    if (point === undefined) throw usageFailure(`TRADEWRIGHT_KILL_AT must be one of ${POINTS.join(', ')} with how many times, as in commit.before:7, not "${text}".`);
    return new KillPoint(point, Number(nth), orderLog);
  }

  /** What no kill takes back. */
  sent(order: OrderRequest): void {
    if (this.#orderLog !== undefined) appendFileSync(this.#orderLog, `${JSON.stringify(order)}\n`);
  }

  passes(point: Point): void {
    if (point === this.#point && --this.#left === 0) process.kill(process.pid, 'SIGKILL');
  }
}

/** A store during whose commits the process may end. */
export function killableStore(store: StateStore, kill: KillPoint): StateStore {
  const { name, can, leases } = store;
  return {
    name,
    can,
    ...(leases === undefined ? {} : { leases }),
    load: (keys) => store.load(keys),
    commit: async (change) => {
      kill.passes('commit.before');
      await store.commit(change);
      kill.passes('commit.after');
    },
    events: (key, afterVersion) => store.events(key, afterVersion),
    close: () => store.close(),
  };
}

/** A broker during whose orders the process may end. */
export function killableBroker(broker: () => Broker, kill: KillPoint): Broker {
  return {
    name: 'paper',
    can: { placeOnce: true },
    place: (order) => {
      kill.passes('place.before');
      kill.sent(order);
      const placement = broker().place(order);
      kill.passes('place.after');
      return placement;
    },
    find: (orderId) => broker().find(orderId),
    close: () => broker().close(),
  };
}
