import { readFileSync } from 'node:fs';
import { createTree } from '@nx/devkit/testing';
import type { Tree } from '@nx/devkit';
import { describe, expect, it } from 'vitest';
import adapter from './generator.ts';
import { PORTS } from './ports.ts';

const schema = JSON.parse(readFileSync(new URL('schema.json', import.meta.url), 'utf8')) as { properties: { port: { enum: string[]; default: string } } };

/** A workspace with one package in it, and the generator run over it. */
function generated(name: string, port?: string, tree: Tree = createTree()): Tree {
  tree.write('packages/there/package.json', '{"name": "@tradewright/there"}');
  tree.write('tools/a-tool/package.json', '{"name": "@tradewright/a-tool"}');
  adapter(tree, { name, skipInstall: true, ...(port === undefined ? {} : { port }) });
  return tree;
}

describe('a new adapter', () => {
  it('is a source of candles unless it is told otherwise, in the layout of the house', () => {
    const tree = generated('my-exchange');
    expect(tree.children('packages/my-exchange').sort()).toEqual(['README.md', 'package.json', 'src', 'tsconfig.json', 'tsconfig.test.json', 'tsup.config.ts', 'vitest.config.ts']);
    expect(tree.children('packages/my-exchange/src').sort()).toEqual(['index.ts', 'my-exchange-source.test.ts', 'my-exchange-source.ts', 'not-written.ts']);
    expect(tree.read('packages/my-exchange/src/my-exchange-source.ts', 'utf8')).toContain('export class MyExchangeSource implements CandleSource');
    expect(JSON.parse(tree.read('packages/my-exchange/package.json', 'utf8')!)).toMatchObject({ name: '@tradewright/my-exchange', description: 'CandleSource: candles of the past', nx: { tags: ['layer:adapter'] } });
  });

  it('does not say twice what its name says already', () => {
    expect(generated('redis-state-store', 'state-store').read('packages/redis-state-store/src/redis-state-store.ts', 'utf8')).toContain('export class RedisStateStore implements StateStore');
  });

  it('has nothing in it that was left open, and the headings of the house', () => {
    for (const port of Object.keys(PORTS)) {
      const tree = generated('x9', port);
      for (const { path, content } of tree.listChanges()) expect(`${path}\n${String(content)}`).not.toMatch(/<%|%>|__template__|todo/i);
      const readme = tree.read('packages/x9/README.md', 'utf8')!;
      expect(readme.match(/^## .*/gm)).toEqual(['## What', '## Install', '## Example', '## Ports', '## Errors']);
    }
  });

  it.each([
    ['there', undefined, 'adapter/taken', '@tradewright/there is there already, in packages/there.'],
    ['a-tool', undefined, 'adapter/taken', '@tradewright/a-tool is there already, in tools/a-tool.'],
    ['MyExchange', undefined, 'adapter/name', '"MyExchange" cannot be the name of a package. Use small letters'],
    ['../outside', undefined, 'adapter/name', 'cannot be the name'],
    ['my--exchange', undefined, 'adapter/name', 'cannot be the name'],
    ['9lives', undefined, 'adapter/name', 'cannot be the name'],
    ['broker', 'broker', 'adapter/name', 'broker is the port itself. Name what is behind it, for example my-broker.'],
    ['', undefined, 'adapter/name', 'cannot be the name'],
    ['my-exchange', 'strategy', 'adapter/port', 'No package is made for a port "strategy". Choose --port from: candle-source, candle-feed,'],
    ['my-rule', 'risk-rule', 'adapter/port', 'A risk rule or a sizer is one function and needs no package: see docs/write-an-adapter.md.'],
    ['my-exchange', 'toString', 'adapter/port', 'No package is made for a port "toString"'],
  ])('called %j with port %j is refused with a sentence, and nothing is written', (name, port, code, sentence) => {
    const tree = createTree();
    expect(() => generated(name, port, tree)).toThrow(expect.objectContaining({ code, message: expect.stringContaining(sentence) }));
    expect(tree.listChanges().map(({ path }) => path).filter((path) => path.startsWith('packages/') && !path.startsWith('packages/there/'))).toEqual([]);
  });

  it('is asked for with the same ports on the command line', () => {
    expect(schema.properties.port).toMatchObject({ enum: Object.keys(PORTS), default: 'candle-source' });
  });
});
