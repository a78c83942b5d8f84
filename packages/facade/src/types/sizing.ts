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
}

export interface ISizingSchemaATR extends SizingSchema {
  method: 'atr-based';
  riskPercentage: number;
  /** Default 2. */
  atrMultiplier?: number;
}

export type ISizingSchema = ISizingSchemaFixedPercentage | ISizingSchemaKelly | ISizingSchemaATR;

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

export type ISizingCalculateParams = ISizingCalculateParamsFixedPercentage | ISizingCalculateParamsKelly | ISizingCalculateParamsATR;

export type IPositionSizeFixedPercentageParams = Omit<ISizingCalculateParamsFixedPercentage, 'method'>;
export type IPositionSizeKellyParams = Omit<ISizingCalculateParamsKelly, 'method'>;
export type IPositionSizeATRParams = Omit<ISizingCalculateParamsATR, 'method'>;
