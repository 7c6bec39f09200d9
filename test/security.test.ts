import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './child';
import { MEASURED } from './conformance/bed/measured';

const text = readFileSync(join(ROOT, 'docs/security.md'), 'utf8');
const CLAIM = /`([a-z-]+)`: \*([^*]+)\*/g;
const claimsIn = (part: string) =>
  [...part.replaceAll(/\s+/g, ' ').matchAll(CLAIM)].map(([, group = '', title = '']) => [group, title] as const);

/** The rows of the tables of attackers: what somebody tries, what stops it, and what shows it. */
const rows = text
  .split('\n')
  .filter((line) => line.startsWith('| ') && !/^\| (tries|---) /.test(line))
  .map((line) => line.split(' | ').map((cell) => cell.replace(/^\| | \|$/g, '')) as [string, string, string]);

const cases = (group: string) => readFileSync(join(ROOT, 'test/conformance/cases', `${group}.ts`), 'utf8').replaceAll("\\'", "'");

test('docs/security.md names cases', () => {
  expect(claimsIn(text).length).toBeGreaterThan(60);
  expect(rows.length).toBeGreaterThan(30);
});

test.each([...new Map(claimsIn(text).map((claim) => [claim.join(), claim])).values()])('%s has the case "%s"', (group, title) => {
  if (group === 'measured') expect(MEASURED.map(([tried]) => tried)).toContain(title);
  else expect(cases(group)).toMatch(new RegExp(`^ {4}["']?${title.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}["']?:`, 'm'));
});

test.each(rows)('what stops "%s" is shown', (_, stops, shown) => {
  const isHonest = stops.startsWith('nothing') && shown.startsWith('not shown');
  expect(isHonest || claimsIn(shown).length > 0).toBe(true);
});
