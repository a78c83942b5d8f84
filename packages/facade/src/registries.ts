import { Registry } from './registry.ts';
import { exchangeFailures } from './shape/exchange.ts';
import { frameFailures } from './shape/frame.ts';
import { optimizerFailures } from './shape/optimizer.ts';
import { riskFailures } from './shape/risk.ts';
import { sizingFailures } from './shape/sizing.ts';
import { strategyFailures } from './shape/strategy.ts';
import { walkerFailures } from './shape/walker.ts';
import type { RunContext } from './runs.ts';
import type { IExchangeSchema, IFrameSchema, IOptimizerSchema, IRiskSchema, ISizingSchema, IStrategySchema, IWalkerSchema } from './types.ts';

/** What stands in for a strategy's own risk profile and sizing. */
export interface LimitNames {
  readonly riskName?: string | undefined;
  readonly sizingName?: string | undefined;
}

/** Everything that was registered with one instance. */
export class Registries {
  readonly exchanges: Registry<IExchangeSchema, 'exchangeName'> = new Registry('exchange', 'exchangeName', exchangeFailures);
  readonly strategies: Registry<IStrategySchema, 'strategyName'> = new Registry('strategy', 'strategyName', strategyFailures);
  readonly frames: Registry<IFrameSchema, 'frameName'> = new Registry('frame', 'frameName', frameFailures);
  readonly walkers: Registry<IWalkerSchema, 'walkerName'> = new Registry('walker', 'walkerName', walkerFailures);
  readonly sizings: Registry<ISizingSchema, 'sizingName'> = new Registry('sizing', 'sizingName', sizingFailures);
  readonly risks: Registry<IRiskSchema, 'riskName'> = new Registry('risk', 'riskName', riskFailures);
  readonly optimizers: Registry<IOptimizerSchema, 'optimizerName'> = new Registry('optimizer', 'optimizerName', optimizerFailures);

  /**
   * Keeps all that a run is made of from being removed or changed until it has ended.
   *
   * @param by - the run, for the message to whoever tries
   * @returns the function that lets go of it
   */
  use({ strategyName, exchangeName, frameName, ...over }: RunContext & LimitNames, by: string): () => void {
    const strategy = this.strategies.get(strategyName, by);
    const { riskName = strategy.riskName, sizingName = strategy.sizingName } = over;
    const releases = [this.exchanges.use(exchangeName, by), this.strategies.use(strategyName, by)];
    if (frameName !== undefined) releases.push(this.frames.use(frameName, by));
    if (riskName !== undefined) releases.push(this.risks.use(riskName, by));
    if (sizingName !== undefined) releases.push(this.sizings.use(sizingName, by));
    return () => {
      for (const release of releases) release();
    };
  }
}
