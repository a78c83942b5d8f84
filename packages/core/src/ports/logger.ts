/** Where the engine's remarks go. `topic` names the place, the rest are details. */
export interface Logger {
  log(topic: string, ...details: readonly unknown[]): void;
  debug(topic: string, ...details: readonly unknown[]): void;
  info(topic: string, ...details: readonly unknown[]): void;
  warn(topic: string, ...details: readonly unknown[]): void;
}
