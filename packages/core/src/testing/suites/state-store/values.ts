import type { SuiteCase } from '../../case.ts';
import { assert, assertEqual } from '../../assert.ts';
import { assertSame, at, event, eventsOf, put, stored, type StateStoreSubject } from './place.ts';

function nested(depth: number): unknown {
  let value: unknown = 'deep';
  for (let i = 0; i < depth; i++) value = i % 2 === 0 ? [value] : { in: value };
  return value;
}

/** With a NUL, half a surrogate pair, and what looks like an escape of them. */
const TEXTS: readonly string[] = [
  '', ' ', ' padded ', '"', '\\', '\n\r\t', 'a\u0000b', '\u0000', '\ud800', 'x\udc00y', '\\u0000', '\\ud800', '\\\\u0000', '\u2028\u2029', '\ufeff',
  'Größe', '信号', '🚀', 'e\u0301', "'; drop table state; --", '%s', '$1', '</script>', '__proto__',
];

const VALUES: Readonly<Record<string, unknown>> = {
  'an object': { id: 'a', side: 'long', entryPrice: 42_000.5, open: true },
  'an array': [1, 'two', [3], { four: 4 }],
  'empty containers': { object: {}, array: [], text: '' },
  'an empty text': '',
  zero: 0,
  false: false,
  true: true,
  'texts of many scripts': { german: 'Größe', chinese: '信号', arabic: 'إشارة', emoji: '🚀👩‍👩‍👧', combining: 'e\u0301', composed: '\u00e9' },
  'texts that other formats trip over': TEXTS,
  'such texts as names': Object.fromEntries(TEXTS.map((text) => [text, text])),
  'numbers at the edges': [Number.MAX_VALUE, -Number.MAX_VALUE, Number.MIN_VALUE, Number.EPSILON, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER, 2 ** 53 + 2],
  'numbers that do not round': [0.1 + 0.2, 1 / 3, 1e21, 1e-7, 123_456.789_012_345_67, 5e-324, 1.797_693_134_862_315_7e308, 4.35, 1.005],
  'nulls inside': { a: null, b: [null, { c: null }] },
  'names that objects have already': JSON.parse('{"__proto__":{"polluted":true},"constructor":1,"toString":2,"hasOwnProperty":3}'),
  'names in any order': { z: 1, a: 2, 10: 'ten', 9: 'nine', '': 'empty' },
  'deep nesting': nested(200),
};

/** A value comes back as it went in. */
export const valueCases: readonly SuiteCase<StateStoreSubject>[] = [
  at('SS-01', 'knows nothing at first', async (place) => {
    const store = await place.open();
    assertEqual((await store.load(['run:a', 'risk:b'])).size, 0, 'keys found');
    assertEqual((await store.load([])).size, 0, 'keys found when none was asked for');
    assertEqual((await eventsOf(store, 'run:a')).length, 0, 'events');
    assert(store.name !== '', 'the store has no name for errors');
  }),
  at('SS-02', 'gives back every kind of value, before and after a restart', async (place) => {
    let store = await place.open();
    for (const [what, value] of Object.entries(VALUES)) await put(store, what, 0, value);
    for (const when of ['at once', 'after a restart']) {
      for (const [what, value] of Object.entries(VALUES)) assertSame(await stored(store, what), { version: 1, value }, `${what} ${when}`);
      store = await place.restart(store);
    }
  }),
  at('SS-03', 'gives back every kind of event, before and after a restart', async (place) => {
    let store = await place.open();
    const signal = { side: 'long', takeProfitPrice: 0.1 + 0.2, stopLossPrice: 5e-324, lifetimeMinutes: 60 } as const;
    const kept = TEXTS.map((text) => ({
      key: 'run:events',
      version: 1,
      event: { kind: 'refused', atMs: 1, knownAtMs: 2, price: 1 / 3, signal: { ...signal, note: text }, refusal: { by: 'risk', reason: text } } as const,
    }));
    await store.commit({ writes: [{ key: 'run:events', expected: 0, value: 1 }], events: kept });
    assertSame(await eventsOf(store, 'run:events'), kept, 'events at once');
    store = await place.restart(store);
    assertSame(await eventsOf(store, 'run:events'), kept, 'events after a restart');
  }),
  at('SS-04', 'keeps values and events as they were when commit was called', async (place) => {
    const store = await place.open();
    const value = { levels: [1, 2], plan: { id: 'a' } };
    const happened = { ...event(1) };
    const committing = store.commit({ writes: [{ key: 'run:a', expected: 0, value }], events: [{ key: 'run:a', version: 1, event: happened }] });
    value.levels.push(3);
    happened.price = 99;
    await committing;
    value.plan.id = 'b';
    assertSame(await stored(store, 'run:a'), { version: 1, value: { levels: [1, 2], plan: { id: 'a' } } }, 'value');
    assertSame(await eventsOf(store, 'run:a'), [{ key: 'run:a', version: 1, event: event(1) }], 'event');
  }),
  at('SS-05', 'hands out copies: changing what was loaded changes nothing', async (place) => {
    const store = await place.open();
    await put(store, 'run:a', 0, { levels: [1] }, 1);
    const loaded = (await stored(store, 'run:a'))?.value as { levels: number[] };
    loaded.levels.push(2);
    const [first] = await eventsOf(store, 'run:a');
    Object.assign(first!.event, { price: 99 });
    assertSame(await stored(store, 'run:a'), { version: 1, value: { levels: [1] } }, 'value');
    assertSame(await eventsOf(store, 'run:a'), [{ key: 'run:a', version: 1, event: event(1) }], 'event');
  }),
];
