import { Project } from 'ts-morph';
import { type Figure, figuresOf, holds } from '../../../tools/figures/figures';

const GOOD = '/** A number. */\nexport const a = 1;\n';

function figures(text: string, lines: Record<string, number> = {}): Map<string, Figure> {
  const project = new Project({ useInMemoryFileSystem: true });
  const index = project.createSourceFile('lib/index.ts', text);
  const all = { 'lib/index.ts': text.split('\n').length - 1, 'test/index.test.ts': 100, ...lines };
  const found = figuresOf({ project, library: [index], index, lines: new Map(Object.entries(all)) });
  return new Map(found.map((figure) => [figure.name, figure]));
}

function broken(text: string, lines?: Record<string, number>): string[] {
  return [...figures(text, lines).values()].filter((figure) => !holds(figure)).map(({ name }) => name);
}

const functionOf = (lines: number) => `function f() {\n${'  //\n'.repeat(lines - 2)}}\n`;

test('documented code in short functions is within all limits', () => {
  expect(broken(`${GOOD}${functionOf(10)}`)).toEqual([]);
});

test.each([
  ['lines of a function, average', functionOf(11)],
  ['lines of a function, 90th percentile', `${functionOf(2).repeat(8)}${functionOf(21).repeat(2)}`],
  ['documented exports, %', 'export const b = 1;\n'],
  ['documented public members, %', '/** B. */\nexport interface B { c: string }\n'],
  ['casts per 1,000 lines', 'f(b as string);\n'],
  ['uses of any', 'let b: any;\n'],
  ['non-null assertions', 'f(b!);\n'],
])('%s can exceed the limit', (name, text) => {
  expect(broken(`${GOOD}${text}`)).toEqual([name]);
});

test('a file of 401 lines is reported as too long, with its name', () => {
  const figure = figures(GOOD, { 'tools/long.ts': 401 }).get('lines of the longest file');
  expect(figure).toMatchObject({ value: 401, detail: 'tools/long.ts' });
  expect(broken(GOOD, { 'tools/long.ts': 401 })).toEqual(['lines of the longest file']);
});

test('fewer lines of tests than of source are reported', () => {
  expect(broken(GOOD, { 'test/index.test.ts': 1 })).toEqual(['lines of test per line of source']);
});

test('undocumented exports are listed', () => {
  expect(figures('export const b = 1;\n').get('documented exports, %')?.detail).toBe('without: b');
});
