import type { Projected, Projection } from './projection.ts';

type Fields = Readonly<Record<string, unknown>>;

/**
 * Open positions in `signal/{strategy}/{symbol}.json`, waiting entries in `schedule/{strategy}/{symbol}.json` and the
 * positions under a risk rule in `risk/{riskName}.json`. Records of another shape show nothing.
 */
export const signalProjection: Projection = {
  folders: ['signal', 'schedule', 'risk'],
  project(key, value) {
    if (!isFields(value) || value['format'] !== 1) return [];
    if (key.startsWith('run:')) return runFiles(value);
    return key.startsWith('risk:') ? riskFiles(key, value) : [];
  },
};

function runFiles({ exchangeName, account, symbol, strategyName, state }: Fields): readonly Projected[] {
  if (typeof exchangeName !== 'string' || typeof symbol !== 'string' || typeof strategyName !== 'string' || !isFields(state)) return [];
  const owner = typeof account === 'string' && account !== 'default' ? `${exchangeName}.${account}` : exchangeName;
  const run = { symbol, strategyName, exchangeName, account, state: state['kind'] };
  const { kind, position, plan, orderId, expiresAtMs } = state;
  const open = (kind === 'opened' || kind === 'active') && isFields(position) ? { ...run, openedAt: isoOf(position['openedAtMs']), expiresAt: isoOf(position['expiresAtMs']), position } : null;
  const waiting = kind === 'scheduled' ? { ...run, expiresAt: isoOf(expiresAtMs), orderId, plan } : null;
  return [
    { path: ['signal', strategyName, symbol], owner, value: open },
    { path: ['schedule', strategyName, symbol], owner, value: waiting },
  ];
}

/** The key of an account other than the first has it before the name of the rule. */
function riskFiles(key: string, { riskName, positions }: Fields): readonly Projected[] {
  if (typeof riskName !== 'string' || typeof positions !== 'object' || positions === null) return [];
  const account = key === `risk:${riskName}` ? 'default' : key.slice('risk:'.length, -riskName.length - 1);
  return [{ path: ['risk', riskName], owner: account, value: Object.keys(positions).length > 0 ? { riskName, account, positions } : null }];
}

function isoOf(atMs: unknown): string | null {
  return typeof atMs === 'number' && Math.abs(atMs) <= 8.64e15 ? new Date(atMs).toISOString() : null;
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
