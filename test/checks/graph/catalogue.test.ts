import { Catalogue, type CatalogueOptions, namespaceOf } from '../../../lib/checks/graph';
import { object } from '../rules/exit';
import { parse } from './graph-of';

const ENTRY = 'networking.istio.io/ServiceEntry';
const catalogue = (yaml: string, options: CatalogueOptions = {}) => new Catalogue(parse(yaml), options);
const named = (yaml: string) => parse(yaml)[0] as ReturnType<typeof parse>[number];

test('finds objects by kind, namespace and name', () => {
  const found = catalogue(
    object('ServiceEntry', 'a/x', '{ hosts: [x.test] }') + object('ServiceEntry', 'b/x', '{ hosts: [y.test] }'),
  );
  expect(found.find(ENTRY, 'b', 'x')?.spec.hosts).toEqual(['y.test']);
  expect(found.ofKind(ENTRY).map(namespaceOf)).toEqual(['a', 'b']);
});

test.each([
  ['kind', 'Service', 'a', 'x'],
  ['namespace', ENTRY, 'b', 'x'],
  ['name', ENTRY, 'a', 'y'],
])('finds nothing with another %s', (_, kind, namespace, name) => {
  expect(catalogue(object('ServiceEntry', 'a/x', '{}')).find(kind, namespace, name)).toBeUndefined();
});

test('finds objects of any version', () => {
  const former = object('ServiceEntry', 'a/x', '{}').replace('/v1', '/v1beta1');
  expect(catalogue(former).find(ENTRY, 'a', 'x')).toBeDefined();
});

test('an object without a namespace is in the namespace default', () => {
  const bare = object('Service', 'web', '{}');
  expect(namespaceOf(named(bare))).toBe('default');
  expect(catalogue(bare).find('Service', 'default', 'web')).toBeDefined();
});

test('a Namespace is found in any namespace, because it is cluster-scoped', () => {
  expect(catalogue(object('Namespace', 'team-a', '{}')).find('Namespace', 'whatever', 'team-a')).toBeDefined();
});

test('of two objects with the same name, only the last is used, as in the cluster', () => {
  const found = catalogue(object('ServiceEntry', 'a/x', '{ hosts: [one] }') + object('ServiceEntry', 'a/x', '{ hosts: [two] }'));
  expect(found.find(ENTRY, 'a', 'x')?.spec.hosts).toEqual(['two']);
  expect(found.ofKind(ENTRY)).toHaveLength(1);
  expect(found.all).toHaveLength(1);
  expect(found.repeated.map(({ spec }) => spec)).toEqual([{ hosts: ['one'] }]);
});

describe('an object that is not among the manifests', () => {
  const unreadable = parse(object('ServiceEntry', 'a/broken', '[]') + object('Namespace', 'team-b', '[]'));
  const found = catalogue('', { external: ['ServiceEntry b/theirs', 'GatewayClass kgateway'], unreadable });

  test.each([
    ['is known if it is external', ENTRY, 'b', 'theirs', true],
    ['is known if it is external and cluster-scoped', 'gateway.networking.k8s.io/GatewayClass', '', 'kgateway', true],
    ['is known if it is unreadable', ENTRY, 'a', 'broken', true],
    ['is unknown if the external one is in another namespace', ENTRY, 'a', 'theirs', false],
    ['is unknown if the external one is of another kind', 'Service', 'b', 'theirs', false],
    ['is unknown otherwise', ENTRY, 'a', 'x', false],
  ])('%s', (_, kind, namespace, name, known) => {
    expect(found.isElsewhere(kind, namespace, name)).toBe(known);
    expect(found.knows(kind, namespace, name)).toBe(known);
    expect(found.find(kind, namespace, name)).toBeUndefined();
  });

  test('is known by kind and namespace', () => {
    expect(found.hasElsewhere(ENTRY, 'b')).toBe(true);
    expect(found.hasElsewhere(ENTRY, 'c')).toBe(false);
    expect(found.hasElsewhere('Service', 'b')).toBe(false);
  });

  test('is not confused with an object that is', () => {
    const there = catalogue(object('ServiceEntry', 'a/x', '{}'));
    expect(there.isElsewhere(ENTRY, 'a', 'x')).toBe(false);
    expect(there.knows(ENTRY, 'a', 'x')).toBe(true);
  });
});

describe('the labels of a namespace', () => {
  const labelled = '---\napiVersion: v1\nkind: Namespace\nmetadata: { name: a, labels: { team: x } }\n';

  test('include its name', () => {
    expect(catalogue(labelled).namespaceLabels('a')).toEqual({ team: 'x', 'kubernetes.io/metadata.name': 'a' });
  });

  test('are unknown if it is not among the objects', () => {
    expect(catalogue(labelled).namespaceLabels('b')).toBeUndefined();
  });
});
