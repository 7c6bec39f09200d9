import { plaintextToPublicHost } from '../../../../lib/checks/rules/egress/plaintext-to-public-host';
import { objections } from '../objections';
import { BACKEND, backend, config, documents, entry, gateway, route, spec, tls, VERIFIED } from '../way-out';

const PORT = '{ number: 8080, name: http, protocol: HTTP }';
const TO_8080 = route('{ group: networking.istio.io, kind: ServiceEntry, name: api, port: 8080 }');
const to = (host: string, rest?: string) => documents(gateway(), TO_8080, entry(spec(PORT, host, rest)));

test.each([
  ['a private host', to('host.docker.internal')],
  ['a private address', to('api.example.com', 'resolution: STATIC, endpoints: [{ address: 10.0.0.1 }]')],
  ['pods', to('api.example.com', 'resolution: STATIC, workloadSelector: { labels: { app: api } }')],
  ['a host without a route', entry(spec(PORT))],
  ['a host over TLS', documents(to('api.example.com'), tls())],
  ['a host over TLS by BackendConfigPolicy', documents(to('api.example.com'), config(VERIFIED))],
  ['a TLS port, which another rule reports', documents(gateway(), route(), entry())],
])('%s is not reported', (_, yaml) => {
  expect(objections(plaintextToPublicHost, yaml)).toEqual([]);
});

test.each([
  ['by its name', to('api.example.com'), 'api.example.com'],
  [
    'by the name of an endpoint',
    to('api.internal', 'resolution: DNS, endpoints: [{ address: lb.example.com }]'),
    'lb.example.com',
  ],
  ['by its address', to('api.internal', 'resolution: STATIC, endpoints: [{ address: 203.0.113.7 }]'), '203.0.113.7'],
])('a host on the Internet is reported %s', (_, yaml, host) => {
  expect(objections(plaintextToPublicHost, yaml)).toEqual([
    `ServiceEntry egress/api spec.ports[0]: port 8080 of ${host}, and no TLS policy`,
  ]);
});

test('each host of a Backend is checked', () => {
  const hosts = backend('{ host: api.internal, port: 8080 }, { host: api.example.com, port: 8080 }');
  expect(objections(plaintextToPublicHost, documents(gateway(), route(BACKEND), hosts))).toEqual([
    'Backend egress/api spec.static.hosts[1]: port 8080 of api.example.com, and no TLS policy',
  ]);
});

test('a dynamic forward proxy is reported unless it uses TLS', () => {
  const dynamic = (fields: string) => backend().replace(/spec: .*/, `spec: { dynamicForwardProxy: { ${fields} } }`);
  const toDynamic = (fields: string, ...more: readonly string[]) =>
    documents(gateway(), route(BACKEND), dynamic(fields), ...more);
  const reported = ['Backend egress/api spec.dynamicForwardProxy.enableTls: no TLS to hosts that the requests name'];
  expect(objections(plaintextToPublicHost, toDynamic(''))).toEqual(reported);
  expect(objections(plaintextToPublicHost, toDynamic('enableTls: false'))).toEqual(reported);
  expect(objections(plaintextToPublicHost, toDynamic('enableTls: true'))).toEqual([]);
  const byConfig = config(VERIFIED, '{ group: gateway.kgateway.dev, kind: Backend, name: api }');
  expect(objections(plaintextToPublicHost, toDynamic('', byConfig))).toEqual([]);
});
