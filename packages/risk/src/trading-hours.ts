import { DAY_MS, MINUTE_MS, type DurationMs, type RiskRule, type TimestampMs } from '@tradewright/core';
import { mistake, nameOf, type RuleOptions } from './check.ts';
import { ALLOWED, refused } from './verdict.ts';

/** Days of the week in UTC. 1970 began on a Thursday. */
const DAYS = ['thu', 'fri', 'sat', 'sun', 'mon', 'tue', 'wed'] as const;

export type Weekday = (typeof DAYS)[number];

export interface Session {
  /** The days on which it begins. */
  readonly days: readonly Weekday[];
  /** `HH:MM` in UTC; the session begins with this minute. */
  readonly from: string;
  /** `HH:MM` in UTC, up to `24:00`; the session ends before this minute. At or before `from`, it is that of the next day. */
  readonly to: string;
}

export interface TradingHoursOptions extends RuleOptions {
  readonly sessions: readonly Session[];
}

interface Hours {
  readonly days: ReadonlySet<Weekday>;
  readonly fromMs: DurationMs;
  /** Above a day where the session lasts past midnight. */
  readonly toMs: DurationMs;
}

/** Refuses what would be opened outside of all sessions. What is open may close at any hour. */
export function tradingHours(options: TradingHoursOptions): RiskRule {
  const name = nameOf('trading-hours', options);
  const { sessions } = options;
  if (!Array.isArray(sessions) || sessions.length === 0) throw mistake('risk/hours', `${name}: no sessions are given, so nothing could ever be opened.`);
  const hours = sessions.map((session, i) => hoursOf(`${name}: session ${i + 1}`, session as Session));
  return {
    name,
    judge({ nowMs }) {
      if (hours.some((each) => isWithin(each, nowMs))) return ALLOWED;
      return refused(name, `${dayOf(nowMs)} ${new Date(nowMs).toISOString().slice(11, 16)} UTC is in no session`);
    },
  };
}

function hoursOf(where: string, { days, from, to }: Session): Hours {
  if (!Array.isArray(days) || days.length === 0) throw mistake('risk/hours', `${where} has no days.`);
  for (const day of days as readonly Weekday[]) if (!DAYS.includes(day)) throw mistake('risk/hours', `${where}: there is no day ${JSON.stringify(day)}; there are: mon, tue, wed, thu, fri, sat, sun.`);
  const fromMs = timeOf(`${where}: from`, from);
  const toMs = timeOf(`${where}: to`, to);
  if (fromMs === toMs || fromMs === DAY_MS) throw mistake('risk/hours', `${where} begins at ${from} and ends at ${to}. A whole day is from 00:00 to 24:00.`);
  return { days: new Set(days), fromMs, toMs: toMs > fromMs ? toMs : toMs + DAY_MS };
}

/** Milliseconds since midnight. */
function timeOf(where: string, text: string): DurationMs {
  const [, hours, minutes] = /^(\d\d):([0-5]\d)$/.exec(text) ?? [];
  const ms = (Number(hours) * 60 + Number(minutes)) * MINUTE_MS;
  if (!(ms <= DAY_MS)) throw mistake('risk/hours', `${where} is ${JSON.stringify(text)}, which is no time of day.`);
  return ms;
}

function dayOf(atMs: TimestampMs): Weekday {
  return DAYS[Math.floor(atMs / DAY_MS) % DAYS.length]!;
}

/** Within what began today, or what began yesterday and lasts past midnight. */
function isWithin({ days, fromMs, toMs }: Hours, nowMs: TimestampMs): boolean {
  const sinceMidnightMs = nowMs % DAY_MS;
  return (days.has(dayOf(nowMs)) && sinceMidnightMs >= fromMs && sinceMidnightMs < toMs)
    || (days.has(dayOf(nowMs - DAY_MS)) && sinceMidnightMs + DAY_MS < toMs);
}
