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
    return key.startsWith('risk:') ? riskFiles(value) : [];
  },
};

function runFiles({ exchangeName, account, symbol, strategyName, state }: Fields): readonly Projected[] {
  if (typeof exchangeName !== 'string' || typeof symbol !== 'string' || typeof strategyName !== 'string' || !isFields(state)) return [];
  const owner = ownerOf(exchangeName, account);
  const run = { symbol, strategyName, exchangeName, account, state: state['kind'] };
  return [
    { path: ['signal', strategyName, symbol], owner, value: isFields(state['position']) ? { ...run, ...openTimes(state['position']), position: state['position'] } : null },
    { path: ['schedule', strategyName, symbol], owner, value: state['kind'] === 'scheduled' ? { ...run, expiresAt: isoOf(state['expiresAtMs']), orderId: state['orderId'], plan: state['plan'] } : null },
  ];
}

function riskFiles({ riskName, account, positions }: Fields): readonly Projected[] {
  if (typeof riskName !== 'string' || !Array.isArray(positions)) return [];
  return [{ path: ['risk', riskName], owner: ownerOf(undefined, account), value: positions.length > 0 ? { riskName, account, positions } : null }];
}

function openTimes(position: Fields): Fields {
  return { openedAt: isoOf(position['openedAtMs']), expiresAt: isoOf(position['expiresAtMs']) };
}

/** The exchange, and the account where it is not the only one. */
function ownerOf(exchangeName: string | undefined, account: unknown): string {
  const named = typeof account === 'string' && (account !== 'default' || exchangeName === undefined) ? account : undefined;
  return [exchangeName, named].filter((part) => part !== undefined).join('.') || 'default';
}

function isoOf(atMs: unknown): string | null {
  return typeof atMs === 'number' && Math.abs(atMs) <= 8.64e15 ? new Date(atMs).toISOString() : null;
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
