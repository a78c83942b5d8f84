export interface ISignalDto {
  id?: string | undefined;
  /** `wait` means no signal. */
  position: 'long' | 'short' | 'wait';
  note?: string | undefined;
  priceOpen?: number | undefined;
  priceTakeProfit: number;
  priceStopLoss: number;
  minuteEstimatedTime: number;
}

export interface ISignalRow {
  id: string;
  position: 'long' | 'short';
  note: string;
  priceOpen: number;
  priceTakeProfit: number;
  priceStopLoss: number;
  minuteEstimatedTime: number;
  exchangeName: string;
  strategyName: string;
  symbol: string;
  scheduledAt: number;
  pendingAt: number;
  _isScheduled: boolean;
}

export interface IScheduledSignalRow extends ISignalRow {
  _isScheduled: true;
}
