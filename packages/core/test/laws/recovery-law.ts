import { storeKeyOf, type RiskRecord, type RunRecord } from '@tradewright/core/run';
import { differentEvents, MemoryDisk, MemoryStore, seededRandom } from '@tradewright/core/testing';
import { backtested } from './live-parity-law.ts';
import { asKept, endOf, journalOf, KillableStore, liveLife, replay, type LiveLife } from './live-world.ts';

const MINUTE_MS = 60_000;

/** Killed at random commits, before or after they are written, and started again: the journal is that of a run nobody killed. */
export async function recoveryLaw(seed: number): Promise<string | null> {
  const life = liveLife(seed);
  if (endOf(life) - 60_000 < life.fromMs) return null; // nothing to look at
  const random = seededRandom(seed ^ 0x2545f491);
  const disk = new MemoryDisk();
  const endMs = endOf(life) - 1;
  let nowMs = (): number => life.fromMs;
  for (let lives = 0; lives < 500; lives++) {
    // Where its state says that it was, or in the minute in which it was killed.
    const startMs = random() < 0.5 ? await resumeAt(disk, life) : Math.floor(nowMs() / MINUTE_MS) * MINUTE_MS;
    let kill: () => void = () => undefined;
    const killed = new Promise<'killed'>((resolve) => (kill = () => resolve('killed')));
    const store = new KillableStore(disk, 1 + Math.floor(random() * 12), random() < 0.5, kill);
    const ended = replay({ life, store, startMs, endMs, onClock: (clock) => (nowMs = () => clock.nowMs) }, () => undefined).then(() => 'ended' as const);
    if ((await Promise.race([killed, ended])) === 'ended') break;
    const problem = await orphan(disk, life);
    if (problem !== null) return problem;
  }
  return differentEvents('backtest', asKept(await backtested(life)), 'journal', asKept(await journalOf(new MemoryStore(disk), life)));
}

async function resumeAt(disk: MemoryDisk, life: LiveLife): Promise<number> {
  const record = await recordOf(disk, life);
  return record?.processedMs ?? life.fromMs;
}

async function recordOf(disk: MemoryDisk, life: LiveLife): Promise<RunRecord | undefined> {
  const key = storeKeyOf(life.names);
  return (await new MemoryStore(disk).load([key])).get(key)?.value as RunRecord | undefined;
}

/** A slot without a signal, or a signal without its slot. */
async function orphan(disk: MemoryDisk, life: LiveLife): Promise<string | null> {
  if (life.risk.length === 0) return null;
  const state = (await recordOf(disk, life))?.state;
  const holds = state?.kind === 'opened' || state?.kind === 'active' || (state?.kind === 'scheduled' && state.orderId !== null);
  const risk = (await new MemoryStore(disk).load(['risk:moody'])).get('risk:moody')?.value as RiskRecord | undefined;
  const slots = Object.keys(risk?.positions ?? {}).length;
  return slots === (holds ? 1 : 0) ? null : `${slots} slots stored in state ${state?.kind}`;
}
