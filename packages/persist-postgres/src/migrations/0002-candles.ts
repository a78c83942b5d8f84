/** Made once, here: a program that fills needs no right to make tables. */
const PARTITIONS = 16;

const partition = (s: string, remainder: number): string => `
create table ${s}.candles_${String(remainder).padStart(2, '0')} partition of ${s}.candles for values with (modulus ${PARTITIONS}, remainder ${remainder});`;

/** The README describes every table and index. @param s - the schema, as an identifier in quotes */
export const candles = (s: string): string => `
create table ${s}.candles (
  exchange text collate "C" not null,
  symbol text collate "C" not null,
  "interval" text collate "C" not null,
  open_time timestamptz not null,
  open float8 not null,
  high float8 not null,
  low float8 not null,
  close float8 not null,
  volume float8 not null,
  primary key (exchange, symbol, "interval", open_time) with (fillfactor = 100)
) partition by hash (exchange, symbol, "interval");
${Array.from({ length: PARTITIONS }, (_, remainder) => partition(s, remainder)).join('')}

create table ${s}.candle_series (
  exchange text collate "C" not null,
  symbol text collate "C" not null,
  "interval" text collate "C" not null,
  filled_at timestamptz not null,
  primary key (exchange, symbol, "interval")
) with (fillfactor = 50);

create table ${s}.candle_spans (
  exchange text collate "C" not null,
  symbol text collate "C" not null,
  "interval" text collate "C" not null,
  from_ms bigint not null,
  to_ms bigint not null check (from_ms < to_ms),
  primary key (exchange, symbol, "interval", from_ms)
) with (fillfactor = 50);

create table ${s}.candle_instruments (
  exchange text collate "C" not null,
  symbol text collate "C" not null,
  tick_size float8 not null,
  lot_size float8 not null,
  min_notional float8 not null,
  kept_at timestamptz not null,
  primary key (exchange, symbol)
);
`;
