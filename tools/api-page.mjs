// Writes docs/api.md: the exports of lib/index.ts with their doc comments.
// `--check` writes nothing, and fails if the page is out of date.
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Node, Project } from 'ts-morph';

const root = resolve(import.meta.dirname, '..');
const page = join(root, 'docs/api.md');

const HEAD = `# API

The exports of \`cdk8s-egress\`, generated from their doc comments by \`npm run api-page\`. The API objects of Kubernetes, kgateway,
Istio and Kyverno are in \`cdk8s-egress/imports/…\`, with one module per kind.
`;

/** The groups of the page, in this order. */
const GROUPS = {
  Classes: Node.isClassDeclaration,
  Functions: Node.isFunctionDeclaration,
  Constants: Node.isVariableDeclaration,
  Interfaces: Node.isInterfaceDeclaration,
  Types: Node.isTypeAliasDeclaration,
};

/** The page as generated from the source. */
function apiPage() {
  const project = new Project({ tsConfigFilePath: join(root, 'tsconfig.json'), skipAddingFilesFromTsConfig: true });
  const exported = [...project.addSourceFileAtPath(join(root, 'lib/index.ts')).getExportedDeclarations()]
    .map(([name, [declaration]]) => ({ name, declaration }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const left = exported.filter(({ declaration }) => !Object.values(GROUPS).some((belongs) => belongs(declaration)));
  if (left.length > 0) throw new Error(`no group of the page contains ${left.map(({ name }) => name).join(', ')}`);
  const groups = Object.entries(GROUPS).map(([title, belongs]) => {
    const symbols = exported.filter(({ declaration }) => belongs(declaration));
    return [`## ${title}`, ...symbols.map(section)].join('\n\n');
  });
  return `${HEAD}\n${groups.join('\n\n')}\n`;
}

function section({ name, declaration }) {
  const parts = [`### ${name}`, summary(documented(declaration)), signature(declaration), members(declaration)];
  return parts.filter(Boolean).join('\n\n');
}

/** A variable has its doc comment on the statement around it. */
const documented = (declaration) => (Node.isVariableDeclaration(declaration) ? declaration.getVariableStatement() : declaration);

function signature(declaration) {
  if (Node.isTypeAliasDeclaration(declaration)) return code(declaration.getTypeNode().getText());
  if (Node.isFunctionDeclaration(declaration)) return code(callText(declaration.getName(), declaration));
  if (!Node.isClassDeclaration(declaration)) return undefined;
  const [make] = declaration.getConstructors();
  const isOpen = make?.getScope() === 'public';
  return isOpen ? code(`new ${declaration.getName()}(${parameters(make)})`) : undefined;
}

/** Comments inside a type are left out: they would be separated from what they explain. */
const code = (text) =>
  `\`${text
    .replaceAll(/\/\*[\s\S]*?\*\//g, '')
    .replaceAll(/\s+/g, ' ')
    .replace(/^\| /, '')}\``;
const callText = (name, call) => `${name}(${parameters(call)}): ${call.getReturnTypeNode()?.getText() ?? 'void'}`;

/** The declaration without modifiers and defaults, which do not concern a caller. */
function parameters(call) {
  return call
    .getParameters()
    .map((parameter) => {
      const name = Node.isIdentifier(parameter.getNameNode()) ? parameter.getName() : 'props';
      const [rest, optional] = [
        parameter.isRestParameter() ? '...' : '',
        parameter.hasInitializer() || parameter.hasQuestionToken(),
      ];
      return `${rest}${name}${optional ? '?' : ''}: ${parameter.getTypeNode()?.getText()}`;
    })
    .join(', ');
}

function members(declaration) {
  if (Node.isInterfaceDeclaration(declaration)) return propertyTable(declaration);
  return Node.isClassDeclaration(declaration) ? memberTable(declaration) : undefined;
}

/** All properties, including those of the interfaces that it extends. */
function propertyTable(declaration) {
  const rows = declaration
    .getType()
    .getProperties()
    .map((symbol) => symbol.getDeclarations()[0])
    // Members inherited from `constructs` are the same for every construct.
    .filter((member) => !member.getSourceFile().getFilePath().includes('/node_modules/constructs/'))
    .sort(ownFirst(declaration))
    .map((member) => row(nameOf(member), typeOf(member), member));
  return table(['property', 'type', 'default', 'description'], rows);
}

function nameOf(member) {
  if (isCall(member)) return `${member.getName()}(${parameters(member)})`;
  return `${member.getName()}${member.hasQuestionToken?.() ? '?' : ''}`;
}

const isCall = (member) => Node.isMethodDeclaration(member) || Node.isMethodSignature(member);

/** Its own members first, then the inherited ones, both in the order of the source. */
const ownFirst = (declaration) => (a, b) => Number(inherited(a, declaration)) - Number(inherited(b, declaration));
const inherited = (member, declaration) => member.getParent() !== declaration;

function memberTable(declaration) {
  const rows = [...declaration.getStaticMembers(), ...declaration.getInstanceMembers()]
    .filter((member) => member.getScope() === 'public')
    .map((member) => {
      const prefix = member.isStatic?.() ? `${declaration.getName()}.` : '';
      return row(`${prefix}${nameOf(member)}`, typeOf(member), member).toSpliced(2, 1);
    });
  return table(['member', 'type', 'description'], rows);
}

/** The type as written. If none is written, the inferred type without the path of its module. */
function typeOf(member) {
  const written = member.getReturnTypeNode?.() ?? member.getTypeNode?.();
  const found = isCall(member) ? member.getReturnType() : member.getType();
  return written?.getText() ?? found.getText(member);
}

function row(name, type, member) {
  return [`\`${name}\``, `\`${oneLine(type)}\``, defaultOf(member), description(member)];
}

function table(head, rows) {
  if (rows.length === 0) return undefined;
  const line = (cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

const docOf = (node) => (Node.isJSDocable(node) ? node.getJsDocs().at(-1) : commentBefore(node));

/** The comment of a property that a constructor parameter declares. The compiler does not treat it as documentation. */
function commentBefore(node) {
  const text = node.getLeadingCommentRanges?.().at(-1)?.getText() ?? '';
  const body = text
    .replace(/^\/\*\*/, '')
    .replace(/\*\/$/, '')
    .replaceAll(/^\s*\* ?/gm, '')
    .split(/^@/m)[0];
  return { getDescription: () => body, getTags: () => [] };
}

const oneLine = (text) =>
  text
    .replaceAll(/\{@link ([^}]+)\}/g, '`$1`')
    .replaceAll(/\s+/g, ' ')
    .trim();
const firstSentence = (text) => text.match(/^.*?\.(?= |$)/)?.[0] ?? text;

/** Members documented by other packages are left out. */
function description(node) {
  const text = oneLine(docOf(node)?.getDescription() ?? '');
  return isForeign(node) ? firstSentence(text) : text;
}

/** The first sentence, and the list that follows it. */
function summary(node) {
  const [first = '', ...rest] = (docOf(node)?.getDescription() ?? '').trim().split(/\n\n+/);
  return first.endsWith(':') ? [oneLine(first), ...rest].join('\n\n') : firstSentence(oneLine(first));
}

const isForeign = (node) => node.getSourceFile().getFilePath().includes('/node_modules/');

/** `'15s'` is a value and becomes code; `- the host` is a sentence. */
function defaultOf(node) {
  const tag = docOf(node)
    ?.getTags()
    .find((one) => one.getTagName() === 'default');
  const text = oneLine(tag?.getCommentText() ?? '');
  if (text.startsWith('-')) return text.replace(/^-\s*/, '');
  const [, value, rest = ''] = text.match(/^('[^']*'|\S+)( - .*)?$/) ?? [];
  return value ? `\`${value}\`${rest.replace(' - ', ': ')}` : text;
}

const made = apiPage();
if (!process.argv.includes('--check')) writeFileSync(page, made);
else if (readFileSync(page, 'utf8') !== made) {
  console.error('docs/api.md is stale: run npm run api-page');
  process.exitCode = 1;
}
