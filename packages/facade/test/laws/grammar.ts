import type { IScheduledSignalRow, ISignalRow, IStrategyTickResult, PartialProfitContract, ProgressBacktestContract } from '../../src/types.ts';
import type { Note } from './notebook.ts';

type Action = IStrategyTickResult['action'];

export interface HookNote extends Note {
  /** The instant of the hook; that of the hook before for a result, which is no hook. */
  readonly whenMs: number;
  /** What it threw, if it did. */
  readonly threw?: string;
}

/** What the stream may hold, as the run was told. */
export interface Manner {
  /** Callbacks and listeners that there are; nobody else can be heard. */
  readonly present: ReadonlySet<string>;
  /** Whether listeners want to hear of frames at which nothing happened. */
  readonly idle: boolean;
  readonly levels: { readonly partialProfit: readonly number[]; readonly partialLoss: readonly number[] };
  /** Number of notes taken when the run was told to stop. */
  readonly stoppedAfter: number | null;
  /** Whether the consumer left before the end. */
  readonly left: boolean;
}

/** Who is told of what a frame came to, in order (`reference/original.md` §6). */
const WORDS: Readonly<Record<Exclude<Action, 'active'>, readonly string[]>> = {
  idle: ['onIdle', 'onTick', 'signalBacktest', 'signal'],
  scheduled: ['onSchedule', 'onTick', 'signalBacktest', 'signal'],
  opened: ['onWrite', 'onOpen', 'onTick', 'signalBacktest', 'signal'],
  closed: ['onClose', 'onWrite null', 'onTick', 'signalBacktest', 'signal', 'result'],
  cancelled: ['onCancel', 'onTick', 'signalBacktest', 'signal', 'result'],
};
const REFUSED: readonly string[] = ['validation', 'risk', 'onRejected'];

class Ungrammatical extends Error {}

/**
 * The grammar of all that can be heard of one run:
 *
 *     run   = { idle | refused | failed | life } done, with progress anywhere
 *     life  = scheduled ( cancelled | held ) | held
 *     held  = opened { onPartialProfit | onPartialLoss | partialProfit | partialLoss } closed
 *
 * where each of scheduled, opened, closed, cancelled and idle is the whole word above, as far as somebody listens.
 */
export class EventGrammar {
  readonly #manner: Manner;
  #living: 'nothing' | 'waiting' | 'held' = 'nothing';
  #id = '';
  #told = { partialProfit: 0, partialLoss: 0 };
  /** What is still missing of the word that has begun. */
  #rest: readonly string[] = [];
  #action: Action | 'refused' = 'idle';
  #owed: string | undefined;
  #read = 0;
  #whenMs = -Infinity;
  #stoppedAtMs = Infinity;
  #frames = -1;
  #done = false;

  constructor(manner: Manner) {
    this.#manner = manner;
  }

  /** What is wrong with a whole stream, or `null`. */
  static fault(notes: readonly HookNote[], manner: Manner): string | null {
    const grammar = new EventGrammar(manner);
    try {
      for (const note of notes) grammar.#take(note);
      grammar.#ends();
    } catch (error) {
      if (error instanceof Ungrammatical) return error.message;
      throw error;
    }
    return null;
  }

  #take(note: HookNote): void {
    if (this.#read === this.#manner.stoppedAfter) this.#stoppedAtMs = this.#whenMs;
    if (this.#done) this.#say(`${note.kind} after done`);
    if (this.#owed !== undefined) {
      if (note.kind !== 'error' || !String(note.given).endsWith(this.#owed)) this.#say(`${note.kind} where the error of a hook comes next`);
      this.#owed = undefined;
    } else {
      if (note.whenMs < this.#whenMs) this.#say(`${note.kind} at ${note.whenMs}, after a hook at ${this.#whenMs}`);
      this.#whenMs = note.whenMs;
      this.#understand(note);
      this.#owed = note.threw;
    }
    this.#read++;
  }

  #understand(note: HookNote): void {
    if (this.#rest.length > 0) return this.#goesOn(note);
    switch (note.kind) {
      case 'error':
        return this.#living === 'nothing' ? undefined : this.#say(`${String(note.given)} while a signal is ${this.#living}`);
      case 'onAllowed':
        return this.#living === 'held' ? this.#say('onAllowed while a signal is held') : undefined;
      case 'progress':
        return this.#advances(note.given as ProgressBacktestContract);
      case 'onPartialProfit':
      case 'onPartialLoss':
        return this.#same(note.kind, (note.given as [string, ISignalRow])[1]);
      case 'partialProfit':
      case 'partialLoss':
        return this.#level(note.kind, note.given as PartialProfitContract);
      case 'done':
        this.#done = true;
        return;
      default:
        this.#begins(note);
    }
  }

  #begins(note: HookNote): void {
    this.#action = REFUSED.includes(note.kind) ? 'refused' : actionOf(note);
    if (this.#action === 'active') this.#say('active is told, which a backtest tells nobody');
    const word = this.#action === 'refused' ? REFUSED : WORDS[this.#action];
    const { present, idle } = this.#manner;
    const hears = (kind: string): boolean => kind === 'result' || (present.has(kind === 'onWrite null' ? 'onWrite' : kind) && (this.#action !== 'idle' || idle || kind.startsWith('on')));
    this.#rest = word.filter(hears);
    this.#transition(rowOf(note));
    this.#goesOn(note);
  }

  #transition(row: ISignalRow | null): void {
    const begins = this.#action === 'scheduled' || (this.#action === 'opened' && this.#living === 'nothing');
    const from = { idle: 'nothing', scheduled: 'nothing', opened: this.#living === 'waiting' ? 'waiting' : 'nothing', closed: 'held', cancelled: 'waiting', active: 'held', refused: this.#living }[this.#action];
    if (this.#living !== from || (this.#action === 'refused' && this.#living === 'held')) this.#say(`${this.#action} while a signal is ${this.#living}`);
    if (begins && this.#whenMs > this.#stoppedAtMs) this.#say(`${this.#action} after the run was told to stop`);
    if (begins) this.#id = row?.id ?? '';
    if (this.#action === 'opened') this.#told = { partialProfit: 0, partialLoss: 0 };
    if (this.#action !== 'refused') this.#living = this.#action === 'scheduled' ? 'waiting' : this.#action === 'opened' ? 'held' : 'nothing';
  }

  #goesOn(note: HookNote): void {
    const [expected, ...rest] = this.#rest;
    const kind = note.kind === 'onWrite' && (note.given as unknown[])[1] === null ? 'onWrite null' : note.kind;
    if (kind !== expected) this.#say(`${kind} of ${this.#action} where ${expected ?? 'nothing'} comes next`);
    if (this.#action !== 'refused' && kind !== 'onWrite null' && actionOf(note) !== this.#action) this.#say(`${kind} tells ${actionOf(note)} in the midst of ${this.#action}`);
    if (kind !== 'onWrite null' && this.#action !== 'idle' && this.#action !== 'refused') this.#same(kind, rowOf(note), false);
    this.#rest = rest;
  }

  #same(kind: string, row: ISignalRow | null, held = true): void {
    if (held && this.#living !== 'held') this.#say(`${kind} while a signal is ${this.#living}`);
    if (row?.id !== this.#id) this.#say(`${kind} of ${row?.id ?? 'none'}, not of ${this.#id}`);
  }

  /** Each level once, in the order of the configuration. */
  #level(kind: 'partialProfit' | 'partialLoss', { data, level }: PartialProfitContract): void {
    this.#same(kind, data);
    const expected = this.#manner.levels[kind][this.#told[kind]++];
    if (level !== expected) this.#say(`${kind} ${level} where ${expected ?? 'none'} comes next`);
  }

  #advances({ processedFrames, totalFrames, progress }: ProgressBacktestContract): void {
    if (processedFrames <= this.#frames || processedFrames > totalFrames || progress !== processedFrames / totalFrames) this.#say(`progress ${processedFrames} of ${totalFrames} (${progress}) after ${this.#frames}`);
    this.#frames = processedFrames;
  }

  #ends(): void {
    if (this.#done === this.#manner.left) this.#say(this.#done ? 'done is told to a consumer that left' : 'done is not told');
    if (this.#manner.left) return;
    if (this.#rest.length > 0) this.#say(`the run ends where ${this.#rest[0]} comes next`);
    if (this.#living !== 'nothing') this.#say(`the run ends while a signal is ${this.#living}`);
  }

  #say(fault: string): never {
    throw new Ungrammatical(`note ${this.#read}: ${fault}`);
  }
}

const CALLBACK_ACTIONS: Readonly<Record<string, Action>> = { onIdle: 'idle', onSchedule: 'scheduled', onOpen: 'opened', onClose: 'closed', onCancel: 'cancelled' };

function actionOf({ kind, given }: HookNote): Action {
  if (kind === 'onWrite') return (given as unknown[])[1] === null ? 'closed' : 'opened';
  const result = kind === 'onTick' ? (given as [string, IStrategyTickResult])[1] : (given as IStrategyTickResult);
  return CALLBACK_ACTIONS[kind] ?? result.action;
}

function rowOf({ kind, given }: HookNote): ISignalRow | null {
  if (kind === 'onTick') return (given as [string, IStrategyTickResult])[1].signal;
  if (Array.isArray(given)) return typeof given[1] === 'object' ? (given[1] as IScheduledSignalRow | null) : null;
  return typeof given === 'object' && given !== null && 'signal' in given ? (given as IStrategyTickResult).signal : null;
}
