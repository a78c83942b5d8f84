import { setTimeout as pause } from 'node:timers/promises';
import type pg from 'pg';
import { MOST_OPEN, RISK_NAME } from './terms.ts';

/** One statement, so one snapshot: nothing in it is older or newer than anything else. */
const LOOK = `
with held as (
  select substr(key, 5) as run from tradewright.state
  where key like 'run:%' and (value->'state'->>'kind' in ('opened', 'active') or (value->'state'->>'kind' = 'scheduled' and value->'state'->>'orderId' is not null))
), slot as (
  select jsonb_object_keys(value->'positions') as run from tradewright.state where key = $1
)
select (select count(*) from held)::integer as held, (select count(*) from slot)::integer as slots,
  (select count(*) from held full join slot using (run) where held.run is null or slot.run is null)::integer as apart`;

const REST_MS = 10;

/** Who looks at the database from outside, all the time. */
export class Witness {
  looks = 0;
  mostSlots = 0;
  readonly faults: string[] = [];
  readonly #client: pg.Client;

  constructor(client: pg.Client) {
    this.#client = client;
  }

  /** Looks until it is called off. */
  async watch(cancel: AbortSignal): Promise<void> {
    while (!cancel.aborted) {
      await this.look();
      await pause(REST_MS);
    }
  }

  /** @returns how many slots are taken */
  async look(): Promise<number> {
    const { rows } = await this.#client.query<{ held: number; slots: number; apart: number }>({ name: 'look', text: LOOK, values: [`risk:${RISK_NAME}`] });
    const { held, slots, apart } = rows[0]!;
    this.looks++;
    this.mostSlots = Math.max(this.mostSlots, slots, held);
    if (Math.max(slots, held) > MOST_OPEN) this.faults.push(`${slots} slots are taken and ${held} positions held, of ${MOST_OPEN}`);
    if (apart > 0) this.faults.push(`${apart} of ${slots} slots and ${held} positions belong to nobody`);
    return slots;
  }
}
