import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { runTool, workspace } from './temporary-workspace.ts';

const NAME = 'an-exchange-that-is-never-made';

it('nx g adapter finds the generator by its short name, and a dry run writes nothing', async () => {
  const { code, output } = await runTool('nx', ['g', 'adapter', NAME, '--port', 'candle-feed', '--dry-run'], workspace);
  expect({ code, output }).toEqual({ code: 0, output: expect.stringContaining(`CREATE packages/${NAME}/src/${NAME}-feed.ts`) });
  expect(existsSync(join(workspace, 'packages', NAME))).toBe(false);
});

it('nx g adapter says in a sentence what it cannot make', async () => {
  const { code, output } = await runTool('nx', ['g', 'adapter', 'core', '--dry-run'], workspace);
  expect({ code, output }).toEqual({ code: 1, output: expect.stringContaining('@tradewright/core is there already, in packages/core. Choose another name.') });
});
