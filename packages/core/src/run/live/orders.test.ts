import { describe, expect, it, vi } from 'vitest';
import type { Broker, OrderRequest, Placement } from '../../ports/broker.ts';
import { BrokerError, Orders } from './orders.ts';

const order: OrderRequest = { id: 'run:1', leg: 'entry', side: 'long', price: 100, quantity: 1, atMs: 0 };
const filled = (orderId: string, price = 100): Placement => ({ kind: 'filled', fill: { orderId, atMs: 0, quotedPrice: 100, price, quantity: 1, feeFrac: 0 } });

/** A broker that writes down how it is used. */
function broker(over: Partial<Broker> = {}): { readonly broker: Broker; readonly done: string[]; readonly write: (order: OrderRequest) => Promise<boolean> } {
  const done: string[] = [];
  const place = over.place ?? (({ id }) => filled(id));
  const find = over.find ?? (() => null);
  return {
    done,
    write: async ({ id }) => done.push(`write ${id}`) > 0,
    broker: {
      name: 'bank', can: over.can ?? { placeOnce: true }, close: async () => {},
      place: (one) => {
        done.push(`place ${one.id}`);
        return place(one);
      },
      find: (id) => {
        done.push(`find ${id}`);
        return find(id);
      },
    },
  };
}

/** Nobody else can trade this run. */
const ordersOf = (bank: Broker, writeDown: (one: OrderRequest) => Promise<boolean>, sent: OrderRequest | null, halted: () => string | null = () => null): Orders => new Orders({ broker: bank, writeDown, halted, makeSure: () => undefined }, sent);

describe('an order', () => {
  it('is written down before it is sent', async () => {
    const { broker: bank, done, write } = broker();
    expect(await ordersOf(bank, write, null).place(order)).toEqual(filled('run:1'));
    expect(done).toEqual(['write run:1', 'place run:1']);
  });

  it('is not sent when it could not be written down, and is written again next time', async () => {
    const { broker: bank, done } = broker();
    const write = vi.fn<() => Promise<boolean>>(() => Promise.reject(new Error('disk full')));
    const orders = ordersOf(bank, write, null);
    await expect(orders.place(order)).rejects.toThrow('disk full');
    await expect(orders.place(order)).rejects.toThrow('disk full');
    expect([done, write.mock.calls.length]).toEqual([[], 2]);
  });

  it('that was written down before a restart is sent again under its id, not written again', async () => {
    const { broker: bank, done, write } = broker();
    await ordersOf(bank, write, order).place(order);
    expect(done).toEqual(['place run:1']);
  });

  it('that another one follows is written down anew', async () => {
    const { broker: bank, done, write } = broker();
    await ordersOf(bank, write, order).place({ ...order, id: 'run:2' });
    expect(done).toEqual(['write run:2', 'place run:2']);
  });
});

describe('a broker that may place the same id twice', () => {
  it('is asked first what became of an order that may have been sent; if it is known, that is the answer', async () => {
    const { broker: bank, done, write } = broker({ can: { placeOnce: false }, find: (id) => filled(id, 99) });
    expect(await ordersOf(bank, write, order).place(order)).toEqual(filled('run:1', 99));
    expect(done).toEqual(['find run:1']);
  });

  it('is sent it when it has never heard of it', async () => {
    const { broker: bank, done, write } = broker({ can: { placeOnce: false } });
    await ordersOf(bank, write, order).place(order);
    expect(done).toEqual(['find run:1', 'place run:1']);
  });

  it('is asked as well when its first answer did not come', async () => {
    let answers = 0;
    const { broker: bank, done, write } = broker({
      can: { placeOnce: false }, find: (id) => filled(id),
      place: () => {
        answers++;
        throw new Error('line is dead');
      },
    });
    const orders = ordersOf(bank, write, null);
    await expect(orders.place(order)).rejects.toBeInstanceOf(BrokerError);
    await orders.place(order);
    expect([done, answers]).toEqual([['write run:1', 'place run:1', 'find run:1'], 1]);
  });

  it('is not asked about an order that was never sent', async () => {
    const { broker: bank, done, write } = broker({ can: { placeOnce: false } });
    await ordersOf(bank, write, null).place(order);
    expect(done).toEqual(['write run:1', 'place run:1']);
  });
});

describe('a broker that fails is told as such, and the order stays to be sent again:', () => {
  it.each<[string, Broker['place'], string]>([
    ['it throws', () => {
      throw new Error('maintenance');
    }, 'maintenance'],
    ['it rejects', () => Promise.reject(new Error('maintenance')), 'maintenance'],
    ['it throws what cannot be shown', () => {
      // oxlint-disable-next-line no-throw-literal, typescript/only-throw-error -- brokers throw such things
      throw { toString: () => { throw new Error('no'); } };
    }, 'a value that cannot be shown'],
    ['it answers for another order', () => filled('run:9'), 'it answered for order run:9'],
    ['it answers nothing', () => undefined as never, 'its answer is no placement'],
    ['it answers nonsense', () => ({ kind: 'filled' }) as never, 'its answer is no placement'],
    ['it rejects another order', () => ({ kind: 'rejected', orderId: 'run:9', reason: 'no' }), 'it answered for order run:9'],
  ])('%s', async (_what, place, text) => {
    const { broker: bank, done, write } = broker({ place });
    const orders = ordersOf(bank, write, null);
    await expect(orders.place(order)).rejects.toMatchObject({ code: 'broker/failed', retryable: true, message: `bank could not execute order run:1: ${text}` });
    await expect(orders.place(order)).rejects.toThrow(text);
    expect(done).toEqual(['write run:1', 'place run:1', 'place run:1']);
  });
});

describe('while trading is halted, an entry', () => {
  const halted = (): string => 'halted: the news';
  const off: Placement = { kind: 'rejected', orderId: 'run:1', reason: 'halted: the news' };

  it('that was only just written down is not sent', async () => {
    const { broker: bank, done, write } = broker();
    expect(await ordersOf(bank, write, null, halted).place(order)).toEqual(off);
    expect(done).toEqual(['write run:1']);
  });

  it('that could be called off before it was written down is neither written nor sent', async () => {
    const { broker: bank, done } = broker();
    expect(await ordersOf(bank, async () => false, null, halted).place(order)).toEqual(off);
    expect(done).toEqual([]);
  });

  it('that may have been sent before is looked for, and taken where it was filled', async () => {
    const { broker: bank, done, write } = broker({ find: (id) => filled(id, 99) });
    expect(await ordersOf(bank, write, order, halted).place(order)).toEqual(filled('run:1', 99));
    expect(done).toEqual(['find run:1']);
  });

  it('that may have been sent before and was not is given up', async () => {
    const { broker: bank, done, write } = broker();
    expect(await ordersOf(bank, write, order, halted).place(order)).toEqual(off);
    expect(done).toEqual(['find run:1']);
  });

  it('is not sent either where the halt comes while the broker looks for it', async () => {
    let reason: string | null = null;
    const { broker: bank, done, write } = broker({ can: { placeOnce: false }, find: () => {
      reason = 'halted: the news';
      return null;
    } });
    expect(await ordersOf(bank, write, order, () => reason).place(order)).toEqual(off);
    expect(done).toEqual(['find run:1']);
  });

  it('is held up, an exit is not', async () => {
    const { broker: bank, done, write } = broker();
    await ordersOf(bank, write, null, halted).place({ ...order, leg: 'exit' });
    expect(done).toEqual(['write run:1', 'place run:1']);
  });
});

describe('an order of a process that was held up before it could send it', () => {
  const held = (bank: Broker, makeSure: () => Promise<void>): Orders => new Orders({ broker: bank, writeDown: async () => true, halted: () => null, makeSure }, null);

  it('is not sent when somebody else has taken over', async () => {
    const { broker: bank, done } = broker();
    await expect(held(bank, () => Promise.reject(new Error('the lease was lost'))).place(order)).rejects.toThrow('the lease was lost');
    expect(done).toEqual([]);
  });

  it('is asked for first where the broker may place it twice', async () => {
    const { broker: bank, done } = broker({ can: { placeOnce: false }, find: () => filled('run:1', 99) });
    expect(await held(bank, () => Promise.resolve()).place(order)).toEqual(filled('run:1', 99));
    expect(done).toEqual(['find run:1']);
  });
});

it.each([
  ['a price that is no number', { price: NaN }],
  ['no quantity', { quantity: 0 }],
  ['no quoted price', { quotedPrice: undefined }],
  ['an endless fee', { feeFrac: Infinity }],
])('a fill with %s is no fill: no store could keep the position', async (_what, part) => {
  const good = filled('run:1');
  const { broker: bank } = broker({ place: () => ({ kind: 'filled', fill: { ...(good as Extract<Placement, { kind: 'filled' }>).fill, ...part } }) as Placement });
  await expect(ordersOf(bank, async () => true, null).place(order)).rejects.toThrow(/its fill cannot be/);
});

it('a fee below 0, as some exchanges pay it to makers, is one', async () => {
  const good = filled('run:1') as Extract<Placement, { kind: 'filled' }>;
  const paid: Placement = { kind: 'filled', fill: { ...good.fill, feeFrac: -0.0001 } };
  const { broker: bank } = broker({ place: () => paid });
  expect(await ordersOf(bank, async () => true, null).place(order)).toEqual(paid);
});
