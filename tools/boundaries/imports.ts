import ts from 'typescript';

/** Stands for a module whose name is computed when the program runs. */
export const computed = '<computed>';

export interface Import {
  readonly specifier: string;
  readonly line: number;
}

function specifierOf(node: ts.Node): ts.Expression | undefined {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return node.moduleSpecifier;
  if (ts.isImportEqualsDeclaration(node) && ts.isExternalModuleReference(node.moduleReference)) return node.moduleReference.expression;
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) return node.argument.literal as ts.Expression;
  if (!ts.isCallExpression(node)) return undefined;
  const callee = node.expression;
  const loads = callee.kind === ts.SyntaxKind.ImportKeyword || (ts.isIdentifier(callee) && callee.text === 'require');
  return loads ? node.arguments[0] : undefined;
}

/** Every module a file names: static, dynamic, type-only, re-exported, required, referenced. */
export function importsOf(file: string, text: string): Import[] {
  const parsed = ts.createSourceFile(file, text, ts.ScriptTarget.ESNext, false);
  const lineOf = (position: number): number => parsed.getLineAndCharacterOfPosition(position).line + 1;
  const found: Import[] = parsed.typeReferenceDirectives.map((one) => ({ specifier: one.fileName, line: lineOf(one.pos) }));
  const visit = (node: ts.Node): void => {
    const specifier = specifierOf(node);
    if (specifier !== undefined) {
      const name = ts.isStringLiteralLike(specifier) ? specifier.text : computed;
      found.push({ specifier: name, line: lineOf(specifier.getStart(parsed)) });
    }
    ts.forEachChild(node, visit);
  };
  visit(parsed);
  return found;
}
