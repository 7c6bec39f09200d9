import { authorizationTimeout } from '../../../../lib/checks/rules/egress/authorization-timeout';
import { objections } from '../objections';
import { authorized, documents, extension, gateway } from '../way-out';

const HTTP = extension().replace(/grpcService: {.*} } }$/, 'httpService: { backendRef: { name: authz, port: 80 } } } }');

test.each([
  ['a time-out', authorized(extension('', 'requestTimeout: 1s'))],
  ['HTTP, whose default is 2s', authorized(HTTP)],
  ['nothing to do with the way out', documents(gateway(), extension())],
])('an extension may have %s', (_, yaml) => {
  expect(objections(authorizationTimeout, yaml)).toEqual([]);
});

test('200 ms is too short to fail closed on', () => {
  expect(objections(authorizationTimeout, authorized(extension()))).toEqual([
    'GatewayExtension egress/authz spec.extAuth.grpcService.requestTimeout: undefined',
  ]);
});

test('also where a policy of the route asks for it, in whatever namespace it is', () => {
  const policy = `
apiVersion: gateway.kgateway.dev/v1alpha1
kind: TrafficPolicy
metadata: { name: own, namespace: egress }
spec:
  targetRefs: [{ group: gateway.networking.k8s.io, kind: HTTPRoute, name: api }]
  extAuth: { extensionRef: { name: authz, namespace: platform } }`;
  const elsewhere = extension().replace('namespace: egress', 'namespace: platform');
  expect(objections(authorizationTimeout, authorized(policy, elsewhere))).toHaveLength(1);
});
