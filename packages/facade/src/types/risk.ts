import type { RiskRule } from '../core-types.ts';
import type { ISignalDto, ISignalRow } from './signal.ts';

/** A position that is open, or reserved, under a risk profile. */
export interface IRiskActivePosition {
  symbol: string;
  /** `null` only for one that was added by hand, see `lib.riskGlobalService`. */
  signal: ISignalRow | null;
  strategyName: string;
  exchangeName: string;
  /** Engine time. */
  openTimestamp: number;
  /** In base currency. Absent for one that was added by hand. */
  quantity?: number;
}

/** The name that seed 004 uses. */
export type IActivePosition = IRiskActivePosition;

export interface IRiskCheckArgs {
  symbol: string;
  pendingSignal: ISignalDto;
  strategyName: string;
  exchangeName: string;
  /** The VWAP at creation, the entry price at activation. */
  currentPrice: number;
  /** Engine time. */
  timestamp: number;
}

export interface IRiskValidationPayload extends IRiskCheckArgs {
  /** Reservations included, the judged signal left out. */
  activePositionCount: number;
  activePositions: IRiskActivePosition[];
}

/** Throws to refuse. */
export type IRiskValidationFn = (payload: IRiskValidationPayload) => void | Promise<void>;

export interface IRiskValidation {
  validate: IRiskValidationFn;
  note?: string;
}

export interface IRiskCallbacks {
  onRejected(symbol: string, args: IRiskCheckArgs): void;
  onAllowed(symbol: string, args: IRiskCheckArgs): void;
}

/** Ours: live trading is halted. */
export interface IRiskHalt {
  reason: string;
  /** By the clock of the machine. */
  timestamp: number;
  /** Positions are closed as well. */
  close: boolean;
}

export interface IRiskSchema {
  riskName: string;
  note?: string;
  /** Judged one after another; the first that throws refuses. Without any, positions are only counted. */
  validations?: (IRiskValidation | IRiskValidationFn)[];
  /** Ours: ready rules, such as those of `@tradewright/risk`, judged in order after the validations. They also see how much is wanted, and may leave less. */
  rules?: readonly RiskRule[];
  /**
   * Ours: money in quote currency, for rules and sizes that go by equity. In live trading all runs under the profile
   * share it; a backtest begins with it.
   */
  capital?: number;
  callbacks?: Partial<IRiskCallbacks>;
}
