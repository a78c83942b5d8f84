import { describe, expect, it } from 'vitest';
import { StoreError } from '../../error.ts';
import type { Broker, OrderRequest, Placement } from '../../ports/broker.ts';
import type { RiskRule } from '../../ports/risk-rule.ts';
import type { Change } from '../../ports/state-store.ts';
import { FakeClock } from '../../testing/fake-clock.ts';
import { MemoryDisk } from '../../testing/memory-store.ts';
import { MINUTE_MS } from '../../units.ts';
import { PaperBroker } from '../paper-broker.ts';
import { minute, Scripted, signal } from '../run.fixture.ts';
import { down, houseOn, SECOND_MS, trade } from './halt.fixture.ts';
import { KEY, NO_COSTS, pass, words, type Over } from './live.fixture.ts';
import { RiskLedger } from './risk-ledger.ts';
import type { RiskRecord } from './risk-record.ts';
import type { RunRecord } from './run-record.ts';

/** Counts reservations. */
const counter: RiskRule<number> = { name: 'counter', initial: 0, judge: () => ({ allowed: true }), fold: (state, { kind }) => (kind === 'reserved' ? state + 1 : state) };

const ordersIn = ({ writes }: Change): (string | undefined)[] => writes.flatMap(({ value }) => (value as Partial<RunRecord> | null)?.order?.leg ?? []);
const slots = (disk: MemoryDisk): RiskRecord | null => JSON.parse(disk.values.get('risk:slots')?.json ?? 'null') as RiskRecord | null;
const orderOf = (disk: MemoryDisk): unknown => (JSON.parse(disk.values.get(KEY)!.json!) as RunRecord).order;
const calm = (told: readonly string[]): string[] => told.filter((word) => !/paused|resumed|broker/.test(word));

/** Writes down what it is asked; fails as long as it is told to. */
class Line implements Broker {
  readonly name = 'line';
  readonly can: Broker['can'];
  readonly asked: string[] = [];
  isDown = false;
  /** Orders arrive, but answers do not. */
  losesAnswers = false;
  readonly #paper = new PaperBroker(NO_COSTS);
  readonly #placed = new Map<string, Placement>();

  constructor(placeOnce: boolean = true) {
    this.can = { placeOnce };
  }

  async place(order: OrderRequest): Promise<Placement> {
    this.asked.push(`place ${order.leg}`);
    if (this.isDown) throw new Error('no line');
    const placement = this.#paper.place(order);
    this.#placed.set(order.id, placement);
    if (this.losesAnswers) throw new Error('no answer');
    return placement;
  }

  find(orderId: string): Placement | null {
    this.asked.push('find');
    return this.#placed.get(orderId) ?? null;
  }

  async close(): Promise<void> {}
}

describe.each([['with risk rules', true], ['without risk rules', false]])('while trading is halted, %s,', (_how, isRuled) => {
  const over = (house: ReturnType<typeof houseOn>, broker: Broker): Over => ({ broker, ...(isRuled ? { risk: [counter], ledger: new RiskLedger({ store: house.store, riskName: 'slots' }) } : {}) });
  const states = (disk: MemoryDisk): unknown => (isRuled ? (slots(disk)?.states['counter'] ?? 0) : 0);

  it('no entry is written once the store is back, nor sent; its slot is free and no rule has counted it', async () => {
    const disk = new MemoryDisk();
    const [house, line] = [houseOn(disk), new Line()];
    let isDown = false;
    house.store.onCommit = (change) => {
      isDown ||= ordersIn(change).includes('entry');
      if (isDown) throw down;
    };
    const heard = trade(house, over(house, line));
    await pass(house.clock, 1.2 * MINUTE_MS);
    void house.killSwitch.halt('the news');
    house.store.onCommit = (change) => {
      expect(ordersIn(change)).toEqual([]);
    };
    await pass(house.clock, 10 * SECOND_MS);
    expect([calm(words(heard.told)), line.asked, states(disk), Object.keys(slots(disk)?.positions ?? {})]).toEqual([['cancelled rejected 1'], [], 0, []]);
  });

  it('no entry is sent that was on its way to the store when the halt came', async () => {
    const disk = new MemoryDisk();
    const [house, line] = [houseOn(disk), new Line()];
    house.store.onWritten = (change) => {
      if (ordersIn(change).includes('entry')) void house.killSwitch.halt('the news');
    };
    const heard = trade(house, over(house, line));
    await pass(house.clock, 2 * MINUTE_MS);
    expect([calm(words(heard.told)), line.asked, orderOf(disk), Object.keys(slots(disk)?.positions ?? {})]).toEqual([['cancelled rejected 1'], [], null, []]);
  });

  it('what may be written already is not called off, but given up once that is known', async () => {
    const disk = new MemoryDisk();
    const [house, line] = [houseOn(disk), new Line()];
    house.store.onWritten = (change) => {
      if (!ordersIn(change).includes('entry')) return;
      void house.killSwitch.halt('the news');
      throw new StoreError('store/uncertain', 'the connection was lost', { retryable: true });
    };
    const heard = trade(house, over(house, line));
    await pass(house.clock, 2 * MINUTE_MS);
    expect([calm(words(heard.told)), line.asked, orderOf(disk), Object.keys(slots(disk)?.positions ?? {})]).toEqual([['cancelled rejected 1'], [], null, []]);
  });

  it.each([true, false])('no entry is sent again to a broker that was down (which places an order once: %s)', async (placeOnce) => {
    const [house, line] = [houseOn(), new Line(placeOnce)];
    line.isDown = true;
    const heard = trade(house, over(house, line));
    await pass(house.clock, 1.5 * MINUTE_MS);
    await house.killSwitch.halt('the news');
    line.isDown = false;
    await pass(house.clock, 2 * MINUTE_MS);
    expect([calm(words(heard.told)), line.asked]).toEqual([['cancelled rejected 1'], ['place entry', 'find']]);
  });

  it('an entry that was filled all the same is taken, and what has to be closed is closed', async () => {
    const [house, line] = [houseOn(), new Line()];
    line.losesAnswers = true;
    const heard = trade(house, over(house, line));
    await pass(house.clock, 1.5 * MINUTE_MS);
    await house.killSwitch.halt('the news', { closesPositions: true });
    line.losesAnswers = false;
    await pass(house.clock, 2 * MINUTE_MS);
    expect([calm(words(heard.told)), line.asked]).toEqual([['opened 1', 'command 2'], ['place entry', 'find', 'place exit']]);
  });

  it('no entry is sent after a restart; trading goes on when it is resumed', async () => {
    const [disk, clock, line] = [new MemoryDisk(), new FakeClock(minute(0)), new Line()];
    const before = houseOn(disk, clock);
    line.isDown = true;
    const end = new AbortController();
    trade(before, { ...over(before, line), cancel: end.signal });
    await pass(clock, 1.5 * MINUTE_MS);
    end.abort();
    await pass(clock, 2 * SECOND_MS);
    const after = houseOn(disk, clock);
    await houseOn(disk, clock).killSwitch.halt('over night');
    line.isDown = false;
    const heard = trade(after, { ...over(after, line), strategy: new Scripted({ 5: () => signal() }) });
    await pass(clock, 2 * MINUTE_MS);
    await after.killSwitch.refresh();
    await after.killSwitch.resume();
    await pass(clock, 2.5 * MINUTE_MS);
    expect([calm(words(heard.told)), line.asked]).toEqual([['restored scheduled', 'cancelled rejected 1', 'opened 5'], ['place entry', 'find', 'place entry']]);
  });
});
