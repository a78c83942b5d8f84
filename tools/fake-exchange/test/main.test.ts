import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, onTestFinished, test } from 'vitest';
import { CANDLES, FROM_MS } from './opened.fixture.ts';

const MAIN = new URL('../main.ts', import.meta.url).pathname;

async function candleFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'fake-exchange-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const rows = CANDLES.map(({ openTimeMs, open, high, low, close, volume }) => [openTimeMs, open, high, low, close, volume].join(','));
  await writeFile(join(folder, 'BTCUSDT-1m-2024-01.csv'), `open_time,open,high,low,close,volume\n${rows.join('\n')}\n`);
  return folder;
}

function started(folder: string, argv: readonly string[]): { readonly firstLine: Promise<string>; readonly ended: Promise<readonly [number | null, string]>; interrupt(): void } {
  const child = spawn(process.execPath, ['--conditions=@tradewright/source', MAIN, ...argv], { env: { ...process.env, INIT_CWD: folder } });
  onTestFinished(() => void child.kill('SIGKILL'));
  let told = '';
  child.stderr.on('data', (data: Buffer) => (told += data.toString()));
  const ended = once(child, 'close').then(([code]) => [code as number | null, told] as const);
  const firstLine = once(createInterface(child.stdout), 'line').then(([line]) => String(line));
  return { firstLine, ended, interrupt: () => void child.kill('SIGINT') };
}

test('serves the candles of files, and ends on Ctrl-C', async () => {
  const program = started(await candleFolder(), ['--candles', '*.csv', '--json']);
  const { url, markets } = JSON.parse(await program.firstLine) as { url: string; markets: unknown };
  expect(markets).toEqual([{ symbol: 'BTCUSDT', candles: 3000, fromMs: FROM_MS, toMs: FROM_MS + 3000 * 60_000 }]);
  const rows = (await (await fetch(`${url}/api/v3/klines?symbol=BTCUSDT&interval=1m&startTime=0&limit=2`)).json()) as readonly (readonly unknown[])[];
  expect(rows.map(([openMs, open]) => [openMs, Number(open)])).toEqual(CANDLES.slice(0, 2).map(({ openTimeMs, open }) => [openTimeMs, open]));
  program.interrupt();
  expect(await program.ended).toEqual([0, '']);
});

test('--live lets the candles go on now', async () => {
  const program = started(await candleFolder(), ['--candles', '*.csv', '--json', '--live']);
  const { url } = JSON.parse(await program.firstLine) as { url: string };
  const [[openMs]] = (await (await fetch(`${url}/api/v3/klines?symbol=BTCUSDT&interval=1m&limit=1`)).json()) as [[number]];
  expect(Math.abs(Date.now() - openMs)).toBeLessThan(120_000);
  program.interrupt();
  expect((await program.ended)[0]).toBe(0);
});

test('Ctrl-C does not wait for an answer that is slow', async () => {
  const program = started(await candleFolder(), ['--candles', '*.csv', '--json', '--faults', '{"fault":{"kind":"slow","delayMs":3600000},"path":"/api/v3/klines"}']);
  const { url } = JSON.parse(await program.firstLine) as { url: string };
  const never = fetch(`${url}/api/v3/klines`).then(() => 'answered', () => 'cut');
  // Sent behind the slow one, so that the slow one is most likely there.
  await fetch(`${url}/api/v3/ping`);
  program.interrupt();
  expect(await Promise.all([never, program.ended])).toEqual(['cut', [0, '']]);
});

test('a port that is taken ends with a sentence', async () => {
  const folder = await candleFolder();
  const first = started(folder, ['--candles', '*.csv', '--json']);
  const { url } = JSON.parse(await first.firstLine) as { url: string };
  const second = started(folder, ['--candles', '*.csv', '--port', new URL(url).port]);
  second.firstLine.catch(() => undefined);
  expect(await second.ended).toEqual([1, expect.stringMatching(/EADDRINUSE/)]);
});

test.each([
  [['--candles', 'nope-*.csv'], 1, /nope-\*\.csv: no file matches/],
  [['--candles', '*.csv', '--port', 'x'], 2, /whole number/],
])('%j ends with a sentence', async (argv, code, sentence) => {
  const program = started(await candleFolder(), argv);
  program.firstLine.catch(() => undefined);
  const [status, told] = await program.ended;
  expect([status, told]).toEqual([code, expect.stringMatching(sentence)]);
  expect(told).not.toMatch(/\n\s+at /);
});
