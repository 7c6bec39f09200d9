import { authorizationTimeout } from '../../../../lib/checks/rules/egress/authorization-timeout';
import { objections } from '../objections';
import { authorized, documents, extension, gateway } from '../way-out';

const HTTP = extension().replace(/grpcService: {.*} } }$/, 'httpService: { backendRef: { name: authz, port: 80 } } } }');

test.each([
  ['a timeout', authorized(extension('', 'requestTimeout: 1s'))],
  ['an HTTP server, whose default timeout is 2s', authorized(HTTP)],
  ['no egress route that uses it', documents(gateway(), extension())],
])('an extension may have %s', (_, yaml) => {
  expect(objections(authorizationTimeout, yaml)).toEqual([]);
});

test('an extension without a timeout is reported', () => {
  expect(objections(authorizationTimeout, authorized(extension()))).toEqual([
    'GatewayExtension egress/authz spec.extAuth.grpcService.requestTimeout: undefined',
  ]);
});

test('an extension in another namespace, which a policy of the route refers to, is reported', () => {
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
