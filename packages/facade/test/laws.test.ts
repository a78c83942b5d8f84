import { describe, expect, it } from 'vitest';
import { broken, LAW_TIMEOUT_MS, type Law } from './law.ts';
import { EventGrammar, type HookNote } from './laws/grammar.ts';
import { grammarLaw, heard } from './laws/grammar-law.ts';
import { idleFault, idleLaw } from './laws/idle-law.ts';
import { prefetchFault, prefetchLaw } from './laws/prefetch-law.ts';
import { throughViews } from './laws/random-strategy.ts';
import { syncFault, syncLaw } from './laws/sync-law.ts';

/** Few seeds must do to catch what is wrong everywhere. */
const caught = (law: Law): Promise<string | null> => broken(law, 60, 1);

describe('read-ahead and none', () => {
  it('decide and tell the same', async () => {
    expect(await broken(prefetchLaw)).toBeNull();
  }, LAW_TIMEOUT_MS);

  it('do not where an answer depends on the size of the question: the law sees it', async () => {
    expect(await caught((seed) => prefetchFault(seed, (honest) => ({
      ...honest,
      getCandles: async (symbol, interval, since, limit) => (await honest.getCandles(symbol, interval, since, limit)).slice(limit < 10 ? 1 : 0),
    })))).toMatch(/read ahead ≠ asked|only/);
  });
});

describe('however a strategy answers', () => {
  it('at once, by a promise, or through the context, it trades the same', async () => {
    expect(await broken(syncLaw)).toBeNull();
  }, LAW_TIMEOUT_MS);

  it('one that sees a candle less does not: the law sees it', async () => {
    expect(await caught((seed) => syncFault(seed, { blind: (strategy) => throughViews({ ...strategy, questions: strategy.questions.slice(1) }) }))).toContain('blind');
  });
});

describe('frames at which nothing happens', () => {
  it('are told to those who want to hear of them, and nothing else changes', async () => {
    expect(await broken(idleLaw)).toBeNull();
  }, LAW_TIMEOUT_MS);

  it('sway a strategy that counts them: the law sees it', async () => {
    const swayed = (idles: () => number) => (strategy: Parameters<typeof throughViews>[0]): ReturnType<typeof throughViews> => (symbol, when, context) => throughViews({ ...strategy, seed: strategy.seed + idles() })(symbol, when, context);
    expect(await caught((seed) => idleFault(seed, swayed))).toMatch(/skipped ≠ produced|only/);
  });
});

describe('the grammar of callbacks and events', () => {
  it('is kept by every run', async () => {
    expect(await broken(grammarLaw)).toBeNull();
  }, LAW_TIMEOUT_MS);

  const KINDS = ['onIdle', 'onSchedule', 'onWrite', 'onOpen', 'onTick', 'signalBacktest', 'signal', 'partialProfit', 'partialLoss', 'validation', 'risk', 'onRejected', 'onClose', 'onCancel', 'result', 'done'];

  it.each(KINDS)('notices when %s is missing or comes twice', async (kind) => {
    const { notes, manner, at } = await streamWith((note) => note.kind === kind);
    const faults = [notes, notes.toSpliced(at, 1), notes.toSpliced(at, 0, notes[at]!)].map((stream) => EventGrammar.fault(stream, manner));
    expect(faults).toEqual([null, expect.any(String), expect.any(String)]);
  });

  it.each(['onOpen', 'onWrite', 'onTick', 'signal', 'onClose', 'done'])('notices when %s comes before what it comes after', async (kind) => {
    const { notes, manner, at } = await streamWith((note, i) => note.kind === kind && i > 0);
    expect(EventGrammar.fault(notes.with(at, notes[at - 1]!).with(at - 1, notes[at]!), manner)).toEqual(expect.any(String));
  });

  it('notices a signal that begins after a stop', async () => {
    const { notes, manner, at } = await streamWith((note, i) => note.kind === 'onSchedule' && i > 5);
    expect(EventGrammar.fault(notes, { ...manner, stoppedAfter: at - 4 })).toContain('told to stop');
  });
});

/** The first stream in which something is to be found, and where. */
async function streamWith(isIt: (note: HookNote, i: number) => boolean): Promise<Awaited<ReturnType<typeof heard>> & { at: number }> {
  for (let seed = 1; seed < 300; seed++) {
    const stream = await heard(seed, true);
    const at = stream.notes.findIndex(isIt);
    if (at >= 0) return { ...stream, at };
  }
  throw new Error('no stream has such a note');
}
