import { objectName } from '../../lib/core/format-finding';
import { groupOf, kindKey, kindOf, shortKind, versionOf } from '../../lib/manifests/manifest';

test.each([
  ['networking.istio.io/v1', 'networking.istio.io', 'v1'],
  ['apps/v1', 'apps', 'v1'],
  ['v1', '', 'v1'],
])('%s has the group %p and the version %s', (apiVersion, group, version) => {
  expect(groupOf(apiVersion)).toBe(group);
  expect(versionOf(apiVersion)).toBe(version);
});

test('a kind is named with its group but without its version; core kinds have no group', () => {
  expect(kindOf({ apiVersion: 'networking.istio.io/v1beta1', kind: 'ServiceEntry' })).toBe('networking.istio.io/ServiceEntry');
  expect(kindKey('', 'Service')).toBe('Service');
});

test('messages use the name of a kind without its group', () => {
  expect(shortKind('networking.istio.io/ServiceEntry')).toBe('ServiceEntry');
  expect(shortKind('Service')).toBe('Service');
});

test('an object is named with its namespace, if it has one', () => {
  const object = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'a', namespace: 'b' } };
  expect(objectName(object)).toBe('Service b/a');
  expect(objectName({ ...object, kind: 'Namespace', metadata: { name: 'a' } })).toBe('Namespace a');
});
