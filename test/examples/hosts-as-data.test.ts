import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Clone, filesIn, ROOT, yamlOf } from '../child';

// Each test starts a process, which is slow on a busy machine.
jest.setTimeout(120_000);

const FOLDER = join(ROOT, 'examples/hosts-as-data');

/** Runs the example, with a change of its files. */
function run(change: (clone: Clone) => void = () => {}): { stderr: string; status: number | null; yaml: string } {
  const clone = new Clone();
  change(clone);
  const program = `process.chdir('examples/hosts-as-data'); require('./examples/hosts-as-data/main.ts')`;
  const { status, stderr } = clone.run('--require', 'tsx/cjs', '--eval', program);
  const yaml = status === 0 ? yamlOf(filesIn(clone.out)).join('') : '';
  clone.remove();
  return { status, stderr, yaml };
}

test('the example writes the hosts of all teams, and reports the one that is not approved yet by its line', () => {
  const { status, stderr, yaml } = run();
  expect(stderr.match(/^\S.*$/gm)).toEqual([
    'warning egress/approval-pending  egress/hosts/geo.example.com (ExternalHost)  hosts/team-b/geocoding.yaml:6:3  approval.pending',
  ]);
  expect({ status, hosts: yaml.match(/^ {4}- (\S+\.example\.com)$/gm)?.length }).toEqual({
    status: 0,
    hosts: expect.any(Number),
  });
  for (const host of ['api', 'market', 'db', 'geo']) expect(yaml).toContain(`${host}.example.com`);
  expect(yaml).toContain('security.corp/egress-approved: pending');
});

test('the difference in the README of the example approves the host', () => {
  const diff = /```diff\n(.*?)\s*```/s.exec(readFileSync(join(FOLDER, 'README.md'), 'utf8'))?.[1] ?? '';
  const lines = diff.split('\n').map((line) => line.replace(/^ {3}/, ''));
  const side = (other: string) => lines.flatMap((line) => (line.startsWith(other) ? [] : [line.slice(1)])).join('\n');
  const path = 'examples/hosts-as-data/hosts/team-b/geocoding.yaml';
  const before = readFileSync(join(ROOT, path), 'utf8');
  expect(before).toContain(side('+'));
  const { status, stderr, yaml } = run((clone) => writeFileSync(join(clone.path, path), before.replace(side('+'), side('-'))));
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(yaml).not.toContain('security.corp/egress-approved: pending');
});
