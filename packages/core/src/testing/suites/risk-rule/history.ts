import type { ActivePosition } from '../../../ports/active-position.ts';
import type { RiskEvent } from '../../../ports/risk-rule.ts';
import { MINUTE_MS, type DurationMs, type TimestampMs } from '../../../units.ts';
import { closedEventOf, planOf, positionOf } from '../../questions.ts';
import { pick, seededRandom, type Random } from '../../random.ts';
import type { RiskQuestion } from './place.ts';

export const HOUR_MS: DurationMs = 60 * MINUTE_MS;
/** Longest list of positions that stay open at once. */
const MOST_OPEN = 5;

/** Whoever is asked or held in these questions. A rule may know no others. */
export function askersOf(questions: readonly RiskQuestion[]): readonly Pick<ActivePosition, 'symbol' | 'strategyName' | 'exchangeName'>[] {
  return questions.flatMap(({ request }) => [request, ...request.activePositions]).map(({ symbol, strategyName, exchangeName }) => ({ symbol, strategyName, exchangeName }));
}

/** The last instant that these questions speak of. */
export function lastInstantOf(questions: readonly RiskQuestion[]): TimestampMs {
  return Math.max(...questions.flatMap(({ request, after = [] }) => [request.nowMs, ...after.map(({ nowMs }) => nowMs)]));
}

/** What can happen to positions of these askers, an event each hour unless told otherwise. Now and then an entry is given up, which nobody hears of. */
export function* historyOf(ruleName: string, questions: readonly RiskQuestion[], count: number, everyMs: DurationMs = HOUR_MS): Generator<RiskEvent> {
  const random = seededRandom(count);
  const askers = askersOf(questions);
  const open: ActivePosition[] = [];
  let nowMs = lastInstantOf(questions);
  for (let number = 0; number < count; number++) {
    nowMs += everyMs;
    const equityQuote = random() < 0.1 ? null : 5000 + 10_000 * random();
    if (open.length > MOST_OPEN || random() < 0.1) open.shift();
    if (random() < 0.04) {
      yield { ...oddEvent(random, ruleName, nowMs), equityQuote };
    } else if (open.length > 0 && random() < 0.5) {
      yield { ...closing(random, open.splice(Math.floor(random() * open.length), 1)[0]!, nowMs), equityQuote };
    } else {
      const side = pick(random, ['long', 'short'] as const);
      const stopLossPrice = side === 'long' ? 95 : 105;
      const position = positionOf({ ...pick(random, askers), plan: planOf({ id: `plan:${number}`, side, stopLossPrice, takeProfitPrice: 200 - stopLossPrice, createdAtMs: nowMs }), openedAtMs: nowMs });
      open.push(position);
      yield { kind: 'reserved', nowMs, equityQuote, position };
    }
  }
}

function closing(random: Random, position: ActivePosition, nowMs: TimestampMs): RiskEvent {
  const { takeProfitPrice, stopLossPrice } = position.plan;
  const reason = pick(random, ['take-profit', 'stop-loss', 'stop-loss', 'time-expired', 'command'] as const);
  const price = { 'take-profit': takeProfitPrice, 'stop-loss': stopLossPrice, 'time-expired': 100, command: 99 }[reason];
  return closedEventOf(position, price, reason, nowMs);
}

function oddEvent(random: Random, ruleName: string, nowMs: TimestampMs): RiskEvent {
  const name = pick(random, [ruleName, 'a rule that nobody has']);
  if (random() < 0.5) return { kind: 'stopped', nowMs, equityQuote: null, ruleName: name, reason: 'enough' };
  return { kind: 'reset', nowMs, equityQuote: null, ruleName: random() < 0.3 ? null : name };
}
