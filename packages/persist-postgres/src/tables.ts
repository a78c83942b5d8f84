import { InputError } from '@tradewright/core';
import { DummyDriver, Kysely, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler, type CompiledQuery, type Generated } from 'kysely';

/** The tables as the queries see them; the README says what they are for. Texts and JSON are kept as `kept-text.ts` says. */
export interface Tables {
  state: { key: string; version: string; value: string | null; updated_at: Generated<Date> };
  journal: { key: string; version: string; position: number; event: string; recorded_at: Generated<Date> };
  lease: { name: string; holder: string | null; token: string; expires_at: Date };
  commit_slot: { writer: string; slot: number; number: string; committed_at: Date };
  entity_data: { base_dir: string; entity_name: string; entity_id: string; value: string; updated_at: Date };
  candle_series: { exchange: string; symbol: string; interval: string; filled_at: Date };
  candle_spans: { exchange: string; symbol: string; interval: string; from_ms: string; to_ms: string };
  candle_instruments: { exchange: string; symbol: string; tick_size: number; lot_size: number; min_notional: number; kept_at: Date };
  migration: { name: string; applied_at: Generated<Date> };
}

export const DEFAULT_SCHEMA = 'tradewright';

/** @throws {InputError} `store/options` */
export function checkSchema(schema: string): string {
  if (/^[A-Za-z_][A-Za-z0-9_]{0,62}$/.test(schema)) return schema;
  throw new InputError('store/options', `schema must be a name of letters, digits and underscores, up to 63 of them, not ${JSON.stringify(schema)}.`);
}

/** Writes queries; it never runs any. */
export function queriesOf(schema: string): Kysely<Tables> {
  const dialect = {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db: Kysely<unknown>) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  };
  return new Kysely<Tables>({ dialect }).withSchema(schema);
}

/** What goes to the server. */
export type Statement = Pick<CompiledQuery, 'sql' | 'parameters'> & {
  /** Prepared once per connection under this name. */
  readonly name?: string;
};
