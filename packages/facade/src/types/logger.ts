export interface ILogger {
  log(topic: string, ...details: unknown[]): void;
  debug(topic: string, ...details: unknown[]): void;
  info(topic: string, ...details: unknown[]): void;
  warn(topic: string, ...details: unknown[]): void;
}
