import { afterAll, beforeAll, expect, it } from 'vitest';
import { testServer, whyNoServer, type TestServer } from '@tradewright/pg-testing';
import { Bundle } from './bundle.ts';
import { Duel, type Blow } from './duel.ts';

const ROUNDS = 10;
const LIMIT_MS = 120_000;

let app: Bundle;
let server: TestServer | undefined;

beforeAll(async () => {
  app = await Bundle.make();
  if (whyNoServer() === undefined) server = await testServer();
}, LIMIT_MS);

afterAll(async () => {
  await server?.dispose();
  await app[Symbol.asyncDispose]();
});

const rounds = Array.from({ length: ROUNDS }, (_, round): readonly [seed: number, blow: Blow] => [round + 1, round % 2 === 0 ? 'kill' : 'stop']);

// Each of them mostly waits for a clock.
it.skipIf(whyNoServer() !== undefined).concurrent.each(rounds)('two processes, one trader: round %i, the owner gets a %s', async (seed, blow) => {
  expect((await Duel.fight(app.main, server!, seed, blow)).faults).toEqual([]);
}, LIMIT_MS);
