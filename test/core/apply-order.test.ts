import { filePart, syncWave } from '../../lib/core/apply-order';

const wave = (kind: string) => Number(syncWave(kind)['argocd.argoproj.io/sync-wave'] ?? 0);

test.each([
  ['namespaces before the objects in them', 'Namespace', 'BackendTLSPolicy'],
  ['admission policies before the objects that they judge', 'ValidatingPolicy', 'ServiceEntry'],
  ['TLS before the host, as requests leave in plaintext without it', 'BackendTLSPolicy', 'ServiceEntry'],
  ['TLS 1.3 before the host', 'BackendConfigPolicy', 'ServiceEntry'],
  ['TLS before a Backend', 'BackendTLSPolicy', 'Backend'],
  ['the removal of the header before routes', 'ListenerPolicy', 'HTTPRoute'],
  ['authorization before routes', 'TrafficPolicy', 'HTTPRoute'],
  ['the host before its route', 'ServiceEntry', 'HTTPRoute'],
])('%s', (_, first, then) => {
  expect(wave(first)).toBeLessThan(wave(then));
});

test('the last objects need no annotation', () => {
  expect(syncWave('HTTPRoute')).toEqual({});
  expect(syncWave('Gateway')).toEqual({});
});

test('a file begins with namespaces, then admission', () => {
  const kinds = [
    'HTTPRoute',
    'ClusterRole',
    'ClusterPolicy',
    'BackendTLSPolicy',
    'Namespace',
    'ValidatingAdmissionPolicyBinding',
  ];
  const parts = new Map(kinds.map((kind) => [kind, filePart(kind)]));
  expect(Object.fromEntries(parts)).toEqual({
    Namespace: 0,
    ClusterRole: 1,
    ClusterPolicy: 1,
    ValidatingAdmissionPolicyBinding: 1,
    BackendTLSPolicy: 2,
    HTTPRoute: 2,
  });
});
