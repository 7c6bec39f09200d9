import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { RULES } from '../../../lib/checks/rules';
import { pageOf } from '../../../lib/core/rule-page';
import { waiverAnnotation } from '../../../lib/manifests/waivers';

const read = (path: string) => readFileSync(path, 'utf8');
const ids = RULES.map(({ id }) => id);
const fileOf = (id: string) => pageOf(id).replace(/#.*/, '');

/** The page of a rule, or its section of the page that the rules of a component share. */
function pageText(id: string): string {
  const text = read(fileOf(id));
  if (!pageOf(id).includes('#')) return text;
  return text.split(/^(?=##)/m).find((section) => section.startsWith(`### ${id}\n`)) ?? '';
}

/** The anchors of the headings of a page, as GitHub makes them. */
function anchorsOf(file: string): string[] {
  const headings = [...read(file).matchAll(/^#+ (.+)$/gm)].map(([, heading]) => heading as string);
  return headings.map((heading) =>
    heading
      .toLowerCase()
      .replace(/[^\w -]/g, '')
      .replaceAll(' ', '-'),
  );
}

/** The ids that the files of `lib/checks/rules` define, and the names of those files. */
const defined = readdirSync('lib/checks/rules', { recursive: true, encoding: 'utf8' }).flatMap((file) => {
  if (!file.endsWith('.ts')) return [];
  const [, id] = /: Rule = \{\n {2}id: '([^']+)'/.exec(read(`lib/checks/rules/${file}`)) ?? [];
  return id ? [{ id, file: file.replace(/\.ts$/, '') }] : [];
});

test('the list of rules contains every rule once', () => {
  expect([...ids].sort()).toEqual(defined.map(({ id }) => id).sort());
  expect(new Set(RULES).size).toBe(RULES.length);
});

test('every id is unique, and is the path of its file', () => {
  expect(new Set(defined.map(({ id }) => id)).size).toBe(defined.length);
  for (const { id, file } of defined) expect(id).toBe(file);
});

test.each(defined)('$id has a test', ({ file }) => {
  expect(existsSync(`test/checks/rules/${file}.test.ts`)).toBe(true);
});

test.each(ids)('%s has a page that says why, how to fix it and how to waive it', (id) => {
  const text = pageText(id);
  expect(text).toMatch(new RegExp(`^(#|###) ${id}\n`));
  expect(text).toMatch(/\*\*Why\.\*\*.*\nSource: .*\*\*How to fix it\.\*\*.*\*\*How to disable it\.\*\*/s);
  expect(text).toContain(`\`${waiverAnnotation(id)}: <reason>\``);
});

test.each(ids)('the link that findings of %s print has a target', (id) => {
  const [file = '', anchor = ''] = pageOf(id).split('#');
  expect(['', ...anchorsOf(file)]).toContain(anchor);
});

test('every page is of a rule, or shared by the rules of a component', () => {
  // Only constructs report egress/two-policies: the rules over manifests never see two policies of one app.
  const shared = ['README.md', 'egress-two-policies.md', 'input.md', 'invariant.md', 'istio.md', 'schema.md'];
  const pages = readdirSync('docs/rules').filter((file) => !shared.includes(file));
  const own = ids.filter((id) => !pageOf(id).includes('#')).map((id) => fileOf(id).replace('docs/rules/', ''));
  expect(pages.sort()).toEqual(own.sort());
});

test('the index lists every rule with its severity and summary', () => {
  const rows = RULES.map(({ id, severity, summary }) => {
    return `| [${id}](${pageOf(id).replace('docs/rules/', '')}) | ${severity} | ${summary} |`;
  });
  const index = read('docs/rules/README.md').split('\n');
  expect(index.filter((line) => /^\| \[\w+\/[^…]/.test(line))).toEqual(rows.sort());
});
