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
  use({ strategyName, exchangeName, frameName }: RunContext, by: string): () => void {
    const { riskName } = this.strategies.get(strategyName, by);
    const releases = [this.exchanges.use(exchangeName, by), this.strategies.use(strategyName, by)];
    if (frameName !== undefined) releases.push(this.frames.use(frameName, by));
    if (riskName !== undefined) releases.push(this.risks.use(riskName, by));
    return () => {
      for (const release of releases) release();
    };
  }
}
