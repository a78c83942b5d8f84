import { InputError, isThenable } from '@tradewright/core';
import { contextsNow, type Contexts } from './context.ts';
import type { ILogger } from './types.ts';

const METHODS = ['log', 'debug', 'info', 'warn'] as const;

export type LogLevel = (typeof METHODS)[number];

/** A logger's own trouble when nobody is there to hear of it. */
const unheard = (): void => undefined;

/** The logger of one instance: silent until one is given. Whatever the user's logger does, it breaks nothing here. */
export class LoggerSwitch implements ILogger {
  #target: ILogger | null = null;

  /** @throws {InputError} `logger/shape` */
  use(logger: ILogger): void {
    const missing = METHODS.filter((method) => typeof logger?.[method] !== 'function');
    if (missing.length > 0) throw new InputError('logger/shape', `setLogger needs an object with the functions log, debug, info and warn; ${missing.join(', ')} is missing.`);
    this.#target = logger;
  }

  log(topic: string, ...details: unknown[]): void {
    this.write('log', topic, () => details);
  }

  debug(topic: string, ...details: unknown[]): void {
    this.write('debug', topic, () => details);
  }

  info(topic: string, ...details: unknown[]): void {
    this.write('info', topic, () => details);
  }

  warn(topic: string, ...details: unknown[]): void {
    this.write('warn', topic, () => details);
  }

  /**
   * @param detailsOf - called only if somebody reads the level, as is the last
   * @param report - hears of a logger that throws or rejects
   * @param contextsOf - whose it is and of when; the running hook's unless the writer knows better
   */
  write(level: LogLevel, topic: string, detailsOf: () => readonly unknown[], report: (error: unknown) => void = unheard, contextsOf: () => Contexts | null = contextsNow): void {
    const target = this.#target;
    if (target === null) return;
    try {
      // `log` is no level anywhere but in the seeds.
      if (target.isLevelEnabled?.(level === 'log' ? 'info' : level) === false) return;
      const contexts = contextsOf();
      const answer: unknown = target[level](topic, ...detailsOf(), contexts?.method ?? {}, contexts?.execution ?? {});
      if (isThenable(answer)) answer.then(undefined, report);
    } catch (error) {
      report(error);
    }
  }
}
