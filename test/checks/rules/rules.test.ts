import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { RULES } from '../../../lib/checks/rules';
import type { Rule } from '../../../lib/checks/rules/base/rule';
import { waiverAnnotation } from '../../../lib/manifests/waivers';

const read = (path: string) => readFileSync(path, 'utf8');
const page = ({ id }: Rule) => `${id.replace('/', '-')}.md`;
const named = RULES.map((rule) => [rule.id, rule] as const);

/** The ids that the files of `lib/checks/rules` define, and the names of those files. */
const defined = readdirSync('lib/checks/rules', { recursive: true, encoding: 'utf8' }).flatMap((file) => {
  if (!file.endsWith('.ts')) return [];
  const [, id] = /: Rule = \{\n {2}id: '([^']+)'/.exec(read(`lib/checks/rules/${file}`)) ?? [];
  return id ? [{ id, file: file.replace(/\.ts$/, '') }] : [];
});

test('every rule that is written is judged, once', () => {
  expect(RULES.map(({ id }) => id).sort()).toEqual(defined.map(({ id }) => id).sort());
  expect(new Set(RULES).size).toBe(RULES.length);
});

test('every id is its own, and is the path of its file', () => {
  expect(new Set(defined.map(({ id }) => id)).size).toBe(defined.length);
  for (const { id, file } of defined) expect(id).toBe(file);
});

test.each(defined)('$id has a test', ({ file }) => {
  expect(existsSync(`test/checks/rules/${file}.test.ts`)).toBe(true);
});

test.each(named)('%s has a page that says why, how to mend it and how to waive it', (id, rule) => {
  const text = read(`docs/rules/${page(rule)}`);
  expect(text.startsWith(`# ${id}\n`)).toBe(true);
  expect(text).toMatch(/\*\*Why\.\*\*.*\nSource: .*\*\*How to mend it\.\*\*.*\*\*How to disable it\.\*\*/s);
  expect(text).toContain(`\`${waiverAnnotation(id)}: <reason>\``);
});

test('no page is left of a rule that is gone', () => {
  const others = ['README.md', 'istio.md', 'schema.md'];
  const pages = readdirSync('docs/rules').filter((file) => !others.includes(file));
  expect(pages.sort()).toEqual(RULES.map(page).sort());
});

test('the index tells of every rule its severity and its sentence, as the rule itself does', () => {
  const rows = RULES.map((rule) => `| [${rule.id}](${page(rule)}) | ${rule.severity} | ${rule.summary} |`);
  const index = read('docs/rules/README.md').split('\n');
  expect(index.filter((line) => /^\| \[\w+\/[^…]/.test(line))).toEqual(rows.sort());
});
