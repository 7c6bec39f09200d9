import { plaintextToHttpsPort } from '../../../../lib/checks/rules/egress/plaintext-to-https-port';
import { objections } from '../objections';
import { BACKEND, backend, config, documents, ENTRY, entry, gateway, route, spec, tls, VERIFIED } from '../way-out';

const HTTP = entry(spec('{ number: 443, name: http, protocol: HTTP, targetPort: 8080 }'));
const two = entry(spec('{ number: 80, name: http, protocol: HTTP, targetPort: 443 }, { number: 443, name: https }'));
const section = (name: string) => tls(`{ group: networking.istio.io, kind: ServiceEntry, name: api, sectionName: ${name} }`);

test.each([
  ['a BackendTLSPolicy', entry(), tls()],
  ['a BackendTLSPolicy by its host', entry(), tls('{ group: networking.istio.io, kind: Hostname, name: api.example.com }')],
  ['a BackendTLSPolicy for its port', two, section('https')],
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

test.each([
  ['a policy for another port', two, section('https')],
  ['a BackendConfigPolicy without tls', two, config('circuitBreakers: { maxRetries: 9 }')],
])('%s does not enable TLS', (_, destination, more) => {
  const to80 = route('{ group: networking.istio.io, kind: ServiceEntry, name: api, port: 80 }');
  expect(objections(plaintextToHttpsPort, documents(gateway(), to80, destination, more))).toEqual([
    'ServiceEntry egress/api spec.ports[0]: port 80, targetPort 443, HTTP, and no TLS policy',
  ]);
});

test('each port of a Backend is checked', () => {
  const hosts = backend('{ host: a.example.com, port: 8080 }, { host: b.example.com, port: 443 }');
  expect(objections(plaintextToHttpsPort, documents(gateway(), route(BACKEND), hosts))).toEqual([
    'Backend egress/api spec.static.hosts[1]: port 443, and no TLS policy',
  ]);
});
