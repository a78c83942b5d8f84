import { describe, expect, it, vi } from 'vitest';
import type { Broker, OrderRequest, Placement } from '../../ports/broker.ts';
import { BrokerError, Orders } from './orders.ts';

const order: OrderRequest = { id: 'run:1', leg: 'entry', side: 'long', price: 100, quantity: 1, atMs: 0 };
const filled = (orderId: string, price = 100): Placement => ({ kind: 'filled', fill: { orderId, atMs: 0, quotedPrice: 100, price, quantity: 1, feeFrac: 0 } });

/** A broker that writes down how it is used. */
function broker(over: Partial<Broker> = {}): { readonly broker: Broker; readonly done: string[]; readonly write: (order: OrderRequest) => Promise<void> } {
  const done: string[] = [];
  const place = over.place ?? (({ id }) => filled(id));
  const find = over.find ?? (() => null);
  return {
    done,
    write: async ({ id }) => void done.push(`write ${id}`),
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

describe('an order', () => {
  it('is written down before it is sent', async () => {
    const { broker: bank, done, write } = broker();
    expect(await new Orders(bank, write, null).place(order)).toEqual(filled('run:1'));
    expect(done).toEqual(['write run:1', 'place run:1']);
  });

  it('is not sent when it could not be written down, and is written again next time', async () => {
    const { broker: bank, done } = broker();
    const write = vi.fn(() => Promise.reject(new Error('disk full')));
    const orders = new Orders(bank, write, null);
    await expect(orders.place(order)).rejects.toThrow('disk full');
    await expect(orders.place(order)).rejects.toThrow('disk full');
    expect([done, write.mock.calls.length]).toEqual([[], 2]);
  });

  it('that was written down before a restart is sent again under its id, not written again', async () => {
    const { broker: bank, done, write } = broker();
    await new Orders(bank, write, order).place(order);
    expect(done).toEqual(['place run:1']);
  });

  it('that another one follows is written down anew', async () => {
    const { broker: bank, done, write } = broker();
    await new Orders(bank, write, order).place({ ...order, id: 'run:2' });
    expect(done).toEqual(['write run:2', 'place run:2']);
  });
});

describe('a broker that may place the same id twice', () => {
  it('is asked first what became of an order that may have been sent; if it is known, that is the answer', async () => {
    const { broker: bank, done, write } = broker({ can: { placeOnce: false }, find: (id) => filled(id, 99) });
    expect(await new Orders(bank, write, order).place(order)).toEqual(filled('run:1', 99));
    expect(done).toEqual(['find run:1']);
  });

  it('is sent it when it has never heard of it', async () => {
    const { broker: bank, done, write } = broker({ can: { placeOnce: false } });
    await new Orders(bank, write, order).place(order);
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
    const orders = new Orders(bank, write, null);
    await expect(orders.place(order)).rejects.toBeInstanceOf(BrokerError);
    await orders.place(order);
    expect([done, answers]).toEqual([['write run:1', 'place run:1', 'find run:1'], 1]);
  });

  it('is not asked about an order that was never sent', async () => {
    const { broker: bank, done, write } = broker({ can: { placeOnce: false } });
    await new Orders(bank, write, null).place(order);
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
      throw { toString: () => { throw new Error('no'); } };
    }, 'a value that cannot be shown'],
    ['it answers for another order', () => filled('run:9'), 'it answered for order run:9'],
    ['it answers nothing', () => undefined as never, 'its answer is no placement'],
    ['it answers nonsense', () => ({ kind: 'filled' }) as never, 'its answer is no placement'],
    ['it rejects another order', () => ({ kind: 'rejected', orderId: 'run:9', reason: 'no' }), 'it answered for order run:9'],
  ])('%s', async (_what, place, text) => {
    const { broker: bank, done, write } = broker({ place });
    const orders = new Orders(bank, write, null);
    await expect(orders.place(order)).rejects.toMatchObject({ code: 'broker/failed', retryable: true, message: `bank could not execute order run:1: ${text}` });
    await expect(orders.place(order)).rejects.toThrow();
    expect(done).toEqual(['write run:1', 'place run:1', 'place run:1']);
  });
});
