import { checkExchange, checkFrame, checkStrategy, Registry } from './registry.ts';
import type { IExchangeSchema, IFrameSchema, IStrategySchema } from './types.ts';

/** Everything that was registered with one instance. */
export class Registries {
  readonly exchanges: Registry<IExchangeSchema> = new Registry('exchange', 'exchangeName', checkExchange);
  readonly strategies: Registry<IStrategySchema> = new Registry('strategy', 'strategyName', checkStrategy);
  readonly frames: Registry<IFrameSchema> = new Registry('frame', 'frameName', checkFrame);
}
