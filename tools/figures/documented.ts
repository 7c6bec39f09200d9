import { Node, type Project, type SourceFile, type Symbol as TsSymbol } from 'ts-morph';

/** Symbols of the public API, and which of them are not documented. */
export interface Documented {
  readonly all: readonly string[];
  readonly missing: readonly string[];
}

interface Named {
  readonly name: string;
  readonly symbol: TsSymbol;
}

/** The exports of a module, each with its documentation. */
export function documentedExports(project: Project, index: SourceFile): Documented {
  return documentedOf(project, exportsOf(index));
}

/**
 * The public members of exported classes, interfaces and object types: properties, methods, accessors, and constructor parameters
 * that declare properties. An inherited member counts once, where it is declared. Private and protected members, and members
 * from other packages, do not count. A constructor is documented by its class.
 */
export function documentedMembers(project: Project, index: SourceFile): Documented {
  return documentedOf(
    project,
    exportsOf(index).flatMap(({ name, symbol }) =>
      membersOf(symbol).map((member) => ({ name: `${name}.${member.getName()}`, symbol: member })),
    ),
  );
}

function exportsOf(index: SourceFile): Named[] {
  return index.getExportSymbols().map((symbol) => ({ name: symbol.getName(), symbol: symbol.getAliasedSymbol() ?? symbol }));
}

/** Documentation as an editor shows it: a member inherits it from the member that it implements or overrides. */
function documentedOf(project: Project, symbols: readonly Named[]): Documented {
  const checker = project.getTypeChecker().compilerObject;
  const missing = symbols.filter(({ symbol }) => symbol.compilerSymbol.getDocumentationComment(checker).length === 0);
  return { all: symbols.map(({ name }) => name), missing: missing.map(({ name }) => name) };
}

function membersOf(symbol: TsSymbol): TsSymbol[] {
  const members = symbol.getDeclarations().flatMap(declarationsIn).filter(isPublic);
  return [...new Set(members.map((member) => member.getSymbolOrThrow()))];
}

function declarationsIn(declaration: Node): Node[] {
  if (Node.isClassDeclaration(declaration)) return [...declaration.getMembers(), ...parameterProperties(declaration)];
  if (Node.isInterfaceDeclaration(declaration)) return declaration.getMembers();
  const types = Node.isTypeAliasDeclaration(declaration) ? [declaration.getTypeNode()] : [];
  return types.flatMap((type) => (Node.isTypeLiteral(type) ? type.getMembers() : []));
}

function parameterProperties(declaration: Node): Node[] {
  if (!Node.isClassDeclaration(declaration)) return [];
  return declaration
    .getConstructors()
    .flatMap((one) => one.getParameters().filter((parameter) => parameter.isParameterProperty()));
}

function isPublic(member: Node): boolean {
  if (Node.isConstructorDeclaration(member) || member.getSymbol() === undefined) return false;
  if (Node.hasName(member) && member.getName().startsWith('#')) return false;
  const scope = Node.isScoped(member) || Node.isScopeable(member) ? member.getScope() : undefined;
  return scope === undefined || scope === 'public';
}
