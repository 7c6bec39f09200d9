import { expectAllowed, expectDenied, Manifests, simulate } from '../../lib/simulate';

const TUTORIAL = Manifests.fromFolder('test/fixtures/tutorial');
const NAMESPACE = `
apiVersion: v1
kind: Namespace
metadata: {name: default, labels: {istio.io/dataplane-mode: ambient}}`;

function withMesh(...texts: readonly string[]): Manifests {
  return new Manifests([...TUTORIAL.all, ...Manifests.fromYaml(NAMESPACE, ...texts).all]);
}

const policy = (spec: string, namespace = 'default', name = 'own') => `
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: {name: ${name}, namespace: ${namespace}}
spec: ${spec}`;

const mode = (spec: string, namespace = 'default') => `
apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata: {name: mode, namespace: ${namespace}}
spec: ${spec}`;

const caller = { namespace: 'default', serviceAccount: 'agent', address: '10.1.2.3' };
const request = {
  caller,
  url: 'http://egress-kgateway:8080/',
  headers: { host: 'host.docker.internal', 'x-force-authorized': 'enabled' },
  time: new Date('2026-12-01T00:00:00Z'),
};
const outside = { ...request, caller: { ...caller, labels: { 'istio.io/dataplane-mode': 'none' } } };
const by = 'AuthorizationPolicy default/own';

describe('ztunnel', () => {
  test.each([
    '{action: DENY, rules: [{from: [{source: {namespaces: [default]}}]}]}',
    '{action: DENY, rules: [{to: [{operation: {ports: ["8080"]}}]}]}',
    '{action: DENY, rules: [{from: [{source: {notPrincipals: [cluster.local/ns/default/sa/other]}}]}]}',
    '{action: DENY, rules: [{when: [{key: source.ip, values: ["10.1.0.0/16"]}]}]}',
    '{action: DENY, rules: [{}]}',
    // Fields of requests are removed from a DENY rule, which denies more.
    '{action: DENY, rules: [{from: [{source: {namespaces: [default], requestPrincipals: ["*"]}}]}]}',
    '{action: DENY, rules: [{from: [{source: {namespaces: [default], notRemoteIpBlocks: [10.0.0.0/8]}}]}]}',
    '{action: DENY, rules: [{from: [{source: {namespaces: [default]}}], to: [{operation: {methods: [POST]}}]}]}',
    '{rules: [{from: [{source: {serviceAccounts: [other]}}]}]}',
    '{rules: [{from: [{source: {namespaces: ["team-*"]}}]}]}',
    '{rules: [{from: [{source: {principals: ["*/sa/agent"]}}], to: [{operation: {ports: ["9"]}}]}]}',
    '{rules: [{from: [{source: {ipBlocks: ["10.0.0.0/16"]}}]}]}',
    // ztunnel gets no ALLOW rule with a field of requests.
    '{rules: [{to: [{operation: {methods: [GET]}}]}]}',
    '{}',
  ])('refuses by %s', (spec) => {
    expectDenied(withMesh(policy(spec)), request, { status: undefined, by });
  });

  test.each([
    '{action: DENY, rules: [{from: [{source: {namespaces: [other]}}]}]}',
    '{action: DENY, rules: [{to: [{operation: {notPorts: ["8080"]}}]}]}',
    '{action: DENY}',
    // Of which nothing is left, matches nobody.
    '{action: DENY, rules: [{to: [{operation: {methods: [GET]}}]}]}',
    '{action: DENY, rules: [{when: [{key: "request.headers[x]", values: [a]}]}]}',
    '{action: DENY, rules: [{from: [{source: {requestPrincipals: ["*"]}}]}]}',
    '{action: AUDIT, rules: [{}]}',
    '{rules: [{from: [{source: {serviceAccounts: [agent]}}]}]}',
    '{rules: [{from: [{source: {serviceAccounts: [default/agent]}}]}]}',
    '{rules: [{from: [{source: {principals: ["*/sa/agent"]}}], to: [{operation: {ports: ["8080"]}}]}]}',
    '{rules: [{from: [{source: {ipBlocks: ["10.0.0.0/8"], notIpBlocks: ["10.2.0.0/16"]}}]}]}',
    '{rules: [{when: [{key: destination.port, values: ["8080"]}]}]}',
    '{selector: {matchLabels: {app: other}}, rules: []}',
  ])('allows by %s', (spec) => {
    expectAllowed(withMesh(policy(spec)), request);
  });

  test('reads policies of the mesh too, and a DENY first', () => {
    const allow = policy('{rules: [{}]}');
    const deny = policy('{action: DENY, rules: [{}]}', 'istio-system', 'mesh');
    expectDenied(withMesh(allow, deny), request, { by: 'AuthorizationPolicy istio-system/mesh' });
  });
});

describe('a caller outside the mesh', () => {
  test.each([
    '{mtls: {mode: STRICT}}',
    '{selector: {matchLabels: {gateway.networking.k8s.io/gateway-name: egress-kgateway}}, portLevelMtls: {8080: {mode: STRICT}}}',
  ])('is refused by %s', (spec) => {
    expectDenied(withMesh(mode(spec)), outside, { by: 'PeerAuthentication default/mode' });
    expectAllowed(withMesh(mode(spec)), request);
  });

  test.each(['{mtls: {mode: PERMISSIVE}}', '{selector: {matchLabels: {app: other}}, mtls: {mode: STRICT}}'])(
    'is accepted by %s',
    (spec) => {
      expectAllowed(withMesh(mode(spec)), outside);
    },
  );

  test('is refused by the mode of the mesh, unless the namespace has its own', () => {
    const strict = mode('{mtls: {mode: STRICT}}', 'istio-system');
    expectDenied(withMesh(strict), outside, { by: 'PeerAuthentication istio-system/mode' });
    expectAllowed(withMesh(strict, mode('{mtls: {mode: PERMISSIVE}}')), outside);
  });

  test('has no identity', () => {
    expectDenied(withMesh(policy('{rules: [{from: [{source: {namespaces: ["*"]}}]}]}')), outside, { by });
  });
});

test('who calls is not judged when Namespaces are missing and a policy asks', () => {
  const manifests = new Manifests([...TUTORIAL.all, ...Manifests.fromYaml(policy('{rules: [{}]}')).all]);
  const unlabelled = { ...request, caller: { namespace: 'elsewhere' } };
  expect(simulate(manifests, unlabelled)).toMatchObject({ outcome: 'unknown', layer: expect.any(String) });
});

test.each([request, { ...request, url: 'https://pastebin.com/', headers: {} }])(
  'policies of other network plugins are not read: $url',
  (asked) => {
    const cilium = `
apiVersion: cilium.io/v2
kind: CiliumNetworkPolicy
metadata: {name: all, namespace: default}
spec: {endpointSelector: {matchLabels: {app: agent}}, egress: [{toEntities: [world]}]}`;
    const from = (app: string) => ({ ...asked, caller: { ...caller, labels: { app } } });
    expect(simulate(withMesh(cilium), from('agent'))).toMatchObject({
      outcome: 'unknown',
      layer: 'network policy',
      reason: 'what the object of Cilium permits to the caller is not simulated',
    });
    expect(simulate(withMesh(cilium), from('other'))).toMatchObject({ outcome: asked === request ? 'allowed' : 'bypassed' });
  },
);
