import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { csv, minutes, strategy } from '@tradewright/cli-kit/testing';
import { describe, expect, it } from 'vitest';
import { directoryWith, linesOf, run, start } from './cli.ts';

/** Far from any price that comes. */
const holds = strategy({ body: 'return { ...buy(price), priceTakeProfit: price * 1.15, priceStopLoss: price * 0.85, minuteEstimatedTime: 1440 };' });
const files = { 'candles.csv': csv(minutes(4320)), 'strategy.ts': holds };
const args = ['strategy.ts', '--replay', 'candles.csv', '--symbol', 'X', '--json', '--no-health', '--speed', '1500'];

describe('a halt, with state in files', () => {
  it.concurrent('closes and refuses while a program trades, stays when that is killed and started again, and ends by resume', async () => {
    const directory = directoryWith(files);
    const first = start(directory, args);
    await first.says('"action":"opened"', 'stdout');
    expect(await run(directory, 'halt', '--reason', 'the news', '--close')).toMatchObject({ code: 0, stderr: '', stdout: 'Trading is halted: the news. Nothing is opened; what is open is closed at the VWAP, and what waits is given up. The program that trades here has taken it up.\n' });
    await first.says('"kind":"refused"', 'stdout');
    expect(await run(directory, 'halted', '--json')).toMatchObject({ code: 10, stdout: expect.stringMatching(/^\{"schemaVersion":1,"kind":"halted","halted":\{"reason":"the news",.*"closesPositions":true\},"stored":true\}\n$/) as string });
    first.child.kill('SIGKILL');
    const told = linesOf((await first.ended).stdout);
    expect(told.find(({ kind }) => kind === 'halt')).toMatchObject({ halted: { reason: 'the news', closesPositions: true } });
    expect(told.filter(({ action }) => action === 'closed')).toMatchObject([{ closeReason: 'command', reasonText: 'halted: the news' }]);

    const second = start(directory, args);
    await second.says('"kind":"refused"', 'stdout');
    expect(await run(directory, 'resume')).toMatchObject({ code: 0, stderr: '', stdout: 'Trading goes on.\n' });
    await second.says('"action":"opened"', 'stdout');
    second.child.kill('SIGINT');
    const { stdout } = await second.ended;
    expect(linesOf(stdout).filter(({ kind }) => kind === 'halt').map(({ halted }) => halted)).toMatchObject([{ reason: 'the news' }, null]);
    expect(linesOf(stdout).at(-1)).toMatchObject({ kind: 'ended', halted: null });
    expect(await run(directory, 'halted')).toMatchObject({ code: 0, stdout: 'Trading goes on.\n' });
  });

  it.concurrent('that was said while nobody traded counts for whoever starts next, and so does a file that cannot be read', async () => {
    const directory = directoryWith(files);
    const place = join(directory, 'dump/data/halt/default');
    mkdirSync(place, { recursive: true });
    writeFileSync(join(place, '00000001-resume-0123456789ab.json'), '{"format":1,"sai');
    expect(await run(directory, 'halted')).toMatchObject({ code: 10, stdout: expect.stringMatching(/0123456789ab\.json cannot be read, which counts as a halt/) as string });
    const { code, stdout } = await run(directory, ...args.slice(0, -2), '--to', '2023-01-01T03:00');
    expect(linesOf(stdout).filter(({ kind }) => kind === 'signal')).toEqual([]);
    expect(linesOf(stdout).at(-1)).toMatchObject({ kind: 'ended', halted: { reason: expect.stringMatching(/cannot be read/) as string } });
    expect(code).toBe(0);
    // It is known from there on; nobody needs the file any more.
    expect(readdirSync(place)).toEqual([]);
  });
});
