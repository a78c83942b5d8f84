import { InputError } from '@tradewright/core';
import type { ILogger } from './types.ts';

const METHODS = ['log', 'debug', 'info', 'warn'] as const;

/** The logger of one instance: silent until one is given. */
export class LoggerSwitch implements ILogger {
  #target: ILogger | null = null;

  /** @throws {InputError} `logger/shape` */
  use(logger: ILogger): void {
    const missing = METHODS.filter((method) => typeof logger?.[method] !== 'function');
    if (missing.length > 0) throw new InputError('logger/shape', `setLogger needs an object with the functions log, debug, info and warn; ${missing.join(', ')} is missing.`);
    this.#target = logger;
  }

  log(topic: string, ...details: unknown[]): void {
    this.#target?.log(topic, ...details);
  }

  debug(topic: string, ...details: unknown[]): void {
    this.#target?.debug(topic, ...details);
  }

  info(topic: string, ...details: unknown[]): void {
    this.#target?.info(topic, ...details);
  }

  warn(topic: string, ...details: unknown[]): void {
    this.#target?.warn(topic, ...details);
  }
}
