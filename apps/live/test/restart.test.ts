import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { csv, minutes, strategy } from '@tradewright/cli-kit/testing';
import type { TradeEvent } from '@tradewright/core';
import { storeKeyOf } from '@tradewright/core/run';
import { FsStateStore } from '@tradewright/persist-fs';
import { describe, expect, it } from 'vitest';
import { directoryWith, linesOf, run, start, transitionsOf } from './cli.ts';

const SYMBOLS = ['ABC', 'XYZ'];
/** Waits for its entry every other time, under a profile with a single slot, so that the runs depend on each other. */
const waits = `return Math.round(price * 1e4) % 2 === 0 ? buy(price) : { ...buy(price), priceOpen: price * 0.998 };`;
const source = strategy({
  interval: '5m',
  top: "import { addRisk } from 'tradewright';\naddRisk({ riskName: 'one', validations: [({ activePositionCount }) => { if (activePositionCount > 0) throw new Error('taken'); }] });",
  body: waits,
}).replace('strategyName:', "riskName: 'one', strategyName:");
const files = { 'ABC.csv': csv(minutes(900)), 'XYZ.csv': csv(minutes(900).map(([at, ...rest]) => [at - 60_000 * 37, ...rest])), 'strategy.ts': source };
const args = ['strategy.ts', '--replay', '*.csv', '--symbol', SYMBOLS.join(), '--no-health', '--json'];

/** What is stored of each run, and nothing else: ids, times and prices. */
async function journalsIn(directory: string): Promise<Record<string, TradeEvent[]>> {
  const store = await FsStateStore.open({ directory: join(directory, 'dump/data') });
  const journals: Record<string, TradeEvent[]> = {};
  for (const symbol of SYMBOLS) {
    const events = (journals[symbol] = [] as TradeEvent[]);
    for await (const { event } of store.events(storeKeyOf({ exchangeName: 'candle-files', account: 'default', symbol, strategyName: 'buys' }), 0)) events.push(event);
  }
  await store.close();
  return journals;
}

let peaceful: Promise<Record<string, TradeEvent[]>> | undefined;

/** What a run comes to that nobody disturbs; one is enough for all. */
function undisturbed(): Promise<Record<string, TradeEvent[]>> {
  const live = async (): Promise<Record<string, TradeEvent[]>> => {
    const directory = directoryWith(files);
    expect(await run(directory, ...args)).toMatchObject({ code: 0, stderr: '' });
    return journalsIn(directory);
  };
  return (peaceful ??= live());
}

describe('a replay that was killed and started again comes to what one comes to that nobody killed', () => {
  it.concurrent.each(['commit.before:5', 'commit.after:9', 'place.before:2', 'place.after:3', 'told:4'])('at %s', async (kill) => {
    const directory = directoryWith(files);
    const killed = await start(directory, args, { env: { TRADEWRIGHT_KILL_AT: kill } }).ended;
    expect(killed).toMatchObject({ code: null, stderr: '' });
    expect(linesOf(killed.stdout).at(-1)!.kind).not.toBe('ended');
    const ended = await run(directory, ...args);
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    const journals = await journalsIn(directory);
    expect(journals).toEqual(await undisturbed());
    expect(journals['ABC']!.length + journals['XYZ']!.length).toBeGreaterThan(10);
    // Whoever heard of something before it was stored would have heard of what is not there.
    const stored = Object.values(journals).flat().map(signalOf);
    for (const text of transitionsOf(killed.stdout)) expect(stored).toContain(text.split(' ').filter((_word, i) => i !== 1).join(' '));
  });

  it.concurrent('again and again', async () => {
    const directory = directoryWith(files);
    for (let lives = 0; lives < 6; lives++) await start(directory, args, { env: { TRADEWRIGHT_KILL_AT: `commit.${lives % 2 === 0 ? 'before' : 'after'}:${lives + 3}` } }).ended;
    expect(await run(directory, ...args)).toMatchObject({ code: 0, stderr: '' });
    expect(await journalsIn(directory)).toEqual(await undisturbed());
  });
});

function signalOf(event: TradeEvent): string {
  const plan = event.kind === 'opened' ? event.position.plan : event.kind === 'closed' ? event.trade.plan : event.kind === 'scheduled' || event.kind === 'cancelled' ? event.plan : null;
  return `${event.kind} ${plan?.id}`;
}

describe('a replay that was shut down', () => {
  it.concurrent('leaves what is open stored, cancels nothing, and goes on from there', async () => {
    const directory = directoryWith(files);
    const { child, ended, says } = start(directory, [...args, '--speed', '30000']);
    await says('"opened"', 'stdout');
    child.kill('SIGINT');
    const first = await ended;
    expect(first).toMatchObject({ code: 130, stderr: '' });
    const last = linesOf(first.stdout).at(-1)! as unknown as { reason: string; open: unknown[] };
    expect(last).toMatchObject({ kind: 'ended', reason: 'interrupted', open: [{ doing: 'ended' }] });
    expect(first.stdout).not.toContain('"stopped"');
    const again = await run(directory, ...args);
    expect(again.code).toBe(0);
    expect(linesOf(again.stdout).map(({ kind }) => kind).slice(0, 3)).toEqual(['started', 'resumed', 'status']);
    expect(again.stdout).toMatch(/"status":"restored"/);
    expect(await journalsIn(directory)).toEqual(await undisturbed());
  });

  it.concurrent('and one that has come to its end has nothing left to do', async () => {
    const directory = directoryWith(files);
    await run(directory, ...args);
    const { code, stdout } = await run(directory, ...args);
    expect(transitionsOf(stdout)).toEqual([]);
    expect(code).toBe(0);
    expect(existsSync(join(directory, 'dump/data/journal'))).toBe(true);
  });
});

describe('accounts', () => {
  it.concurrent('know nothing of each other', async () => {
    const directory = directoryWith(files);
    const mine = await run(directory, ...args, '--account', 'mine');
    const yours = await run(directory, ...args, '--account', 'yours');
    const ids = (stdout: string): string[] => transitionsOf(stdout).map((text) => text.replaceAll(/mine|yours/g, ''));
    expect(ids(yours.stdout)).toEqual(ids(mine.stdout));
    expect(linesOf(yours.stdout)[1]!.kind).not.toBe('resumed');
  });
});
