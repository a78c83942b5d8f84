import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { contest, three, WALKER, WHICH } from '../test/contest.ts';
import { codeOf, collect, SYMBOL } from '../test/world.ts';

describe('the report of a walk', () => {
  it('has the headings of the seeds, the best strategy first and trades of all', async () => {
    const made = contest(three());
    await made.walk();
    const report = await made.tw.Walker.getReport(SYMBOL, WALKER);
    for (const text of [`# Walker Comparison Report: ${WALKER}\n`, '**Optimization Metric:** totalPnl', '## Best Strategy: twice', '## Top Strategies Comparison', '| Rank | Strategy | totalPnl | Total Signals |', '| 1 | twice |', '| 3 | unlucky |', '## All Signals (PNL Table)', '| Strategy | Signal ID |']) expect(report).toContain(text);
    expect(report.match(/\| LONG \|/g)).toHaveLength(4);
  });

  it('is one file per symbol', async () => {
    const made = contest(three());
    await Promise.all([made.walk(), made.walk('ETHUSDT')]);
    const directory = await mkdtemp(join(tmpdir(), 'walker-'));
    for (const symbol of [SYMBOL, 'ETHUSDT']) expect(await made.tw.Walker.dump(symbol, WALKER, directory)).toBeUndefined();
    expect((await readdir(directory)).toSorted()).toEqual([`${WALKER}@${SYMBOL}.md`, `${WALKER}@ETHUSDT.md`]);
    expect(await readFile(join(directory, `${WALKER}@ETHUSDT.md`), 'utf8')).toBe(await made.tw.Walker.getReport('ETHUSDT', WALKER));
    expect(await codeOf(made.tw.Walker.dump(SYMBOL, WALKER, join(directory, `${WALKER}@${SYMBOL}.md`)))).toBe('report/write');
    await rm(directory, { recursive: true });
  });

  it('can be had while the walk is under way, and is replaced when the next one begins', async () => {
    const made = contest(three());
    await made.walk();
    const again = made.tw.Walker.run(SYMBOL, WHICH);
    expect((await made.tw.Walker.getData(SYMBOL, WALKER)).strategyResults).toHaveLength(3);
    await again.next();
    expect((await made.tw.Walker.getData(SYMBOL, WALKER)).strategyResults).toHaveLength(1);
    await collect(again);
  });
});
