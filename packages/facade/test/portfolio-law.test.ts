import { expect, it } from 'vitest';
import { broken, LAW_TIMEOUT_MS } from './law.ts';
import { portfolioLaw } from './laws/portfolio-law.ts';

/** Core runs the same law of its own portfolios a thousand times. */
const RUNS = 80;

it('a portfolio without shared rules is its backtests, event by event', { timeout: LAW_TIMEOUT_MS }, async () => {
  expect(await broken(portfolioLaw, RUNS)).toBeNull();
});
