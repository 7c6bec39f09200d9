import { isNamespacePattern, matchesName } from '../../lib/core/name-pattern';

test.each([
  ['monitoring', 'monitoring', true],
  ['monitoring', 'monitoring-a', false],
  ['openshift-*', 'openshift-dns', true],
  ['openshift-*', 'my-openshift-dns', false],
  ['*-system', 'calico-system', true],
  ['a.c', 'abc', false],
])('the pattern %s on the name %s: %s', (pattern, name, matched) => {
  expect(matchesName(pattern, name)).toBe(matched);
});

test.each([
  ['monitoring', true],
  ['openshift-*', true],
  ['*', false],
  ['-a', false],
  ['Monitoring', false],
  ['', false],
  [`${'a'.repeat(64)}`, false],
])('whether %s is a pattern of namespaces: %s', (text, accepted) => {
  expect(isNamespacePattern(text)).toBe(accepted);
});
