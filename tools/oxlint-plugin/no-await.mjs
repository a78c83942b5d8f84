/** The machine is a pure step: what has to wait is an effect for the shell. */
export const noAwait = {
  meta: { type: 'problem' },
  create(context) {
    const report = (node) => context.report({ node, message: 'The machine does not wait; return an effect and let the shell perform it.' });
    const reportIfAsync = (node) => {
      if (node.async) report(node);
    };
    return {
      AwaitExpression: report,
      ForOfStatement(node) {
        if (node.await) report(node);
      },
      FunctionDeclaration: reportIfAsync,
      FunctionExpression: reportIfAsync,
      ArrowFunctionExpression: reportIfAsync,
    };
  },
};
