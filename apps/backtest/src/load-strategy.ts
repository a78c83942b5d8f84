import { loadStrategies, shownPath, usageFailure } from '@tradewright/cli-kit';
import { addStrategy, listStrategies, type IStrategySchema } from 'tradewright';
import type { RunRequest } from './request.ts';

/**
 * The one strategy to run, out of those that a file offers.
 *
 * @throws {Failure}
 */
export async function loadStrategy({ strategyFile, strategyName, params, directory }: Pick<RunRequest, 'strategyFile' | 'strategyName' | 'params' | 'directory'>): Promise<IStrategySchema> {
  const offered = await loadStrategies({ files: [strategyFile], params, directory, registry: { addStrategy, listStrategies } });
  return choose(offered, strategyName, shownPath(strategyFile, directory));
}

function choose(offered: readonly IStrategySchema[], name: string | undefined, shown: string): IStrategySchema {
  const names = offered.map(({ strategyName }) => strategyName).join(', ');
  if (name !== undefined) {
    const found = offered.find(({ strategyName }) => strategyName === name);
    if (found === undefined) throw usageFailure(`--strategy ${name}: ${shown} offers no such strategy; it offers ${names}.`);
    return found;
  }
  if (offered.length > 1) throw usageFailure(`${shown} offers several strategies; choose one with --strategy: ${names}.`);
  return offered[0]!;
}
