import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ts } from 'ts-morph';
import { inYaml } from '../../../lib/constructs/host-files/yaml-words';
import { ROOT } from '../../child';
import { TYPESCRIPT } from './typescript-words';

/** The modules with texts of findings about hosts: of their properties, and of their objects. */
const MODULES = ['constructs/host', 'constructs/authz/conditions', 'constructs/authz/tokens', 'checks/object', 'checks/rules'];
/** Of these, only some are about hosts. */
const FILES = ['constructs/caller/caller-shapes.ts', 'core/shapes.ts'];

const files = [
  ...MODULES.flatMap((module) =>
    readdirSync(join(ROOT, 'lib', module), { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.ts'))
      .map((path) => `${module}/${path}`),
  ),
  ...FILES,
];

/** The texts with a blank of a node and those below it. What a text has of a value is an `x`. */
function* textsIn(node: ts.Node): Iterable<string> {
  if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) yield node.text;
  if (ts.isTemplateExpression(node))
    yield [node.head, ...node.templateSpans.map(({ literal }) => literal)].map(({ text }) => text).join('x');
  for (const child of node.getChildren()) yield* textsIn(child);
}

const texts = files.flatMap((file) => {
  const source = ts.createSourceFile(file, readFileSync(join(ROOT, 'lib', file), 'utf8'), ts.ScriptTarget.Latest, true);
  return [...textsIn(source)].filter((text) => text.includes(' ')).map((text) => ({ file, text }));
});

test('there are texts in the words of programs, and all of them have words for documents', () => {
  expect(texts.filter(({ text }) => TYPESCRIPT.test(text)).length).toBeGreaterThan(40);
  const others = texts.map(({ file, text }) => ({ file, said: inYaml(text) })).filter(({ said }) => TYPESCRIPT.test(said));
  expect(others).toEqual([]);
});

test.each([
  [
    'write tls: Tls.originate({ … }), or remove tls for Tls.originate()',
    'write tls: { originate: { … } }, or remove tls for originate',
  ],
  [
    "remove it; to choose the port, use new CallerSet({ name: '…', tlsPort: 20443, callers: […] })",
    "remove it; to choose the port, use a set of the program with name: '…', tlsPort: 20443, callers: […]",
  ],
  ["write requests as [RequestRule.allow({ name: 'reads' })]", "write requests as [allow: { name: 'reads' }]"],
  [
    'any() without conditions: for every request, write RequestCondition.always()',
    'any without conditions: for every request, write always',
  ],
])('%s', (text, said) => {
  expect(inYaml(text)).toBe(said);
});
