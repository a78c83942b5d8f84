import { describe, expect, it } from 'vitest';
import { directoryWith } from './directories.fixture.ts';
import { readSettings } from './settings.ts';

const nothing = { configFile: undefined, trigger: undefined, intrabar: undefined };

describe('settings', () => {
  it('come from a file, and flags overrule it', async () => {
    const directory = directoryWith({ 'a.json': '{ "CC_TRADE_FEE": 1, "CC_TRIGGER_PRICE": "auto" }' });
    expect(await readSettings(nothing, directory)).toEqual({});
    expect(await readSettings({ ...nothing, configFile: 'a.json', trigger: 'vwap' }, directory)).toEqual({ CC_TRADE_FEE: 1, CC_TRIGGER_PRICE: 'vwap' });
    expect(await readSettings({ ...nothing, intrabar: 'stop-loss-first' }, directory)).toEqual({ CC_INTRABAR_POLICY: 'stop-loss-first' });
  });

  it.each([
    ['nowhere.json', /cannot be read \(looked for \/.*nowhere\.json\)/],
    ['broken.json', /is not JSON/],
    ['list.json', /an object of configuration keys is needed/],
    ['null.json', /an object of configuration keys is needed/],
  ])('from %s are wrong usage', async (configFile, sentence) => {
    const directory = directoryWith({ 'broken.json': '{', 'list.json': '[]', 'null.json': 'null' });
    await expect(readSettings({ ...nothing, configFile }, directory)).rejects.toThrow(expect.objectContaining({ message: expect.stringMatching(sentence), exitCode: 2 }));
  });
});
