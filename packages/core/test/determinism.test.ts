import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { fingerprint } from './fingerprint.ts';
import { eventsOf, optionsOf, randomScenario, seeds } from './law.ts';

describe('determinism', () => {
  it('the same input gives the same events, run after run', async () => {
    for (const seed of seeds()) {
      if (seed % 8 !== 0) continue;
      const scenario = randomScenario(seed);
      expect(await eventsOf(optionsOf(scenario)), `seed ${seed}`).toStrictEqual(await eventsOf(optionsOf(scenario)));
    }
  });

  it('an answer that has to be awaited gives the same events as one that has not', async () => {
    for (const seed of seeds()) {
      if (seed % 8 !== 1) continue;
      const scenario = randomScenario(seed);
      const { strategy } = scenario;
      const slow = { ...strategy, ask: (context: Parameters<typeof strategy.ask>[0]) => Promise.resolve(strategy.ask(context)) };
      expect(await eventsOf(optionsOf(scenario, { strategy: slow })), `seed ${seed}`).toStrictEqual(await eventsOf(optionsOf(scenario)));
    }
  });

  it('another process gives the same events', async () => {
    const script = fileURLToPath(new URL('fingerprint.ts', import.meta.url));
    const printed = execFileSync(process.execPath, ['--conditions=@tradewright/source', script, '300'], { encoding: 'utf8' });
    expect(printed.trim()).toBe(await fingerprint(300));
  }, 60_000);
});
