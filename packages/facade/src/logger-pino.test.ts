import { Writable } from 'node:stream';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { candles, Market, minute } from '../test/market.ts';
import { long, NAMES, SYMBOL, world, type WorldOptions } from '../test/world.ts';
import type { ILogger } from './types.ts';

/** A stream that keeps what pino writes, and pino on it. */
function piped(level: string): { readonly lines: () => Record<string, unknown>[]; readonly logger: pino.Logger } {
  let written = '';
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      written += chunk.toString();
      done();
    },
  });
  return { lines: () => written.split('\n').filter(Boolean).map((line) => JSON.parse(line) as Record<string, unknown>), logger: pino({ level, base: null, timestamp: false }, stream) };
}

/** The adapter of the README: the contexts become fields of the line. */
function fromPino(logger: pino.Logger): ILogger {
  const to = (level: 'debug' | 'info' | 'warn') => (topic: string, ...details: unknown[]): void => {
    const [method, execution] = details.splice(-2);
    logger[level]({ ...(method as object), ...(execution as object), details }, topic);
  };
  return { log: to('info'), debug: to('debug'), info: to('info'), warn: to('warn'), isLevelEnabled: (level) => logger.isLevelEnabled(level) };
}

const options: WorldOptions = { script: { 2: long({ priceTakeProfit: 1 }) }, to: 3, market: new Market(candles(-50, 50)) };

describe('a pino logger', () => {
  it('plugs in as it is but for the `log` it has not', async () => {
    const { tw, results } = world(options);
    const { lines, logger } = piped('warn');
    tw.setLogger(Object.assign(logger, { log: logger.info }));
    await results();
    expect(lines()).toEqual([{ level: 40, msg: 'signal refused' }]);
  });

  it('writes whose line it is and of when through five lines of adapter', async () => {
    const { tw, results } = world(options);
    const { lines, logger } = piped('debug');
    tw.setLogger(fromPino(logger));
    await results();
    const whose = (n: number): object => ({ ...NAMES, symbol: SYMBOL, when: new Date(minute(n)).toISOString(), backtest: true });
    expect(lines()).toEqual([
      { level: 30, ...whose(0), details: [], msg: 'backtest started' },
      { level: 40, ...whose(2), details: [expect.stringContaining('must be > priceOpen')], msg: 'signal refused' },
      { level: 30, ...whose(2), details: [expect.objectContaining({ asks: 3 })], msg: 'backtest done' },
    ]);
  });

  it('without its level writes nothing', async () => {
    const { tw, results } = world(options);
    const { lines, logger } = piped('silent');
    tw.setLogger(fromPino(logger));
    await results();
    expect(lines()).toEqual([]);
  });
});
