import { Tls } from '../../../../lib';
import { wildcardMemory } from '../../../../lib/checks/rules/egress/wildcard-memory';
import { egress, exit, host } from '../../../kit';
import { objections } from '../objections';
import { BACKEND, documents, gateway, policy } from '../way-out';

const route = (hostname: string) => `
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: api, namespace: egress }
spec:
  parentRefs: [{ name: exit }]
  hostnames: ['${hostname}']
  rules: [{ backendRefs: [${BACKEND}] }]`;
const backend = (spec: string) => `
apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata: { name: api, namespace: egress }
spec: { ${spec} }`;
const DYNAMIC = backend('dynamicForwardProxy: { enableTls: true }');
const tls = (spec: string) =>
  policy('BackendConfigPolicy', '{ group: gateway.kgateway.dev, kind: Backend, name: api }', `tls: { ${spec} }`);
const found = (...all: readonly string[]) => objections(wildcardMemory, documents(gateway(), ...all));

test.each([
  ['a name without a wildcard', [route('api.example.com'), DYNAMIC]],
  ['the CAs of the hosts', [route('*.example.com'), DYNAMIC, tls('secretRef: { name: ca }')]],
  ['no TLS, which another rule reports', [route('*.example.com'), backend('dynamicForwardProxy: {}')]],
  ['a static Backend', [route('*.example.com'), backend('static: { hosts: [{ host: a.example.com, port: 443 }] }')]],
])('a Backend with %s is accepted', (_, all) => {
  expect(found(...all)).toEqual([]);
});

test.each([
  ['without a policy', []],
  ['with the CAs of the system', [tls('wellKnownCACertificates: System')]],
])('a Backend for a wildcard %s is reported', (_, more) => {
  expect(found(route('*.example.com'), DYNAMIC, ...more)).toEqual([
    'Backend egress/api spec.dynamicForwardProxy: the CAs of the system, 1.3 MiB for each of up to 1,024 names',
  ]);
});

test('a wildcard host needs a Secret with CAs to be without a warning', () => {
  const of = (caSecret?: string) => {
    const { app, chart } = egress();
    host(chart, exit(chart), { host: '*.example.com', ...(caSecret && { tls: Tls.originate({ caSecret }) }) });
    return objections(wildcardMemory, app.synthYaml());
  };
  expect(of()).toHaveLength(1);
  expect(of('ca')).toEqual([]);
});
