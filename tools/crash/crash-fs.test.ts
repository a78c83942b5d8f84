import { expect, it } from 'vitest';
import { killedAgainAndAgain, LIMIT_MS } from './crash.fixture.ts';

it('a live app that is killed again and again loses nothing and doubles nothing: on files', async () => {
  expect(await killedAgainAndAgain('fs')).toEqual([]);
}, LIMIT_MS);
