import { idleRetry } from '../../../../lib/checks/rules/egress/idle-retry';
import { exit as usual } from '../ambient';
import { objections } from '../objections';

/** The gateway, with a host that gets plaintext. */
const exit = (...given: Parameters<typeof usual>) =>
  usual(...given)
    .replaceAll('443', '80')
    .replace('name: https, number: 80, protocol: HTTPS', 'name: http, number: 80, protocol: HTTP');

const SAFE = 'retryOn: [connect-failure, refused-stream, reset-before-request]';
const policy = (retry: string, target = '{ group: gateway.networking.k8s.io, kind: HTTPRoute, name: api }') => `
---
apiVersion: gateway.kgateway.dev/v1alpha1
kind: TrafficPolicy
metadata: { name: api, namespace: exit }
spec: { targetRefs: [${target}], retry: { attempts: 2, ${retry} } }
`;
const tls = `
---
apiVersion: gateway.networking.k8s.io/v1
kind: BackendTLSPolicy
metadata: { name: api, namespace: exit }
spec:
  targetRefs: [{ group: networking.istio.io, kind: ServiceEntry, name: api }]
  validation: { hostname: api.example.com, wellKnownCACertificates: System }
`;
/** A second route of the gateway, to a host that gets plaintext. */
const other = `
---
apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata: { name: other, namespace: exit }
spec: { type: Static, static: { hosts: [{ host: other.example.com., port: 80 }] } }
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: other, namespace: exit }
spec:
  parentRefs: [{ name: gw }]
  hostnames: [other.example.com]
  rules: [{ backendRefs: [{ group: gateway.kgateway.dev, kind: Backend, name: other }] }]
`;
const OF_GATEWAY = '{ group: gateway.networking.k8s.io, kind: Gateway, name: gw }';
const http2 = exit().replace('number: 80, protocol: HTTP', 'number: 80, protocol: GRPC');

test.each([
  ['the gateway originates TLS', exit() + tls + policy(SAFE)],
  ['the gateway is outside ambient', exit({ namespaceLabels: '{}' }) + policy(SAFE)],
  ['resets are retried too', exit() + policy('retryOn: [connect-failure, reset]')],
  ['responses of the upstream are retried', exit() + policy('retryOn: [connect-failure], statusCodes: [503]')],
  ['the upstream can refuse a stream', http2 + policy(SAFE)],
  ['plaintext goes to a port for TLS, which another rule reports', usual() + policy(SAFE)],
  ['there are no retries', exit() + policy(SAFE).replace('attempts: 2', 'attempts: 0')],
  ['the policy is for the gateway, and another host gets TLS', exit() + tls + other + policy(SAFE, OF_GATEWAY)],
])('nothing is reported if %s', (_, yaml) => {
  expect(objections(idleRetry, yaml)).toEqual([]);
});

const found = (conditions: string) => [`TrafficPolicy exit/api spec.retry.retryOn: ${conditions}`];
const ALL = '["connect-failure","refused-stream","reset-before-request"]';

test.each([
  ['the upstream gets plaintext', exit() + policy(SAFE), found(ALL)],
  ['only refused connections are retried', exit() + policy('retryOn: [connect-failure]'), found('["connect-failure"]')],
  ['they are those of the gateway', exit() + other + policy(SAFE, OF_GATEWAY), found(ALL)],
  ['HTTP/2 gets plaintext, without refused-stream', http2 + policy('retryOn: [connect-failure]'), found('["connect-failure"]')],
])('idle retries are reported if %s', (_, yaml, objection) => {
  expect(objections(idleRetry, yaml)).toEqual(objection);
});
