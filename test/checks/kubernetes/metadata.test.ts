import { compileKind, validate } from '../../../lib/checks/object/validate';
import { nativeKind, places } from '../object/judge';

const thing = compileKind(
  {
    ...{ group: 'example.com', version: 'v1', kind: 'Thing', plural: 'things', scope: 'Namespaced', $defs: [] },
    ...{ statusSubresource: false, schema: { type: 'object', properties: { metadata: { type: 'object' } } } },
  },
  () => [],
);
const issues = (metadata: unknown) => places(validate({ apiVersion: 'example.com/v1', kind: 'Thing', metadata }, thing));
const owner = { apiVersion: 'v1', kind: 'ConfigMap', name: 'a', uid: '1' };

test.each<[string, unknown, string[]]>([
  ['a name', { name: 'a.b-c' }, []],
  ['no metadata', undefined, ['schema/required metadata']],
  ['metadata that is not an object', 'a', ['schema/type metadata']],
  ['no name', {}, ['schema/metadata metadata.name']],
  ['a generated name', { generateName: 'a-' }, ['schema/metadata metadata.name']],
  ['upper case', { name: 'A' }, ['schema/metadata metadata.name']],
  ['too long a name', { name: 'a'.repeat(254) }, ['schema/metadata metadata.name']],
  ['a namespace', { name: 'a', namespace: 'b' }, []],
  ['a namespace with a dot', { name: 'a', namespace: 'b.c' }, ['schema/metadata metadata.namespace']],
  ['an unknown field', { name: 'a', lables: {} }, ['schema/unknown-field metadata.lables']],
  ['labels', { name: 'a', labels: { app: '', 'a.b/C_d': 'E.f-g' } }, []],
  ['a label with a number', { name: 'a', labels: { app: 1 } }, ['schema/type metadata.labels.app']],
  ['a label with a space', { name: 'a', labels: { app: 'b c' } }, ['schema/metadata metadata.labels.app']],
  ['too long a label', { name: 'a', labels: { app: 'a'.repeat(64) } }, ['schema/metadata metadata.labels.app']],
  ['a key of a label with two slashes', { name: 'a', labels: { 'a/b/c': '' } }, ["schema/metadata metadata.labels['a/b/c']"]],
  ['a prefix of a label in upper case', { name: 'a', labels: { 'A.b/c': '' } }, ["schema/metadata metadata.labels['A.b/c']"]],
  ['a prefix of an annotation in upper case', { name: 'a', annotations: { 'A.b/c': 'anything at all' } }, []],
  ['an empty key', { name: 'a', annotations: { '': '' } }, ["schema/metadata metadata.annotations['']"]],
  ['annotations of the maximal size', { name: 'a', annotations: { a: 'x'.repeat(262_143) } }, []],
  ['too large annotations', { name: 'a', annotations: { a: 'ä'.repeat(131_072) } }, ['schema/metadata metadata.annotations']],
  ['a finalizer', { name: 'a', finalizers: ['example.com/keep'] }, []],
  ['an invalid finalizer', { name: 'a', finalizers: ['keep it'] }, ['schema/metadata metadata.finalizers[0]']],
  ['an owner', { name: 'a', ownerReferences: [owner] }, []],
  [
    'an owner without uid',
    { name: 'a', ownerReferences: [{ ...owner, uid: '' }] },
    ['schema/metadata metadata.ownerReferences[0].uid'],
  ],
  [
    'two controllers',
    { name: 'a', ownerReferences: [owner, owner].map((each) => ({ ...each, controller: true })) },
    ['schema/metadata metadata.ownerReferences'],
  ],
  ['the fields of an export from a cluster', { name: 'a', resourceVersion: '1', uid: 'b', generation: 2 }, []],
  [
    'the fields that the API server writes',
    { name: 'a', managedFields: [{ manager: 'kubectl', fieldsV1: { 'f:a': {} } }], creationTimestamp: null },
    [],
  ],
])('%s', (_, metadata, expected) => {
  expect(issues(metadata)).toEqual(expected);
});

test.each([
  ['core/namespace', 'v1', 'Namespace', 'a.b', ['schema/metadata metadata.name']],
  ['core/namespace', 'v1', 'Namespace', '0a', []],
  ['rbac.authorization.k8s.io/cluster-role', 'rbac.authorization.k8s.io/v1', 'ClusterRole', 'system:A', []],
  [
    'rbac.authorization.k8s.io/cluster-role',
    'rbac.authorization.k8s.io/v1',
    'ClusterRole',
    'a/b',
    ['schema/metadata metadata.name'],
  ],
])('%s requires the names of its kind', (file, apiVersion, kind, name, expected) => {
  expect(places(validate({ apiVersion, kind, metadata: { name } }, nativeKind(file)))).toEqual(expected);
});

test('an object without a name is structurally invalid', () => {
  expect(validate({ apiVersion: 'example.com/v1', kind: 'Thing', metadata: {} }, thing)).toMatchObject([{ structural: true }]);
});
