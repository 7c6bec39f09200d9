import { Node, type SourceFile } from 'ts-morph';

/** Lines from the first to the last token of a node. Comments inside count, comments before it do not. */
function linesOf(node: Node): number {
  return node.getEndLineNumber() - node.getStartLineNumber() + 1;
}

/** Signatures of overloads and abstract methods have no body. */
function isFunction(node: Node): boolean {
  if (!Node.isFunctionLikeDeclaration(node) && !Node.isFunctionExpression(node)) return false;
  return (Node.isBodied(node) || Node.isBodyable(node)) && node.getBody() !== undefined;
}

/**
 * The length of every function with a body: declarations, methods, accessors, constructors, function expressions and arrow
 * functions. One-line arrow functions are left out: they are expressions, and so numerous that they would lower the average.
 * The lines of a nested function count for itself and for the enclosing function.
 */
export function functionLengths(files: readonly SourceFile[]): number[] {
  const functions = files.flatMap((file) => file.getDescendants().filter(isFunction));
  return functions.filter((one) => !(Node.isArrowFunction(one) && linesOf(one) === 1)).map(linesOf);
}

/** Type assertions (`x as T`, `<T>x`). `as const` does not count: it only narrows a type, and is always safe. */
export function casts(files: readonly SourceFile[]): number {
  return count(files, (node) => {
    if (Node.isTypeAssertion(node)) return true;
    return Node.isAsExpression(node) && node.getTypeNode()?.getText() !== 'const';
  });
}

/** Uses of the type `any`. */
export function anys(files: readonly SourceFile[]): number {
  return count(files, Node.isAnyKeyword);
}

/** Non-null assertions (`x!`). */
export function nonNulls(files: readonly SourceFile[]): number {
  return count(files, Node.isNonNullExpression);
}

function count(files: readonly SourceFile[], wanted: (node: Node) => boolean): number {
  return files.reduce((sum, file) => sum + file.getDescendants().filter(wanted).length, 0);
}
