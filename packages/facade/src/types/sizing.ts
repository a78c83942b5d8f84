import type { CandleInterval } from './interval.ts';

interface SizingSchema {
  sizingName: string;
  note?: string;
  /** Largest share of the balance in one position, in percent. */
  maxPositionPercentage?: number;
  /** Bounds of the quantity, in base currency. */
  minPositionSize?: number;
  maxPositionSize?: number;
  callbacks?: Partial<ISizingCallbacks>;
}

export interface ISizingCallbacks {
  onCalculate(quantity: number, params: ISizingCalculateParams): void;
}

export interface ISizingSchemaFixedPercentage extends SizingSchema {
  method: 'fixed-percentage';
  riskPercentage: number;
}

export interface ISizingSchemaKelly extends SizingSchema {
  method: 'kelly-criterion';
  /** Default 0.25. */
  kellyMultiplier?: number;
  /** Ours: what is known of the strategies it sizes; runs need both. `winRate` is the share of trades won, 0 to 1. */
  winRate?: number;
  winLossRatio?: number;
}

export interface ISizingSchemaATR extends SizingSchema {
  method: 'atr-based';
  riskPercentage: number;
  /** Default 2. */
  atrMultiplier?: number;
  /** Ours: whose range runs go by. Default `1h`. */
  atrInterval?: CandleInterval;
  /** Ours: over how many candles. Default 14. */
  atrPeriod?: number;
}

/** Ours: the same amount of quote currency each time. */
export interface ISizingSchemaFixedNotional extends SizingSchema {
  method: 'fixed-notional';
  /** Price × quantity, in quote currency. */
  notional: number;
}

/** Ours: less where the market moves more. */
export interface ISizingSchemaVolatilityTarget extends SizingSchema {
  method: 'volatility-target';
  /** How much the balance is to move over one candle (standard deviation), in percent. */
  targetPercentage: number;
  /** Whose returns runs go by. Default `1h`. */
  volatilityInterval?: CandleInterval;
  /** Over how many candles. Default 20. */
  volatilityPeriod?: number;
}

export type ISizingSchema = ISizingSchemaFixedPercentage | ISizingSchemaKelly | ISizingSchemaATR | ISizingSchemaFixedNotional | ISizingSchemaVolatilityTarget;

export interface ISizingCalculateParamsFixedPercentage {
  symbol: string;
  accountBalance: number;
  priceOpen: number;
  method: 'fixed-percentage';
  priceStopLoss: number;
}

export interface ISizingCalculateParamsKelly {
  symbol: string;
  accountBalance: number;
  priceOpen: number;
  method: 'kelly-criterion';
  winRate: number;
  winLossRatio: number;
}

export interface ISizingCalculateParamsATR {
  symbol: string;
  accountBalance: number;
  priceOpen: number;
  method: 'atr-based';
  atr: number;
}

export interface ISizingCalculateParamsFixedNotional {
  symbol: string;
  accountBalance: number;
  priceOpen: number;
  method: 'fixed-notional';
}

export interface ISizingCalculateParamsVolatilityTarget {
  symbol: string;
  accountBalance: number;
  priceOpen: number;
  method: 'volatility-target';
  /** Standard deviation of the market's returns over one candle, in percent. */
  volatility: number;
}

export type ISizingCalculateParams =
  | ISizingCalculateParamsFixedPercentage
  | ISizingCalculateParamsKelly
  | ISizingCalculateParamsATR
  | ISizingCalculateParamsFixedNotional
  | ISizingCalculateParamsVolatilityTarget;

export type IPositionSizeFixedPercentageParams = Omit<ISizingCalculateParamsFixedPercentage, 'method'>;
export type IPositionSizeKellyParams = Omit<ISizingCalculateParamsKelly, 'method'>;
export type IPositionSizeATRParams = Omit<ISizingCalculateParamsATR, 'method'>;
