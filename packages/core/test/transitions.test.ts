import { describe, expect, it } from 'vitest';
import { enumerate } from './transitions/enumerate.ts';
import { INPUT_CLASSES } from './transitions/inputs.ts';
import { REWRITE } from './transitions/page.ts';
import { STATE_CLASSES } from './transitions/states.ts';
import { transitionsCommitted, transitionsNow } from './transitions.ts';

describe('the transitions of the machine', () => {
  it('are those of docs/transitions.md', async () => {
    const now = transitionsNow();
    expect(await transitionsCommitted(), `docs/transitions.md is out of date; this writes it anew: ${REWRITE}`).toBe(now);
  });

  // Freezing, repeating and comparing is done while enumerating: a step that throws, changes its state or is moody fails there.
  it('are pure, the same for long and short, and never leave both a plan and a position', () => {
    expect(() => enumerate()).not.toThrow();
  });

  it('are quiet wherever the page has no row: same state, no effect', async () => {
    const sections = (await transitionsCommitted()).split('\n## ').slice(1);
    const tells = (state: string, input: string): boolean => {
      const section = sections.find((text) => text.slice(0, text.indexOf('\n')).toLowerCase().split('; ').includes(state)) ?? '';
      return section.split('\n').some((line) => line.slice(2).split(' |')[0]!.split('<br>').includes(input));
    };
    const untold = enumerate().filter(({ from, by, words }) => words !== null && !tells(from.name, by.name) && !tells(from.like ?? from.name, by.name));
    expect(untold.map(({ from, by, variant }) => `${from.name} × ${by.name} × ${variant}`)).toEqual([]);
  });

  it('are asked for with names that are used once', () => {
    for (const names of [STATE_CLASSES.map(({ name }) => name), INPUT_CLASSES.map(({ name }) => name)]) expect(new Set(names).size).toBe(names.length);
  });
});
