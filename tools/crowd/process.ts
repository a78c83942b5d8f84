// One of the crowd: fifty live runs under one risk profile. `process.ts <place> <database url>`, started by `crowd.ts`.
import { live, PaperBroker, RiskLedger, type RunNames } from '@tradewright/core/run';
import { PgStateStore } from '@tradewright/persist-postgres';
import { maxOpenPositions } from '@tradewright/risk';
import { SteppedClock } from './clock.ts';
import { CountingStore } from './counting-store.ts';
import { eager } from './eager.ts';
import { machineClock } from './machine-clock.ts';
import { QuietMarket } from './market.ts';
import { MOST_OPEN, namesIn, RISK_NAME, START_MS, type Go, type Report } from './terms.ts';

const COSTS = { feeFrac: 0.001, slippageFrac: 0.001 };
/** Machines are slow at times, and nobody is taken out here. */
const LEASE_MS = 60_000;

const [place = '0', url = ''] = process.argv.slice(2);
const report = (what: Report): void => void process.send!(what);
const fail = (error: unknown): void => report({ kind: 'failed', what: error instanceof Error ? (error.stack ?? error.message) : String(error) });

const store = new CountingStore(await PgStateStore.open({ connectionString: url, maxConnections: 8 }));
const clock = new SteppedClock(machineClock, START_MS, () => report({ kind: 'through', nowMs: clock.nowMs, conflicts: store.conflicts }));
const ledger = new RiskLedger({ store, riskName: RISK_NAME });

async function trade(names: RunNames, i: number): Promise<void> {
  const run = live({
    ...names, store, ledger, machineClock, clock: clock.join(), candles: new QuietMarket(() => clock.nowMs), broker: new PaperBroker(COSTS), strategy: eager(i),
    rules: { trigger: 'candle-range', costs: COSTS }, risk: [maxOpenPositions({ max: MOST_OPEN })], wants: [], leaseMs: LEASE_MS, holder: `crowd ${place}`,
  });
  for await (const { event } of run) if (event.kind === 'failed' || event.kind === 'standby') throw event.kind === 'failed' ? event.error : new Error(`Somebody else trades ${names.symbol}.`);
}

let going = false;
process.on('message', ({ nowMs }: Go) => {
  if (!going) namesIn(Number(place)).forEach((names, i) => void trade(names, i).catch(fail));
  else clock.go(nowMs);
  going = true;
});
process.on('disconnect', () => process.exit());
report({ kind: 'ready' });
