import { describe, expect, it } from 'vitest';
import { FaultDisk } from '../../test/fault/fault-disk.ts';
import { FaultProcess } from '../../test/fault/fault-process.ts';
import { State } from '../state.ts';
import { encodeLine } from './line.ts';
import { encodeHead } from './record.ts';
import { replaySegment, type Replayed } from './replay.ts';

const ORIGIN = { segment: 2, seq: 7, previousBytes: 500 };
const HEAD = encodeHead(ORIGIN);
const FIRST = commit({ seq: 8, after: HEAD.length, version: 4 });
const END = HEAD.length + FIRST.length;

/** One write of the key `a`, which stands at version 3 before the segment. */
function commit({ seq, after, version }: { readonly seq: number; readonly after: number; readonly version: number }): Buffer {
  return encodeLine(JSON.stringify({ seq, after, writes: [{ key: 'a', version, value: version }], events: [] }));
}

async function replayed(lines: readonly Buffer[], isLast = true): Promise<{ readonly end: Replayed; readonly state: State }> {
  const process = new FaultProcess(new FaultDisk());
  const file = await process.fs.open('/segment', 'create');
  await file.write(Buffer.concat(lines), 0);
  const state = new State();
  state.set('a', 3, '3');
  return { end: await replaySegment(process.fs, '/segment', state, ORIGIN, isLast), state };
}

describe('a segment', () => {
  it('brings the state to its end, and says where that is', async () => {
    const { end, state } = await replayed([HEAD, FIRST, commit({ seq: 9, after: HEAD.length, version: 5 }), commit({ seq: 10, after: END + FIRST.length, version: 6 })]);
    expect(end).toMatchObject({ seq: 10, lastSyncBytes: END + FIRST.length, tornBytes: 0 });
    expect(state.get('a')).toMatchObject({ version: 6, json: '6' });
  });

  it.each([
    ['its head names another segment', [encodeHead({ ...ORIGIN, segment: 3 })], 0],
    ['its head follows another record', [encodeHead({ ...ORIGIN, seq: 6 })], 0],
    ['its head follows a segment of another length', [encodeHead({ ...ORIGIN, previousBytes: 499 })], 0],
    ['a number is left out', [HEAD, FIRST, commit({ seq: 10, after: END, version: 5 })], END],
    ['a number comes again', [HEAD, FIRST, commit({ seq: 8, after: END, version: 5 })], END],
    ['a version is left out', [HEAD, FIRST, commit({ seq: 9, after: END, version: 6 })], END],
    ['a version comes again', [HEAD, FIRST, commit({ seq: 9, after: END, version: 4 })], END],
    ['a record was written for another place', [HEAD, FIRST, commit({ seq: 9, after: END - 1, version: 5 })], END],
    ['a line is no record', [HEAD, FIRST, encodeLine('{"seq":9}')], END],
    ['a line is no JSON', [HEAD, FIRST, encodeLine('hello')], END],
  ])('is damaged where %s, though every line is whole', async (_what, lines, offset) => {
    await expect(replayed(lines)).rejects.toMatchObject({ name: 'Error', offset });
  });

  it('may break off only if it is the last one', async () => {
    const lines = [HEAD, FIRST, FIRST.subarray(0, 20)];
    expect((await replayed(lines)).end).toMatchObject({ seq: 8, bytes: END, tornBytes: 20 });
    await expect(replayed(lines, false)).rejects.toMatchObject({ offset: END });
  });

  it('keeps a last record that is whole but for its line end, if it is the last one and the record belongs there', async () => {
    const endingWith = (line: Buffer): Buffer[] => [HEAD, FIRST, line.subarray(0, -1)];
    const next = commit({ seq: 9, after: END, version: 5 });
    const { end, state } = await replayed(endingWith(next));
    expect(end).toEqual({ seq: 9, bytes: END + next.length, lastSyncBytes: END, lacksNewline: true, tornBytes: 0 });
    expect(state.get('a')).toMatchObject({ version: 5, json: '5' });
    await expect(replayed(endingWith(next), false)).rejects.toMatchObject({ offset: END });
    await expect(replayed(endingWith(FIRST))).rejects.toMatchObject({ offset: END });
  });
});
