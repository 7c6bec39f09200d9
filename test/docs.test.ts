import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { parseArguments } from '../lib/cli/arguments/parse-arguments';
import { Platform } from '../lib/core/platform';
import { ROOT } from './child';
import { type Block, blocksOf, completed, Folder, isProgram, PAGES, pageText } from './docs-code';

// The tests start compilers and programs, which are slow on a busy machine.
jest.setTimeout(120_000);

const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
const blocks = PAGES.flatMap(blocksOf);
const ofReadme = blocksOf('README.md');
const code = blocks.filter(({ language }) => language === 'ts');
const commands = blocks
  .filter(({ language }) => language === 'sh')
  .flatMap(({ place, code: lines }) =>
    lines
      .trim()
      .split('\n')
      .map((line) => [place, line] as const),
  );

/** The first program of the README. The other pieces of code continue it. */
const program = code.find((block) => block.place.startsWith('README.md') && isProgram(block)) as Block;
const whole = (block: Block) => (isProgram(block) ? block.code : completed([block], program));
const fileOf = ({ place }: Block) => `${place.replaceAll(/\W/g, '-')}.ts`;

/** The output that the page prints below a block that fails, as text. */
function printedAfter(block: Block): string | undefined {
  const next = ofReadme[ofReadme.findIndex(({ place }) => place === block.place) + 1];
  return next?.language === 'text' ? next.code.trim() : undefined;
}

let folder: Folder;
beforeAll(() => {
  folder = new Folder();
  for (const block of code) folder.write(fileOf(block), whole(block));
  for (const { code: text } of blocks) {
    const [, path] = /^# (hosts\/\S+\.yaml)\n/.exec(text) ?? [];
    if (path !== undefined) folder.write(path, text);
  }
});
afterAll(() => {
  folder.remove();
});

test('the code on the pages has no type errors', () => {
  expect(folder.typeErrors()).toBe('');
});

test.each(code.filter((block) => !printedAfter(block)).map((block) => [block.place, block] as const))('%s runs', (_, block) => {
  const { status, stderr, files } = folder.run(fileOf(block));
  const findings = stderr.match(/^(error|warning|info) \S+|\w*Error: .*/gm);
  const shown = block.code.includes('Approval.pending') ? ['warning egress/approval-pending'] : null;
  expect({ status, findings }).toEqual({ status: 0, findings: shown });
  expect(Object.keys(files)).toContain('egress.k8s.yaml');
});

test.each(code.filter(printedAfter).map((block) => [block.place, block] as const))('%s fails as printed', (_, block) => {
  const { status, stderr, files } = folder.run(fileOf(block));
  expect(stderr).toContain(printedAfter(block));
  expect({ status, files }).toEqual({ status: 1, files: {} });
});

describe('the README', () => {
  test('shows manifests that the first program writes', () => {
    const written = folder.run(fileOf(program)).files['egress.k8s.yaml']?.split('---\n');
    const shown = ofReadme.filter((block) => block.code.startsWith('apiVersion:')).map((block) => block.code);
    expect(shown.length).toBeGreaterThan(0);
    for (const text of shown) expect(written).toContain(text);
  });

  test('counts the objects that the first program writes', () => {
    const written = folder.run(fileOf(program)).files['egress.k8s.yaml']?.match(/^kind: /gm)?.length;
    expect(pageText('README.md')).toContain(`The program writes ${written} objects to \`dist/egress.k8s.yaml\`.`);
  });

  test('and the guide configure the cdk8s command as this repository does', () => {
    const settings = readFileSync(join(ROOT, 'cdk8s.yaml'), 'utf8').replaceAll(/^#.*\n/gm, '');
    expect(blocksOf('docs/guide.md').map((block) => block.code)).toContain(settings);
  });

  test('installs the tarball that npm pack writes', () => {
    const optional = Object.keys(manifest.peerDependenciesMeta);
    const peers = Object.keys(manifest.peerDependencies).filter((peer) => !optional.includes(peer));
    expect(commands.map(([, line]) => line)).toContain(
      `npm install ./${manifest.name}-${manifest.version}.tgz ${peers.join(' ')}`,
    );
  });

  test('names the default versions', () => {
    const { kgateway, gatewayApi, kyvernoAuthz, kyverno, istio } = Platform.for({}).versions;
    const table = pageText('README.md').match(/^\| component .*?\n\n/ms)?.[0] ?? '';
    expect([...table.matchAll(/([\d.]+) \|$/gm)].map(([, version]) => version)).toEqual([
      kgateway,
      gatewayApi,
      kyvernoAuthz,
      kyverno,
      istio,
    ]);
  });
});

test.each(commands.filter(([, line]) => line.includes('cdk8s-egress check')))('%s: %s has valid options', (_, line) => {
  const words = line.slice(line.indexOf('cdk8s-egress check')).match(/'[^']*'|\S+/g) ?? [];
  const args = words.slice(2).map((word) => word.replace(/^'(.*)'$/, '$1'));
  expect(parseArguments(args, {})).not.toHaveProperty('problems');
});

describe('a link', () => {
  /** Links to files, without their anchors. */
  const links = PAGES.flatMap((page) =>
    [...pageText(page).matchAll(/\]\((?!https?:|#)([^)#\s]+)[^)]*\)/g)].map(({ 1: target = '' }) => ({
      page,
      target: normalize(join(dirname(page), target)),
    })),
  );
  const isShipped = (path: string) =>
    manifest.files.some((entry: string) => path === entry || path.startsWith(`${entry}/`)) || path === 'README.md';

  test('points to a file of the repository', () => {
    expect(links.filter(({ target }) => !existsSync(join(ROOT, target)))).toEqual([]);
  });

  test('in a packaged page points to a packaged file', () => {
    expect(links.filter(({ page, target }) => isShipped(page) && !isShipped(target.replace(/\/$/, '')))).toEqual([]);
  });
});

test('docs/api.md is up to date: npm run api-page', () => {
  const { status, stderr } = spawnSync(process.execPath, ['tools/api-page.mjs', '--check'], { cwd: ROOT, encoding: 'utf8' });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
});
