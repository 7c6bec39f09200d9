import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as cdk8s from 'cdk8s';
import * as egress from '../../lib';
import { RULES } from '../../lib/checks/rules';
import { pageOf } from '../../lib/core/rule-page';
import { NOW_SECONDS, ROOT } from '../child';
import { command } from '../cli/terminal';
import { type Block, blocksOf, completed, isProgram } from '../docs-code';

const PAGE = 'docs/rules/input.md';
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');

/** The ids of rules in the sources of the library. */
const ids = readdirSync(join(ROOT, 'lib'), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .flatMap((file) => [...read(`lib/${file}`).matchAll(/'((?:input|egress|schema|istio)\/[a-z-]+)'/g)])
  .map(([, id]) => id as string);
const known = [...new Set(ids)].sort();
const ofInput = known.filter((id) => id.startsWith('input/'));

const sections = read(PAGE).split(/^### /m).slice(1);
const titleOf = (section: string) => section.slice(0, section.indexOf('\n'));

/** The anchor that GitHub gives a heading. */
const anchorOf = (heading: string) =>
  heading
    .toLowerCase()
    .replaceAll(/[^\w\- ]/g, '')
    .replaceAll(' ', '-');
const anchorsIn = (page: string) => [...read(page).matchAll(/^#+ (.+)$/gm)].map(([, heading]) => anchorOf(heading as string));

test('each input rule has a section, in any order, and no section has another title', () => {
  expect(sections.map(titleOf).sort()).toEqual(ofInput);
});

test.each(sections.map((section) => [titleOf(section), section]))(
  '%s has its condition, values, fix and an example',
  (_, section) => {
    expect(section).toMatch(
      /\n\*\*When\.\*\* .*\n\*\*Allowed\.\*\* .*\n\*\*How to fix it\.\*\* .*\n```(js|console)\n.*\n```text\n/s,
    );
  },
);

/** The rules of one object and of properties. `test/checks/rules/rules.test.ts` covers the rules of several objects. */
const others = known.filter((id) => !RULES.some((rule) => rule.id === id));

test.each(others)('the page of %s exists', (id) => {
  expect(existsSync(join(ROOT, pageOf(id).replace(/#.*/, '')))).toBe(true);
});

test.each(others.filter((id) => pageOf(id).includes('#')))('the page of %s has its section', (id) => {
  const [page = '', anchor] = pageOf(id).split('#');
  expect(anchorsIn(page)).toContain(anchor);
});

test.each([
  ['egress/retry-budget', 'docs/rules/egress-retry-budget.md'],
  ['kgateway/reserved-port', 'docs/rules/kgateway-reserved-port.md'],
  ['input/policy-size', 'docs/rules/input.md#inputpolicy-size'],
  ['istio/host', 'docs/rules/istio.md#istiohost'],
])('the page of %s is %s', (id, page) => {
  expect(pageOf(id)).toBe(page);
});

describe('an example prints what the page shows', () => {
  const program = blocksOf('README.md').find(isProgram) as Block;
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'rule-page-'));
    process.env.CDK8S_OUTDIR = folder;
    process.env.SOURCE_DATE_EPOCH = String(NOW_SECONDS);
  });
  afterAll(() => {
    delete process.env.CDK8S_OUTDIR;
    delete process.env.SOURCE_DATE_EPOCH;
    rmSync(folder, { recursive: true });
  });

  /** The error of a piece of code that continues the first program of the README, run without its imports. */
  function errorOf(block: Block): string {
    const names = { ...cdk8s, ...egress };
    const body = completed([block], program).replaceAll(/^import .*\n/gm, '');
    try {
      new Function(...Object.keys(names), body)(...Object.values(names));
      return 'no error';
    } catch (error) {
      return String(error);
    }
  }

  /** What `$ npx cdk8s-egress …` prints in a folder in which `yaml` is the content of its input. */
  async function outputOf({ code }: Block, yaml: Block | undefined): Promise<string> {
    const args = code.trim().split(' ').slice(3);
    if (yaml) writeFileSync(join(folder, args.at(-1) as string), yaml.code);
    process.chdir(folder);
    const { stdout, stderr } = await command(args).finally(() => process.chdir(ROOT));
    return `${stdout}${stderr}`;
  }

  const blocks = blocksOf(PAGE);
  const examples = blocks.flatMap((block, index) =>
    block.language === 'js' || block.language === 'console'
      ? [{ place: block.place, block, before: blocks[index - 1], printed: blocks[index + 1]?.code.trim() }]
      : [],
  );

  test.each(examples)('$place', async ({ block, before, printed }) => {
    const yaml = before?.language === 'yaml' ? before : undefined;
    expect(block.language === 'js' ? errorOf(block) : await outputOf(block, yaml)).toContain(printed);
  });
});
