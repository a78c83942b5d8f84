import type { Tradewright } from '../src/create.ts';
import { minute } from './market.ts';

/** The seven things that can be registered: the smallest schema of each, and the functions by name. */
export const SCHEMAS = {
  exchange: { exchangeName: 'binance', getCandles: async () => [], formatPrice: async () => '', formatQuantity: async () => '' },
  strategy: { strategyName: 'sma', interval: '5m', getSignal: () => null },
  frame: { frameName: 'day', interval: '1m', startDate: new Date(minute(0)), endDate: new Date(minute(1440)) },
  walker: { walkerName: 'contest', exchangeName: 'binance', frameName: 'day', strategies: ['sma', 'rsi'] },
  sizing: { sizingName: 'careful', method: 'fixed-percentage', riskPercentage: 1 },
  risk: { riskName: 'modest', validations: [() => undefined] },
  optimizer: {
    optimizerName: 'writer',
    rangeTrain: [{ startDate: new Date(minute(0)), endDate: new Date(minute(60)) }],
    rangeTest: { startDate: new Date(minute(60)), endDate: new Date(minute(120)) },
    source: [() => []],
    getPrompt: () => '',
  },
} as const;

export type Kind = keyof typeof SCHEMAS;

const PLURALS: Readonly<Record<Kind, string>> = { exchange: 'Exchanges', strategy: 'Strategies', frame: 'Frames', walker: 'Walkers', sizing: 'Sizings', risk: 'Risks', optimizer: 'Optimizers' };

export const KINDS = Object.keys(SCHEMAS) as Kind[];

const capital = (kind: Kind): string => kind[0]!.toUpperCase() + kind.slice(1);

/** The functions for one kind, taking whatever a user without a type checker passes. */
export interface Functions {
  readonly nameField: string;
  readonly name: string;
  readonly schema: Readonly<Record<string, unknown>>;
  add(schema: unknown): void;
  remove(name: unknown): void;
  override(change: unknown): void;
  list(): Promise<unknown[]>;
}

export function functionsFor(kind: Kind, tw: Pick<Tradewright, `${'add' | 'list' | 'remove' | 'override'}${string}` & keyof Tradewright>): Functions {
  const functions = tw as unknown as Record<string, (given: unknown) => unknown>;
  const nameField = `${kind}Name`;
  const schema: Readonly<Record<string, unknown>> = SCHEMAS[kind];
  return {
    nameField,
    name: schema[nameField] as string,
    schema,
    add: (given) => void functions[`add${capital(kind)}`]!(given),
    remove: (given) => void functions[`remove${capital(kind)}`]!(given),
    override: (given) => void functions[`override${capital(kind)}`]!(given),
    list: () => functions[`list${PLURALS[kind]}`]!(undefined) as Promise<unknown[]>,
  };
}
