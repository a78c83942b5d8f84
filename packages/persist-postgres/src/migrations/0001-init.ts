/** The README describes every table and index. @param s - the schema, as an identifier in quotes */
export const init = (s: string): string => `
create table ${s}.state (
  key text collate "C" primary key,
  version bigint not null check (version > 0),
  value jsonb,
  updated_at timestamptz not null default clock_timestamp()
) with (fillfactor = 70);

create table ${s}.journal (
  key text collate "C" not null,
  version bigint not null,
  position integer not null,
  event jsonb not null,
  recorded_at timestamptz not null default clock_timestamp(),
  primary key (key, version, position)
);

create function ${s}.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'The journal is append-only: % is refused.', lower(tg_op) using errcode = 'insufficient_privilege';
end $$;

create trigger append_only before update or delete or truncate on ${s}.journal
  for each statement execute function ${s}.refuse_change();

create table ${s}.lease (
  name text collate "C" primary key,
  holder text collate "C",
  token bigint not null,
  expires_at timestamptz not null
) with (fillfactor = 50);

create table ${s}.commit_slot (
  writer uuid not null,
  slot integer not null,
  number bigint not null,
  committed_at timestamptz not null,
  primary key (writer, slot)
) with (fillfactor = 50);

create table ${s}.entity_data (
  base_dir text collate "C" not null,
  entity_name text collate "C" not null,
  entity_id text collate "C" not null,
  value jsonb not null,
  updated_at timestamptz not null,
  primary key (base_dir, entity_name, entity_id)
) with (fillfactor = 70);

-- One commit in one round trip. False: it had landed already, and its answer was lost on the way.
create function ${s}.commit_change(
  the_writer uuid, the_slot integer, the_number bigint,
  the_lease text, the_token bigint,
  keys text[], expected bigint[], jsons text[],
  event_keys text[], event_versions bigint[], events text[]
) returns boolean language plpgsql as $$
declare
  actual bigint;
begin
  insert into ${s}.commit_slot as slot (writer, slot, number, committed_at) values (the_writer, the_slot, the_number, clock_timestamp())
    on conflict (writer, slot) do update set number = excluded.number, committed_at = excluded.committed_at where slot.number < excluded.number;
  if not found then
    return false;
  end if;

  if the_lease is not null then
    -- Whoever wants the lease waits until this commit is done.
    perform from ${s}.lease where name = the_lease and token = the_token and holder is not null for share;
    if not found then
      raise exception 'fenced' using errcode = 'TW002';
    end if;
  end if;

  -- The keys come sorted, so that no two commits wait for each other.
  for i in 1 .. cardinality(keys) loop
    if expected[i] = 0 then
      insert into ${s}.state (key, version, value) values (keys[i], 1, jsons[i]::jsonb) on conflict (key) do nothing;
    else
      update ${s}.state set version = expected[i] + 1, value = jsons[i]::jsonb, updated_at = clock_timestamp() where key = keys[i] and version = expected[i];
    end if;
    if not found then
      select version into actual from ${s}.state where key = keys[i];
      raise exception 'conflict' using errcode = 'TW001', detail = json_build_object('key', keys[i], 'expected', expected[i], 'actual', coalesce(actual, 0))::text;
    end if;
  end loop;

  if cardinality(events) > 0 then
    insert into ${s}.journal (key, version, position, event)
      select one.key, one.version, one.position, one.event::jsonb
      from unnest(event_keys, event_versions, events) with ordinality as one (key, version, event, position);
  end if;
  return true;
end $$;
`;
