import { describe, expect, it } from 'vitest';
import { isTakenBack, type PgFault } from './failure.ts';

const fault = (severity?: string, code?: string): PgFault => Object.assign(new Error('of no importance'), severity === undefined ? {} : { severity }, code === undefined ? {} : { code });

describe('a statement was taken back', () => {
  it.each(['40P01', '53100', '58030', 'P0042', 'XX000'])('if the server calls it an error (%s)', (code) => {
    expect(isTakenBack(fault('ERROR', code))).toBe(true);
  });

  it.each(['22001', '23505', '25006', '40001', '42501', '55P03', '57014', 'P0001'])('if the server calls it something else in its language, and no session ends by it (%s)', (code) => {
    expect(isTakenBack(fault('FEHLER', code))).toBe(true);
  });
});

describe('nobody knows what became of a statement', () => {
  it.each(['FATAL', 'PANIC'])('if the server ended the session or fell over (%s)', (severity) => {
    expect(isTakenBack(fault(severity, '53100'))).toBe(false);
  });

  it.each(['08006', '25P03', '40003', '53100', '57P01', '57P02', '58030', 'XX000'])('if that may be what the server says in its language (%s)', (code) => {
    expect(isTakenBack(fault('PANIK', code))).toBe(false);
  });

  it.each(['ECONNRESET', undefined])('if it was not the server who spoke (%s)', (code) => {
    expect(isTakenBack(fault(undefined, code))).toBe(false);
  });
});
