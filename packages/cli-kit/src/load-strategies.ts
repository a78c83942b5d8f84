import { EngineError } from '@tradewright/core';
import type { IStrategySchema, Tradewright } from 'tradewright';
import type { Parameter } from './command-line.ts';
import { Failure, messageOf, usageFailure } from './failure.ts';
import { defaultExportOf, importFile } from './import-file.ts';
import { shownPath } from './shown-path.ts';

export interface LoadParts {
  /** Absolute paths. */
  readonly files: readonly string[];
  /** Given to factories. */
  readonly params: Readonly<Record<string, Parameter>>;
  /** Paths are shown from here. */
  readonly directory: string;
  /** Where strategies are registered, by the files themselves or on their behalf. */
  readonly registry: Pick<Tradewright, 'addStrategy' | 'listStrategies'>;
}

/**
 * The strategies that files offer: their default exports (a schema, several, or a factory of either), and whatever they
 * register themselves. `installModuleHooks` comes first.
 *
 * @throws {Failure}
 */
export async function loadStrategies({ files, params, directory, registry }: LoadParts): Promise<readonly IStrategySchema[]> {
  const shown = files.map((file) => shownPath(file, directory));
  const exported: unknown[] = [];
  for (const [i, file] of files.entries()) exported.push(defaultExportOf(await importFile(file, shown[i]!)));
  const [given] = Object.keys(params);
  if (given !== undefined && !exported.some((one) => typeof one === 'function')) throw usageFailure(`--param ${given}: ${takesNone(shown)} not a function (params) => strategy.`);
  for (const [i, one] of exported.entries()) await registerAll(await made(one, params, shown[i]!), registry, shown[i]!);
  const offered = await registry.listStrategies();
  if (offered.length === 0) throw new Failure(`${offersNone(shown)} no strategy: export one as default (a schema, an array or a factory), or call addStrategy.`);
  return offered;
}

function takesNone(shown: readonly string[]): string {
  return shown.length === 1 ? `${shown[0]} takes no parameters, since its default export is` : `${shown.join(', ')} take no parameters, since their default exports are`;
}

function offersNone(shown: readonly string[]): string {
  return `${shown.join(', ')} ${shown.length === 1 ? 'offers' : 'offer'}`;
}

async function made(exported: unknown, params: LoadParts['params'], shown: string): Promise<unknown> {
  if (typeof exported !== 'function') return exported;
  try {
    return (await (exported as (params: LoadParts['params']) => unknown)({ ...params })) ?? undefined;
  } catch (error) {
    throw new Failure(`${shown}: its factory threw: ${messageOf(error)}`, undefined, { cause: error });
  }
}

async function registerAll(made: unknown, registry: LoadParts['registry'], shown: string): Promise<void> {
  const registered = await registry.listStrategies();
  for (const schema of Array.isArray(made) ? (made as unknown[]) : [made]) {
    if (schema !== undefined && !registered.includes(schema as IStrategySchema)) register(schema as IStrategySchema, registry, shown);
  }
}

/** The registry says what is wrong with the schema; we add where it comes from. */
function register(schema: IStrategySchema, { addStrategy }: LoadParts['registry'], shown: string): void {
  try {
    addStrategy(schema);
  } catch (error) {
    throw error instanceof EngineError ? new Failure(`${shown}: ${error.message}`, undefined, { cause: error }) : error;
  }
}
