import { expect, test } from 'vitest';
import { parseArguments } from './arguments.ts';
import { PRESETS } from './presets.ts';

const KLINES = { path: '/api/v3/klines', symbol: 'BTCUSDT' };

function faultsOf(text: string): ReturnType<typeof parseArguments> {
  return parseArguments(['--candles', 'x.csv', '--faults', text]);
}

test('reads files, port, speed and faults', () => {
  expect(parseArguments(['--candles', 'a*.csv', '--candles', 'b.csv', '--port', '8080', '--live', '--speed', '60', '--json', '--symbol', 'X'])).toMatchObject({ candles: ['a*.csv', 'b.csv'], port: 8080, live: true, speed: 60, json: true, symbol: 'X' });
  expect(parseArguments(['--candles', 'a.csv'])).toMatchObject({ port: 0, live: false, speed: 1, json: false });
});

test.each([
  ['{"fault":{"kind":"garbage"}}', 'garbage'],
  ['[{"fault":{"kind":"empty"},"path":"/api/v3/klines"}]', 'empty'],
  ['{"seed":3,"rules":[{"fault":{"kind":"status","status":503}}]}', 'status'],
  ['down', 'status'],
  ['quiet', undefined],
])('faults %s', (text, kind) => {
  const asked = faultsOf(text);
  expect('faults' in asked && asked.faults.request(KLINES).fault?.kind).toBe(kind);
});

test.each(Object.keys(PRESETS))('the preset %s is told by --help', (name) => {
  expect(parseArguments(['--help'])).toEqual({ print: expect.stringMatching(new RegExp(`\\b${name}\\b`)), failed: false });
});

test.each([
  [[], /--candles/],
  [['--candles', 'x', '--speed', '2'], /--live/],
  [['--candles', 'x', '--live', '--speed', '0'], /above 0/],
  [['--candles', 'x', '--port', '70000'], /65535/],
  [['--candles', 'x', '--faults', 'stormy'], /neither JSON nor one of quiet/],
  [['--candles', 'x', '--faults', '[1]'], /A rule is an object with a fault/],
  [['--candles', 'x', '--faults', '{"fault":{"kind":"nope"}}'], /no fault of kind "nope"/],
  [['--candles', 'x', '--faults', '{"fault":{"kind":"slow"}}'], /slow: delayMs must be a number/],
  [['--candles', 'x', '--faults', '{"fault":{"kind":"cut","at":"end"}}'], /cut: at must be one of before middle/],
  [['--candles', 'x', '--faults', '{"fault":{"kind":"empty"},"times":3}'], /A rule has no times/],
  [['--candles', 'x', '--faults', '{"rules":3}'], /rules must be a list/],
])('%j is refused with a sentence', (argv, sentence) => {
  expect(parseArguments(argv)).toEqual({ print: expect.stringMatching(sentence), failed: true });
});
