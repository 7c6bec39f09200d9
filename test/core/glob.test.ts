import { globMatcher, wholeGlob } from '../../lib/core/glob';

test.each([
  ['values.yaml', 'values.yaml', true],
  ['values.yaml', 'charts/a/values.yaml', true],
  ['values.yaml', 'my-values.yaml', false],
  ['values*.yaml', 'a/values-prod.yaml', true],
  ['templates', 'charts/a/templates', true],
  ['templates/', 'templates', true],
  ['./templates', 'a/templates', true],
  ['charts/*/templates', 'deploy/charts/a/templates', true],
  ['charts/*/templates', 'charts/a/b/templates', false],
  ['charts/**/templates', 'charts/a/b/templates', true],
  ['charts/**/templates', 'charts/templates', true],
  ['charts/**', 'charts/a/b.yaml', true],
  ['*.{json,yml}', 'a/b.yml', true],
  ['*.{json,yml}', 'a/b.yaml', false],
  ['a?.yaml', 'ab.yaml', true],
  ['a?.yaml', 'a/.yaml', false],
  ['a.yaml', 'axyaml', false],
  ['[a](b)+$', 'x/[a](b)+$', true],
  ['{a', '{a', true],
  ['templates', 'a\\templates', true],
])('%s and %s: %p', (glob, path, expected) => {
  expect(globMatcher([glob])(path)).toBe(expected);
});

test('without globs nothing matches', () => {
  expect(globMatcher([])('a.yaml')).toBe(false);
});

test.each([
  ['hosts/**/*.yaml', 'hosts/a/b/api.yaml', true],
  ['hosts/**/*.yaml', 'hosts/api.yaml', true],
  ['hosts/**/*.yaml', 'old/hosts/api.yaml', false],
  ['./hosts/*.{yaml,yml}', 'hosts/api.yml', true],
  ['/srv/hosts/*.yaml', '/srv/hosts/api.yaml', true],
])('the whole glob %s and %s: %p', (glob, path, expected) => {
  expect(wholeGlob(glob)(path)).toBe(expected);
});
