import type { CandleInterval } from './interval.ts';

export type MessageRole = 'assistant' | 'system' | 'user';

export interface MessageModel {
  role: MessageRole;
  content: string;
}

export interface IOptimizerRange {
  note?: string;
  startDate: Date;
  endDate: Date;
}

export interface IOptimizerFilterArgs {
  symbol: string;
  startDate: Date;
  endDate: Date;
}

export interface IOptimizerFetchArgs extends IOptimizerFilterArgs {
  limit: number;
  offset: number;
}

/** A row of training data; `id` tells doubles apart. */
export interface IOptimizerData {
  id: string | number;
}

export type IOptimizerSourceFn<Data extends IOptimizerData = IOptimizerData> = (args: IOptimizerFetchArgs) => Data[] | Promise<Data[]>;

export interface IOptimizerSource<Data extends IOptimizerData = IOptimizerData> {
  name: string;
  note?: string;
  fetch: IOptimizerSourceFn<Data>;
  user?(symbol: string, data: Data[], name: string): string | Promise<string>;
  assistant?(symbol: string, data: Data[], name: string): string | Promise<string>;
}

export interface IOptimizerStrategy {
  symbol: string;
  name: string;
  messages: MessageModel[];
  strategy: string;
}

/** The pieces that generated code is put together from. */
export interface IOptimizerTemplate {
  getTopBanner(symbol: string): string | Promise<string>;
  getUserMessage(symbol: string, data: IOptimizerData[], name: string): string | Promise<string>;
  getAssistantMessage(symbol: string, data: IOptimizerData[], name: string): string | Promise<string>;
  getWalkerTemplate(walkerName: string, exchangeName: string, frameName: string, strategies: string[]): string | Promise<string>;
  getExchangeTemplate(symbol: string, exchangeName: string): string | Promise<string>;
  getFrameTemplate(symbol: string, frameName: string, interval: CandleInterval, startDate: Date, endDate: Date): string | Promise<string>;
  getStrategyTemplate(strategyName: string, interval: CandleInterval, prompt: string): string | Promise<string>;
  getLauncherTemplate(symbol: string, walkerName: string): string | Promise<string>;
  getTextTemplate(symbol: string): string | Promise<string>;
  getJsonTemplate(symbol: string): string | Promise<string>;
  getJsonDumpTemplate(symbol: string): string | Promise<string>;
}

export interface IOptimizerCallbacks {
  onData(symbol: string, strategyData: IOptimizerStrategy[]): void;
  onCode(symbol: string, code: string): void;
  onDump(symbol: string, filepath: string): void;
  onSourceData(symbol: string, sourceName: string, data: IOptimizerData[], startDate: Date, endDate: Date): void;
}

export interface IOptimizerSchema {
  optimizerName: string;
  note?: string;
  rangeTrain: IOptimizerRange[];
  rangeTest: IOptimizerRange;
  source: (IOptimizerSource | IOptimizerSourceFn)[];
  getPrompt(symbol: string, messages: MessageModel[]): string | Promise<string>;
  /** In place of the templates that come with it. */
  template?: Partial<IOptimizerTemplate>;
  callbacks?: Partial<IOptimizerCallbacks>;
}
