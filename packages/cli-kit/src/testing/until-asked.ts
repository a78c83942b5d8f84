import { setTimeout } from 'node:timers/promises';

/** How often is looked. Looking all the time would take the processor from the program that asks. */
const LOOK_MS = 5;

/** An exchange that counts the questions it is asked. */
export interface CountingExchange {
  count(path: string): number;
}

/** Resolves when an exchange was asked for a path so many times. */
export async function untilAsked(exchange: CountingExchange, path: string, count: number): Promise<void> {
  while (exchange.count(path) < count) await setTimeout(LOOK_MS);
}
