import { mkdirSync, symlinkSync } from 'node:fs';
import { findHostFiles } from '../../../lib/constructs/host-files/find-files';
import { showSource } from '../../../lib/core/format-finding';
import { inFolder } from './files';

const TREE = Object.fromEntries(
  [
    ...['hosts/a.yaml', 'hosts/b/c.yaml', 'hosts/b/d/e.yaml', 'hosts/b/f.yml', 'hosts/b/g.YAML', 'hosts/.h.yaml'],
    ...['hosts/.git/i.yaml', 'hosts/node_modules/j.yaml', 'k.yaml', 'hosts/b/l.txt', 'hosts/m.json'],
  ].map((path) => [path, 'x']),
);

const found = (...globs: string[]) => {
  const { files, problems } = findHostFiles(globs);
  return { files, problems: problems.map((problem) => `${showSource(problem)}: ${problem.got}`) };
};

const LEFT_OUT = 'a file that the glob leaves out because of its ending';

test.each<[string[], string[], string[]]>([
  [
    ['hosts/**/*.yaml'],
    ['hosts/a.yaml', 'hosts/b/c.yaml', 'hosts/b/d/e.yaml'],
    [`hosts/b/f.yml: ${LEFT_OUT}`, `hosts/b/g.YAML: ${LEFT_OUT}`],
  ],
  [['hosts/*.yaml'], ['hosts/a.yaml'], []],
  [
    ['hosts/*/*.yml', './k.yaml'],
    ['hosts/b/f.yml', 'k.yaml'],
    [`hosts/b/c.yaml: ${LEFT_OUT}`, `hosts/b/g.YAML: ${LEFT_OUT}`],
  ],
  [['*.yaml', 'k.yaml'], ['k.yaml'], []],
  [['hosts/{a,b/c}.yaml'], ['hosts/a.yaml', 'hosts/b/c.yaml'], []],
  [['hosts\\*.{yaml,json}'], ['hosts/a.yaml', 'hosts/m.json'], []],
  [['hosts//b/./c.yaml', './/hosts/b/c.yaml', 'hosts/b/c.yaml'], ['hosts/b/c.yaml'], []],
  [['hosts/b/*.txt'], [], ['hosts/b/l.txt: a file of another type']],
  [['hosts/z*.yaml'], [], ['hosts/z*.yaml: no files']],
  [['none/*/x.yaml'], [], ['none/*/x.yaml: no files: the folder none does not exist']],
])('%p', (globs, files, problems) => {
  expect(inFolder(TREE, () => found(...globs))).toEqual({ files, problems });
});

test('an absolute glob', () => {
  expect(
    inFolder(TREE, () => found(`${process.cwd()}/hosts/*.yaml`).files.map((file) => file.endsWith('/hosts/a.yaml'))),
  ).toEqual([true]);
});

test('links are followed, not forever, and a link to nothing or to itself is a file that cannot be read', () => {
  const linked = inFolder({ 'hosts/a.yaml': 'x', 'other/b.yaml': 'x' }, () => {
    mkdirSync('hosts/c');
    symlinkSync('../../hosts', 'hosts/c/back');
    symlinkSync('../other', 'hosts/other');
    symlinkSync('nowhere', 'hosts/d.yaml');
    symlinkSync('0.yaml', 'hosts/0.yaml');
    return found('hosts/**/*.yaml');
  });
  const files = ['hosts/0.yaml', 'hosts/a.yaml', 'hosts/d.yaml', 'hosts/other/b.yaml'];
  expect(linked).toEqual({ files, problems: [] });
});
