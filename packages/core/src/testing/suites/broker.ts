import type { Broker, OrderRequest } from '../../ports/broker.ts';
import { assert, assertEqual } from '../assert.ts';
import type { SuiteCase } from '../case.ts';

export interface BrokerSubject {
  readonly broker: Broker;
  /** An order this broker will fill; every call gives another id. */
  order(leg: 'entry' | 'exit', side: 'long' | 'short'): OrderRequest;
}

const LEGS = [
  ['entry', 'long'],
  ['exit', 'long'],
  ['entry', 'short'],
  ['exit', 'short'],
] as const;

/** What every `Broker` promises. Ids are stable. */
export const brokerCases: readonly SuiteCase<BrokerSubject>[] = [
  {
    id: 'BR-01',
    title: 'fills an order under its own id, in full',
    async run(fresh) {
      const { broker, order } = await fresh();
      const asked = order('entry', 'long');
      const placed = await broker.place(asked);
      assert(placed.kind === 'filled', 'the order was not filled');
      assertEqual([placed.fill.orderId, placed.fill.quantity], [asked.id, asked.quantity], 'id and quantity');
    },
  },
  {
    id: 'BR-02',
    title: 'reports the fee and a price that is never better than the one asked for',
    async run(fresh) {
      const { broker, order } = await fresh();
      for (const [leg, side] of LEGS) {
        const asked = order(leg, side);
        const placed = await broker.place(asked);
        assert(placed.kind === 'filled', `${leg} of a ${side} was not filled`);
        const buys = (leg === 'entry') === (side === 'long');
        assert(buys ? placed.fill.price >= placed.fill.quotedPrice : placed.fill.price <= placed.fill.quotedPrice, `${leg} of a ${side} had slippage for the trader`);
        assert(placed.fill.feeFrac >= 0 && placed.fill.feeFrac < 1, `fee share ${placed.fill.feeFrac}`);
      }
    },
  },
  {
    id: 'BR-03',
    title: 'places the same id once, and answers the same again',
    async run(fresh) {
      const { broker, order } = await fresh();
      if (!broker.can.placeOnce) return;
      const asked = order('entry', 'long');
      const first = await broker.place(asked);
      assertEqual(await broker.place({ ...asked, price: asked.price * 1.01 }), first, 'second answer');
    },
  },
  {
    id: 'BR-04',
    title: 'finds an order that arrived, and none that did not',
    async run(fresh) {
      const { broker, order } = await fresh();
      const asked = order('entry', 'short');
      assertEqual(await broker.find(asked.id), null, 'before');
      const placed = await broker.place(asked);
      assertEqual(await broker.find(asked.id), placed, 'after');
    },
  },
  {
    id: 'BR-05',
    title: 'turns down a quantity that cannot be traded, as a value',
    async run(fresh) {
      const { broker, order } = await fresh();
      for (const quantity of [0, -1, Number.NaN, Infinity]) {
        const placed = await broker.place({ ...order('entry', 'long'), quantity });
        assertEqual(placed.kind, 'rejected', `quantity ${quantity}`);
      }
    },
  },
];
