import { tlsOnHttpPort } from '../../../../lib/checks/rules/egress/tls-on-http-port';
import { objections } from '../objections';
import { BACKEND, backend, config, documents, entry, gateway, route, spec, tls, VERIFIED } from '../way-out';

const TO_80 = route('{ group: networking.istio.io, kind: ServiceEntry, name: api, port: 80 }');
const on80 = (rest = '') => entry(spec(`{ number: 80, name: http, protocol: HTTP${rest} }, { number: 443, name: https }`));

test.each([
  ['on port 443', documents(route(), on80(), tls())],
  ['on port 80 with target port 443', documents(TO_80, on80(', targetPort: 443'), tls())],
  [
    'on another port of the host',
    documents(TO_80, on80(), tls('{ group: networking.istio.io, kind: ServiceEntry, name: api, sectionName: https }')),
  ],
])('the gateway may use TLS %s', (_, yaml) => {
  expect(objections(tlsOnHttpPort, documents(gateway(), yaml))).toEqual([]);
});

test.each([
  ['a BackendTLSPolicy', tls(), 'BackendTLSPolicy'],
  ['a BackendConfigPolicy', config(VERIFIED), 'BackendConfigPolicy'],
])('TLS to port 80 by %s is reported', (_, policy, kind) => {
  expect(objections(tlsOnHttpPort, documents(gateway(), TO_80, on80(), policy))).toEqual([
    `${kind} egress/api spec.targetRefs[0]: TLS to port 80 of ServiceEntry egress/api`,
  ]);
});

test('TLS to port 80 of a Backend is reported', () => {
  const policy = tls('{ group: gateway.kgateway.dev, kind: Backend, name: api }');
  const hosts = backend('{ host: api.example.com, port: 80 }');
  expect(objections(tlsOnHttpPort, documents(gateway(), route(BACKEND), hosts, policy))).toEqual([
    'BackendTLSPolicy egress/api spec.targetRefs[0]: TLS to port 80 of Backend egress/api',
  ]);
});
