import { candleAt } from '../../market/columns.ts';
import type { Candle } from '../../market/candle.ts';
import type { CandleRange, CandleSource } from '../../ports/candle-source.ts';
import { MINUTE_MS, type TimestampMs } from '../../units.ts';
import { assert, assertEqual } from '../assert.ts';
import { cancelByHand, alreadyCancelled } from '../cancel-by-hand.ts';
import type { SuiteCase } from '../case.ts';
import { randomCandles } from '../random-candles.ts';

/** Makes a source that holds exactly these one-minute candles of one symbol. */
export interface CandleSourceSubject {
  readonly symbol: string;
  hold(candles: readonly Candle[]): CandleSource | Promise<CandleSource>;
  /** One of an exchange at this instant: of these candles those that have opened are there, the newest of them forming. */
  holdAt?(candles: readonly Candle[], nowMs: TimestampMs): CandleSource | Promise<CandleSource>;
  /** The case is over: clears away. */
  dispose?(): Promise<void>;
}

/** What a source may do without, if its subject says why under `lacks`. */
export type CandleSourceNeed = 'clock';

const FIRST_MS = Date.UTC(2024, 0, 1);
const CANDLES = randomCandles({ seed: 41, count: 5000, fromMs: FIRST_MS });
const LAST_MS = FIRST_MS + (CANDLES.length - 1) * MINUTE_MS;

type Question = Pick<CandleRange, 'fromMs' | 'toMs'> & Partial<CandleRange>;

async function read(source: CandleSource, symbol: string, question: Question): Promise<Candle[]> {
  const candles: Candle[] = [];
  for await (const page of source.candles({ symbol, interval: '1m', ...question })) {
    for (let row = 0; row < page.length; row++) candles.push(candleAt(page, row));
  }
  return candles;
}

function between(fromMs: number, toMs: number, candles: readonly Candle[] = CANDLES): Candle[] {
  return candles.filter(({ openTimeMs }) => openTimeMs >= fromMs && openTimeMs < toMs);
}

function answers(id: string, title: string, fromMs: number, toMs: number, candles: readonly Candle[] = CANDLES): SuiteCase<CandleSourceSubject> {
  return {
    id,
    title,
    async run(fresh) {
      const { symbol, hold } = await fresh();
      assertEqual(await read(await hold(candles), symbol, { fromMs, toMs }), between(fromMs, toMs, candles), title);
    },
  };
}

/** Usual limits of exchanges, and an odd one. */
const PAGE_SIZES = [100, 300, 500, 700, 1000, 1500];

const GAPPED = CANDLES.filter((_, i) => i < 1000 || i >= 2440);

/** What every `CandleSource` promises. Ids are stable. */
export const candleSourceCases: readonly SuiteCase<CandleSourceSubject>[] = clearingAway([
  answers('CS-01', 'gives every candle of its whole range once, in order', FIRST_MS, LAST_MS + MINUTE_MS),
  answers('CS-02', 'takes a range as half-open: the first instant belongs to it, the last does not', FIRST_MS + 10 * MINUTE_MS, FIRST_MS + 20 * MINUTE_MS),
  answers('CS-03', 'gives one candle for a range of one minute', FIRST_MS + 77 * MINUTE_MS, FIRST_MS + 78 * MINUTE_MS),
  answers('CS-04', 'gives nothing for an empty range', FIRST_MS + 77 * MINUTE_MS, FIRST_MS + 77 * MINUTE_MS),
  answers('CS-05', 'gives nothing for a range before the first candle', FIRST_MS - 5000 * MINUTE_MS, FIRST_MS - 1000 * MINUTE_MS),
  answers('CS-06', 'gives nothing for a range after the last candle', LAST_MS + 1000 * MINUTE_MS, LAST_MS + 2000 * MINUTE_MS),
  answers('CS-07', 'gives what exists of a range that begins before its candles', FIRST_MS - 500 * MINUTE_MS, FIRST_MS + 5 * MINUTE_MS),
  answers('CS-08', 'gives what exists of a range that ends after its candles', LAST_MS - 5 * MINUTE_MS, LAST_MS + 500 * MINUTE_MS),
  answers('CS-09', 'answers a range of centuries with what it has', 0, Date.UTC(2300, 0, 1)),
  answers('CS-10', 'takes bounds that lie between two candles', FIRST_MS + 10 * MINUTE_MS + 1, FIRST_MS + 20 * MINUTE_MS + 59_999),
  answers('CS-11', 'keeps a gap a gap', FIRST_MS, LAST_MS + MINUTE_MS, GAPPED),
  answers('CS-12', 'gives a range that lies inside a gap as nothing', FIRST_MS + 1100 * MINUTE_MS, FIRST_MS + 1200 * MINUTE_MS, GAPPED),
  {
    id: 'CS-13',
    title: 'answers many questions at once, each with its own candles',
    async run(fresh) {
      const { symbol, hold } = await fresh();
      const source = await hold(CANDLES);
      const questions = Array.from({ length: 12 }, (_, i) => ({ fromMs: FIRST_MS + i * 313 * MINUTE_MS, toMs: FIRST_MS + (i * 313 + 500) * MINUTE_MS }));
      const all = await Promise.all(questions.map((question) => read(source, symbol, question)));
      all.forEach((candles, i) => assertEqual(candles, between(questions[i]!.fromMs, questions[i]!.toMs), `question ${i}`));
    },
  },
  {
    id: 'CS-14',
    title: 'gives the same answer to the same question, forwards and backwards through time',
    async run(fresh) {
      const { symbol, hold } = await fresh();
      const source = await hold(CANDLES);
      for (const minute of [3000, 10, 4990, 10, 3000]) {
        const question = { fromMs: FIRST_MS + minute * MINUTE_MS, toMs: FIRST_MS + (minute + 7) * MINUTE_MS };
        assertEqual(await read(source, symbol, question), between(question.fromMs, question.toMs), `minute ${minute}`);
      }
    },
  },
  {
    id: 'CS-15',
    title: 'can be left in the middle and asked again',
    async run(fresh) {
      const { symbol, hold } = await fresh();
      const source = await hold(CANDLES);
      for await (const page of source.candles({ symbol, interval: '1m', fromMs: FIRST_MS, toMs: LAST_MS })) {
        assert(page.length >= 0, 'a page has a length');
        break;
      }
      assertEqual((await read(source, symbol, { fromMs: FIRST_MS, toMs: LAST_MS + MINUTE_MS })).length, CANDLES.length, 'after leaving');
    },
  },
  {
    id: 'CS-16',
    title: 'gives nothing more, and hangs on nothing, once it is cancelled',
    async run(fresh) {
      const { symbol, hold } = await fresh();
      const source = await hold(CANDLES);
      const candles = await read(source, symbol, { fromMs: FIRST_MS, toMs: LAST_MS + MINUTE_MS, cancel: alreadyCancelled() }).catch(() => []);
      assert(candles.length < CANDLES.length, 'a cancelled question was answered in full');
    },
  },
  {
    id: 'CS-17',
    title: 'never gives a candle that is still forming',
    needs: 'clock',
    async run(fresh) {
      const { symbol, holdAt } = await fresh();
      assert(holdAt !== undefined, 'the subject has no holdAt(): give it one, or say under `lacks` why its candles have all closed');
      for (const [minute, offMs] of [[4000, 0], [4000, 1], [4000, 30_000], [4001, -1], [4001, 0]] as const) {
        const nowMs = FIRST_MS + minute * MINUTE_MS + offMs;
        const source = await holdAt(CANDLES, nowMs);
        const closed = CANDLES.filter(({ openTimeMs }) => openTimeMs + MINUTE_MS <= nowMs);
        for (const [fromMinute, toMinute] of [[3990, 4000], [3990, 4001], [3990, 4002], [3000, 4500], [4000, 4001], [4002, 4010]] as const) {
          const [fromMs, toMs] = [FIRST_MS + fromMinute * MINUTE_MS, FIRST_MS + toMinute * MINUTE_MS];
          assertEqual(await read(source, symbol, { fromMs, toMs }), between(fromMs, toMs, closed), `minutes ${fromMinute} to ${toMinute}, asked ${offMs} ms after ${minute}`);
        }
      }
    },
  },
  {
    id: 'CS-18',
    title: 'neither loses nor repeats a candle where its pages meet, whatever their size',
    async run(fresh) {
      const { symbol, hold } = await fresh();
      const source = await hold(CANDLES);
      for (const size of PAGE_SIZES) {
        for (let offset = -2; offset <= 2; offset++) {
          for (const [fromMinute, toMinute] of [[0, size + offset], [size + offset, 2 * size + offset], [137, 137 + 2 * size + offset]] as const) {
            const [fromMs, toMs] = [FIRST_MS + fromMinute * MINUTE_MS, FIRST_MS + toMinute * MINUTE_MS];
            assertEqual(await read(source, symbol, { fromMs, toMs }), between(fromMs, toMs), `minutes ${fromMinute} to ${toMinute}`);
          }
        }
      }
    },
  },
  {
    id: 'CS-19',
    title: 'gives no page more once it is cancelled between two, and answers the next question',
    async run(fresh) {
      const { symbol, hold } = await fresh();
      const source = await hold(CANDLES);
      const cancel = cancelByHand();
      let pages = 0;
      const reading = async (): Promise<void> => {
        for await (const _page of source.candles({ symbol, interval: '1m', fromMs: FIRST_MS, toMs: LAST_MS + MINUTE_MS, cancel })) {
          pages++;
          cancel.fire();
        }
      };
      await reading().catch(() => undefined);
      assertEqual(pages, 1, 'pages');
      assertEqual(await read(source, symbol, { fromMs: FIRST_MS, toMs: LAST_MS + MINUTE_MS }), CANDLES, 'afterwards');
    },
  },
  {
    id: 'CS-20',
    title: 'gives everybody who asks the same at once the same answer',
    async run(fresh) {
      const { symbol, hold } = await fresh();
      const source = await hold(CANDLES);
      const question = { fromMs: FIRST_MS + 100 * MINUTE_MS, toMs: FIRST_MS + 2600 * MINUTE_MS };
      const all = await Promise.all(Array.from({ length: 8 }, () => read(source, symbol, question)));
      for (const [i, candles] of all.entries()) assertEqual(candles, between(question.fromMs, question.toMs), `answer ${i}`);
    },
  },
  {
    id: 'CS-21',
    title: 'lets go of its cancel signal when it has answered, and when it is left: a live run asks with the same one for months',
    async run(fresh) {
      const { symbol, hold } = await fresh();
      const source = await hold(CANDLES);
      const cancel = cancelByHand();
      await read(source, symbol, { fromMs: FIRST_MS, toMs: LAST_MS + MINUTE_MS, cancel });
      assertEqual(cancel.listeners, 0, 'who still waits for the cancel after an answer');
      for await (const _page of source.candles({ symbol, interval: '1m', fromMs: FIRST_MS, toMs: LAST_MS + MINUTE_MS, cancel })) break;
      assertEqual(cancel.listeners, 0, 'who still waits for it when the source was left');
    },
  },
]);

/** The same cases, each of which lets its subjects clear away when it is over. */
function clearingAway(cases: readonly SuiteCase<CandleSourceSubject>[]): SuiteCase<CandleSourceSubject>[] {
  return cases.map((one) => ({
    ...one,
    async run(fresh) {
      const subjects: CandleSourceSubject[] = [];
      const noted = async (): Promise<CandleSourceSubject> => {
        const subject = await fresh();
        subjects.push(subject);
        return subject;
      };
      try {
        await one.run(noted);
      } finally {
        for (const subject of subjects) await subject.dispose?.();
      }
    },
  }));
}
