import { plaintextToHttpsPort } from '../../../../lib/checks/rules/egress/plaintext-to-https-port';
import { objections } from '../objections';
import { BACKEND, backend, config, documents, ENTRY, entry, gateway, OF_GATEWAY, route, spec, tls, VERIFIED } from '../way-out';

const HTTP = entry(spec('{ number: 443, name: http, protocol: HTTP, targetPort: 8080 }'));

test.each([
  ['a BackendTLSPolicy', entry(), tls()],
  ['a BackendTLSPolicy by its host', entry(), tls('{ group: networking.istio.io, kind: Hostname, name: api.example.com }')],
  ['a BackendConfigPolicy with tls', entry(), config(VERIFIED)],
  ['another target port', HTTP, ''],
])('a TLS port is not reported with %s', (_, destination, more) => {
  expect(objections(plaintextToHttpsPort, documents(gateway(), route(), destination, more || tls('')))).toEqual([]);
});

test('TLS of the client that is passed through is not reported', () => {
  const passthrough = gateway('{ name: tls, port: 8443, protocol: TLS, tls: { mode: Passthrough } }');
  expect(objections(plaintextToHttpsPort, documents(passthrough, route(ENTRY, '', 'TLSRoute'), entry()))).toEqual([]);
});

test.each([
  ['HTTPS', entry(), 'spec.ports[0]: port 443, HTTPS, and no TLS policy'],
  ['port 443 without a protocol', entry(spec('{ number: 443, name: http }')), 'spec.ports[0]: port 443, and no TLS policy'],
  [
    'TLS on another port',
    entry(spec('{ number: 443, name: tls, protocol: TLS, targetPort: 8443 }')),
    'spec.ports[0]: port 443, targetPort 8443, TLS, and no TLS policy',
  ],
])('plaintext to %s is reported', (_, destination, objection) => {
  expect(objections(plaintextToHttpsPort, documents(gateway(), route(), destination))).toEqual([
    `ServiceEntry egress/api ${objection}`,
  ]);
});

test('a BackendConfigPolicy without tls does not enable TLS', () => {
  const without = config('circuitBreakers: { maxRetries: 9 }');
  expect(objections(plaintextToHttpsPort, documents(gateway(), route(), entry(), without))).toEqual([
    'ServiceEntry egress/api spec.ports[0]: port 443, HTTPS, and no TLS policy',
  ]);
});

test.each([
  ['another group', '{ group: "", kind: ServiceEntry, name: api }'],
  ['a section', '{ group: networking.istio.io, kind: ServiceEntry, name: api, sectionName: https }'],
  ['another name, with the host of the destination', '{ group: networking.istio.io, kind: ServiceEntry, name: ipa }'],
  ['the route', '{ group: gateway.networking.k8s.io, kind: HTTPRoute, name: api }'],
  ['the gateway', OF_GATEWAY],
])('a BackendTLSPolicy that misses its target is named: %s', (_, target) => {
  expect(objections(plaintextToHttpsPort, documents(gateway(), route(), entry(), tls(target)))).toEqual([
    'ServiceEntry egress/api spec.ports[0]: port 443, HTTPS, and BackendTLSPolicy egress/api misses it',
  ]);
});

test('a policy of another destination that misses its target is not named', () => {
  const other = tls('{ group: "", kind: ServiceEntry, name: other }').replace('api.example.com', 'other.example.com');
  expect(objections(plaintextToHttpsPort, documents(gateway(), route(), entry(), other))).toEqual([
    'ServiceEntry egress/api spec.ports[0]: port 443, HTTPS, and no TLS policy',
  ]);
});

test('each port of a Backend is checked', () => {
  const hosts = backend('{ host: a.example.com, port: 8080 }, { host: b.example.com, port: 443 }');
  expect(objections(plaintextToHttpsPort, documents(gateway(), route(BACKEND), hosts))).toEqual([
    'Backend egress/api spec.static.hosts[1]: port 443, and no TLS policy',
  ]);
});
