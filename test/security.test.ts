import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './child';

const page = readFileSync(join(ROOT, 'docs/security.md'), 'utf8').replaceAll(/\s+/g, ' ');
const claims = [...page.matchAll(/`([a-z-]+)`: \*([^*]+)\*/g)].map(([, group = '', title = '']) => [group, title] as const);

const titles = (group: string) =>
  readFileSync(join(ROOT, 'test/conformance/cases', `${group}.ts`), 'utf8').replaceAll("\\'", "'");

test('docs/security.md names cases', () => {
  expect(claims.length).toBeGreaterThan(20);
});

test.each(claims)('%s has the case "%s"', (group, title) => {
  expect(titles(group)).toContain(title);
});
