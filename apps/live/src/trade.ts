import { Failure, messageOf } from '@tradewright/cli-kit';
import type { Tradewright } from 'tradewright';
import type { Board, RunRow } from './board.ts';

export interface TradeParts {
  readonly instance: Tradewright;
  readonly board: Board;
  /** Called for a run that has failed; the others go on. */
  readonly onFailure: (row: RunRow, error: Error) => void;
  /** All runs have their clocks. */
  readonly onStarted: () => void;
}

/** Runs everything on the board at once, each to its end. */
export async function trade({ instance, board, onFailure, onStarted }: TradeParts): Promise<void> {
  const follow = async (row: RunRow, stream: AsyncIterable<unknown>): Promise<void> => {
    try {
      for await (const _result of stream);
      board.ended(row);
    } catch (thrown) {
      const error = thrown instanceof Error ? thrown : new Failure(messageOf(thrown));
      board.ended(row, error);
      onFailure(row, error);
    }
  };
  const started = board.rows.map((row) => {
    const { symbol, ...context } = row.names;
    return { row, stream: instance.Live.run(symbol, context) };
  });
  const followed = started.map(({ row, stream }) => follow(row, stream));
  onStarted();
  await Promise.all(followed);
}
