import { EngineError } from '@tradewright/core';
import { addStrategy, listStrategies, type IStrategySchema } from 'tradewright';
import { Failure, messageOf, usageFailure } from './failure.ts';
import { defaultExportOf, importFile } from './import-file.ts';
import type { RunRequest } from './request.ts';
import { shownPath } from './shown-path.ts';

/**
 * The strategy that a file offers: its default export (a schema, several, or a factory of either), or whatever it
 * registers itself.
 *
 * @throws {Failure}
 */
export async function loadStrategy({ strategyFile, strategyName, params, directory }: Pick<RunRequest, 'strategyFile' | 'strategyName' | 'params' | 'directory'>): Promise<IStrategySchema> {
  const shown = shownPath(strategyFile, directory);
  const exported = await made(defaultExportOf(await importFile(strategyFile, shown)), params, shown);
  const registered = await listStrategies();
  for (const schema of Array.isArray(exported) ? (exported as unknown[]) : [exported]) {
    if (schema !== undefined && !registered.includes(schema as IStrategySchema)) register(schema as IStrategySchema, shown);
  }
  return choose(await listStrategies(), strategyName, shown);
}

async function made(exported: unknown, params: RunRequest['params'], shown: string): Promise<unknown> {
  if (typeof exported === 'function') {
    try {
      return (await (exported as (params: RunRequest['params']) => unknown)({ ...params })) ?? undefined;
    } catch (error) {
      throw new Failure(`${shown}: its factory threw: ${messageOf(error)}`, undefined, { cause: error });
    }
  }
  const [unused] = Object.keys(params);
  if (unused !== undefined) throw usageFailure(`--param ${unused}: ${shown} takes no parameters, since its default export is not a function (params) => strategy.`);
  return exported;
}

/** The registry says what is wrong with the schema; we add where it comes from. */
function register(schema: IStrategySchema, shown: string): void {
  try {
    addStrategy(schema);
  } catch (error) {
    throw error instanceof EngineError ? new Failure(`${shown}: ${error.message}`, undefined, { cause: error }) : error;
  }
}

function choose(offered: readonly IStrategySchema[], name: string | undefined, shown: string): IStrategySchema {
  const names = offered.map(({ strategyName }) => strategyName).join(', ');
  if (offered.length === 0) throw new Failure(`${shown} offers no strategy: export one as default (a schema, an array or a factory), or call addStrategy.`);
  if (name !== undefined) {
    const found = offered.find(({ strategyName }) => strategyName === name);
    if (found === undefined) throw usageFailure(`--strategy ${name}: ${shown} offers no such strategy; it offers ${names}.`);
    return found;
  }
  if (offered.length > 1) throw usageFailure(`${shown} offers several strategies; choose one with --strategy: ${names}.`);
  return offered[0]!;
}
