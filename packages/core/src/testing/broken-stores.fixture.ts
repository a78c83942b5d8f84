import { StoreConflictError, StoreError } from '../error.ts';
import type { Change, FencingToken, StateStore, Stored, StoredEvent } from '../ports/state-store.ts';
import { restoreValues, type MemoryPlaceOptions } from './memory-place.fixture.ts';
import { MemoryStore, type MemoryDisk } from './memory-store.ts';

type Parts = Pick<StateStore, 'load' | 'commit' | 'events' | 'close'> & { readonly leases: NonNullable<StateStore['leases']> };

/** A store in memory of which some parts are replaced. */
function broken(replace: (sound: Parts, disk: MemoryDisk) => Partial<Parts>): MemoryPlaceOptions {
  return {
    open(disk) {
      const store = new MemoryStore(disk);
      const sound: Parts = { load: store.load.bind(store), commit: store.commit.bind(store), events: store.events.bind(store), close: store.close.bind(store), leases: store.leases };
      return Object.assign(store, replace(sound, disk));
    },
  };
}

/** A store that changes keys before it uses them. */
function renaming(rename: (key: string) => string): MemoryPlaceOptions {
  return broken((sound) => ({
    async load(keys) {
      const found = await sound.load(keys.map(rename));
      return new Map(keys.flatMap((key) => (found.has(rename(key)) ? [[key, found.get(rename(key))!]] : [])));
    },
    commit: ({ writes, events, ...rest }) => sound.commit({ ...rest, writes: writes.map((one) => ({ ...one, key: one.key === '' ? '' : rename(one.key) })), events: events.map((one) => ({ ...one, key: rename(one.key) })) }),
    events: (key, after) => sound.events(rename(key), after),
  }));
}

/** A store that changes what it reads. */
function reading(change: (stored: Stored, key: string) => Stored | undefined): MemoryPlaceOptions {
  return broken((sound) => ({
    async load(keys) {
      const found = [...(await sound.load(keys))].map(([key, one]) => [key, change(one, key)] as const);
      return new Map(found.flatMap(([key, one]) => (one === undefined ? [] : [[key, one]])));
    },
  }));
}

/** A store that tells other events. */
function telling(tell: (sound: Parts, disk: MemoryDisk, key: string, after: number) => Promise<readonly StoredEvent[]>): MemoryPlaceOptions {
  return broken((sound, disk) => ({
    async *events(key, after) {
      yield* await tell(sound, disk, key, after);
    },
  }));
}

function writing(change: (change: Change, sound: Parts, disk: MemoryDisk) => Promise<void>): MemoryPlaceOptions {
  return broken((sound, disk) => ({ commit: (one) => change(one, sound, disk) }));
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

const withoutEvents = (change: Change): Change => ({ ...change, events: [] });

async function ignoringCode(code: string, call: () => Promise<void>): Promise<void> {
  await call().catch((error: unknown) => {
    if (!(error instanceof StoreError || error instanceof StoreConflictError) || error.code !== code) throw error;
  });
}

function forget(disk: MemoryDisk): void {
  for (const [key, { json }] of disk.values) if (json === null) disk.values.delete(key);
}

/** Faults that stores have had, each with a case that must catch it. */
export const BROKEN_STORES: Readonly<Record<string, readonly [caughtBy: string, place: MemoryPlaceOptions]>> = {
  'writes its keys one after the other': ['SS-11', writing(async (change, sound) => {
    for (const write of change.writes) await sound.commit({ ...change, writes: [write], events: change.events.filter(({ key }) => key === write.key) });
  })],
  'ignores the expected version': ['SS-10', writing(async (change, sound, disk) => {
    const current = change.writes.map((write) => ({ ...write, expected: disk.values.get(write.key)?.version ?? 0 }));
    const events = change.events.map((one) => ({ ...one, version: (disk.values.get(one.key)?.version ?? 0) + 1 }));
    await sound.commit({ ...change, writes: current, events });
  })],
  'lets the last of a hundred win in silence': ['SS-19', writing((change, sound) => ignoringCode('store/conflict', () => sound.commit(change)))],
  'reports the version it was given as the one it found': ['SS-10', writing((change, sound) => sound.commit(change).catch((error: unknown) => {
    if (error instanceof StoreConflictError) throw new StoreConflictError(error.key, error.expected, error.expected);
    throw error;
  }))],
  'checks versions, waits, and writes': ['SS-19', writing(async (change, sound, disk) => {
    for (const { key, expected } of change.writes) if ((disk.values.get(key)?.version ?? 0) !== expected) await sound.commit(change);
    await Promise.resolve();
    for (const { key, expected } of change.writes) disk.values.set(key, { version: expected, json: '0' });
    await sound.commit(change);
  })],
  'begins to count again after a removal': ['SS-07', writing(async (change, sound, disk) => {
    await sound.commit(change);
    forget(disk);
  })],
  'shows no removed keys': ['SS-07', reading((stored) => (stored.value === null ? undefined : stored))],
  'shows keys that were never written': ['SS-01', broken((sound) => ({
    load: async (keys) => new Map([...keys.map((key) => [key, { version: 0, value: null }] as const), ...(await sound.load(keys))]),
  }))],
  'takes what is falsy for nothing': ['SS-02', reading(({ version, value }) => ({ version, value: value || null }))],
  'drops control characters': ['SS-02', reading(({ version, value }) => ({ version, value: JSON.parse(JSON.stringify(value).replaceAll('\\u0000', '')) }))],
  'repairs half surrogate pairs': ['SS-02', reading(({ version, value }) => ({ version, value: JSON.parse(JSON.stringify(value).replaceAll(/\\ud[89a-f][0-9a-f]{2}/g, '\ufffd')) }))],
  'rounds numbers': ['SS-02', reading(({ version, value }) => ({ version, value: JSON.parse(JSON.stringify(value), (_, one: unknown) => (typeof one === 'number' ? Number(one.toPrecision(15)) : one)) }))],
  'loses names that objects have already': ['SS-02', reading(({ version, value }) => ({ version, value: JSON.parse(JSON.stringify(value).replaceAll('"__proto__":{"polluted":true},', '')) }))],
  'keeps the object it was given': ['SS-04', broken((sound) => {
    const kept = new Map<string, unknown>();
    return {
      async commit(change) {
        await sound.commit(change);
        for (const { key, value } of change.writes) kept.set(key, value);
      },
      load: async (keys) => new Map([...(await sound.load(keys))].map(([key, stored]) => [key, { ...stored, value: kept.get(key) ?? stored.value }])),
    };
  })],
  'hands out the object it keeps': ['SS-05', broken((sound) => {
    const kept = new Map<string, Stored>();
    return {
      async load(keys) {
        const found = await sound.load(keys);
        for (const [key, stored] of found) if (kept.get(key)?.version !== stored.version) kept.set(key, stored);
        return new Map([...found.keys()].map((key) => [key, kept.get(key)!]));
      },
    };
  })],
  'reads the value later than it was asked to keep it': ['SS-04', writing(async (change, sound) => {
    await Promise.resolve();
    await sound.commit(change);
  })],
  'loads its keys one after the other': ['SS-23', broken((sound) => ({
    async load(keys) {
      const found = new Map<string, Stored>();
      for (const key of keys) for (const [, stored] of await sound.load([key])) found.set(key, stored);
      return found;
    },
  }))],
  'takes a key twice': ['SS-14', writing((change, sound) => sound.commit({ ...change, writes: [...new Map(change.writes.map((one) => [one.key, one])).values()] }))],
  'takes events without a write': ['SS-15', writing((change, sound) => sound.commit({ ...change, events: change.events.filter(({ key, version }) => change.writes.some((one) => one.key === key && one.expected + 1 === version)) }))],
  'takes what is no JSON for null': ['SS-17', writing((change, sound) => sound.commit({ ...change, writes: change.writes.map((one) => ({ ...one, value: one.value === undefined || typeof one.value === 'bigint' ? null : one.value })) }))],
  'keeps the events of a commit that failed': ['SS-18', writing(async (change, sound, disk) => {
    disk.events.push(...change.events.map(({ key, version, event }) => ({ key, version, json: JSON.stringify(event) })));
    await sound.commit(withoutEvents(change));
  })],
  'tells events of the version asked, too': ['SS-24', telling((sound, _disk, key, after) => all(sound.events(key, after - 1)))],
  'tells the latest event first': ['SS-24', telling(async (sound, _disk, key, after) => (await all(sound.events(key, after))).reverse())],
  'mixes up the events of one version': ['SS-25', telling(async (sound, _disk, key, after) => (await all(sound.events(key, after))).sort((a, b) => a.version - b.version || a.event.atMs - b.event.atMs))],
  'tells one event per version': ['SS-25', telling(async (sound, _disk, key, after) => [...new Map((await all(sound.events(key, after))).map((one) => [one.version, one])).values()])],
  'tells the events of keys that begin alike': ['SS-26', telling(async (_sound, disk, key, after) => disk.events.filter((one) => one.key.startsWith(key) && one.version > after).map(({ version, json }) => ({ key, version, event: JSON.parse(json) as StoredEvent['event'] })))],
  'drops events with their key': ['SS-27', telling(async (sound, disk, key, after) => (disk.values.get(key)?.json === null ? [] : all(sound.events(key, after))))],
  'loses its events in a restart': ['SS-24', broken((sound, disk) => {
    const since = disk.events.length;
    return { events: async function* (key, after) { for await (const one of sound.events(key, after)) if (disk.events.slice(since).some((kept) => kept.key === key && kept.version === one.version)) yield one; } };
  })],
  'goes on telling from the middle when something is committed': ['SS-28', telling(async (sound, disk, key, after) => {
    const events = await all(sound.events(key, after));
    return new Proxy(events, { get: (target, name, receiver) => Reflect.get(target, typeof name === 'string' && name === '25' && disk.events.length > events.length ? '24' : name, receiver) as unknown });
  })],
  'does not tell capitals from small letters': ['SS-30', renaming((key) => key.toLowerCase())],
  'takes different code points for one letter': ['SS-30', renaming((key) => key.normalize('NFC'))],
  'cuts long keys': ['SS-30', renaming((key) => key.slice(0, 255))],
  'replaces slashes in keys': ['SS-30', renaming((key) => key.replaceAll('/', '_'))],
  'loses dots and spaces at the end of keys': ['SS-30', renaming((key) => key.replace(/[. ]+$/, '') || '-')],
  'resolves keys like paths': ['SS-30', renaming((key) => key.replaceAll(/[^/]+\/\.\.\/|\.\/|\/(?=\/)|\/$/g, '') || '-')],
  'cuts values above 64 KB': ['SS-32', reading(({ version, value }) => ({ version, value: JSON.stringify(value).length > 65_536 ? [] : value }))],
  'loads a thousand keys at most': ['SS-33', broken((sound) => ({ load: (keys) => sound.load(keys.slice(0, 1000)) }))],
  'keeps a hundred events a key': ['SS-35', telling(async (sound, _disk, key, after) => (await all(sound.events(key, after))).slice(-100))],
  'acknowledges before it has written': ['SS-37', broken((sound, disk) => {
    const kept = new Map(disk.values);
    return {
      async commit(change) {
        await sound.commit(change);
        const fresh = new Map(disk.values);
        disk.values.clear();
        for (const [key, value] of kept) disk.values.set(key, value);
        for (const [key, value] of fresh) kept.set(key, value);
      },
      async close() {
        for (const [key, value] of kept) disk.values.set(key, value);
        await sound.close();
      },
    };
  })],
  'keeps the values of a torn commit': ['SS-39', { tear: (disk, before) => void disk.events.splice(0, Infinity, ...before.events) }],
  'keeps the events of a torn commit': ['SS-40', { tear: restoreValues }],
  'keeps one key of a torn commit': ['SS-39', { tear(disk, before) {
    const [last] = [...disk.values].slice(-1);
    restoreValues(disk, before);
    disk.events.splice(0, Infinity, ...before.events);
    if (last !== undefined) disk.values.set(...last);
  } }],
  'cannot be closed twice': ['SS-42', broken((sound) => {
    let closed = false;
    return {
      async close() {
        if (closed) throw new StoreError('store/closed', 'The store is closed.');
        closed = true;
        await sound.close();
      },
    };
  })],
  'goes on after it was closed': ['SS-43', broken(() => ({ close: async () => {} }))],
  'loses commits that closing met, and says they landed': ['SS-44', broken((sound) => {
    let closed = false;
    return {
      async commit(change) {
        const json = JSON.stringify(change);
        await Promise.resolve();
        if (closed) return;
        await sound.commit(change.writes.some(({ value }) => typeof value === 'bigint') ? change : (JSON.parse(json) as Change));
      },
      async close() {
        closed = true;
        await sound.close();
      },
    };
  })],
  'gives a lease to everybody': ['SS-45', broken(({ leases }) => ({ leases: { ...leases, acquire: (lease, _holder, ttlMs) => leases.acquire(lease, 'everybody', ttlMs) } }))],
  'has one lease for all': ['SS-45', broken(({ leases }) => ({ leases: { ...leases, acquire: (_lease, holder, ttlMs) => leases.acquire('all', holder, ttlMs) } }))],
  'refuses the same holder': ['SS-47', broken(({ leases }, disk) => ({ leases: { ...leases, acquire: async (lease, holder, ttlMs) => (disk.leases.get(lease)?.holder === holder ? null : leases.acquire(lease, holder, ttlMs)) } }))],
  'gives the same token again': ['SS-48', broken(({ leases, commit }, disk) => {
    const constant = (token: FencingToken): FencingToken => ({ ...token, token: token.token === 1 ? (disk.leases.get(token.lease)?.token ?? 1) : token.token });
    return {
      leases: { acquire: async (...asked) => (await leases.acquire(...asked)) && { lease: asked[0], token: 1 }, renew: (token, ttlMs) => leases.renew(constant(token), ttlMs), release: (token) => leases.release(constant(token)) },
      commit: (change) => commit({ ...change, fence: change.fence && constant(change.fence) }),
    };
  })],
  'renews with any token': ['SS-47', broken(({ leases }, disk) => ({ leases: { ...leases, renew: (token, ttlMs) => leases.renew({ ...token, token: disk.leases.get(token.lease)?.token ?? 0 }, ttlMs) } }))],
  'renews after a release': ['SS-49', broken(({ leases }, disk) => ({ leases: { ...leases, renew: async (token, ttlMs) => (await leases.renew(token, ttlMs)) || disk.leases.get(token.lease)?.token === token.token } }))],
  'releases with any token': ['SS-50', broken(({ leases }, disk) => ({ leases: { ...leases, release: (token) => leases.release({ ...token, token: disk.leases.get(token.lease)?.token ?? 0 }) } }))],
  'does not look at fences': ['SS-52', writing(({ fence: _fence, ...change }, sound) => sound.commit(change))],
  'takes a fence that is higher than any': ['SS-52', writing((change, sound, disk) => sound.commit({ ...change, fence: change.fence && { ...change.fence, token: Math.min(change.fence.token, disk.leases.get(change.fence.lease)?.token ?? 0) } }))],
  'refuses every fence': ['SS-51', writing(async (change, sound) => {
    if (change.fence !== undefined) throw new StoreError('store/fenced', 'No.');
    await sound.commit(change);
  })],
  'never ends a lease': ['SS-53', broken(({ leases }) => ({ leases: { ...leases, acquire: (lease, holder) => leases.acquire(lease, holder, Infinity) } }))],
  'does not prolong what it renews': ['SS-54', broken(({ leases }) => ({ leases: { ...leases, renew: (token) => leases.renew(token, 300) } }))],
  'forgets its leases in a restart': ['SS-55', { open(disk) {
    for (const lease of disk.leases.values()) lease.untilMs = -Infinity;
    return new MemoryStore(disk);
  } }],
  'reads from a cache of its own': ['SS-57', broken((sound) => {
    const cache = new Map<string, Stored>();
    return {
      async load(keys) {
        for (const [key, stored] of await sound.load(keys.filter((key) => !cache.has(key)))) cache.set(key, stored);
        return new Map(keys.flatMap((key) => (cache.has(key) ? [[key, JSON.parse(JSON.stringify(cache.get(key))) as Stored]] : [])));
      },
      async commit(change) {
        for (const { key } of change.writes) cache.delete(key);
        await sound.commit(change);
      },
    };
  })],
};
