import { EngineError, InputError } from '@tradewright/core';
import { parseArgs } from 'node:util';
import { migrate } from './migrate.ts';
import { DEFAULT_SCHEMA } from './tables.ts';

const USAGE = `tradewright-postgres migrate [--database-url-env NAME] [--schema NAME]

Creates or updates the tables of Tradewright. Any number of processes may do so at once.

  --database-url-env NAME  the environment variable that holds the connection string (default DATABASE_URL)
  --schema NAME            the schema that holds the tables (default ${DEFAULT_SCHEMA})

Exit codes: 0 done, 1 the database could not do it, 2 wrong usage.
`;

/** What the command is run with. */
export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  out(text: string): void;
  error(text: string): void;
}

/** The command `tradewright-postgres`. @returns its exit code */
export async function command(args: readonly string[], { env, out, error }: Surroundings): Promise<number> {
  try {
    const { values, positionals } = readArguments(args);
    if (values.help === true) out(USAGE);
    else out(await run(positionals, values['database-url-env'], values.schema, env));
    return 0;
  } catch (failure) {
    if (!(failure instanceof EngineError)) throw failure;
    error(`${failure.message}\n`);
    return failure instanceof InputError ? 2 : 1;
  }
}

function readArguments(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { 'database-url-env': { type: 'string', default: 'DATABASE_URL' }, schema: { type: 'string', default: DEFAULT_SCHEMA }, help: { type: 'boolean', short: 'h' } },
    });
  } catch (cause) {
    throw new InputError('store/options', `${(cause as Error).message}\n\n${USAGE}`, { cause });
  }
}

async function run(positionals: readonly string[], variable: string, schema: string, env: Surroundings['env']): Promise<string> {
  if (positionals.length !== 1 || positionals[0] !== 'migrate') throw new InputError('store/options', USAGE);
  const connectionString = env[variable] ?? '';
  if (connectionString === '') throw new InputError('store/options', `The environment variable ${variable} must hold the connection string, like postgres://user:password@host:5432/database.`);
  const applied = await migrate({ connectionString, schema });
  return applied.length === 0 ? `The schema ${schema} is up to date.\n` : `The schema ${schema} now has ${applied.join(', ')}.\n`;
}
