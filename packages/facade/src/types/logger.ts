/** Where an instance writes to. Every call ends with two more arguments: the method context and the execution context. */
export interface ILogger {
  log(topic: string, ...details: unknown[]): void;
  debug(topic: string, ...details: unknown[]): void;
  info(topic: string, ...details: unknown[]): void;
  warn(topic: string, ...details: unknown[]): void;
  /** Ours, and pino's: a level that is off is not written to, and nothing is put together for it. */
  isLevelEnabled?(level: string): boolean;
}
