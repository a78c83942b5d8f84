import { usageFailure } from '@tradewright/cli-kit';
import type { Broker, StateStore } from '@tradewright/core';

const POINTS = ['commit.before', 'commit.after', 'place.before', 'place.after', 'told'] as const;

/** A moment in the life of an event at which a power cut would hurt most. */
export type Point = (typeof POINTS)[number];

/** Ends this very process as a power cut does, at a named moment. Only the crash harness asks for it. */
export class KillPoint {
  readonly #point: Point;
  #left: number;

  private constructor(point: Point, nth: number) {
    this.#point = point;
    this.#left = nth;
  }

  /**
   * @param text - as `commit.before:7`: the seventh time
   * @throws {Failure} wrong usage
   */
  static parse(text: string | undefined): KillPoint | null {
    if (text === undefined) return null;
    const [, name, nth] = /^([a-z.]+):([1-9]\d{0,8})$/.exec(text) ?? [];
    const point = POINTS.find((one) => one === name);
    if (point === undefined) throw usageFailure(`TRADEWRIGHT_KILL_AT must be one of ${POINTS.join(', ')} with how many times, as in commit.before:7, not "${text}".`);
    return new KillPoint(point, Number(nth));
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
      const placement = broker().place(order);
      kill.passes('place.after');
      return placement;
    },
    find: (orderId) => broker().find(orderId),
    close: () => broker().close(),
  };
}
