import { describe, expect, it } from 'vitest';
import { isTakenBack, type PgFault } from './failure.ts';

const fault = (severity?: string, code?: string): PgFault => Object.assign(new Error('of no importance'), severity === undefined ? {} : { severity }, code === undefined ? {} : { code });

describe('a statement was taken back', () => {
  it('if the server calls it an error, whatever it was', () => {
    for (const code of ['40P01', '53100', '58030', 'P0042', 'XX000']) expect(isTakenBack(fault('ERROR', code)), code).toBe(true);
  });

  it('if the server calls it something else in its language, and no session ends by it', () => {
    for (const code of ['22001', '23505', '25006', '40001', '42501', '55P03', '57014', 'P0001']) expect(isTakenBack(fault('FEHLER', code)), code).toBe(true);
  });
});

describe('nobody knows what became of a statement', () => {
  it('if the server fell over or ended the session', () => {
    for (const severity of ['FATAL', 'PANIC']) expect(isTakenBack(fault(severity, '53100')), severity).toBe(false);
  });

  it('if it may be that what the server says in its language', () => {
    for (const code of ['08006', '25P03', '40003', '53100', '57P01', '57P02', '58030', 'XX000']) expect(isTakenBack(fault('PANIK', code)), code).toBe(false);
  });

  it('if it was not the server who spoke', () => {
    for (const code of ['ECONNRESET', undefined]) expect(isTakenBack(fault(undefined, code))).toBe(false);
  });
});
