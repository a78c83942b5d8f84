import type { FakeExchange } from '@tradewright/fake-exchange';
import { setTimeout } from 'node:timers/promises';

/** How often is looked. Looking all the time would take the processor from the program that asks. */
const LOOK_MS = 5;

/** Resolves when a fake exchange was asked for a path so many times. */
export async function untilAsked(exchange: FakeExchange, path: string, count: number): Promise<void> {
  while (exchange.count(path) < count) await setTimeout(LOOK_MS);
}
