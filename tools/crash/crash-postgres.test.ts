import { whyNoServer } from '@tradewright/pg-testing';
import { expect, it } from 'vitest';
import { killedAgainAndAgain, LIMIT_MS } from './crash.fixture.ts';

it('a live app that is killed again and again loses nothing and doubles nothing: on PostgreSQL', async ({ skip }) => {
  const reason = whyNoServer();
  skip(reason !== undefined, reason);
  expect(await killedAgainAndAgain('postgres')).toEqual([]);
}, LIMIT_MS);
