const forbiddenCalls = new Set(['Date.now', 'Math.random']);

/** Time and chance are inputs of the engine: reading them makes a run that cannot be repeated. */
export const noWallClock = {
  meta: { type: 'problem' },
  create(context) {
    const report = (node, what) => context.report({ node, message: `${what} makes the engine depend on when it runs; take it as an input.` });
    return {
      MemberExpression(node) {
        const name = node.computed ? node.property.value : node.property.name;
        const path = `${node.object.name}.${name}`;
        if (forbiddenCalls.has(path)) report(node, path);
      },
      NewExpression(node) {
        if (node.callee.name === 'Date' && node.arguments.length === 0) report(node, 'new Date()');
      },
      CallExpression(node) {
        if (node.callee.name === 'Date') report(node, 'Date()');
      },
    };
  },
};
