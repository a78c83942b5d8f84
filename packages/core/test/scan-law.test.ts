import { CandleSeries, columnsOf } from '@tradewright/core';
import { describe, expect, it } from 'vitest';
import { decisions, eventsOf, optionsOf, randomScenario, seeds } from './law.ts';

describe('the scan law', () => {
  it('stepping only where the scan stops tells the same story as stepping every candle, bit for bit', async () => {
    let trades = 0;
    for (const seed of seeds()) {
      const scenario = randomScenario(seed);
      const scanned = decisions(await eventsOf(optionsOf(scenario)));
      const stepped = decisions(await eventsOf(optionsOf(scenario, { stepEvery: true })));
      expect(scanned, `seed ${seed}`).toStrictEqual(stepped);
      trades += scanned.filter(({ kind }) => kind === 'closed').length;
    }
    expect(trades).toBeGreaterThan(0);
  });

  it('producing idle, active and progress events changes no decision', async () => {
    for (const seed of seeds()) {
      if (seed % 4 !== 0) continue;
      const scenario = randomScenario(seed);
      const quiet = decisions(await eventsOf(optionsOf(scenario)));
      const told = decisions(await eventsOf(optionsOf(scenario, { wants: ['idle', 'active', 'progress'] })));
      expect(told, `seed ${seed}`).toStrictEqual(quiet);
    }
  });

  it('candles page by page decide as a complete series does', async () => {
    for (const seed of seeds()) {
      if (seed % 4 !== 1) continue;
      const scenario = randomScenario(seed);
      const paged = decisions(await eventsOf(optionsOf(scenario)));
      const candles = CandleSeries.over(columnsOf(scenario.candles));
      expect(decisions(await eventsOf(optionsOf(scenario, { candles }))), `seed ${seed}`).toStrictEqual(paged);
    }
  });
});
