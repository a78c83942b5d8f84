import { describe, expect, it } from 'vitest';
import { FsStateStore } from '../src/index.ts';
import { OtherProcess } from './other-process.ts';
import { TemporaryDirectory } from './temporary-directory.ts';

async function refusal(directory: string): Promise<unknown> {
  return FsStateStore.open({ directory }).then(
    (store) => store.close().then(() => 'it opened'),
    (cause: unknown) => cause,
  );
}

describe('one process at a time', () => {
  it('has a directory; a second store is refused, by the id of the process, in the same process too', async () => {
    const { path } = new TemporaryDirectory();
    const store = await FsStateStore.open({ directory: path });
    for (let time = 0; time < 3; time++) expect(await refusal(path)).toMatchObject({ code: 'store/locked', message: expect.stringContaining(`process ${process.pid} on `) as string });
    const other = new OtherProcess(path, 'hold');
    expect(await other.said()).toMatchObject({ refused: 'store/locked', message: expect.stringContaining(`process ${process.pid} on `) as string });
    await store.close();
    const next = await FsStateStore.open({ directory: path });
    await next.close();
  });

  it('keeps others out while it is stopped, and no longer when it is killed', async () => {
    const { path } = new TemporaryDirectory();
    const other = new OtherProcess(path, 'hold');
    expect(await other.said()).toEqual({ opened: 0 });
    other.child.kill('SIGSTOP');
    expect(await refusal(path)).toMatchObject({ code: 'store/locked', message: expect.stringContaining(`process ${other.pid} on `) as string });
    await other.kill();
    expect(await refusal(path)).toBe('it opened');
  });

  it('wins when many start at the same moment, after a holder was killed', async () => {
    const { path } = new TemporaryDirectory();
    for (let round = 0; round < 3; round++) {
      const racers = Array.from({ length: 4 }, () => new OtherProcess(path, 'race'));
      for (const racer of racers) expect(await racer.said()).toEqual({ opened: 0 });
      for (const racer of racers) racer.go();
      const said = await Promise.all(racers.map((racer) => racer.said()));
      expect(said.filter((one) => one !== undefined && 'opened' in one)).toHaveLength(1);
      expect(said.filter((one) => one !== undefined && 'refused' in one && one.refused === 'store/locked')).toHaveLength(3);
      await Promise.all(racers.map((racer) => racer.kill()));
    }
  });

  it('that is killed in the middle of its commits loses none it acknowledged', async () => {
    const { path } = new TemporaryDirectory();
    for (let round = 0; round < 4; round++) {
      const other = new OtherProcess(path, 'count');
      const began = await other.said();
      let last = began !== undefined && 'opened' in began ? began.opened : NaN;
      for (const until = last + 40 * (round + 1); last < until; ) {
        const said = await other.said();
        if (said !== undefined && 'acknowledged' in said) last = said.acknowledged;
      }
      await other.kill();
      for (let said = await other.said(); said !== undefined; said = await other.said()) if ('acknowledged' in said) last = said.acknowledged;
      const store = await FsStateStore.open({ directory: path });
      const found = (await store.load(['run:counter'])).get('run:counter');
      expect(found?.version).toBeGreaterThanOrEqual(last);
      expect(found?.version).toBeLessThanOrEqual(last + 1);
      expect(found?.value).toEqual({ n: found!.version - 1 });
      await store.close();
    }
  });
});
