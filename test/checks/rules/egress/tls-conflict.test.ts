import { tlsConflict } from '../../../../lib/checks/rules/egress/tls-conflict';
import { objections } from '../objections';
import { config, documents, ENTRY, entry, gateway, route, tls, VERIFIED } from '../way-out';

const tlsGateway = (mode: string) => gateway(`{ name: tls, port: 8443, protocol: TLS, tls: { mode: ${mode} } }`);
const TLS_ROUTE = route(ENTRY, '', 'TLSRoute');

test.each([
  ['a BackendTLSPolicy alone', documents(gateway(), route(), entry(), tls())],
  ['a BackendConfigPolicy alone', documents(gateway(), route(), entry(), config(VERIFIED))],
  [
    'a BackendTLSPolicy and a BackendConfigPolicy without tls',
    documents(entry(), tls(), config('circuitBreakers: { maxRetries: 9 }')),
  ],
  ['TLS that is passed through', documents(tlsGateway('Passthrough'), TLS_ROUTE, entry())],
  ['TLS that is terminated and originated again', documents(tlsGateway('Terminate'), TLS_ROUTE, entry(), tls())],
  ['a missing Gateway', documents(TLS_ROUTE, entry(), tls())],
])('%s is not a conflict', (_, yaml) => {
  expect(objections(tlsConflict, yaml)).toEqual([]);
});

test('a BackendConfigPolicy that a BackendTLSPolicy overrides is reported', () => {
  expect(objections(tlsConflict, documents(entry(), tls(), config(VERIFIED)))).toEqual([
    'BackendConfigPolicy egress/api spec.tls: tls, although BackendTLSPolicy egress/api is for ServiceEntry egress/api too',
  ]);
});

test('TLS origination around TLS passthrough is reported', () => {
  expect(objections(tlsConflict, documents(tlsGateway('Passthrough'), TLS_ROUTE, entry(), tls()))).toEqual([
    'BackendTLSPolicy egress/api spec.targetRefs[0]: TLS to ServiceEntry egress/api, although TLSRoute egress/api passes TLS through to it',
  ]);
});
