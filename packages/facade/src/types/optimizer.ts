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
  callbacks?: Partial<IOptimizerCallbacks>;
}
